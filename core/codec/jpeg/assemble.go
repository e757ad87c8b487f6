package jpeg

import (
	"context"
	"image/color"

	"apsync/core/raster"
)

// need returns what decoding at a scale takes from the budget, in bytes.
func (p *file) need(side int) int64 {
	f := p.header.frame
	w, h := f.scaled(side)
	pixels := int64(w) * int64(h)
	var n int64
	for i := range f.comps {
		c := &f.comps[i]
		n += int64(c.paddedX) * int64(c.paddedY) * int64(side) * int64(side)
		if f.progressive {
			n += coefficientBytes(c, side)
		}
		if p.model == YCbCr && !f.covers(i) {
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

// covers reports whether the samples of component i each cover a whole number of
// pixels, and those of luma one.
func (f *frame) covers(i int) bool {
	c := &f.comps[i]
	if i == 0 {
		return c.h == f.hMax && c.v == f.vMax
	}
	return f.hMax%c.h == 0 && f.vMax%c.v == 0
}

// assemble makes a picture of the decoded planes, and returns how many bytes of
// what need announced are kept for it.
func (p *file) assemble(ctx context.Context, d *decoder) (img raster.Image, kept int64, err error) {
	w, h := d.frame.scaled(d.side)
	switch p.model {
	case Grey:
		pix := d.parts[0].plane
		return &raster.Pixels[uint8]{Width: w, Height: h, Layout: raster.Grey, Stride: pix.Stride, Pix: pix.Pix}, int64(len(pix.Pix)), nil
	case YCbCr:
		planes := [3]raster.Plane{}
		for i := range planes {
			planes[i] = d.crop(i, w, h)
			if !d.frame.covers(i) {
				planes[i] = d.expand(i, w, h)
			}
			kept += int64(len(planes[i].Pix))
		}
		return &raster.YCbCr{Y: planes[0], Cb: planes[1], Cr: planes[2]}, kept, nil
	}
	layout := raster.RGB
	if p.model != RGB {
		layout = raster.CMYK
	}
	pix := raster.New[uint8](w, h, layout)
	return pix, int64(len(pix.Pix)), p.interleave(ctx, d, pix)
}

// crop returns component i without its padding, for a picture of w×h pixels.
func (d *decoder) crop(i, w, h int) raster.Plane {
	plane := d.parts[i].plane
	plane.Width, plane.Height = d.parts[i].scaled(d.frame, w, h)
	return plane
}

// expand returns component i with a sample for each of w×h pixels.
func (d *decoder) expand(i, w, h int) raster.Plane {
	out := raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
	for y := range h {
		d.expandRow(i, y, out.Row(y))
	}
	return out
}

// expandRow writes row y of component i, a sample for each pixel.
func (d *decoder) expandRow(i, y int, dst []uint8) {
	c := &d.parts[i]
	row := c.plane.Row(y * c.v / d.frame.vMax)
	if c.h == d.frame.hMax {
		copy(dst, row)
		return
	}
	for x := range dst {
		dst[x] = row[x*c.h/d.frame.hMax]
	}
}

// interleave writes the pixels of pictures that do not stay in planes.
func (p *file) interleave(ctx context.Context, d *decoder, dst *raster.Pixels[uint8]) error {
	channels := dst.Layout.Channels()
	rows := make([][]uint8, channels)
	for i := range rows {
		rows[i] = make([]uint8, dst.Width)
	}
	for y := range dst.Height {
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := range rows {
			d.expandRow(i, y, rows[i])
		}
		if p.model == YCCK {
			complement(rows)
		}
		if p.inverted {
			invert(rows)
		}
		out := dst.Row(y)
		for i, row := range rows {
			for x, v := range row {
				out[x*channels+i] = v
			}
		}
	}
	return nil
}

// complement makes C, M and Y of Y, Cb and Cr: what remains of white after R, G and
// B (Adobe TN 5116 §18).
func complement(rows [][]uint8) {
	for x := range rows[0] {
		r, g, b := color.YCbCrToRGB(rows[0][x], rows[1][x], rows[2][x])
		rows[0][x], rows[1][x], rows[2][x] = 255-r, 255-g, 255-b
	}
}

func invert(rows [][]uint8) {
	for _, row := range rows {
		for x, v := range row {
			row[x] = 255 - v
		}
	}
}
