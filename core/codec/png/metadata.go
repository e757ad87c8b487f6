package png

import (
	"encoding/binary"
	"io"

	"apsync/core/container/exif"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Bounds of metadata, in bytes.
const (
	maxSmall = 1024     // chunks of fixed size and tRNS
	maxExif  = 1 << 20  // eXIf
	maxICC   = 16 << 20 // iCCP, packed and unpacked
)

// maxTrailer is how many chunks are looked at from the picture's data on.
const maxTrailer = 1 << 16

// metadata is what ancillary chunks say. Chunks that are absent are nil.
type metadata struct {
	orientation            picture.Orientation
	frames                 int // of an animation
	cicp, srgb, gama, chrm []byte
	iccp                   *chunk
}

// readMetadata reads the ancillary chunks that matter; the first of a kind counts.
func (f *file) readMetadata(c chunk) {
	switch c.name() {
	case "tRNS":
		f.keep(&f.trns, c)
	case "cICP":
		f.keep(&f.cicp, c)
	case "sRGB":
		f.keep(&f.srgb, c)
	case "gAMA":
		f.keep(&f.gama, c)
	case "cHRM":
		f.keep(&f.chrm, c)
	case "iCCP":
		if f.iccp == nil {
			f.iccp = &c
		}
	case "eXIf":
		f.readExif(c)
	case "acTL":
		f.readAnimation(c)
	}
}

// keep reads a small chunk into field, or makes a note of why it cannot.
func (f *file) keep(field *[]byte, c chunk) {
	if *field != nil {
		return
	}
	data, err := f.readBounded(c, maxSmall)
	if err != nil {
		f.notes.add(detail(err) + "; it is ignored")
		return
	}
	*field = data
}

func (f *file) readBounded(c chunk, limit int64) ([]byte, error) {
	if c.length > limit {
		return nil, fault.New(fault.LimitMemory, "chunk %s has %d bytes, more than %d", c.name(), c.length, limit)
	}
	return c.read(f.src)
}

// readExif reads eXIf (PNG §11.3.4.5).
func (f *file) readExif(c chunk) {
	if f.orientation != 0 {
		return
	}
	data, err := f.readBounded(c, maxExif)
	if err != nil {
		f.notes.add(detail(err) + "; it is ignored")
		return
	}
	f.orientation = exif.Parse(data).Orientation
}

// readAnimation reads acTL (PNG §11.3.6.1).
func (f *file) readAnimation(c chunk) {
	var data []byte
	f.keep(&data, c)
	if f.frames > 0 || len(data) != 8 {
		return
	}
	if frames := binary.BigEndian.Uint32(data); frames > 0 && frames <= maxChunk {
		f.frames = int(frames)
	}
}

// readTrailer looks for eXIf after the picture's data, where some writers put it.
// Nothing that is wrong there harms the picture.
func (f *file) readTrailer(chunks *walker) {
	for range maxTrailer {
		c, err := chunks.next()
		if err == nil && c.end() > f.src.Size() {
			err = io.EOF
		}
		if err != nil {
			f.notes.add("after the picture's data: " + detail(err))
			return
		}
		switch c.name() {
		case "IEND":
			return
		case "eXIf":
			f.readExif(c)
		}
	}
}
