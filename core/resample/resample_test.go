package resample

import (
	"context"
	"image"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/stretchr/testify/require"

	"apsync/core/picture"
	"apsync/core/raster"
)

// filled returns a picture of random samples from one to another.
func filled[T uint8 | uint16](w, h int, layout raster.Layout, from, to T) *raster.Pixels[T] {
	random := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	p := raster.New[T](w, h, layout)
	for i := range p.Pix {
		p.Pix[i] = from + T(random.IntN(int(to-from)+1))
	}
	return p
}

func noise(w, h int, layout raster.Layout) *raster.Pixels[uint8] {
	return filled[uint8](w, h, layout, 0, 255)
}

// smooth returns a picture that changes slowly, with a little noise, as photographs do.
func smooth(w, h int, layout raster.Layout) *raster.Pixels[uint8] {
	p, n := filled[uint8](w, h, layout, 0, 12), layout.Channels()
	for i := range p.Pix {
		x, y, c := i/n%w, i/n/w, float64(i%n)
		wave := math.Sin(float64(x)/17+c) + math.Cos(float64(y)/23-c) + math.Sin(float64(x+y)/5)/2
		p.Pix[i] += uint8(120 + 40*wave)
	}
	return p
}

// opaqued makes every pixel of an RGBA picture opaque.
func opaqued(p *raster.Pixels[uint8]) *raster.Pixels[uint8] {
	for i := 3; i < len(p.Pix); i += 4 {
		p.Pix[i] = 255
	}
	return p
}

func planes(w, h, fx, fy int) *raster.YCbCr {
	plane := func(w, h int) raster.Plane {
		return raster.Plane{Width: w, Height: h, Stride: w, Pix: noise(w, h, raster.Grey).Pix}
	}
	cw, ch := (w+fx-1)/fx, (h+fy-1)/fy
	return &raster.YCbCr{Y: plane(w, h), Cb: plane(cw, ch), Cr: plane(cw, ch)}
}

type size struct{ w, h int }

func fitted(t *testing.T, img raster.Image, to size, k kernels) *raster.Pixels[uint8] {
	t.Helper()
	got, err := fit(context.Background(), img, Target{Width: to.w, Height: to.h}, nil, k)
	require.NoError(t, err)
	require.Equal(t, to, size{got.Width, got.Height})
	require.NoError(t, raster.Check(got))
	return got
}

// sources are pictures of every kind that is taken.
func sources(w, h int) map[string]raster.Image {
	premultiplied := noise(w, h, raster.RGBA)
	premultiplied.Premultiplied = true
	return map[string]raster.Image{
		"grey": noise(w, h, raster.Grey), "rgb": noise(w, h, raster.RGB), "ink": noise(w, h, raster.CMYK),
		"opaque": opaqued(noise(w, h, raster.RGBA)), "alpha": noise(w, h, raster.RGBA), "premultiplied": premultiplied,
		"deep grey": filled[uint16](w, h, raster.Grey, 0, 65535), "deep": filled[uint16](w, h, raster.RGB, 0, 65535),
		"4:4:4": planes(w, h, 1, 1), "4:2:0": planes(w, h, 2, 2), "4:1:0": planes(w, h, 4, 2),
	}
}

var sizes = []struct{ from, to size }{
	{size{300, 200}, size{205, 137}},
	{size{300, 200}, size{256, 171}},
	{size{97, 301}, size{41, 128}},
	{size{640, 31}, size{128, 6}},
	{size{64, 64}, size{64, 63}},
	{size{31, 9}, size{31, 9}},
	{size{1, 1}, size{1, 1}},
	{size{3, 500}, size{1, 100}},
	{size{20, 10}, size{50, 33}},
}

func TestKernelsForThisProcessorAreEqualToThePortableOnes(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		for name, img := range sources(s.from.w, s.from.h) {
			require.True(t, Takes(img), name)
			want, got := fitted(t, img, s.to, portable()), fitted(t, img, s.to, fastest())
			require.Equal(t, want.Pix, got.Pix, "%s %v", name, s)
		}
	}
}

func TestWhatIsEvenStaysSo(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		for _, v := range []uint8{0, 1, 77, 128, 254, 255} {
			for _, layout := range []raster.Layout{raster.Grey, raster.RGB, raster.RGBA, raster.CMYK} {
				got := fitted(t, filled(s.from.w, s.from.h, layout, v, v), s.to, fastest())
				for i, sample := range got.Pix {
					if layout == raster.RGBA && v == 0 || sample == v {
						continue
					}
					// Products of bytes are no finer than bytes.
					require.True(t, layout == raster.RGBA && v == 1, "%v of %d is %d at %d", layout, v, sample, i)
				}
			}
			deep := fitted(t, filled(s.from.w, s.from.h, raster.RGB, uint16(v)*257, uint16(v)*257), s.to, fastest())
			require.Equal(t, filled(s.to.w, s.to.h, raster.RGB, v, v).Pix, deep.Pix)
		}
	}
}

