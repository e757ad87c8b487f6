package pcx

import (
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/raster"
)

const headerSize = 128

// maxRun is how often a byte is repeated at most, by two.
const maxRun = 63

// header is what the first 128 bytes say.
type header struct {
	version       int
	encoded       bool
	depth         int // bits of a sample
	width, height int
	colours       [48]byte // sixteen colours
	planes        int
	planeBytes    int // of one row
}

func readHeader(head []byte) (*header, error) {
	c := bits.Little(head)
	manufacturer, version, encoding, depth := c.U8(), c.U8(), c.U8(), c.U8()
	left, top, right, bottom := int(c.U16()), int(c.U16()), int(c.U16()), int(c.U16())
	c.Skip(4) // resolution
	h := &header{version: int(version), encoded: encoding == 1, depth: int(depth)}
	copy(h.colours[:], c.Bytes(len(h.colours)))
	reserved := c.U8()
	h.planes, h.planeBytes = int(c.U8()), int(c.U16())
	c.Skip(headerSize - c.Offset())
	if err := c.Err(); err != nil {
		return nil, err
	}
	h.width, h.height = right-left+1, bottom-top+1
	switch {
	case manufacturer != 10 || version > 5 || version == 1 || encoding > 1 || reserved > 1:
		return nil, fault.New(fault.Corrupt, "header: manufacturer %d, version %d, encoding %d", manufacturer, version, encoding)
	case h.width <= 0 || h.height <= 0:
		return nil, fault.New(fault.Corrupt, "header: size %d×%d", h.width, h.height)
	case !h.known():
		return nil, fault.New(fault.Unsupported, "header: %d planes of %d bits", h.planes, h.depth)
	}
	h.planeBytes = max(h.planeBytes, int(bands.PackedBytes(h.width, h.depth)))
	return h, nil
}

// known reports whether there are pictures of that many planes and bits.
func (h *header) known() bool {
	switch h.depth {
	case 1:
		return h.planes >= 1 && h.planes <= 4
	case 2, 4:
		return h.planes == 1
	case 8:
		return h.planes == 1 || h.planes == 3 || h.planes == 4
	}
	return false
}

func (h *header) layout() raster.Layout {
	if h.depth == 8 && h.planes == 4 {
		return raster.RGBA
	}
	return raster.RGB
}

func (h *header) rowBytes() int64 { return int64(h.planeBytes) * int64(h.planes) }

// leastBytes is what the rows take at least.
func (h *header) leastBytes() int64 {
	n, ok := bits.Mul(h.rowBytes(), int64(h.height))
	if !ok {
		return math.MaxInt64
	}
	if h.encoded {
		n = n * 2 / maxRun
	}
	return n
}
