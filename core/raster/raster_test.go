package raster_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/raster"
)

func TestFactor(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name               string
		w, h, wantW, wantH int
		factor             int
	}{
		{"smaller than wanted", 100, 100, 256, 256, 1},
		{"just not twice", 511, 511, 256, 256, 1},
		{"twice", 512, 512, 256, 256, 2},
		{"the tighter axis decides", 4000, 1000, 400, 400, 2},
		{"photo", 6000, 4000, 512, 341, 11},
		{"one row", 5000, 1, 256, 256, 1},
		{"nothing wanted", 12, 9, 0, 0, 9},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.factor, raster.Factor(c.w, c.h, c.wantW, c.wantH))
		})
	}
}

// sizes are pictures and factors that meet every edge: boxes that fit, a last
// column or row of less, factors beyond the picture, beyond a lane's rows and
// beyond the sums of 32 bits.
var sizes = []struct{ w, h, f int }{
	{8, 6, 2},
	{7, 5, 2},
	{9, 7, 3},
	{1, 1, 2},
	{1, 9, 4},
	{9, 1, 4},
	{5, 4, 7},
	{33, 17, 16},
	{3, 600, 256},
	{300, 2, 256},
	{5, 530, 257},
	{530, 3, 300},
	{2, 70_000, 70_000},
	{70_000, 2, 70_000},
}

var layouts = []raster.Layout{
	raster.Grey, raster.GreyAlpha, raster.RGB, raster.RGBA, raster.CMYK, raster.CMYKA, raster.Lab, raster.LabA,
}

func TestMeansAreExact(t *testing.T) {
	t.Parallel()
	for _, size := range sizes {
		for _, layout := range layouts {
			for _, premultiplied := range []bool{false, layout.HasAlpha()} {
				name := fmt.Sprintf("%d×%d by %d, layout %d, premultiplied %t", size.w, size.h, size.f, layout, premultiplied)
				testMeans[uint8](t, name+", 8 bit", size.w, size.h, size.f, layout, premultiplied)
				testMeans[uint16](t, name+", 16 bit", size.w, size.h, size.f, layout, premultiplied)
				testMeans[float32](t, name+", float", size.w, size.h, size.f, layout, premultiplied)
			}
		}
	}
}

func testMeans[T raster.Sample](t *testing.T, name string, w, h, f int, layout raster.Layout, premultiplied bool) {
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		img := noise[T](w, h, layout)
		img.Premultiplied = premultiplied
		got, ok := raster.Shrink(img, f).(*raster.Pixels[T])
		require.True(t, ok)
		require.NoError(t, raster.Check(got))
		require.Equal(t, premultiplied, got.Premultiplied)
		require.Equal(t, layout, got.Layout)
		gotW, gotH := got.Size()
		require.Equal(t, []int{(w + f - 1) / f, (h + f - 1) / f}, []int{gotW, gotH})
		for y := range gotH {
			for x := range gotW {
				want := boxMean(img, x, y, f)
				n := layout.Channels()
				requireSamples(t, want, got.Row(y)[x*n:x*n+n], x, y)
			}
		}
	})
}

func requireSamples[T raster.Sample](t *testing.T, want []float64, got []T, x, y int) {
	t.Helper()
	for c := range want {
		if T(1)/T(2) != 0 {
			require.InDelta(t, want[c], float64(got[c]), 1e-6, "channel %d at %d, %d", c, x, y)
		} else if got[c] != T(want[c]) {
			require.Equal(t, T(want[c]), got[c], "channel %d at %d, %d", c, x, y)
		}
	}
}

// boxMean is the definition: the mean of the box's pixels, colours as often as
// their alpha says unless they hold it already, to the nearest whole number for
// integer samples.
func boxMean[T raster.Sample](img *raster.Pixels[T], x, y, f int) []float64 {
	n := img.Layout.Channels()
	weighted := img.HasAlpha() && !img.Premultiplied
	sums, weights := make([]float64, n), make([]float64, n)
	for row := y * f; row < min((y+1)*f, img.Height); row++ {
		for column := x * f; column < min((x+1)*f, img.Width); column++ {
			pixel := img.Row(row)[column*n : column*n+n]
			for c, v := range pixel {
				weight := 1.0
				if weighted && c < n-1 {
					weight = float64(pixel[n-1])
				}
				sums[c] += float64(v) * weight
				weights[c] += weight
			}
		}
	}
	for c := range sums {
		switch {
		case weights[c] == 0:
			sums[c] = 0
		case T(1)/T(2) != 0:
			sums[c] /= weights[c]
		default:
			sums[c] = roundedRatio(sums[c], weights[c])
		}
	}
	return sums
}

// roundedRatio divides whole numbers without an error.
func roundedRatio(a, b float64) float64 {
	x, y := big.NewInt(int64(a)), big.NewInt(int64(b))
	x.Add(x, new(big.Int).Rsh(y, 1)).Quo(x, y)
	return float64(x.Int64())
}

