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
		img = d.worker.out.image()
		w, h = img.Size()
		return img, 3 * int64(w) * int64(h), nil
	}
	switch p.model {
	case Grey:
		pix := d.parts[0].plane
		if !d.frame.covers(d.plan, 0) { // of two components
			pix = d.expand(0)
		}
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
	pix := raster.New[uint8](w, h, p.layout())
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
		d.frame.expandRow(&d.parts[i], d.plan, y, out.Row(y))
	}
	return out
}

// expandRow writes the samples of a component for each pixel of row y of those that its
// plane shows.
func (f *frame) expandRow(p *part, sizes plan, y int, dst []uint8) {
	row := p.plane.Pix[y*p.component.v*p.side/(f.vMax*sizes.side)*p.plane.Stride:]
	samples, pixels := p.component.h*p.side, f.hMax*sizes.side
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
	m, parts := newMixer(p, d.plan), d.all()
	for y := range dst.Height {
		if err := ctx.Err(); err != nil {
			return err
		}
		m.mix(dst.Row(y), parts, y)
	}
	return nil
}

// mixer makes pixels of planes.
type mixer struct {
	file *file
	plan plan
	rows [][]uint8 // of each channel
}

func newMixer(p *file, sizes plan) *mixer {
	m := &mixer{p, sizes, make([][]uint8, p.channels())}
	for i := range m.rows {
		m.rows[i] = make([]uint8, sizes.width)
	}
	return m
}

// mix writes the pixels of row y of those that the planes of all components show.
func (m *mixer) mix(dst []uint8, parts []*part, y int) {
	for i, row := range m.rows {
		m.file.header.frame.expandRow(parts[i], m.plan, y, row)
	}
	if m.file.model == YCCK {
		complement(m.rows)
	}
	if m.file.inverted {
		invert(m.rows)
	}
	n := len(m.rows)
	for i, row := range m.rows {
		for x, v := range row {
			dst[x*n+i] = v
		}
	}
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
