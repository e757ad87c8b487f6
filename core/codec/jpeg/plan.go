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
	if f.precision != 8 || f.lossless { // made by rows of pixels, whatever their sampling
		for i := range p.comps {
			p.comps[i] = f.sized(&f.comps[i], p, p.side)
		}
		return p
	}
	for i := range p.comps {
		c := &f.comps[i]
		s := f.sized(c, p, p.side)
		for next := s.side + 1; s.width*4 < want.Width*3 || s.height*4 < want.Height*3; next++ {
			if next > 8 || c.h*next > f.hMax*p.side || c.v*next > f.vMax*p.side {
				break
			}
			if f.fits(c, p, next) {
				s = f.sized(c, p, next)
			}
		}
		p.comps[i] = s
	}
	return p
}

// side returns how many pixels a side of a block is decoded to, 1, 2, 4, 6, 7 or 8:
// the least that will do. One that makes boxes of pixels will if the picture has
// want's pixels then; of others, whose blocks do not quite meet, it takes 7/5 of them
// for the resampler to level that. It is 8 where all are
// wanted: a smaller one would mix what pads the last blocks into small pictures. A
// picture of one block, which costs nothing, keeps its frequencies too.
func (f *frame) side(want picture.Want) int {
	if want.Width >= f.width || want.Height >= f.height || f.width <= 8 && f.height <= 8 {
		return 8
	}
	for _, side := range []int{1, 2, 4, 6, 7} {
		if f.lossless || f.precision != 8 && side > 1 {
			break
		}
		w, h := f.scaled(side)
		if 8%side > 0 {
			w, h = w*5/7, h*5/7
		}
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

// leastEighths is how many pixels the sides of a picture have at least whose colour
// may be eighths of its size: that is a matter of rounding.
const leastEighths = 64

// fits reports whether planes of a component with side samples a block are as large as
// the picture that p describes, in eighths or over a whole number.
func (f *frame) fits(c *component, p plan, side int) bool {
	x, y := f.hMax*p.side, f.vMax*p.side
	if min(p.width, p.height) < leastEighths {
		return side&(side-1) == 0
	}
	return 8*c.h*side%x == 0 && 8*c.v*side%y == 0
}

// sized returns the size of a component that is decoded to side samples a block in
// the picture that p describes.
func (f *frame) sized(c *component, p plan, side int) size {
	return size{
		side:   side,
		width:  samples(p.width, c.h*side, f.hMax*p.side),
		height: samples(p.height, c.v*side, f.vMax*p.side),
	}
}

// covers reports whether the samples of component i need not be repeated to become a
// plane of colour, and those of luma to become one of pixels.
func (f *frame) covers(p plan, i int) bool {
	c, side := &f.comps[i], p.comps[i].side
	if i == 0 {
		return c.h == f.hMax && c.v == f.vMax
	}
	if side != p.side && min(p.width, p.height) >= leastEighths && f.fits(c, p, side) {
		return true
	}
	return f.hMax*p.side%(c.h*side) == 0 && f.vMax*p.side%(c.v*side) == 0
}

// samples returns how many samples there are for that many pixels, num for every den of
// them. The last may be part of one where each is whole pixels, or else is rounded.
func samples(pixels, num, den int) int {
	if den%num == 0 || 8*num%den > 0 {
		return ceilDiv(pixels*num, den)
	}
	return (pixels*num + den/2) / den
}

// need returns what decoding takes from the budget, in bytes.
func (p *file) need(sizes plan, want picture.Want) int64 {
	f := p.header.frame
	pixels := int64(sizes.width) * int64(sizes.height)
	var n int64
	if f.lossless || f.precision != 8 {
		return p.rowsNeed(sizes, want)
	}
	for i := range f.comps {
		c, side := &f.comps[i], int64(sizes.comps[i].side)
		blocks := int64(c.paddedX) * int64(c.paddedY)
		n += blocks * side * side
		if f.buffered() {
			n += blocks * coefficientBytes(sizes.comps[i].side)
		}
		if (p.model == YCbCr || p.model == Grey && i == 0) && !f.covers(sizes, i) {
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
