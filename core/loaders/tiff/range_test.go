package tiff_test

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

// The tags of measurements that the tests write.
const (
	tagDescription = 270
	tagPixelScale  = 33550
	tagNoData      = 42113
)

// ramp is a picture of 100 numbers from first on.
func ramp(bits, format, photometric int, first float64, tags map[int]any) image {
	return image{w: 10, h: 10, bits: bits, format: format, photometric: photometric, tags: tags, value: func(x, y, _ int) uint64 {
		v := first + float64(10*y+x)
		if format == floating {
			return uint64(math.Float32bits(float32(v)))
		}
		return uint64(int64(v)) & (1<<bits - 1)
	}}
}

func TestMeasurementsShowTheirRange(t *testing.T) {
	t.Parallel()
	geo := map[int]any{tagPixelScale: []float64{1, 1, 0}}
	cases := []struct {
		name                string
		page                image
		first, middle, last float64 // of the hundred pixels
		note                string
	}{
		{"heights", ramp(32, floating, 1, 300, nil), 0, 0.5, 1, "300 to 399"},
		{"heights below the sea", ramp(32, floating, 1, -50, nil), 0, 0.5, 1, "-50 to 49"},
		{"heights of a map that could be light", ramp(32, floating, 1, 0, geo), 0, 0.5, 1, "0 to 99"},
		{"signed", ramp(16, signed, 1, -50, nil), 0, 0.5, 1, "-50 to 49"},
		{"signed bytes", ramp(8, signed, 1, -50, nil), 0, 0.5, 1, "-50 to 49"},
		{"signed, white is zero", ramp(16, signed, 0, -50, nil), 1, 0.5, 0, "-50 to 49"},
		{"dark", ramp(16, 0, 1, 100, nil), 0, 0.5, 1, "100 to 199"},
		{"dark, of 32 bits", ramp(32, 0, 1, 100, nil), 0, 0.5, 1, "100 to 199"},
		{"dark, of 64 bits", ramp(64, 0, 1, 100, nil), 0, 0.5, 1, "100 to 199"},
		{"dark, white is zero", ramp(16, 0, 0, 100, nil), 1, 0.5, 0, "100 to 199"},
		{"dark, of 12 bits", ramp(12, 0, 1, 100, nil), 0, 0.5, 1, "100 to 199"},
		{"flat", ramp(16, 0, 1, 8000, nil), 0, 0.5, 1, "8000 to 8099"},
		{"flat paper", ramp(16, 0, 1, 60000, nil), 60000.0 / 65535, 60050.0 / 65535, 60099.0 / 65535, ""},
		{
			"what ImageJ showed", ramp(16, 0, 1, 20000, map[int]any{tagDescription: []byte("ImageJ=1.52p\nmin=20050.0\nmax=20149.0\n\x00")}),
			0, 0, 49.0 / 99, "20050 to 20149",
		},
		{"OME", ramp(16, 0, 1, 20000, map[int]any{tagDescription: []byte("<?xml version=\"1.0\"?><OME xmlns=\"x\"></OME>\x00")}), 0, 0.5, 1, "20000 to 20099"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, frame := decode(t, one(c.page))
			got, layout, _ := samples(t, frame.Image)
			n := layout.Channels()
			require.Len(t, got, 100*n)
			for i, want := range map[int]float64{0: c.first, 50: c.middle, 99: c.last} {
				require.InDelta(t, want, got[i*n], 0.011, "pixel %d", i)
			}
			if c.note == "" {
				require.Empty(t, frame.Notes)
				return
			}
			require.Equal(t, []string{"numbers from " + c.note + " are shown as black to white"}, frame.Notes)
			if _, isFloat := frame.Image.(*raster.Pixels[float32]); isFloat {
				require.Equal(t, colour.TransferSRGB, frame.Space.Transfer)
			}
		})
	}
}

func TestGreyLightStaysLight(t *testing.T) {
	t.Parallel()
	for photometric, want := range [][]float64{{0.75, 1, -0.5, 1, 1, 0}, {0.25, 1, 1.5, 1, 0, 0}} {
		p := image{w: 3, h: 1, bits: 32, format: floating, photometric: photometric, value: func(x, _, _ int) uint64 {
			return uint64(math.Float32bits([]float32{0.25, 1.5, float32(math.NaN())}[x]))
		}}
		_, frame := decode(t, one(p))
		got, _, _ := samples(t, frame.Image)
		require.Equal(t, want, got)
		require.Empty(t, frame.Notes)
		require.Equal(t, colour.TransferDefault, frame.Space.Transfer)
	}
}

func TestPlacesWithoutDataAreTransparent(t *testing.T) {
	t.Parallel()
	numbers := []float32{-9999, 100, 150, 200, float32(math.NaN()), -math.MaxFloat32}
	page := func(format int, value func(float32) uint64) image {
		return image{
			w: 6, h: 1, bits: 32, format: format, photometric: 1, tags: map[int]any{tagNoData: []byte("-9999\x00")},
			value: func(x, _, _ int) uint64 { return value(numbers[x]) },
		}
	}
	cases := map[string]struct {
		page  image
		shown int
	}{
		"float":  {page(floating, func(v float32) uint64 { return uint64(math.Float32bits(v)) }), 3},
		"signed": {page(signed, func(v float32) uint64 { return uint64(uint32(int32(max(v, -9999)))) }), 3},
	}
	for name, c := range cases {
		c.page.w = 4
		if name == "float" {
			c.page.w = 6
		}
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			info, frame := decode(t, file{order: order, pages: []image{c.page}}.bytes())
			require.True(t, info.HasAlpha)
			got, layout, premultiplied := samples(t, frame.Image)
			require.Equal(t, raster.GreyAlpha, layout)
			require.False(t, premultiplied)
			require.Equal(t, 0.0, got[1], name)
			for i, want := range []float64{0, 0.5, 1} {
				require.InDelta(t, want, got[2*(i+1)], 0.01, name)
				require.Equal(t, 1.0, got[2*(i+1)+1], name)
			}
			for i := 4; i < c.page.w; i++ {
				require.Equal(t, 0.0, got[2*i+1], name)
			}
		}
	}
}

func TestReducedVersionsOfMapsAreUsed(t *testing.T) {
	t.Parallel()
	main := ramp(32, floating, 1, 100, map[int]any{tagNoData: []byte("-1\x00")})
	small := image{w: 5, h: 5, bits: 32, format: floating, photometric: 1, value: func(_, _, _ int) uint64 {
		return uint64(math.Float32bits(7))
	}, tags: map[int]any{tagNewSubfileType: 1}}
	data := file{order: binary.LittleEndian, pages: []image{main, small}}.bytes()
	_, frame, err := loadertest.Decode(t, tiff.Open, data, picture.Want{Width: 5, Height: 5})
	require.NoError(t, err)
	got, layout, _ := samples(t, frame.Image)
	require.Equal(t, raster.GreyAlpha, layout)
	require.Equal(t, slices.Repeat(got[:2], 25), got)
}