// noise makes pixels of which some are opaque, some transparent, and whole boxes
// are the one or the other.
func noise[T raster.Sample](w, h int, layout raster.Layout) *raster.Pixels[T] {
	random := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	img := raster.New[T](w, h, layout)
	n := layout.Channels()
	for i := range img.Pix {
		v := random.Float64()
		if layout.HasAlpha() && i%n == n-1 {
			switch i / n / 8 % 3 {
			case 0:
				v = 0
			case 1:
				v = 1
			}
		}
		img.Pix[i] = sample[T](v)
	}
	return img
}

// sample returns v, 0 to 1, over the range of T.
func sample[T raster.Sample](v float64) T {
	switch any(T(0)).(type) {
	case uint8:
		return T(v*math.MaxUint8 + 0.5)
	case uint16:
		return T(v*math.MaxUint16 + 0.5)
	}
	return T(v)
}

func TestTransparentPixelsDoNotBleed(t *testing.T) {
	t.Parallel()
	img := raster.New[uint8](2, 2, raster.RGBA)
	copy(img.Pix, []uint8{255, 0, 0, 255, 0, 255, 0, 0, 0, 0, 255, 0, 255, 255, 255, 0})
	got, ok := raster.Shrink(img, 2).(*raster.Pixels[uint8])
	require.True(t, ok)
	require.Equal(t, []uint8{255, 0, 0, 64}, got.Pix)
}

func TestAnExtremePictureKeepsItsExtremes(t *testing.T) {
	t.Parallel()
	for _, f := range []int{2, 16, 255, 256, 257, 1000} {
		white8, white16 := raster.New[uint8](f, f, raster.RGBA), raster.New[uint16](f, f, raster.RGBA)
		for i := range white8.Pix {
			white8.Pix[i], white16.Pix[i] = math.MaxUint8, math.MaxUint16
		}
		small8, ok8 := raster.Shrink(white8, f).(*raster.Pixels[uint8])
		small16, ok16 := raster.Shrink(white16, f).(*raster.Pixels[uint16])
		require.True(t, ok8 && ok16)
		require.Equal(t, []uint8{255, 255, 255, 255}, small8.Pix, "factor %d", f)
		require.Equal(t, []uint16{65535, 65535, 65535, 65535}, small16.Pix, "factor %d", f)
	}
}

func TestAFactorOfOneChangesNothing(t *testing.T) {
	t.Parallel()
	img := noise[uint8](5, 3, raster.RGBA)
	require.Same(t, img, raster.Shrink(img, 1))
	shrinker := raster.NewShrinker[uint8](5, 3, raster.RGBA, 1)
	for y := range 3 {
		shrinker.Add(img.Row(y))
	}
	shrinker.Add(img.Row(0)) // beyond the picture
	require.Equal(t, img.Pix, shrinker.Image().Pix)
}

func TestAShrinkerMakesWhatArrived(t *testing.T) {
	t.Parallel()
	img := noise[uint8](10, 10, raster.RGB)
	shrinker := raster.NewShrinker[uint8](10, 10, raster.RGB, 4)
	for y := range 6 {
		shrinker.Add(img.Row(y))
	}
	got := shrinker.Image()
	require.Equal(t, 3, got.Height)
	require.Equal(t, []float64{float64(got.Row(0)[0])}, boxMean(img, 0, 0, 4)[:1])
	require.Equal(t, make([]uint8, 9), got.Row(2), "rows that never came stay empty")
}

// Not parallel: it measures what the process allocates.
func TestShrunkBytesBoundsWhatIsAllocated(t *testing.T) {
	require.Equal(t, int64(math.MaxInt64), raster.ShrunkBytes(math.MaxInt32, math.MaxInt32, raster.RGBA, 1, 4))
	require.Equal(t, int64(100*50*3), raster.ShrunkBytes(100, 50, raster.RGB, 1, 1))
	for _, layout := range layouts {
		for _, f := range []int{2, 3, 300} {
			const w, h = 30_000, 40
			const pages = 4 * 8192 // the allocator hands out whole ones
			allocated := allocations(func() { raster.NewShrinker[uint16](w, h, layout, f) })
			bound := raster.ShrunkBytes(w, h, layout, f, 2)
			require.LessOrEqual(t, allocated, bound+pages, "layout %d by %d", layout, f)
		}
	}
}

// allocations returns how many bytes f allocates.
func allocations(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

func TestCheckFindsBuffersThatAreTooSmall(t *testing.T) {
	t.Parallel()
	good := raster.New[uint8](4, 3, raster.RGB)
	require.NoError(t, raster.Check(good))
	short := *good
	short.Pix = short.Pix[:35]
	require.Error(t, raster.Check(&short))
	narrow := *good
	narrow.Stride = 11
	require.Error(t, raster.Check(&narrow))
	require.Error(t, raster.Check(&raster.Pixels[float32]{}))
	require.Error(t, raster.Check(nil))
	planes := ycbcr(4, 4, 2, 2)
	require.NoError(t, raster.Check(planes))
	planes.Cr.Pix = planes.Cr.Pix[:3]
	require.Error(t, raster.Check(planes))
}
