package resample_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/resample"
)

func TestAStreamMakesWhatFitMakes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	sizes := []struct{ w, h, toW, toH int }{
		{700, 300, 600, 257}, {500, 900, 31, 56}, {64, 64, 64, 63}, {3, 200, 1, 66}, {130, 2, 65, 1}, {50, 40, 80, 64},
	}
	for _, size := range sizes {
		to := resample.Target{Width: size.toW, Height: size.toH, Across: float64(size.w) - 0.5}
		for _, layout := range []raster.Layout{raster.Grey, raster.RGB, raster.RGBA} {
			img := raster.New[uint8](size.w, size.h, layout)
			for i := range img.Pix {
				img.Pix[i] = uint8(random.Uint32())
			}
			if layout == raster.RGBA { // opaque above, sheer below
				for i := 3; i < len(img.Pix)/2; i += 4 {
					img.Pix[i] = 255
				}
			}
			requireStreamed(t, img, to)
		}
		words := raster.New[uint16](size.w, size.h, raster.RGB)
		for i := range words.Pix {
			words.Pix[i] = uint16(random.Uint32())
		}
		requireStreamed(t, words, to)
	}
}

func requireStreamed[T uint8 | uint16](t *testing.T, img *raster.Pixels[T], to resample.Target) {
	t.Helper()
	want, err := resample.Fit(context.Background(), img, to, nil)
	require.NoError(t, err)
	for _, spare := range []picture.Spare{nil, func() (func(), bool) { return func() {}, true }} {
		s := resample.NewStream[T](img.Width, img.Height, img.Layout, false, to, spare)
		for y := range img.Height {
			s.Add(img.Row(y))
		}
		s.Add(img.Row(0)) // one too many
		got := s.Image()
		require.NoError(t, s.Close())
		require.Equal(t, want.Layout, got.Layout)
		for i, v := range want.Pix {
			// Opaque rows of a picture with alpha are rounded without it.
			require.InDelta(t, v, got.Pix[i], 1, "sample %d of %v", i, to)
		}
	}
}

func TestAStreamEndsEarly(t *testing.T) {
	t.Parallel()
	for _, spare := range []picture.Spare{nil, func() (func(), bool) { return func() {}, true }} {
		to := resample.Target{Width: 10, Height: 100}
		s := resample.NewStream[uint8](10, 200, raster.Grey, false, to, spare)
		s.Add([]uint8{9, 9, 9, 9, 9, 9, 9, 9, 9, 9})
		require.NoError(t, s.Close())

		s = resample.NewStream[uint8](10, 200, raster.Grey, false, to, spare)
		for range 100 {
			s.Add([]uint8{9, 9, 9, 9, 9, 9, 9, 9, 9, 9})
		}
		got := s.Image()
		require.NoError(t, s.Close())
		require.Equal(t, uint8(9), got.Row(40)[5])
		require.Zero(t, got.Row(60)[5], "rows that never came are blank")
	}
}

func TestAStreamOfPlanesMakesWhatFitMakes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	plane := func(w, h int) raster.Plane {
		p := raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
		for i := range p.Pix {
			p.Pix[i] = uint8(random.Uint32())
		}
		return p
	}
	for _, c := range []struct{ w, h, subX, subY, rows int }{
		{400, 301, 2, 2, 301}, {400, 300, 1, 1, 300}, {401, 300, 2, 1, 300}, {64, 500, 4, 4, 500}, {100, 400, 2, 2, 100},
	} {
		cw, ch := (c.w+c.subX-1)/c.subX, (c.h+c.subY-1)/c.subY
		img := &raster.YCbCr{Y: plane(c.w, c.h), Cb: plane(cw, ch), Cr: plane(cw, ch)}
		to := resample.Target{Width: c.w * 2 / 3, Height: c.h * 2 / 3}
		want, err := resample.Fit(context.Background(), img, to, nil)
		require.NoError(t, err)
		for _, spare := range []picture.Spare{nil, func() (func(), bool) { return func() {}, true }} {
			s := resample.NewPlaneStream([3][2]int{{c.w, c.h}, {cw, ch}, {cw, ch}}, to, spare)
			for y := range c.rows {
				s.AddTo(0, img.Y.Row(y))
				if y%c.subY == 0 {
					s.AddTo(1, img.Cb.Row(y/c.subY))
					s.AddTo(2, img.Cr.Row(y/c.subY))
				}
			}
			got := s.Image()
			require.NoError(t, s.Close())
			shown := c.rows*2/3 - 5
			for y := range min(shown, to.Height) {
				require.Equal(t, want.Row(y), got.Row(y), "row %d of %v", y, c)
			}
		}
	}
}
