package colour_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/raster"
)

// pixels returns a buffer one row high.
func pixels[T raster.Sample](layout raster.Layout, premultiplied bool, samples ...T) *raster.Pixels[T] {
	p := raster.New[T](len(samples)/layout.Channels(), 1, layout)
	p.Premultiplied = premultiplied
	copy(p.Pix, samples)
	return p
}

// show returns the bytes that a display gets.
func show(tb testing.TB, img raster.Image, space colour.Space) []uint8 {
	tb.Helper()
	out, notes := colour.ToDisplay(img, space)
	require.Empty(tb, notes)
	w, h := img.Size()
	require.Equal(tb, image.Rect(0, 0, w, h), out.Rect)
	return out.Pix
}

func TestUntagged(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		img  raster.Image
		want []uint8
	}{
		{"grey", pixels[uint8](raster.Grey, false, 0, 99, 255), []uint8{0, 0, 0, 255, 99, 99, 99, 255, 255, 255, 255, 255}},
		{"grey with alpha", pixels[uint8](raster.GreyAlpha, false, 50, 7), []uint8{50, 50, 50, 7}},
		{"rgb", pixels[uint8](raster.RGB, false, 1, 2, 3, 4, 5, 6), []uint8{1, 2, 3, 255, 4, 5, 6, 255}},
		{"rgba keeps colour below alpha 0", pixels[uint8](raster.RGBA, false, 1, 2, 3, 0), []uint8{1, 2, 3, 0}},
		{"premultiplied", pixels[uint8](raster.RGBA, true, 50, 100, 25, 100), []uint8{128, 255, 64, 100}},
		{"premultiplied, brighter than alpha", pixels[uint8](raster.RGBA, true, 200, 0, 0, 100), []uint8{255, 0, 0, 100}},
		{"premultiplied, transparent", pixels[uint8](raster.RGBA, true, 200, 9, 9, 0), []uint8{0, 0, 0, 0}},
		{"16-bit grey", pixels[uint16](raster.Grey, false, 0x8080), []uint8{128, 128, 128, 255}},
		{"16-bit rounds", pixels[uint16](raster.RGB, false, 128, 129, 65535), []uint8{0, 1, 255, 255}},
		{"16-bit premultiplied", pixels[uint16](raster.GreyAlpha, true, 0x4000, 0x8000), []uint8{128, 128, 128, 128}},
		{"linear grey", pixels[float32](raster.Grey, false, 0, 0.214, 0.5), []uint8{0, 0, 0, 255, 127, 127, 127, 255, 188, 188, 188, 255}},
		{"linear premultiplied", pixels[float32](raster.RGBA, true, 0.107, 0.25, 0, 0.5), []uint8{127, 188, 0, 128}},
		{"paper", pixels[uint8](raster.CMYK, false, 0, 0, 0, 0), []uint8{255, 255, 255, 255}},
		{"lab white and black", pixels[uint8](raster.Lab, false, 255, 128, 128, 0, 128, 128), []uint8{255, 255, 255, 255, 0, 0, 0, 255}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, show(t, c.img, colour.Space{}))
		})
	}
}

func TestRoundingTo8Bits(t *testing.T) {
	t.Parallel()
	img := raster.New[uint16](65536, 1, raster.Grey)
	for v := range img.Pix {
		img.Pix[v] = uint16(v)
	}
	got := show(t, img, colour.Space{})
	for v := range 65536 {
		require.Equal(t, uint8((v*255+32767)/65535), got[4*v], v)
	}
}

func TestUnsoundBuffers(t *testing.T) {
	t.Parallel()
	var none *raster.Pixels[uint8]
	cases := map[string]raster.Image{
		"nil":            nil,
		"nil pointer":    none,
		"empty":          &raster.Pixels[uint8]{},
		"too few pixels": &raster.Pixels[uint16]{Width: 3, Height: 3, Stride: 9, Layout: raster.RGB, Pix: make([]uint16, 26)},
		"no layout":      &raster.Pixels[uint8]{Width: 1, Height: 1, Stride: 9, Layout: 99, Pix: make([]uint8, 9)},
		"short plane":    &raster.YCbCr{Y: raster.Plane{Width: 2, Height: 2, Stride: 2, Pix: make([]uint8, 4)}},
	}
	for name, img := range cases {
		out, notes := colour.ToDisplay(img, colour.Space{})
		require.Equal(t, image.Rect(0, 0, 1, 1), out.Rect, name)
		require.Len(t, notes, 1, name)
	}
}

