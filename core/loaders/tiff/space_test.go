package tiff_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/raster"
)

// The tags that describe colours.
const (
	tagTransferFunction = 301
	tagWhitePoint       = 318
	tagPrimaries        = 319
)

// curve returns a TransferFunction of bytes.
func curve(light func(v float64) float64) []int {
	var table []int
	for i := range 256 {
		table = append(table, int(math.Round(65535*light(float64(i)/255))))
	}
	return table
}

func gammaOf(gamma float64) []int {
	return curve(func(v float64) float64 { return math.Pow(v, gamma) })
}

func TestColoursByTags(t *testing.T) {
	t.Parallel()
	white, primaries := []float64{0.3127, 0.329}, []float64{0.64, 0.33, 0.21, 0.71, 0.15, 0.06}
	adobe := colour.Primaries{
		Red: colour.Chromaticity{X: 0.64, Y: 0.33}, Green: colour.Chromaticity{X: 0.21, Y: 0.71},
		Blue: colour.Chromaticity{X: 0.15, Y: 0.06}, White: colour.Chromaticity{X: 0.3127, Y: 0.329},
	}
	sRGB := curve(func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	})
	cases := map[string]struct {
		tags  map[int]any
		space colour.Space
	}{
		"nothing":           {nil, colour.Space{}},
		"primaries":         {map[int]any{tagWhitePoint: white, tagPrimaries: primaries}, colour.Space{Primaries: &adobe}},
		"white alone":       {map[int]any{tagWhitePoint: white}, colour.Space{}},
		"a gamma":           {map[int]any{tagTransferFunction: gammaOf(1.8)}, colour.Space{Transfer: colour.TransferGamma, Gamma: 1.8}},
		"light":             {map[int]any{tagTransferFunction: gammaOf(1)}, colour.Space{Transfer: colour.TransferLinear}},
		"sRGB's curve":      {map[int]any{tagTransferFunction: sRGB}, colour.Space{}},
		"a curve of zeros":  {map[int]any{tagTransferFunction: make([]int, 256)}, colour.Space{}},
		"a curve too short": {map[int]any{tagTransferFunction: gammaOf(1.8)[:100]}, colour.Space{}},
	}
	for name, c := range cases {
		p := image{w: 2, h: 2, bits: 8, samples: 3, photometric: 2, tags: c.tags, value: pattern(8, 0)}
		_, frame := decode(t, one(p))
		require.Equal(t, c.space.Transfer, frame.Space.Transfer, name)
		require.InDelta(t, c.space.Gamma, frame.Space.Gamma, 0.001, name)
		if c.space.Primaries == nil {
			require.Nil(t, frame.Space.Primaries, name)
			continue
		}
		require.InDelta(t, adobe.Green.X, frame.Space.Primaries.Green.X, 1e-4)
		require.InDelta(t, adobe.White.Y, frame.Space.Primaries.White.Y, 1e-4)
	}
}

func TestFourSamplesWithoutATagAreRGBA(t *testing.T) {
	t.Parallel()
	p := image{w: 2, h: 2, bits: 8, samples: 4, photometric: 2, value: pattern(8, 0), tags: map[int]any{tagExtraSamples: nil}}
	info, frame := decode(t, one(p))
	require.True(t, info.HasAlpha)
	_, layout, premultiplied := samples(t, frame.Image)
	require.Equal(t, raster.RGBA, layout)
	require.False(t, premultiplied)
}

func TestITULab(t *testing.T) {
	t.Parallel()
	stored := [][3]uint64{{0, 128, 96}, {255, 255, 255}, {128, 0, 0}}
	want := [][3]float64{{0, 0, 0}, {100, 85, 125}, {50.2, -85, -75}}
	p := image{w: 3, h: 1, bits: 8, samples: 3, photometric: 10, value: func(x, _, s int) uint64 { return stored[x][s] }}
	_, frame := decode(t, one(p))
	got, layout, _ := samples(t, frame.Image)
	require.Equal(t, raster.Lab, layout)
	for i, lab := range want {
		require.InDelta(t, lab[0], got[3*i]*100, 0.5)
		require.InDelta(t, lab[1], got[3*i+1]*255-128, 1.1)
		require.InDelta(t, lab[2], got[3*i+2]*255-128, 1.1)
	}
}

func TestInks(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		samples int
		extra   []int
		tags    map[int]any
		want    []uint8
		note    bool
	}{
		"one":                 {1, nil, nil, []uint8{10, 0, 0, 0}, true},
		"three":               {3, nil, nil, []uint8{10, 20, 30, 0}, true},
		"three and alpha":     {4, []int{2}, nil, []uint8{10, 20, 30, 0, 40}, true},
		"four":                {4, nil, nil, []uint8{10, 20, 30, 40}, false},
		"four of other names": {4, nil, map[int]any{tagInkSet: 2}, []uint8{10, 20, 30, 40}, true},
		"six":                 {6, nil, map[int]any{tagInkSet: 2}, []uint8{10, 20, 30, 40}, true},
	}
	for name, c := range cases {
		for _, planar := range []bool{false, true} {
			p := image{w: 5, h: 3, bits: 8, samples: c.samples, planar: planar && c.samples > 1, extra: c.extra, photometric: 5, tags: c.tags, value: func(_, _, s int) uint64 { return uint64(10 * (s + 1)) }}
			_, frame := decode(t, one(p))
			pix := frame.Image.(*raster.Pixels[uint8])
			require.Equal(t, c.want, pix.Pix[:pix.Layout.Channels()], name)
			require.Equal(t, c.note, len(frame.Notes) > 0, name)
		}
	}
}
