package jpeg

import (
	"apsync/core/picture"
	"apsync/core/raster"
)

// channels returns how many samples the pixels of a picture have that is made row by
// row.
func (p *file) channels() int { return p.layout().Channels() }

func (p *file) layout() raster.Layout {
	switch p.model {
	case Grey:
		return raster.Grey
	case CMYK, YCCK:
		return raster.CMYK
	}
	return raster.RGB
}

func (p *file) outline(w, h int) picture.Outline {
	return picture.Outline{Width: w, Height: h, Layout: p.layout(), Space: p.space}
}

// factor is how far what was decoded is still to be shrunk.
func (p *file) factor(sizes plan, want picture.Want) int {
	return raster.Factor(sizes.width, sizes.height, want.Width, want.Height)
}

// rowsNeed is need for a picture that is made row by row: of coefficients that are all
// held, or of samples as they come.
func (p *file) rowsNeed(sizes plan, want picture.Want) int64 {
	f, w := p.header.frame, int64(sizes.width)
	sample := int64(2)
	if f.precision <= 8 {
		sample = 1
	}
	n := raster.ShrunkBytes(sizes.width, sizes.height, p.layout(), p.factor(sizes, want), sample)
	n += w*(sample*int64(p.channels())+6*int64(len(f.comps))) + sample<<f.precision
	for i := range f.comps {
		if c := &f.comps[i]; !f.lossless {
			n += int64(c.paddedX) * int64(c.paddedY) * coefficientBytes(sizes.side)
			n += 2 * int64(c.paddedX) * int64(c.v*sizes.side*sizes.side)
		}
	}
	return n
}

// painter makes pixels of samples of as many bits as the frame says.
type painter[T uint8 | uint16] struct {
	*file
	dst    []T // a row
	levels []T // what samples become
}

func newPainter[T uint8 | uint16](p *file, dst []T) *painter[T] {
	white, full := 1<<p.header.frame.precision-1, int(^T(0))
	levels := make([]T, white+1)
	for v := range levels {
		levels[v] = T((v*full + white/2) / white)
	}
	return &painter[T]{p, dst, levels}
}

// pixels makes a row of pixels of n samples each.
func (p *painter[T]) pixels(samples []uint16, n int) {
	shown := p.channels()
	if n == shown {
		for i, v := range samples {
			p.dst[i] = p.levels[int(v)&(len(p.levels)-1)]
		}
	} else {
		for x := range len(p.dst) / shown {
			p.dst[x] = p.levels[int(samples[x*n])&(len(p.levels)-1)]
		}
	}
	if p.model == YCbCr || p.model == YCCK {
		for x := range len(samples) / n {
			p.colours(p.dst[x*n:], samples[x*n:])
		}
	}
	if p.inverted {
		for i, v := range p.dst {
			p.dst[i] = ^v
		}
	}
}

// colours makes a pixel of full-range BT.601 (JFIF 1.02), or what is left of it.
func (p *painter[T]) colours(dst []T, samples []uint16) {
	const redOfCr, greenOfCb, greenOfCr, blueOfCb = 91881, 22554, 46802, 116130 // in 1/65536
	white := int64(len(p.levels) - 1)
	level := func(v int64) T { return p.levels[min(white, max(0, v>>16))] }
	y := int64(samples[0])<<16 + 1<<15
	b, r := int64(samples[1])-(white+1)/2, int64(samples[2])-(white+1)/2
	dst[0], dst[1], dst[2] = level(y+redOfCr*r), level(y-greenOfCb*b-greenOfCr*r), level(y+blueOfCb*b)
	if p.model == YCCK {
		dst[0], dst[1], dst[2] = ^dst[0], ^dst[1], ^dst[2]
	}
}
