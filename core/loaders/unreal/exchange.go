package unreal

import (
	"context"
	"strings"

	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// exchange is a picture of which red is blue and blue red.
type exchange struct{ picture.Picture }

// Decode implements picture.Picture. Primaries that are exchanged put the colours in
// order where they are converted for display in any case.
func (e exchange) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	frame, err := e.Picture.Decode(ctx, want)
	if err != nil {
		return nil, err
	}
	p := colour.BT709
	p.Red, p.Blue = p.Blue, p.Red
	frame.Space = colour.Space{Primaries: &p, Transfer: colour.TransferSRGB}
	return frame, nil
}

// isFlat reports whether the object is a picture itself, and no scene that was rendered.
func (t *thumbnail) isFlat() bool {
	return strings.Contains(t.class, "Texture") || strings.Contains(t.class, "Sprite")
}

// opaque is a picture without its alpha, which is not to weigh its colours either: it
// is decoded in full and then shrunk.
type opaque struct{ picture.Picture }

// Info implements picture.Picture.
func (o opaque) Info() picture.Info {
	info := o.Picture.Info()
	inner := info.Need
	info.HasAlpha = false
	info.Need = func(want picture.Want) int64 {
		const size = 4 // of a sample, at most
		full := inner(picture.Want{Width: info.Width, Height: info.Height})
		whole := raster.ShrunkBytes(info.Width, info.Height, raster.RGB, 1, size)
		return full + whole + raster.ShrunkBytes(info.Width, info.Height, raster.RGB, factor(info, want), size)
	}
	return info
}

func factor(info picture.Info, want picture.Want) int {
	return raster.Factor(info.Width, info.Height, want.Width, want.Height)
}

// Decode implements picture.Picture.
func (o opaque) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	info := o.Info()
	inner := o.Picture.Info().Need(picture.Want{Width: info.Width, Height: info.Height})
	if err := want.Budget.Take(info.Need(want) - inner); err != nil {
		return nil, err
	}
	frame, err := o.Picture.Decode(ctx, picture.Want{Width: info.Width, Height: info.Height, Budget: want.Budget, Spare: want.Spare})
	if err != nil {
		return nil, err
	}
	switch img := frame.Image.(type) {
	case *raster.Pixels[uint8]:
		frame.Image = withoutAlpha(img)
	case *raster.Pixels[uint16]:
		frame.Image = withoutAlpha(img)
	}
	frame.Image = raster.Shrink(frame.Image, factor(info, want))
	return frame, nil
}

// withoutAlpha copies the colours of a picture.
func withoutAlpha[T raster.Sample](p *raster.Pixels[T]) raster.Image {
	n := p.Layout.Channels()
	layout := raster.RGB
	if n < 3 {
		layout = raster.Grey
	}
	colours := raster.New[T](p.Width, p.Height, layout)
	for y := range p.Height {
		row, dst := p.Row(y), colours.Row(y)
		for x := range p.Width {
			copy(dst[x*(n-1):(x+1)*(n-1)], row[x*n:])
		}
	}
	return colours
}
