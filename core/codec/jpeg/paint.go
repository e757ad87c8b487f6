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
	n += w * (sample*int64(p.channels()) + 6*int64(len(f.comps)))
	for i := range f.comps {
		if c := &f.comps[i]; !f.lossless {
			n += int64(c.paddedX) * int64(c.paddedY) * coefficientBytes(sizes.side)
			n += 2 * int64(c.paddedX) * int64(c.v*sizes.side*sizes.side)
		}
	}
	return n
}

// paint makes a row of pixels of the rows of the components, whose samples are as many
// bits as the frame says. Those of YCbCr are full-range BT.601 (JFIF 1.02).
func paint[T uint8 | uint16](p *file, dst []T, rows [][]uint16) {
	const redOfCr, greenOfCb, greenOfCr, blueOfCb = 91881, 22554, 46802, 116130 // in 1/65536
	white, full := int64(1)<<p.header.frame.precision-1, int64(^T(0))
	n, middle := p.channels(), (white+1)/2
	scaled := func(v int64) T { return T((min(white, max(0, v))*full + white/2) / white) }
	for x := range len(dst) / n {
		pixel := dst[x*n : (x+1)*n]
		for i := range pixel {
			pixel[i] = scaled(int64(rows[i][x]))
		}
		if p.model == YCbCr || p.model == YCCK {
			y, b, r := int64(rows[0][x])<<16+1<<15, int64(rows[1][x])-middle, int64(rows[2][x])-middle
			pixel[0] = scaled((y + redOfCr*r) >> 16)
			pixel[1] = scaled((y - greenOfCb*b - greenOfCr*r) >> 16)
			pixel[2] = scaled((y + blueOfCb*b) >> 16)
		}
		if p.model == YCCK { // C, M and Y are what is left of white
			pixel[0], pixel[1], pixel[2] = ^pixel[0], ^pixel[1], ^pixel[2]
		}
		if p.inverted {
			for i, v := range pixel {
				pixel[i] = ^v
			}
		}
	}
}
