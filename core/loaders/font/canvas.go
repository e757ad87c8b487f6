package font

import (
	"context"

	"apsync/core/codec/typeface"
	"apsync/core/outline"
	"apsync/core/raster"
)

// Ink and paper, alike in red, green and blue.
const (
	ink   = 0x1c
	paper = 0xff
)

// workPerPixel bounds what all outlines may cost, in pixels touched: glyphs lie beside
// each other, so that even layers take but a few times the picture.
const (
	workPerPixel = 64
	leastWork    = 1 << 22
)

// canvas is what marks are drawn on.
type canvas struct {
	*setter
	n        int // pixels a side
	channels int
	pixels   *raster.Pixels[uint8]
	filler   outline.Filler
}

// newCanvas returns blank paper, grey where the font has no colours.
func newCanvas(n int, s *setter) *canvas {
	layout := raster.Grey
	if s.face.Coloured() {
		layout = raster.RGB
	}
	c := &canvas{setter: s, n: n, channels: layout.Channels(), pixels: raster.New[uint8](n, n, layout)}
	c.filler.Work = workPerPixel*int64(n)*int64(n) + leastWork
	for i := range c.pixels.Pix {
		c.pixels.Pix[i] = paper
	}
	return c
}

func (c *canvas) image() raster.Image { return c.pixels }

// draw draws a glyph.
func (c *canvas) draw(ctx context.Context, m mark) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p, err := c.face.Picture(m.glyph); err == nil && p != nil {
		if placed, err := place(p); err == nil {
			return c.paste(ctx, placed, m)
		}
	}
	layers, err := c.face.Layers(m.glyph)
	if err != nil {
		return err
	}
	n := float64(c.n)
	scale := outline.Matrix{XX: m.size * n, YY: -m.size * n, DX: m.at.X * n, DY: m.at.Y * n}
	for _, layer := range layers {
		colour := layer.Colour
		if layer.Text {
			colour = typeface.Colour{ink, ink, ink, 255}
		}
		err := c.filler.Fill(layer.Path.Transformed(scale), c.n, c.n, func(x, y int, cover []uint8) {
			c.blend(x, y, cover, colour)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// blend puts a colour over pixels. Cover counts as encoded, so that strokes weigh what
// their designer saw on a screen.
func (c *canvas) blend(x, y int, cover []uint8, colour typeface.Colour) {
	row := c.pixels.Row(y)[x*c.channels:]
	for i, share := range cover {
		if share == 0 {
			continue
		}
		a := int(share) * int(colour[3])
		for j := range c.channels {
			p := &row[i*c.channels+j]
			*p = uint8((int(*p)*(255*255-a) + int(colour[j])*a + 255*255/2) / (255 * 255))
		}
	}
}
