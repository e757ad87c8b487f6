package aseprite

import "apsync/core/bits"

// palette holds the colours of indices. Those that no chunk sets are black.
type palette struct {
	colours [256][4]uint8
	newer   bool // a chunk of the newer kind was there, beside which the older do not count
}

// paletteBytes is what the colours take as floats.
const paletteBytes = 16 << 10

// read reads a palette chunk.
func (p *palette) read(c *bits.Cursor) {
	c.Skip(4)
	first, last := int64(c.U32()), int64(c.U32())
	c.Skip(8)
	p.newer = true
	const hasName = 1
	for i := first; i <= last && c.Err() == nil; i++ {
		flags, colour := c.U16(), c.Bytes(4)
		if flags&hasName != 0 {
			c.Skip(int(c.U16()))
		}
		if i < int64(len(p.colours)) && colour != nil {
			p.colours[i] = [4]uint8(colour)
		}
	}
}

// readOld reads a palette of samples up to top, which skips colours and sets some in
// turns.
func (p *palette) readOld(c *bits.Cursor, top int) {
	at := 0
	for range c.U16() {
		at += int(c.U8())
		n := int(c.U8())
		if n == 0 {
			n = len(p.colours)
		}
		for range n {
			colour := c.Bytes(3)
			if colour == nil {
				return
			}
			if at < len(p.colours) && !p.newer {
				for i, v := range colour {
					p.colours[at][i] = uint8(min(int(v), top) * 255 / top)
				}
				p.colours[at][3] = 255
			}
			at++
		}
	}
}

// converter returns what makes stored pixels red, green, blue and alpha of 0 to 1.
func (s *sprite) converter(background bool) func(dst []float32, stored []byte) {
	level := unit()
	switch s.depth {
	case 32:
		return func(dst []float32, stored []byte) {
			for i, v := range stored[:min(len(stored), len(dst))] {
				dst[i] = level[v]
			}
		}
	case 16:
		return func(dst []float32, stored []byte) {
			for ; len(dst) >= 4 && len(stored) >= 2; dst, stored = dst[4:], stored[2:] {
				v := level[stored[0]]
				dst[0], dst[1], dst[2], dst[3] = v, v, v, level[stored[1]]
			}
		}
	}
	var colours [256][4]float32
	for i, c := range s.palette.colours {
		for j, v := range c {
			colours[i][j] = level[v]
		}
	}
	if !background {
		colours[s.transparent] = [4]float32{}
	}
	return func(dst []float32, stored []byte) {
		for ; len(dst) >= 4 && len(stored) >= 1; dst, stored = dst[4:], stored[1:] {
			copy(dst[:4], colours[stored[0]][:])
		}
	}
}