// exact resamples with real numbers; a picture is premultiplied first.
func exact(p *raster.Pixels[uint8], to size) []float64 {
	n := p.Layout.Channels()
	w, h := p.Width, p.Height
	samples := make([]float64, len(p.Pix))
	for i, v := range p.Pix {
		samples[i] = float64(v)
		if p.Layout == raster.RGBA && i%4 != 3 {
			samples[i] *= float64(p.Pix[i|3]) / 255
		}
	}
	across := make([]float64, to.w*h*n)
	for y := range h {
		lines(across[y*to.w*n:], samples[y*w*n:], line{w, to.w, n, n})
	}
	down := make([]float64, to.w*to.h*n)
	for x := range to.w {
		lines(down[x*n:], across[x*n:], line{h, to.h, n, to.w * n})
	}
	return down
}

// line is how samples lie in memory: from of them become to, of n channels, step apart.
type line struct{ from, to, n, step int }

func lines(dst, src []float64, l line) {
	ratio := float64(l.from) / float64(l.to)
	scale := max(ratio, 1)
	for i := range l.to {
		centre := (float64(i)+0.5)*ratio - 0.5
		var sum float64
		sums := make([]float64, l.n)
		for k := range l.from {
			x := math.Abs(float64(k)-centre) / scale
			if x >= 3 {
				continue
			}
			weight := 1.0
			if x > 0 {
				weight = 3 * math.Sin(math.Pi*x) * math.Sin(math.Pi*x/3) / (math.Pi * math.Pi * x * x)
			}
			sum += weight
			for c := range sums {
				sums[c] += weight * src[k*l.step+c]
			}
		}
		for c, v := range sums {
			dst[i*l.step+c] = v / sum
		}
	}
}

func TestResultsAreThoseOfRealNumbers(t *testing.T) {
	t.Parallel()
	for _, s := range sizes[:8] {
		for name, p := range map[string]*raster.Pixels[uint8]{
			"noise": noise(s.from.w, s.from.h, raster.RGB), "smooth": smooth(s.from.w, s.from.h, raster.Grey),
			"opaque": opaqued(noise(s.from.w, s.from.h, raster.RGBA)), "alpha": noise(s.from.w, s.from.h, raster.RGBA),
		} {
			got, want := fitted(t, p, s.to, fastest()), exact(p, s.to)
			var bias float64
			for i, v := range got.Pix {
				shown := float64(v)
				if p.Layout == raster.RGBA && i%4 != 3 {
					shown *= float64(got.Pix[i|3]) / 255 // what is seen of a colour
				}
				expected, tolerance := min(max(want[i], 0), 255), 0.6
				if p.Layout == raster.RGBA && i%4 != 3 {
					tolerance = 1 // alpha is rounded too
					expected = 0
					if alpha := want[i|3]; alpha > 0.5 {
						expected = min(max(want[i]/alpha, 0), 1) * min(alpha, 255)
					}
				}
				require.InDelta(t, expected, shown, tolerance, "%s %v at %d", name, s, i)
				bias += shown - expected
			}
			if len(got.Pix) > 1000 {
				require.InDelta(t, 0, bias/float64(len(got.Pix)), 0.05, "%s %v", name, s)
			}
		}
	}
}

func TestResultsAreThoseOfImaging(t *testing.T) {
	t.Parallel()
	for _, s := range sizes[:5] {
		for name, p := range map[string]*raster.Pixels[uint8]{
			// Between its passes imaging cuts off what exceeds a byte; this does not.
			"noise":  opaqued(filled[uint8](s.from.w, s.from.h, raster.RGBA, 80, 175)),
			"smooth": opaqued(smooth(s.from.w, s.from.h, raster.RGBA)),
		} {
			img := &image.NRGBA{Pix: p.Pix, Stride: p.Stride, Rect: image.Rect(0, 0, p.Width, p.Height)}
			want := imaging.Resize(img, s.to.w, s.to.h, imaging.Lanczos)
			got := fitted(t, p, s.to, fastest())
			bias := 0
			for i, v := range got.Pix {
				require.InDelta(t, want.Pix[i], v, 1, "%s %v at %d", name, s, i)
				bias += int(v) - int(want.Pix[i])
			}
			require.InDelta(t, 0, float64(bias)/float64(len(got.Pix)), 0.05, "%s %v", name, s)
		}
	}
}

