package asf

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
)

const (
	pictureName = "WM/Picture"
	maxFront    = 4096 // bytes in front of a picture
)

// attribute is where an attribute has its name and its value.
type attribute struct {
	name, nameBytes   int64
	value, valueBytes int64
}

// readAttributes takes the pictures among the attributes of an object, which read lays
// out.
func (h *Header) readAttributes(data *io.SectionReader, read func(r *io.SectionReader, off int64) (attribute, error)) error {
	var field [2]byte
	if err := bits.ReadFull(data, field[:], 0); err != nil {
		return err
	}
	count := int(binary.LittleEndian.Uint16(field[:]))
	off := int64(len(field))
	for range count {
		if h.attributes++; h.attributes > maxAttributes {
			return fault.New(fault.LimitCount, "asf: more than %d attributes", maxAttributes)
		}
		a, err := read(data, off)
		if err != nil {
			return err
		}
		off = a.value + a.valueBytes
		if off > data.Size() {
			return fault.New(fault.Truncated, "asf: an attribute of %d bytes at %d of %d", a.valueBytes, a.value, data.Size())
		}
		if !isPicture(data, a) || len(h.Pictures) == artwork.MaxPictures {
			continue
		}
		if p, ok := picture(io.NewSectionReader(data, a.value, a.valueBytes)); ok {
			h.Pictures = append(h.Pictures, p)
		}
	}
	return nil
}

// contentAttribute lays out one of the Extended Content Description (§3.11): length of
// the name, name, type, length, value.
func contentAttribute(r *io.SectionReader, off int64) (attribute, error) {
	var field [4]byte
	if err := bits.ReadFull(r, field[:2], off); err != nil {
		return attribute{}, err
	}
	a := attribute{name: off + 2, nameBytes: int64(binary.LittleEndian.Uint16(field[:]))}
	if err := bits.ReadFull(r, field[:], a.name+a.nameBytes); err != nil {
		return attribute{}, err
	}
	a.value = a.name + a.nameBytes + int64(len(field))
	a.valueBytes = int64(binary.LittleEndian.Uint16(field[2:]))
	return a, nil
}

// libraryAttribute lays out one of the Metadata Library (§4.8): language, stream, length
// of the name, type, length, name, value.
func libraryAttribute(r *io.SectionReader, off int64) (attribute, error) {
	var field [12]byte
	if err := bits.ReadFull(r, field[:], off); err != nil {
		return attribute{}, err
	}
	a := attribute{name: off + int64(len(field)), nameBytes: int64(binary.LittleEndian.Uint16(field[4:]))}
	a.value = a.name + a.nameBytes
	a.valueBytes = int64(binary.LittleEndian.Uint32(field[8:]))
	return a, nil
}

// isPicture reports whether an attribute has the name of pictures, with or without the
// zero at its end.
func isPicture(r *io.SectionReader, a attribute) bool {
	const n = 2 * int64(len(pictureName))
	if a.nameBytes < n || a.nameBytes > n+2 {
		return false
	}
	name := make([]byte, n)
	return bits.ReadFull(r, name, a.name) == nil && strings.EqualFold(text(name), pictureName)
}

// picture reads the front of a picture: kind, size, media type, description, both texts
// ended by a zero.
func picture(value *io.SectionReader) (artwork.Picture, bool) {
	front := make([]byte, min(maxFront, value.Size()))
	if len(front) < 5 || bits.ReadFull(value, front, 0) != nil {
		return artwork.Picture{}, false
	}
	size := int64(binary.LittleEndian.Uint32(front[1:]))
	name, ok := terminated(front[5:])
	if !ok {
		return artwork.Picture{}, false
	}
	off := 5 + len(name) + 2
	description, ok := terminated(front[off:])
	if !ok {
		return artwork.Picture{}, false
	}
	off += len(description) + 2
	data := io.NewSectionReader(value, int64(off), min(size, value.Size()-int64(off)))
	return artwork.Picture{Kind: artwork.Kind(front[0]), Type: text(name), Data: data}, true
}

// terminated returns the bytes of the text in UTF-16 that b begins with, without its end.
func terminated(b []byte) ([]byte, bool) {
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return b[:i], true
		}
	}
	return nil, false
}

func text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
