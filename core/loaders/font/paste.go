package font

import (
	"context"
	"math"

	"apsync/core/codec/typeface"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/outline"
	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/resample"
)

// maxPictureSide bounds the pictures of glyphs, in pixels.
const maxPictureSide = 1024

// placed is a picture of a glyph in its place.
type placed struct {
	picture *typeface.Picture
	opened  picture.Picture // nil where it is bits
	w, h    int
	box     outline.Rect // in ems, y growing upwards
}

// place opens a picture and finds where it lies.
func place(p *typeface.Picture) (*placed, error) {
	out := &placed{picture: p, w: p.Width, h: p.Height}
	if p.Bits == nil {
		opened, err := embedded.OpenBytes(p.Data, "glyph")
		if err != nil {
			return nil, err
		}
		info := opened.Info()
		out.opened, out.w, out.h = opened, info.Width, info.Height
	}
	if out.w < 1 || out.h < 1 || max(out.w, out.h) > maxPictureSide || p.PixelsPerEm < 1 {
		return nil, fault.New(fault.Corrupt, "a glyph of %d×%d pixels", out.w, out.h)
	}
	left, top := float64(p.Left), float64(p.Top)
	if p.FromBottom {
		top += float64(out.h)
	}
	em := float64(p.PixelsPerEm)
	out.box = outline.Rect{MinX: left / em, MinY: (top - float64(out.h)) / em, MaxX: (left + float64(out.w)) / em, MaxY: top / em}
	return out, nil
}

// paste draws a picture of a glyph.
func (c *canvas) paste(ctx context.Context, p *placed, m mark) error {
	n := float64(c.n)
	x, y := math.Round((m.at.X+p.box.MinX*m.size)*n), math.Round((m.at.Y-p.box.MaxY*m.size)*n)
	w, h := math.Round((p.box.MaxX-p.box.MinX)*m.size*n), math.Round((p.box.MaxY-p.box.MinY)*m.size*n)
	if w < 1 || h < 1 || w > 2*n || h > 2*n {
		return nil
	}
	pixels, err := p.pixels(ctx, int(w), int(h))
	if err != nil {
		return err
	}
	for row := range pixels.Height {
		if at := int(y) + row; at >= 0 && at < c.n {
			c.over(int(x), at, pixels.Row(row), pixels.Layout)
		}
	}
	return nil
}

// pixels returns the picture at a size.
func (p *placed) pixels(ctx context.Context, w, h int) (*raster.Pixels[uint8], error) {
	if p.opened == nil {
		return p.bits(ctx, w, h)
	}
	frame, err := p.opened.Decode(ctx, picture.Want{Width: p.w, Height: p.h, Budget: picture.NewBudget(pictureBytes)})
	if err != nil {
		return nil, err
	}
	shown, _ := colour.ToPixels(frame.Image, frame.Space)
	return resample.Fit(ctx, shown, resample.Target{Width: w, Height: h}, nil)
}

// bits returns the picture of black and clear pixels at a size: ink is in alpha.
func (p *placed) bits(ctx context.Context, w, h int) (*raster.Pixels[uint8], error) {
	grey := raster.New[uint8](p.w, p.h, raster.Grey)
	for i := range grey.Pix {
		grey.Pix[i] = paper
		if i/8 < len(p.picture.Bits) && p.picture.Bits[i/8]>>(7-i%8)&1 != 0 {
			grey.Pix[i] = ink
		}
	}
	return resample.Fit(ctx, enlarged(grey, w, h), resample.Target{Width: w, Height: h}, nil)
}

// enlarged repeats pixels so that they stay squares where the picture grows.
func enlarged(p *raster.Pixels[uint8], w, h int) *raster.Pixels[uint8] {
	f := min(w/p.Width, h/p.Height)
	if f < 2 {
		return p
	}
	out := raster.New[uint8](p.Width*f, p.Height*f, p.Layout)
	for y := range out.Height {
		from, to := p.Row(y/f), out.Row(y)
		for x := range to {
			to[x] = from[x/f]
		}
	}
	return out
}

// over puts a row of pixels over those of the canvas.
func (c *canvas) over(x, y int, row []uint8, layout raster.Layout) {
	n := layout.Channels()
	to := c.pixels.Row(y)
	for i := 0; i*n < len(row); i++ {
		at := x + i
		if at < 0 || at >= c.n {
			continue
		}
		from, a := row[i*n:i*n+n], 255
		if layout.HasAlpha() {
			a = int(from[n-1])
		}
		for j := range c.channels {
			sample := from[0]
			if n >= 3 {
				sample = from[j]
			}
			p := &to[at*c.channels+j]
			*p = uint8((int(*p)*(255-a) + int(sample)*a + 127) / 255)
		}
	}
}
