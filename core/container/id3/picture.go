package id3

import (
	"bytes"
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
)

const (
	maxFront = 64 << 10 // bytes in front of a picture in its frame
	maxType  = 1024     // bytes of a media type
)

// picture reads what is in front of the picture in a frame (2.2 §4.15, 2.4 §4.14):
// encoding, media type, kind, description.
func (w *walker) picture(data *io.SectionReader) (artwork.Picture, error) {
	// Descriptions are short, so that one read does but rarely not.
	for n := int64(256); ; n *= 16 {
		front := make([]byte, min(n, maxFront, data.Size()))
		if err := bits.ReadFull(data, front, 0); err != nil {
			return artwork.Picture{}, err
		}
		if p, off, ok := w.front(front); ok {
			p.Data = io.NewSectionReader(data, off, data.Size()-off)
			return p, nil
		}
		if int64(len(front)) == data.Size() || n >= maxFront {
			return artwork.Picture{}, fault.New(fault.Corrupt, "id3: a picture without an end of its description in %d bytes", len(front))
		}
	}
}

// front returns the picture without its data, and where these begin; false where front
// ends before.
func (w *walker) front(front []byte) (artwork.Picture, int64, bool) {
	if len(front) < 6 {
		return artwork.Picture{}, 0, false
	}
	var p artwork.Picture
	rest := front[1:]
	if w.tag.version == 2 {
		p.Type, rest = string(rest[:3]), rest[3:]
	} else {
		name, after, found := bytes.Cut(rest, []byte{0})
		if !found || len(name) > maxType || len(after) < 1 {
			return artwork.Picture{}, 0, false
		}
		p.Type, rest = string(name), after
	}
	p.Kind, rest = artwork.Kind(rest[0]), rest[1:]
	n, ok := terminated(rest, front[0])
	return p, int64(len(front) - len(rest) + n), ok
}

// terminated returns the length of the text that b begins with, its end included: a zero
// byte, or two in UTF-16, which are encodings 1 and 2.
func terminated(b []byte, encoding byte) (int, bool) {
	if encoding != 1 && encoding != 2 {
		i := bytes.IndexByte(b, 0)
		return i + 1, i >= 0
	}
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return i + 2, true
		}
		if i == 0 && isPicture(b[1:]) && b[0] == 0 {
			// An empty description of one zero, as if it was Latin.
			return 1, true
		}
	}
	return 0, false
}

// isPicture reports whether b begins like a JPEG or a PNG file.
func isPicture(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	magic := binary.BigEndian.Uint32(b)
	return magic>>8 == 0xffd8ff || magic == 0x89504e47
}
