package composite_test

import (
	"errors"
	"image"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/composite"
	"apsync/core/fault"
)

// flat returns a layer of one pixel, of red, green, blue and alpha.
func flat(mode composite.Mode, pixel ...float32) composite.Layer {
	return composite.Layer{
		Mode: mode, Opacity: 1, Bounds: image.Rect(0, 0, 1, 1),
		Pixels: func(_ int, dst []float32) error {
			copy(dst, pixel)
			return nil
		},
	}
}

// compose returns the one pixel of layers.
func compose(t *testing.T, layers ...composite.Layer) []float32 {
	t.Helper()
	c, err := composite.New(composite.Model{Colours: 3}, 1, 1, layers)
	require.NoError(t, err)
	dst := make([]float32, 4)
	require.NoError(t, c.Row(0, dst))
	return dst
}

func requirePixel(t *testing.T, want, got []float32) {
	t.Helper()
	require.InDeltaSlice(t, want, got, 1e-5, "want %v, got %v", want, got)
}

func TestModes(t *testing.T) {
	t.Parallel()
	backdrop := []float32{0.2, 0.5, 0.9, 1}
	source := []float32{0.6, 0.4, 0.3, 1}
	cases := []struct {
		name string
		mode composite.Mode
		want []float32
	}{
		{"normal", composite.Normal, []float32{0.6, 0.4, 0.3}},
		{"dissolve", composite.Dissolve, []float32{0.6, 0.4, 0.3}},
		{"darken", composite.Darken, []float32{0.2, 0.4, 0.3}},
		{"multiply", composite.Multiply, []float32{0.12, 0.2, 0.27}},
		{"colour burn", composite.ColourBurn, []float32{0, 0, 1 - 0.1/0.3}},
		{"linear burn", composite.LinearBurn, []float32{0, 0, 0.2}},
		{"darker colour", composite.DarkerColour, []float32{0.6, 0.4, 0.3}},
		{"lighten", composite.Lighten, []float32{0.6, 0.5, 0.9}},
		{"screen", composite.Screen, []float32{0.68, 0.7, 0.93}},
		{"colour dodge", composite.ColourDodge, []float32{0.5, 0.5 / 0.6, 1}},
		{"linear dodge", composite.LinearDodge, []float32{0.8, 0.9, 1}},
		{"lighter colour", composite.LighterColour, []float32{0.2, 0.5, 0.9}},
		{"overlay", composite.Overlay, []float32{0.24, 0.4, 0.86}},
		{"soft light", composite.SoftLight, []float32{0.2 + 0.2*(((16*0.2-12)*0.2+4)*0.2-0.2), 0.5 - 0.2*0.25, 0.9 - 0.4*0.09}},
		{"hard light", composite.HardLight, []float32{0.2 + 0.2 - 0.04, 0.4, 0.54}},
		{"vivid light", composite.VividLight, []float32{0.25, 1 - 0.5/0.8, 1 - 0.1/0.6}},
		{"linear light", composite.LinearLight, []float32{0.4, 0.3, 0.5}},
		{"pin light", composite.PinLight, []float32{0.2, 0.5, 0.6}},
		{"hard mix", composite.HardMix, []float32{0, 0, 1}},
		{"difference", composite.Difference, []float32{0.4, 0.1, 0.6}},
		{"exclusion", composite.Exclusion, []float32{0.56, 0.5, 0.66}},
		{"subtract", composite.Subtract, []float32{0, 0.1, 0.6}},
		{"divide", composite.Divide, []float32{0.2 / 0.6, 1, 1}},
		{"grain extract", composite.GrainExtract, []float32{0.1, 0.6, 1}},
		{"grain merge", composite.GrainMerge, []float32{0.3, 0.4, 0.7}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, s := flat(composite.Normal, backdrop...), flat(c.mode, source...)
			requirePixel(t, append(c.want, 1), compose(t, b, s))
		})
	}
}