// ycbcr returns a picture whose planes have the given sizes and hold f(plane, x, y).
func ycbcr(w, h, cw, ch int, f func(plane, x, y int) uint8) *raster.YCbCr {
	plane := func(p, w, h int) raster.Plane {
		pix := make([]uint8, w*h)
		for i := range pix {
			pix[i] = f(p, i%w, i/w)
		}
		return raster.Plane{Width: w, Height: h, Stride: w, Pix: pix}
	}
	return &raster.YCbCr{Y: plane(0, w, h), Cb: plane(1, cw, ch), Cr: plane(2, cw, ch)}
}

func TestYCbCrMatchesTheStandardLibrary(t *testing.T) {
	t.Parallel()
	for _, cb := range []int{0, 1, 77, 128, 200, 255} {
		for _, cr := range []int{0, 3, 127, 128, 180, 255} {
			img := ycbcr(256, 1, 256, 1, func(p, x, _ int) uint8 { return [3]uint8{uint8(x), uint8(cb), uint8(cr)}[p] })
			got := show(t, img, colour.Space{})
			for y := range 256 {
				r, g, b := color.YCbCrToRGB(uint8(y), uint8(cb), uint8(cr))
				want := []uint8{r, g, b}
				for c := range 3 {
					require.InDelta(t, want[c], got[4*y+c], 1)
				}
			}
		}
	}
}

// TestYCbCrSiting raises colour planes that hold a ramp over the picture: every
// pixel must show the ramp's value at its own place, whatever the subsampling.
func TestYCbCrSiting(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name         string
		w, h, cw, ch int
	}{
		{"4:4:4", 32, 24, 32, 24},
		{"4:2:2", 32, 24, 16, 24},
		{"4:4:0", 32, 24, 32, 12},
		{"4:2:0", 32, 24, 16, 12},
		{"4:2:0 odd", 33, 25, 17, 13},
		{"4:1:1", 32, 24, 8, 24},
		{"4:1:0 odd", 35, 22, 9, 6},
		{"3:2", 36, 24, 24, 16},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fx, fy := (c.w+c.cw-1)/c.cw, (c.h+c.ch-1)/c.ch
			sx, sy := float64(fx), float64(fy)
			if (c.w+fx-1)/fx != c.cw {
				sx, sy = float64(c.w)/float64(c.cw), float64(c.h)/float64(c.ch)
			}
			ramp := func(x, y float64) float64 { return 64 + 2*x + y }
			img := ycbcr(c.w, c.h, c.cw, c.ch, func(p, x, y int) uint8 {
				if p != 2 {
					return 128
				}
				return uint8(ramp((float64(x)+0.5)*sx, (float64(y)+0.5)*sy) + 0.5)
			})
			out, _ := colour.ToDisplay(img, colour.Space{})
			for y := fy; y < c.h-fy; y++ {
				for x := fx; x < c.w-fx; x++ {
					want := 128 + 1.402*(ramp(float64(x)+0.5, float64(y)+0.5)-128)
					require.InDelta(t, want, float64(out.NRGBAAt(x, y).R), 2.2, "%d,%d", x, y)
				}
			}
		})
	}
}

func TestYCbCrTinyPlanes(t *testing.T) {
	t.Parallel()
	for _, size := range [][4]int{{1, 1, 1, 1}, {2, 1, 1, 1}, {1, 3, 1, 2}, {3, 3, 1, 1}, {3, 2, 2, 1}, {2, 2, 5, 5}, {7, 1, 2, 9}} {
		img := ycbcr(size[0], size[1], size[2], size[3], func(int, int, int) uint8 { return 128 })
		for _, v := range show(t, img, colour.Space{}) {
			require.Contains(t, []uint8{128, 255}, v)
		}
	}
}
