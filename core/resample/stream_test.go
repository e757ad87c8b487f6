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