func TestModesOfWholeColours(t *testing.T) {
	t.Parallel()
	light := func(p []float32) float32 { return 0.3*p[0] + 0.59*p[1] + 0.11*p[2] }
	saturation := func(p []float32) float32 { return max(p[0], p[1], p[2]) - min(p[0], p[1], p[2]) }
	backdrop, source := []float32{0.4, 0.5, 0.55, 1}, []float32{0.5, 0.42, 0.4, 1}
	blend := func(mode composite.Mode) []float32 {
		return compose(t, flat(composite.Normal, backdrop...), flat(mode, source...))
	}
	hue := blend(composite.Hue)
	require.InDelta(t, light(backdrop), light(hue), 1e-5)
	require.InDelta(t, saturation(backdrop), saturation(hue), 1e-5)
	require.Greater(t, hue[0], hue[2], "the hue is the source's")
	saturated := blend(composite.Saturation)
	require.InDelta(t, light(backdrop), light(saturated), 1e-5)
	require.InDelta(t, saturation(source), saturation(saturated), 1e-5)
	colour := blend(composite.Colour)
	require.InDelta(t, light(backdrop), light(colour), 1e-5)
	require.InDelta(t, source[0]-source[1], colour[0]-colour[1], 1e-5)
	luminosity := blend(composite.Luminosity)
	require.InDelta(t, light(source), light(luminosity), 1e-5)
	require.InDelta(t, backdrop[0]-backdrop[1], luminosity[0]-luminosity[1], 1e-5)
}

func TestLayers(t *testing.T) {
	t.Parallel()
	var (
		white = flat(composite.Normal, 1, 1, 1, 1)
		red   = flat(composite.Normal, 1, 0, 0, 1)
		blue  = flat(composite.Normal, 0, 0, 1, 1)
		clear = flat(composite.Normal, 0, 0, 0, 0)
	)
	with := func(l composite.Layer, changes ...func(*composite.Layer)) composite.Layer {
		for _, change := range changes {
			change(&l)
		}
		return l
	}
	group := func(layers ...composite.Layer) composite.Layer { return composite.Layer{Opacity: 1, Group: layers} }
	half := func(l *composite.Layer) { l.Opacity = 0.5 }
	hidden := func(l *composite.Layer) { l.Hidden = true }
	clipped := func(l *composite.Layer) { l.Clipped = true }
	passes := func(l *composite.Layer) { l.PassThrough = true }
	masked := func(l *composite.Layer) {
		l.Mask = func(_ int, dst []float32) error { dst[0] = 0.25; return nil }
	}
	multiplies := func(l *composite.Layer) { l.Mode = composite.Multiply }
	cases := []struct {
		name   string
		layers []composite.Layer
		want   []float32
	}{
		{"none", nil, []float32{0, 0, 0, 0}},
		{"opacity", []composite.Layer{white, with(red, half)}, []float32{1, 0.5, 0.5, 1}},
		{"opacity over nothing", []composite.Layer{with(red, half)}, []float32{1, 0, 0, 0.5}},
		{"two half ones", []composite.Layer{with(blue, half), with(red, half)}, []float32{2. / 3, 0, 1. / 3, 0.75}},
		{"a mode over nothing", []composite.Layer{with(red, multiplies)}, []float32{1, 0, 0, 1}},
		{"a mode over half", []composite.Layer{with(blue, half), with(red, multiplies)}, []float32{0.5, 0, 0, 1}},
		{"a hidden one", []composite.Layer{blue, with(red, hidden)}, []float32{0, 0, 1, 1}},
		{"a mask", []composite.Layer{white, with(red, masked)}, []float32{1, 0.75, 0.75, 1}},
		{"clipped to one that is not there", []composite.Layer{white, with(blue, hidden), with(red, clipped)}, []float32{1, 1, 1, 1}},
		{"clipped to nothing", []composite.Layer{white, clear, with(red, clipped)}, []float32{1, 1, 1, 1}},
		{"clipped to half", []composite.Layer{white, with(blue, half), with(red, clipped)}, []float32{1, 0.5, 0.5, 1}},
		{"clipped without a layer below", []composite.Layer{with(red, clipped)}, []float32{1, 0, 0, 1}},
		{"a group", []composite.Layer{white, with(group(blue, red), half)}, []float32{1, 0.5, 0.5, 1}},
		{"a group composes by itself", []composite.Layer{blue, group(with(red, multiplies))}, []float32{1, 0, 0, 1}},
		{"a group that is passed through", []composite.Layer{blue, with(group(with(red, multiplies)), passes)}, []float32{0, 0, 0, 1}},
		{"half a group that is passed through", []composite.Layer{blue, with(group(with(red, multiplies)), passes, half)}, []float32{0, 0, 0.5, 1}},
		{"a masked group that is passed through", []composite.Layer{blue, with(group(red), passes, masked)}, []float32{0.25, 0, 0.75, 1}},
		{"an empty group", []composite.Layer{blue, group()}, []float32{0, 0, 1, 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			requirePixel(t, c.want, compose(t, c.layers...))
		})
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	asked := 0
	layer := composite.Layer{
		Opacity: 1, Bounds: image.Rect(-2, 1, 2, 9),
		Pixels: func(y int, dst []float32) error {
			asked++
			require.Len(t, dst, 2*2, "two pixels are on the canvas")
			for i := range dst {
				dst[i] = 1
			}
			return nil
		},
	}
	c, err := composite.New(composite.Model{Colours: 1}, 4, 3, []composite.Layer{layer})
	require.NoError(t, err)
	var got []float32
	for y := range 3 {
		row := make([]float32, 8)
		require.NoError(t, c.Row(y, row))
		got = append(got, row...)
	}
	require.Equal(t, 2, asked)
	require.Equal(t, []float32{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0}, got)
}

func TestLightIsNotBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		unbounded bool
		want      float32
	}{{false, 1}, {true, 1.5}} {
		pixel := func(_ int, dst []float32) error { copy(dst, []float32{0.75, 1}); return nil }
		layer := composite.Layer{Mode: composite.LinearDodge, Opacity: 1, Bounds: image.Rect(0, 0, 1, 1), Pixels: pixel}
		compositor, err := composite.New(composite.Model{Colours: 1, Unbounded: c.unbounded}, 1, 1, []composite.Layer{layer, layer})
		require.NoError(t, err)
		dst := make([]float32, 2)
		require.NoError(t, compositor.Row(0, dst))
		require.Equal(t, []float32{c.want, 1}, dst)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	nested := []composite.Layer{}
	for range 100 {
		nested = []composite.Layer{{Group: nested}}
	}
	_, err := composite.New(composite.Model{Colours: 3}, 1, 1, nested)
	require.Equal(t, fault.LimitDepth, fault.CodeOf(err))

	failure := errors.New("no row")
	broken := flat(composite.Normal)
	broken.Pixels = func(int, []float32) error { return failure }
	for _, layers := range [][]composite.Layer{
		{broken}, {{Opacity: 1, Group: []composite.Layer{broken}}}, {{Opacity: 0.5, PassThrough: true, Group: []composite.Layer{broken}}},
	} {
		c, err := composite.New(composite.Model{Colours: 3}, 1, 1, layers)
		require.NoError(t, err)
		require.ErrorIs(t, c.Row(0, make([]float32, 4)), failure)
	}
}

