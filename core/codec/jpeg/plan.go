package jpeg

import "apsync/core/picture"

// plan is how small a picture is decoded.
type plan struct {
	width, height int // in pixels
	side          int // pixels that a side of a block of the largest component becomes
	comps         []size
}

// size is how small a component is decoded.
type size struct {
	side          int // samples that a side of a block becomes: 1, 2, 4 or 8
	width, height int // in samples, without what pads the last blocks
}

// plan returns the smallest sizes that have want's pixels, or the picture's own
// where it has no more. Components that are subsampled are not made smaller than
// three quarters of that either, as long as they stay within the picture: what is
// left of it has colour about as fine as its light.
func (f *frame) plan(want picture.Want) plan {
	p := plan{side: f.side(want), comps: make([]size, len(f.comps))}
	p.width, p.height = f.scaled(p.side)
	for i := range p.comps {
		c := &f.comps[i]
		s := f.sized(c, p, p.side)
		for c.h*s.side*2 <= f.hMax*p.side && c.v*s.side*2 <= f.vMax*p.side &&
			s.side < 8 && (s.width*4 < want.Width*3 || s.height*4 < want.Height*3) {
			s = f.sized(c, p, s.side*2)
		}
		p.comps[i] = s
	}
	return p
}

// side returns how many pixels a side of a block is decoded to, 1, 2, 4 or 8: the
// least with which the picture has want's pixels. It is 8 where all of them are
// wanted: a smaller one would mix what pads the last blocks into small pictures. A
// picture of one block, which costs nothing, keeps its frequencies too.
func (f *frame) side(want picture.Want) int {
	if want.Width >= f.width || want.Height >= f.height || f.width <= 8 && f.height <= 8 {
		return 8
	}
	for side := 1; side < 8; side *= 2 {
		w, h := f.scaled(side)
		if w >= max(1, want.Width) && h >= max(1, want.Height) {
			return side
		}
	}
	return 8
}

// scaled returns the picture's size when blocks are decoded to side pixels, rounded
// to what keeps its aspect best. It may be 0.
func (f *frame) scaled(side int) (w, h int) {
	return (f.width*side + 4) / 8, (f.height*side + 4) / 8
}

// sized returns the size of a component that is decoded to side samples a block in
// the picture that p describes.
func (f *frame) sized(c *component, p plan, side int) size {
	return size{
		side:   side,
		width:  ceilDiv(p.width*c.h*side, f.hMax*p.side),
		height: ceilDiv(p.height*c.v*side, f.vMax*p.side),
	}
}

// covers reports whether the samples of component i each cover a whole number of
// pixels, and those of luma one.
func (f *frame) covers(p plan, i int) bool {
	c, side := &f.comps[i], p.comps[i].side
	if i == 0 {
		return c.h == f.hMax && c.v == f.vMax
	}
	return f.hMax*p.side%(c.h*side) == 0 && f.vMax*p.side%(c.v*side) == 0
}

// need returns what decoding takes from the budget, in bytes.
func (p *file) need(sizes plan) int64 {
	f := p.header.frame
	pixels := int64(sizes.width) * int64(sizes.height)
	var n int64
	for i := range f.comps {
		c, side := &f.comps[i], int64(sizes.comps[i].side)
		blocks := int64(c.paddedX) * int64(c.paddedY)
		n += blocks * side * side
		if f.progressive {
			n += blocks * coefficientBytes(sizes.comps[i].side)
		}
		if p.model == YCbCr && !f.covers(sizes, i) {
			n += pixels
		}
	}
	switch p.model {
	case RGB:
		n += 3 * pixels
	case CMYK, YCCK:
		n += 4 * pixels
	}
	return n
}
