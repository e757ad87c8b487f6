package jpeg

import (
	"context"
	"image/color"

	"apsync/core/raster"
)

// assemble makes a picture of the decoded planes, and returns how many bytes of
// what need announced are kept for it.
func (p *file) assemble(ctx context.Context, d *decoder) (img raster.Image, kept int64, err error) {
	w, h := d.plan.width, d.plan.height
	if d.worker.out != nil {
		img = d.worker.out.rows.Image()
		w, h = img.Size()
		return img, 3 * int64(w) * int64(h), nil
	}
	switch p.model {
	case Grey:
		pix := d.parts[0].plane
		return &raster.Pixels[uint8]{Width: w, Height: h, Layout: raster.Grey, Stride: pix.Stride, Pix: pix.Pix}, int64(len(pix.Pix)), nil
	case YCbCr:
		planes := [3]raster.Plane{}
		for i := range planes {
			planes[i] = d.crop(i)
			if !d.frame.covers(d.plan, i) {
				planes[i] = d.expand(i)
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

// crop returns component i without what pads its last blocks.
func (d *decoder) crop(i int) raster.Plane {
	plane := d.parts[i].plane
	plane.Width, plane.Height = d.plan.comps[i].width, d.plan.comps[i].height
	return plane
}

// expand returns component i with a sample for each pixel.
func (d *decoder) expand(i int) raster.Plane {
	w, h := d.plan.width, d.plan.height
	out := raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
	for y := range h {
		d.expandRow(i, y, out.Row(y))
	}
	return out
}

// expandRow writes the samples of component i for each pixel of row y.
func (d *decoder) expandRow(i, y int, dst []uint8) {
	c, side := &d.parts[i], d.plan.comps[i].side
	row := c.plane.Row(y * c.v * side / (d.frame.vMax * d.plan.side))
	samples, pixels := c.h*side, d.frame.hMax*d.plan.side
	if samples == pixels {
		copy(dst, row)
		return
	}
	for x := range dst {
		dst[x] = row[x*samples/pixels]
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
