package netpbm

import (
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// maxHeader is how much of a file may be its header, comments included.
const maxHeader = 64 << 10

// header is what stands before the samples.
type header struct {
	kind          byte // the digit of the magic number
	width, height int
	channels      int // stored for a pixel
	top           int // the value of white
	layout        raster.Layout
	pixels        int64 // offset of the first sample
	notes         []string
}

// readHeader reads and checks the header.
func readHeader(src *picture.Source) (*header, error) {
	if !Match(src.Head()) {
		return nil, fault.New(fault.Corrupt, "the file does not begin with a magic number of netpbm")
	}
	data, err := src.Bytes(0, min(src.Size(), maxHeader))
	if err != nil {
		return nil, err
	}
	h := &header{kind: data[1], channels: 1, top: 1}
	s := &scanner{data: data, off: 2}
	if h.kind == lastKind {
		err = h.readPAM(s)
	} else {
		err = h.readPNM(s)
	}
	if err != nil {
		return nil, err
	}
	h.pixels = int64(s.off)
	return h, h.check()
}

// readPNM reads width, height and, but for bitmaps, the value of white.
func (h *header) readPNM(s *scanner) error {
	h.width, h.height = s.number(), s.number()
	if h.base() != '1' {
		h.top = s.number()
	}
	h.layout = raster.Grey
	if h.base() == '3' {
		h.channels, h.layout = 3, raster.RGB
	}
	s.off++ // exactly one white space ends a raw header
	if s.failed || s.off > len(s.data) {
		return fault.New(fault.Corrupt, "the header has no number where one belongs, near byte %d", s.off)
	}
	return nil
}

// base returns the kind of the plain file with the same samples.
func (h *header) base() byte {
	if h.kind >= '4' && h.kind < lastKind {
		return h.kind - 3
	}
	return h.kind
}

// check checks sizes and range.
func (h *header) check() error {
	switch {
	case h.width <= 0 || h.height <= 0:
		return fault.New(fault.Corrupt, "size of %d×%d pixels", h.width, h.height)
	case h.top <= 0 || h.top > math.MaxUint16:
		return fault.New(fault.Corrupt, "a white of %d is not in 1..65535", h.top)
	}
	return nil
}

// plain reports whether samples are numbers in text.
func (h *header) plain() bool { return h.kind <= '3' }

// packed reports whether samples are bits, of which 1 is black.
func (h *header) packed() bool { return h.kind == '4' }

// deep reports whether samples take more than eight bits.
func (h *header) deep() bool { return h.top > math.MaxUint8 }

// rowBytes is the size of a stored row of a raw file.
func (h *header) rowBytes() int {
	switch {
	case h.plain():
		return 0
	case h.packed():
		return int(bands.PackedBytes(h.width, 1))
	case h.deep():
		return 2 * h.width * h.channels
	}
	return h.width * h.channels
}

// leastBytes is what the samples take at least. Numbers in text have a digit each,
// and but for bitmaps white space between them.
func (h *header) leastBytes() int64 {
	row := int64(h.rowBytes())
	if h.plain() {
		row = int64(h.width) * int64(h.channels)
		if h.kind != '1' {
			row *= 2
		}
	}
	n, ok := bits.Mul(row, int64(h.height))
	if !ok {
		return math.MaxInt64
	}
	if h.plain() && h.kind != '1' {
		n-- // none behind the last
	}
	return n
}

func (h *header) mimetype() string {
	switch h.base() {
	case '1':
		return "image/x-portable-bitmap"
	case '2':
		return "image/x-portable-graymap"
	case '3':
		return "image/x-portable-pixmap"
	}
	return "image/x-portable-arbitrarymap"
}