func TestPlanesAreFittedWhereTheirSamplesLie(t *testing.T) {
	t.Parallel()
	// Ramps over the picture in colour planes of every size show the ramp's value at
	// each pixel's place.
	for _, s := range []struct{ w, h, fx, fy int }{{301, 203, 2, 2}, {300, 200, 1, 1}, {302, 205, 4, 2}, {299, 199, 2, 1}} {
		p := planes(s.w, s.h, s.fx, s.fy)
		for i := range p.Y.Pix {
			p.Y.Pix[i] = 128
		}
		for i := range p.Cr.Pix {
			p.Cr.Pix[i] = 128
			p.Cb.Pix[i] = uint8(min(28+(i%p.Cb.Width*s.fx+s.fx/2)*200/s.w, 255))
		}
		got := fitted(t, p, size{150, 100}, fastest())
		for x := 6; x < 144; x++ {
			// Blue is 1.772 of the difference.
			want := 128 + 1.772*(28+(float64(x)+0.5)*200/150-128)
			require.InDelta(t, min(max(want, 0), 255), got.Row(50)[3*x+2], 3.5, "%v at %d", s, x)
		}
	}
}

func TestWhatABoxShrinkLeftAcrossTheEdgeDoesNotCount(t *testing.T) {
	t.Parallel()
	// A ramp over 1,003 columns, of which boxes of four leave 251, the last of three.
	ramp := raster.New[uint8](1003, 8, raster.Grey)
	for i := range ramp.Pix {
		ramp.Pix[i] = uint8(20 + i%1003*200/1003)
	}
	small, ok := raster.Shrink(ramp, 4).(*raster.Pixels[uint8])
	require.True(t, ok)
	require.InDelta(t, 250.75, Extent(1003, small.Width), 1e-9)
	got, err := Fit(context.Background(), small, Target{Width: 100, Height: 1, Across: Extent(1003, small.Width)}, nil)
	require.NoError(t, err)
	for x := 5; x < 95; x++ {
		require.InDelta(t, 20+(float64(x)+0.5)*2, got.Pix[x], 1)
	}
	require.InDelta(t, 500.5, Extent(1001, 500), 0, "half a sample is missing")
	require.InDelta(t, 77, Extent(77, 77), 0)
	require.InDelta(t, 60, Extent(77, 60), 0, "no whole number")
	require.InDelta(t, 752.25, Extent(1003, 752), 0, "three quarters of a JPEG")
	require.InDelta(t, 376.125, Extent(1003, 376), 0, "three eighths")
	require.InDelta(t, 9, Extent(5, 9), 0, "enlarged")
}

func TestManyMakeWhatOneMakes(t *testing.T) {
	t.Parallel()
	for name, img := range sources(200, 900) {
		want := fitted(t, img, size{100, 451}, fastest())
		lent, returned := 0, atomic.Int64{}
		spare := picture.Spare(func() (func(), bool) {
			if lent == 3 {
				return nil, false
			}
			lent++
			return func() { returned.Add(1) }, true
		})
		got, err := Fit(context.Background(), img, Target{Width: 100, Height: 451}, spare)
		require.NoError(t, err)
		require.Equal(t, want.Pix, got.Pix, name)
		require.Positive(t, lent)
		require.EqualValues(t, lent, returned.Load())
	}
}

func TestItStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Fit(ctx, noise(100, 100, raster.RGB), Target{Width: 50, Height: 50}, nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestWhatIsNotTaken(t *testing.T) {
	t.Parallel()
	for _, img := range []raster.Image{
		noise(1, 1, raster.GreyAlpha), noise(1, 1, raster.CMYKA), noise(1, 1, raster.LabA),
		raster.New[uint16](1, 1, raster.RGBA), raster.New[float32](1, 1, raster.RGB),
	} {
		require.False(t, Takes(img))
	}
}

func BenchmarkFit(b *testing.B) {
	big, small := sources(3000, 2000), sources(750, 500)
	for _, k := range []struct {
		name string
		kernels
	}{{"portable", portable()}, {"fastest", fastest()}} {
		for _, name := range []string{"grey", "rgb", "opaque", "alpha", "deep", "4:2:0"} {
			b.Run(k.name+"/"+name+"/2048", func(b *testing.B) { bench(b, big[name], size{2048, 1365}, k.kernels) })
			b.Run(k.name+"/"+name+"/256", func(b *testing.B) { bench(b, small[name], size{256, 171}, k.kernels) })
		}
	}
}

func bench(b *testing.B, img raster.Image, to size, k kernels) {
	b.Helper()
	for b.Loop() {
		_, err := fit(context.Background(), img, Target{Width: to.w, Height: to.h}, nil, k)
		require.NoError(b, err)
	}
}
