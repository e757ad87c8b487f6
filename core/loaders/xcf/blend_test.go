package xcf_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBlendModes compares the colours of modes with their definitions. Spaces are given,
// so that samples are what the definitions speak of.
func TestBlendModes(t *testing.T) {
	t.Parallel()
	below, above := []float64{0.2, 0.6, 0.8, 1}, []float64{0.6, 0.4, 0.2, 1}
	each := func(f func(b, s float64) float64) [3]float64 {
		return [3]float64{f(0.2, 0.6), f(0.6, 0.4), f(0.8, 0.2)}
	}
	screen := func(b, s float64) float64 { return b + s - b*s }
	hard := func(b, s float64) float64 {
		if s > 0.5 {
			return screen(b, 2*s-1)
		}
		return 2 * b * s
	}
	soft := func(b, s float64) float64 { return (1-b)*b*s + b*screen(b, s) }
	for modes, want := range map[[2]int64][3]float64{
		{0, 28}:  {0.6, 0.4, 0.2},
		{3, 30}:  each(func(b, s float64) float64 { return b * s }),
		{4, 31}:  each(screen),
		{5, 45}:  each(soft),
		{6, 32}:  each(func(b, s float64) float64 { return math.Abs(b - s) }),
		{7, 33}:  each(func(b, s float64) float64 { return math.Min(b+s, 1) }),
		{8, 34}:  each(func(b, s float64) float64 { return math.Max(b-s, 0) }),
		{9, 35}:  each(math.Min),
		{10, 36}: each(math.Max),
		{11, 37}: {0.8, 0.5, 0.2}, // orange's hue
		{12, 38}: {0.8 / 3, 0.8 - 0.8*2/9, 0.8},
		{13, 39}: {0.75, 0.5, 0.25},
		{14, 40}: {0.15, 0.45, 0.6},
		{15, 41}: each(func(b, s float64) float64 { return math.Min(b/s, 1) }),
		{16, 42}: each(func(b, s float64) float64 { return math.Min(b/(1-s), 1) }),
		{17, 43}: each(func(b, s float64) float64 { return math.Max(1-(1-b)/s, 0) }),
		{18, 44}: each(hard),
		{19, 45}: each(soft),
		{20, 46}: each(func(b, s float64) float64 { return math.Min(math.Max(b-s+0.5, 0), 1) }),
		{21, 47}: each(func(b, s float64) float64 { return math.Min(math.Max(b+s-0.5, 0), 1) }),
		{23, 23}: each(func(b, s float64) float64 { return hard(s, b) }),
		{48, 48}: {0.25, 0.5, 0.5},
		{49, 49}: {0.2, 0.6, 0.4},
		{50, 50}: {0.4, 0.4, 0.2},
		{51, 51}: {0, 1, 1},
		{52, 52}: each(func(b, s float64) float64 { return b + s - 2*b*s }),
		{53, 53}: each(func(b, s float64) float64 { return math.Max(b+s-1, 0) }),
		{54, 54}: {0.6, 0.4, 0.2},
		{55, 55}: {0.2, 0.6, 0.8},
	} {
		for _, mode := range modes {
			t.Run(fmt.Sprint(mode), func(t *testing.T) {
				t.Parallel()
				got := one(t, dot(above, word(propMode, mode), word(propCompositeSpace, 2), word(propBlendSpace, 2)), dot(below))
				requireNear(t, color.NRGBA{uint8(want[0]*255 + 0.5), uint8(want[1]*255 + 0.5), uint8(want[2]*255 + 0.5), 255}, got)
			})
		}
	}
}

