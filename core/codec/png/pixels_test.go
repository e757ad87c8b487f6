package png_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	stdpng "image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/png"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// decoded decodes a file in full.
func decoded(t *testing.T, data []byte) (picture.Info, *picture.Frame) {
	t.Helper()
	info, frame, err := loadertest.Decode(t, png.Open, data, picture.Want{})
	require.NoError(t, err)
	return info, frame
}

// failure decodes a file that must not decode.
func failure(t *testing.T, data []byte) error {
	t.Helper()
	_, _, err := loadertest.Decode(t, png.Open, data, picture.Want{})
	require.Error(t, err)
	return err
}

// reference decodes a file with the standard library.
func reference(data []byte) (image.Image, error) { return stdpng.Decode(bytes.NewReader(data)) }

// requireSamePixels compares every pixel with the standard library's, exactly.
func requireSamePixels(t *testing.T, want image.Image, got raster.Image) {
	t.Helper()
	w, h := got.Size()
	require.Equal(t, want.Bounds().Size(), image.Pt(w, h))
	for y := range h {
		for x := range w {
			expected, pixel := straight(want.At(want.Bounds().Min.X+x, want.Bounds().Min.Y+y)), pixelAt(got, x, y)
			if expected != pixel {
				require.Equal(t, expected, pixel, "pixel at %d, %d", x, y)
			}
		}
	}
}

// straight returns a colour with 16 bits a channel, not multiplied by alpha.
func straight(c color.Color) [4]uint16 {
	switch c := c.(type) {
	case color.NRGBA:
		return [4]uint16{uint16(c.R) * 257, uint16(c.G) * 257, uint16(c.B) * 257, uint16(c.A) * 257}
	case color.NRGBA64:
		return [4]uint16{c.R, c.G, c.B, c.A}
	}
	r, g, b, a := c.RGBA()
	return [4]uint16{uint16(r), uint16(g), uint16(b), uint16(a)}
}

// pixelAt returns a pixel of a buffer as straight does.
func pixelAt(img raster.Image, x, y int) [4]uint16 {
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		return spread(p, x, y, 257)
	case *raster.Pixels[uint16]:
		return spread(p, x, y, 1)
	}
	return [4]uint16{}
}

func spread[T uint8 | uint16](p *raster.Pixels[T], x, y int, scale uint16) [4]uint16 {
	n := p.Layout.Channels()
	s := p.Row(y)[x*n : x*n+n]
	v := func(i int) uint16 { return uint16(s[i]) * scale }
	switch p.Layout {
	case raster.Grey:
		return [4]uint16{v(0), v(0), v(0), 0xffff}
	case raster.GreyAlpha:
		return [4]uint16{v(0), v(0), v(0), v(1)}
	case raster.RGB:
		return [4]uint16{v(0), v(1), v(2), 0xffff}
	}
	return [4]uint16{v(0), v(1), v(2), v(3)}
}

// decodeFor decodes a file at least as large as w×h.
func decodeFor(t *testing.T, data []byte, w, h int) raster.Image {
	t.Helper()
	pic, err := png.Open(loadertest.Source(t, data, "case.png"))
	require.NoError(t, err)
	frame, err := pic.Decode(context.Background(), picture.Want{Width: w, Height: h})
	require.NoError(t, err)
	return frame.Image
}
