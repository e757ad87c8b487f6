// Package asf reads the header of ASF files (WMA, WMV): which streams there are, and the
// pictures of their tags.
//
// Specification: Microsoft, "Advanced Systems Format (ASF) Specification" 01.20.05 §3 and
// the attribute WM/Picture, whose structure is WM_PICTURE. It may stand in the Extended
// Content Description, and where it is larger than 64 KiB in the Metadata Library.
//
// Objects and attributes are walked by their headers; pictures are read when they are
// decoded. Limits: 4096 objects, 65536 attributes of all of them, 1024 pictures, 4 KiB in
// front of a picture.
package asf

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
)

// Signature begins every file: the identifier of the header object.
const Signature = "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"

// Identifiers of objects and of kinds of streams, as they are in a file (§10).
const (
	guidContent    = "\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\x00\xa0\xc9\x5e\xa8\x50"
	guidExtension  = "\xb5\x03\xbf\x5f\x2e\xa9\xcf\x11\x8e\xe3\x00\xc0\x0c\x20\x53\x65"
	guidMetadata   = "\xea\xcb\xf8\xc5\xaf\x5b\x77\x48\x84\x67\xaa\x8c\x44\xfa\x4c\xca"
	guidLibrary    = "\x94\x1c\x23\x44\x98\x94\xd1\x49\xa1\x41\x1d\x13\x4e\x45\x70\x54"
	guidStream     = "\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65"
	guidVideoMedia = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
)

const (
	objectBytes    = 24 // of an object's header
	fileBytes      = 30 // of the header object, in front of its objects (§3.1)
	extensionBytes = 22 // of the header extension behind an object's header (§3.4)
	maxObjects     = 1 << 12
	maxAttributes  = 1 << 16
)

// Header is what the header object tells.
type Header struct {
	// Pictures are in the order of the file.
	Pictures []artwork.Picture
	// VideoCodecs has the name of four letters of each stream of moving pictures.
	VideoCodecs []string

	objects, attributes int // that were read
}

// Read reads the header of a file of that size. What was found before an error is
// returned with it.
func Read(r io.ReaderAt, size int64) (*Header, error) {
	h := &Header{}
	var head [fileBytes]byte
	if err := bits.ReadFull(r, head[:], 0); err != nil {
		return h, err
	}
	if string(head[:16]) != Signature {
		return h, fault.New(fault.Corrupt, "asf: it begins with % x", head[:16])
	}
	end := int64(min(binary.LittleEndian.Uint64(head[16:]), uint64(size)))
	return h, h.walk(io.NewSectionReader(r, fileBytes, max(0, end-fileBytes)), false)
}

// walk reads the objects of the header, or of its extension.
func (h *Header) walk(r *io.SectionReader, extension bool) error {
	for off := int64(0); off <= r.Size()-objectBytes; {
		var head [objectBytes]byte
		if err := bits.ReadFull(r, head[:], off); err != nil {
			return err
		}
		if h.objects++; h.objects > maxObjects {
			return fault.New(fault.LimitCount, "asf: more than %d objects", maxObjects)
		}
		size := binary.LittleEndian.Uint64(head[16:])
		if size < objectBytes {
			return fault.New(fault.Corrupt, "asf: an object of %d bytes", size)
		}
		n := int64(min(size, uint64(r.Size()-off)))
		data := io.NewSectionReader(r, off+objectBytes, n-objectBytes)
		if err := h.object(string(head[:16]), data, extension); err != nil {
			return err
		}
		off += n
	}
	return nil
}

func (h *Header) object(guid string, data *io.SectionReader, extension bool) error {
	switch {
	case guid == guidStream:
		return h.stream(data)
	case guid == guidContent:
		return h.readAttributes(data, contentAttribute)
	case guid == guidMetadata, guid == guidLibrary:
		return h.readAttributes(data, libraryAttribute)
	case guid == guidExtension && !extension:
		inner := io.NewSectionReader(data, extensionBytes, max(0, data.Size()-extensionBytes))
		return h.walk(inner, true)
	}
	return nil
}

// stream takes the codec of a stream of moving pictures (§3.3, §9.2).
func (h *Header) stream(data *io.SectionReader) error {
	const (
		kindBytes   = 16
		compression = 54 + 11 + 16 // of BITMAPINFOHEADER behind the numbers of both
	)
	var head [compression + 4]byte
	if err := bits.ReadFull(data, head[:kindBytes], 0); err != nil || string(head[:kindBytes]) != guidVideoMedia {
		return err
	}
	if err := bits.ReadFull(data, head[:], 0); err != nil {
		return err
	}
	h.VideoCodecs = append(h.VideoCodecs, string(head[compression:]))
	return nil
}
