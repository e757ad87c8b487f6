package metafile

import (
	"math"

	"apsync/core/fault"
	"apsync/core/outline"
	"apsync/core/raster"
)

// workPerPixel bounds what all shapes and bitmaps may cost, in pixels touched, beside
// leastWork: drawings lie in few layers, but hatches of them in many.
const (
	workPerPixel = 200
	leastWork    = 1 << 26
)

// rgb is a colour.
type rgb [3]uint8

// colourRef is the colour of a COLORREF (MS-WMF §2.2.1.7).
func colourRef(v uint32) rgb { return rgb{uint8(v), uint8(v >> 8), uint8(v >> 16)} }

// paint colours pixels; where it does not, the pixel stays.
type paint interface {
	at(x, y int) (c rgb, ok bool)
}

func (c rgb) at(int, int) (rgb, bool) { return c, true }

// canvas is what is drawn on.
type canvas struct {
	w, h   int
	pixels *raster.Pixels[uint8]
	filler outline.Filler
	clips  clipping
	veil   uint8 // how much of 255 the paint does not cover
	// measuring says that nothing is drawn, but the bounds are found.
	measuring bool
	bounds    outline.Rect
	drawn     bool
}

// canvasBytes bounds what a canvas holds: pixels, sums of cover, a mask and a row.
func canvasBytes(w, h int) int64 {
	return 3*int64(w)*int64(h) + outline.FillerBytes(w, h) + int64(w)*int64(h) + int64(w)
}

// newCanvas returns white paper.
func newCanvas(w, h int) *canvas {
	c := &canvas{w: w, h: h, pixels: raster.New[uint8](w, h, raster.RGB)}
	for i := range c.pixels.Pix {
		c.pixels.Pix[i] = 255
	}
	c.filler.Work = workPerPixel*int64(w)*int64(h) + leastWork
	return c
}

// spend fails where the work that may be done is used up.
func (c *canvas) spend(n int64) error {
	if c.filler.Work -= n; c.filler.Work < 0 {
		return fault.New(fault.LimitCount, "the metafile draws more than is drawn for a picture")
	}
	return nil
}

// fill fills a path, in pixels.
func (c *canvas) fill(p outline.Path, evenOdd bool, with paint, op uint8, clip *clip) error {
	if len(p) == 0 || op == leave {
		return nil
	}
	if c.measure(p.Bounds()) {
		return nil
	}
	mask, err := c.clips.mask(c, clip)
	if err != nil {
		return err
	}
	c.filler.EvenOdd = evenOdd
	return c.filler.Fill(p, c.w, c.h, func(x, y int, cover []uint8) {
		x, cover = clip.cut(x, y, cover)
		if mask != nil {
			shade(cover, mask[y*c.w+x:])
		}
		if c.veil != 0 {
			thin(cover, 255-c.veil)
		}
		c.blend(x, y, cover, with, op)
	})
}

// measure counts an area that is drawn on, and reports whether that is all that is to
// be done.
func (c *canvas) measure(r outline.Rect) bool {
	c.drawn = true
	if c.measuring && r.MinX <= r.MaxX && r.MinY <= r.MaxY {
		r.MaxX, r.MaxY = max(r.MaxX, r.MinX+1e-3), max(r.MaxY, r.MinY+1e-3)
		c.bounds = c.bounds.Union(r)
	}
	return c.measuring
}

// shade takes from cover what the mask takes away.
func shade(cover, mask []uint8) {
	for i, v := range cover {
		if v != 0 && mask[i] != 255 {
			cover[i] = uint8((int(v)*int(mask[i]) + 127) / 255)
		}
	}
}

// thin takes a share of all cover.
func thin(cover []uint8, share uint8) {
	for i, v := range cover {
		cover[i] = uint8((int(v)*int(share) + 127) / 255)
	}
}

// blend puts paint on a row of pixels. The drawing stands for pixels that are wholly
// one or the other, so that what covers a pixel in part counts as encoded.
func (c *canvas) blend(x, y int, cover []uint8, with paint, op uint8) {
	row := c.pixels.Row(y)
	if plain, ok := with.(rgb); ok && op == patCopy {
		cover3(row[3*x:], cover, plain)
		return
	}
	for i, share := range cover {
		if share == 0 {
			continue
		}
		colour, ok := with.at(x+i, y)
		if !ok {
			continue
		}
		c.put(row[3*(x+i):3*(x+i)+3], colour, colour, op, int(share))
	}
}

// cover3 puts a colour over pixels.
func cover3(row, cover []uint8, c rgb) {
	for i, share := range cover {
		switch share {
		case 0:
		case 255:
			*(*rgb)(row[3*i:]) = c
		default:
			pixel, n := row[3*i:3*i+3], int(share)
			for j := range pixel {
				pixel[j] = uint8((int(pixel[j])*(255-n) + int(c[j])*n + 127) / 255)
			}
		}
	}
}

// put combines a pixel with pattern and source, to a share of 255.
func (c *canvas) put(pixel []uint8, pattern, source rgb, op uint8, share int) {
	for j := range pixel {
		d := pixel[j]
		v := combine(op, pattern[j], source[j], d)
		if share != 255 {
			v = uint8((int(d)*(255-share) + int(v)*share + 127) / 255)
		}
		pixel[j] = v
	}
}

// bounded returns v as a pixel from 0 to n.
func bounded(v float64, n int) int {
	if math.IsNaN(v) {
		return 0
	}
	return int(min(max(v, 0), float64(n)))
}