func BenchmarkRow(b *testing.B) {
	const w = 4096
	row := make([]float32, 4*w)
	for i := range row {
		row[i] = float32(i%97) / 97
	}
	for name, mode := range map[string]composite.Mode{"normal": composite.Normal, "overlay": composite.Overlay, "hue": composite.Hue} {
		b.Run(name, func(b *testing.B) {
			layer := composite.Layer{Mode: mode, Opacity: 0.8, Bounds: image.Rect(0, 0, w, 1), Pixels: func(_ int, dst []float32) error {
				copy(dst, row)
				return nil
			}}
			c, err := composite.New(composite.Model{Colours: 3}, w, 1, []composite.Layer{layer, layer})
			require.NoError(b, err)
			dst := make([]float32, 4*w)
			b.SetBytes(2 * w)
			for b.Loop() {
				require.NoError(b, c.Row(0, dst))
			}
		})
	}
}

func TestALayerMayBlendInAWayOfItsOwn(t *testing.T) {
	t.Parallel()
	layer := flat(composite.Multiply, 0.5, 0.25, 0, 1)
	layer.Opacity = 0.5
	layer.Blend = func(dst, src []float32, opacity float32) {
		require.Equal(t, []float32{0.5, 0.25, 0, 1}, src)
		dst[2] = opacity
	}
	requirePixel(t, []float32{0.2, 0.5, 0.5, 1}, compose(t, flat(composite.Normal, 0.2, 0.5, 0.9, 1), layer))
}

func TestPeak(t *testing.T) {
	t.Parallel()
	require.Zero(t, composite.Peak(nil))
	require.EqualValues(t, 7, composite.Peak([]composite.Use{{0, 5, 3}, {4, 9, 4}, {9, 10, 5}, {7, 7, 99}}[:2]))
	require.EqualValues(t, 9, composite.Peak([]composite.Use{{0, 5, 3}, {4, 9, 4}, {9, 10, 5}, {7, 7, 99}}))
	require.Positive(t, composite.Peak([]composite.Use{{0, 5, math.MaxInt64 / 3}, {1, 2, math.MaxInt64 / 3}}))
}
