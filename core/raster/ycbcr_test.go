package raster_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/raster"
)

// ycbcr makes noise with colour planes of their own size.
func ycbcr(w, h, cw, ch int) *raster.YCbCr {
	return &raster.YCbCr{Y: plane(w, h), Cb: plane(cw, ch), Cr: plane(cw, ch)}
}

func plane(w, h int) raster.Plane {
	random := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	p := raster.Plane{Width: w, Height: h, Stride: w + 3, Pix: make([]uint8, (w+3)*h)}
	for i := range p.Pix {
		p.Pix[i] = uint8(random.Uint32())
	}
	return p
}

func TestYCbCrShrinksToPlanesOfOneSize(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{16, 16}, {17, 13}, {1, 1}, {3, 40}, {101, 7}, {64, 600}} {
		for _, sampling := range []struct{ x, y int }{{1, 1}, {2, 2}, {2, 1}, {1, 2}, {4, 1}, {3, 1}} {
			for _, f := range []int{2, 3, 4, 5, 8, 300} {
				t.Run(fmt.Sprintf("%v %v by %d", size, sampling, f), func(t *testing.T) {
					t.Parallel()
					cw, ch := (size.w+sampling.x-1)/sampling.x, (size.h+sampling.y-1)/sampling.y
					img := ycbcr(size.w, size.h, cw, ch)
					got, ok := raster.Shrink(img, f).(*raster.YCbCr)
					require.True(t, ok)
					require.NoError(t, raster.Check(got))
					requirePlane(t, &img.Y, &got.Y, size.w, size.h, f)
					requirePlane(t, &img.Cb, &got.Cb, size.w, size.h, f)
					requirePlane(t, &img.Cr, &got.Cr, size.w, size.h, f)
				})
			}
		}
	}
}

// requirePlane compares got with the definition: a sample stands for all the luma
// samples that it covers, and the mean is of the box's. Rounding, and the last
// sample where it covers fewer, may differ.
func requirePlane(t *testing.T, src, got *raster.Plane, w, h, f int) {
	t.Helper()
	require.Equal(t, []int{(w + f - 1) / f, (h + f - 1) / f}, []int{got.Width, got.Height})
	fx, fy := (w+src.Width-1)/src.Width, (h+src.Height-1)/src.Height
	for y := range h / f {
		for x := range w / f {
			var sum int
			for row := y * f; row < y*f+f; row++ {
				for column := x * f; column < x*f+f; column++ {
					sum += int(src.Row(row / fy)[column/fx])
				}
			}
			require.InDelta(t, float64(sum)/float64(f*f), float64(got.Row(y)[x]), 0.5001, "at %d, %d", x, y)
		}
	}
}

func TestYCbCrOfOtherRatiosKeepsAnEvenColour(t *testing.T) {
	t.Parallel()
	img := ycbcr(100, 100, 67, 41)
	for i := range img.Cb.Pix {
		img.Cb.Pix[i] = 77
	}
	for y := range img.Cr.Height { // a ramp must stay one
		for x := range img.Cr.Width {
			img.Cr.Pix[y*img.Cr.Stride+x] = uint8(3 * x)
		}
	}
	got, ok := raster.Shrink(img, 7).(*raster.YCbCr)
	require.True(t, ok)
	for y := range got.Cb.Height {
		for x := range got.Cb.Width {
			require.Equal(t, uint8(77), got.Cb.Row(y)[x])
			middle := (float64(x*7) + float64(min(x*7+7, 100))) / 2 * 0.67
			require.InDelta(t, 3*(middle-0.5), float64(got.Cr.Row(y)[x]), 1)
		}
	}
}