func TestModesInOtherSpaces(t *testing.T) {
	t.Parallel()
	below, above := []float64{0.2, 0.6, 0.8, 1}, []float64{0.6, 0.4, 0.2, 1}
	light := func(mode int64) color.NRGBA { return one(t, dot(above, word(propMode, mode)), dot(below)) }
	decoded := func(v float64) float64 { return math.Pow((v+0.055)/1.055, 2.4) }
	requireNear(t, color.NRGBA{
		encoded(decoded(0.2) * decoded(0.6)), encoded(decoded(0.6) * decoded(0.4)), encoded(decoded(0.8) * decoded(0.2)), 255,
	}, light(30))
	screened := light(31) // blended as it is encoded, composited as light
	requireNear(t, color.NRGBA{173, 194, 214, 255}, screened)
	luminance := func(c color.NRGBA) float64 {
		return 0.2126*decoded(float64(c.R)/255) + 0.7152*decoded(float64(c.G)/255) + 0.0722*decoded(float64(c.B)/255)
	}
	source := luminance(color.NRGBA{153, 102, 51, 255})
	require.InDelta(t, source, luminance(light(56)), 0.01)
	require.InDelta(t, source, luminance(light(27)), 0.02, "the lightness of CIE L*a*b* is that of luminance")
	require.InDelta(t, luminance(color.NRGBA{51, 153, 204, 255}), luminance(light(26)), 0.02)
	hue := light(24)
	require.Greater(t, hue.R, hue.B)
	dull := light(25)
	require.Less(t, dull.R, dull.B)
}

func TestWhatIsLeftOfHalfTransparentLayers(t *testing.T) {
	t.Parallel()
	half := []float64{1, 1, 1, 0.5}
	as := func(mode, composite int64, samples ...float64) layer {
		return dot(samples, word(propMode, mode), word(propCompositeMode, composite), word(propCompositeSpace, 2), word(propBlendSpace, 2))
	}
	for _, c := range []struct {
		name string
		top  layer
		base []float64
		want color.NRGBA
	}{
		{"union", as(30, 1, red...), none, color.NRGBA{255, 0, 0, 255}},
		{"clipped to the backdrop", as(30, 2, red...), none, color.NRGBA{}},
		{"clipped to the backdrop, as usual", as(30, 0, red...), half, color.NRGBA{255, 0, 0, 128}},
		{"clipped to the layer", as(28, 3, 1, 0, 0, 0.5), blue, color.NRGBA{255, 0, 0, 128}},
		{"intersection", as(28, 4, 1, 0, 0, 0.5), half, color.NRGBA{255, 0, 0, 64}},
		{"legacy", dot(red, word(propMode, 3)), half, color.NRGBA{255, 85, 85, 128}},
		{"legacy over nothing", dot(red, word(propMode, 3)), none, color.NRGBA{}},
		{"erase", as(58, 0, 1, 0, 0, 0.5), blue, color.NRGBA{0, 0, 255, 128}},
		{"split", as(60, 0, 1, 0, 0, 0.25), half, color.NRGBA{255, 255, 255, 64}},
		{"merge", as(59, 0, 0, 0, 0, 0.5), half, color.NRGBA{128, 128, 128, 255}},
		{"anti-erase", as(63, 0, 1, 0, 0, 0.5), half, color.NRGBA{255, 255, 255, 191}},
		{"behind", as(29, 0, blue...), red, color.NRGBA{255, 0, 0, 255}},
		{"behind half", as(2, 0, black...), half, color.NRGBA{128, 128, 128, 255}},
		{"erase a colour", as(57, 0, white...), []float64{0.5, 0.5, 0.5, 1}, color.NRGBA{0, 0, 0, 127}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			requireNear(t, c.want, one(t, c.top, dot(c.base)))
		})
	}
}

func TestAnErasingLayerErasesAroundIt(t *testing.T) {
	t.Parallel()
	f := file{version: 11, w: 3, h: 2, compression: 1}
	small := dot(red, word(propMode, 28), word(propCompositeMode, 3))
	small.x = 1
	f.layers = []layer{small, {w: 3, h: 2, pixel: even(blue[:3]...)}}
	require.Equal(t, []color.NRGBA{{}, {255, 0, 0, 255}, {}, {}, {}, {}}, shown(t, f))
}
