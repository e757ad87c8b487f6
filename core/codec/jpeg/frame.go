package jpeg

import (
	"apsync/core/bits"
	"apsync/core/fault"
)

// frame is a frame header (T.81 §B.2.2) and the geometry that follows from it
// (§A.1.1, §A.2).
type frame struct {
	progressive   bool
	width, height int
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

func readFrame(progressive bool, c *bits.Cursor) (*frame, error) {
	precision := c.U8()
	f := &frame{progressive: progressive, height: int(c.U16()), width: int(c.U16())}
	n := int(c.U8())
	if c.Err() != nil {
		return nil, c.Err()
	}
	switch {
	case precision != 8:
		return nil, fault.New(fault.Unsupported, "samples of %d bits are not read, only those of 8", precision)
	case n != 1 && n != 3 && n != 4:
		return nil, fault.New(fault.Unsupported, "%d components are not read, only 1, 3 and 4", n)
	case f.height == 0:
		return nil, fault.New(fault.Unsupported, "a height that a DNL segment tells after the picture is not read")
	case f.width == 0:
		return nil, fault.New(fault.Corrupt, "the width is 0")
	}
	f.comps = make([]component, n)
	for i := range f.comps {
		if err := f.readComponent(i, c); err != nil {
			return nil, err
		}
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

// plausible fails where n bytes of data cannot hold the frame's blocks: each takes
// a bit at least, in sequential coding one for DC and one for AC.
func (f *frame) plausible(n int64) error {
	least := int64(2)
	if f.progressive {
		least = 1
	}
	var blocks int64
	for _, c := range f.comps {
		blocks += int64(c.blocksX) * int64(c.blocksY)
	}
	if blocks*least > n*8 {
		return fault.New(fault.Truncated, "%d bytes of data cannot hold the %d blocks of %d×%d pixels", n, blocks, f.width, f.height)
	}
	return nil
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
