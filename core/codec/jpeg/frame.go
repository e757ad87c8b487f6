package jpeg

import (
	"slices"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

// frame is a frame header (T.81 §B.2.2) and the geometry that follows from it
// (§A.1.1, §A.2).
type frame struct {
	progressive   bool
	arithmetic    bool // else Huffman coding
	lossless      bool
	precision     int // bits of a sample
	width, height int // the height is 0 where a DNL segment tells it
	comps         []component
	hMax, vMax    int
	mcusX, mcusY  int // of scans with several components
}

// component is one of a frame's components. Its sizes in blocks are those that
// cover its samples, which scans of it alone have, and the padded ones that fill
// the last MCUs of interleaved scans.
type component struct {
	id, tq             byte
	h, v               int // sampling factors, 1 to 4
	blocksX, blocksY   int
	paddedX, paddedY   int
	samplesX, samplesY int
}

func readFrame(code byte, c *bits.Cursor) (*frame, error) {
	f := &frame{
		progressive: code == markerSOF2 || code == markerSOF10,
		arithmetic:  code >= markerSOF9, lossless: code == markerSOF3,
		precision: int(c.U8()), height: int(c.U16()), width: int(c.U16()),
	}
	n := int(c.U8())
	if c.Err() != nil {
		return nil, c.Err()
	}
	switch {
	case f.lossless && (f.precision < 2 || f.precision > 16):
		return nil, fault.New(fault.Corrupt, "samples of %d bits, not 2 to 16", f.precision)
	case !f.lossless && f.precision != 8 && (f.precision != deepBits || code == markerSOF0):
		return nil, fault.New(fault.Unsupported, "samples of %d bits are not read, only those of 8 and, unless in baseline, of 12", f.precision)
	case n < 1 || n > 4:
		return nil, fault.New(fault.Unsupported, "%d components are not read, only 1 to 4", n)
	case f.width == 0:
		return nil, fault.New(fault.Corrupt, "the width is 0")
	}
	f.comps = make([]component, n)
	for i := range f.comps {
		if err := f.readComponent(i, c); err != nil {
			return nil, err
		}
	}
	if f.lossless && slices.ContainsFunc(f.comps, func(c component) bool { return c.h != f.comps[0].h || c.v != f.comps[0].v }) {
		return nil, fault.New(fault.Unsupported, "lossless coding of subsampled components is not read")
	}
	f.measure()
	return f, c.Err()
}

func (f *frame) readComponent(i int, c *bits.Cursor) error {
	id, sampling, tq := c.U8(), c.U8(), c.U8()
	h, v := int(sampling>>4), int(sampling&15)
	switch {
	case c.Err() != nil:
		return c.Err()
	case h < 1 || h > 4 || v < 1 || v > 4:
		return fault.New(fault.Corrupt, "component %d has sampling factors %d×%d, not 1 to 4", i, h, v)
	case tq > 3:
		return fault.New(fault.Corrupt, "component %d uses quantisation table %d of 0 to 3", i, tq)
	case f.find(id) >= 0:
		return fault.New(fault.Corrupt, "components %d and %d are both named %d", f.find(id), i, id)
	}
	if len(f.comps) == 1 {
		h, v = 1, 1 // blocks of a single component go row by row whatever it says (T.81 §A.2.2)
	}
	f.comps[i] = component{id: id, tq: tq, h: h, v: v}
	return nil
}

// find returns the index of the component named id, or -1. Components that have
// not been read yet, which have no sampling factors, do not count.
func (f *frame) find(id byte) int {
	for i := range f.comps {
		if f.comps[i].h > 0 && f.comps[i].id == id {
			return i
		}
	}
	return -1
}

func (f *frame) measure() {
	for _, c := range f.comps {
		f.hMax, f.vMax = max(f.hMax, c.h), max(f.vMax, c.v)
	}
	f.mcusX, f.mcusY = ceilDiv(f.width, 8*f.hMax), ceilDiv(f.height, 8*f.vMax)
	for i := range f.comps {
		c := &f.comps[i]
		c.samplesX, c.samplesY = ceilDiv(f.width*c.h, f.hMax), ceilDiv(f.height*c.v, f.vMax)
		c.blocksX, c.blocksY = ceilDiv(c.samplesX, 8), ceilDiv(c.samplesY, 8)
		c.paddedX, c.paddedY = f.mcusX*c.h, f.mcusY*c.v
	}
}

// buffered reports whether the coefficients of a frame are all read before pixels are
// made of them.
func (f *frame) buffered() bool { return f.progressive || f.arithmetic || f.precision != 8 }

// plausible fails where n bytes of data cannot hold the frame's blocks: each takes
// a bit at least, in sequential coding one for DC and one for AC.
func (f *frame) plausible(n int64) error {
	least := int64(2)
	switch {
	case f.arithmetic: // where 16,000 blocks may be a bit
		return nil
	case f.progressive:
		least = 1
	case f.lossless:
		if samples := int64(f.width) * int64(f.height) * int64(len(f.comps)); samples > n*8 {
			return picture.Short(f.width, f.height, "%d bytes of data cannot hold the %d samples of %d×%d pixels", n, samples, f.width, f.height)
		}
		return nil
	}
	var blocks int64
	for _, c := range f.comps {
		blocks += int64(c.blocksX) * int64(c.blocksY)
	}
	if blocks*least > n*8 {
		return picture.Short(f.width, f.height, "%d bytes of data cannot hold the %d blocks of %d×%d pixels", n, blocks, f.width, f.height)
	}
	return nil
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
