package exr_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/loaders/exr"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// shown is the value of the layer that is to be chosen; others have 1.
const shown = 0.5

func TestChoice(t *testing.T) {
	t.Parallel()
	views := attribute("multiView", "stringvector", uint32(5), []byte("right"), uint32(4), []byte("left"))
	for _, c := range []struct {
		name  string
		parts []built
		note  string
		size  int // channels of a pixel
	}{
		{"colour before depth", []built{{channels: slices.Concat(layer("", "RGBA", shown), layer("", "Z", 1))}}, "the layer without a name is shown, of 2 pictures in the file", 4},
		{"beauty", []built{{channels: slices.Concat(layer("albedo.", "RGB", 1), layer("beauty.", "RGB", shown))}}, `layer "beauty" is shown, of 2 pictures in the file`, 3},
		{"Blender's layers", []built{{channels: slices.Concat(layer("View Layer.AO.", "RGB", 1), layer("View Layer.Combined.", "RGBA", shown), layer("View Layer.Normal.", "XYZ", 1))}}, `layer "View Layer.Combined" is shown, of 3 pictures in the file`, 4},
		{"the first of equals", []built{{channels: slices.Concat(layer("a1.", "RGB", shown), layer("b1.", "RGB", 1))}}, `layer "a1" is shown, of 2 pictures in the file`, 3},
		{"no data that looks like colour", []built{{channels: slices.Concat(layer("crypto00.", "RGBA", 1), layer("light.", "Y", shown))}}, `layer "light" is shown, of 2 pictures in the file`, 1},
		{"data where there is nothing else", []built{{channels: layer("", "Z", shown)}}, "", 1},
		{"a part of a good name", []built{{name: "depth", channels: layer("", "Z", 1)}, {name: "diffuse", channels: layer("", "RGB", 1)}, {name: "rgba", channels: layer("", "RGBA", shown)}}, `part "rgba" is shown, of 3 pictures in the file`, 4},
		{"the view of the first part", []built{{name: "a", view: "left", channels: layer("", "RGB", shown)}, {name: "rgb", view: "right", channels: layer("", "RGB", 1)}}, `part "a" is shown, of 2 pictures in the file`, 3},
		{"the default view", []built{{extra: views, channels: slices.Concat(layer("left.", "RGB", 1), layer("", "RGB", shown))}}, "the layer without a name is shown, of 2 pictures in the file", 3},
		{"the default view of a layer", []built{{extra: views, channels: slices.Concat(layer("key.left.", "RGB", 1), layer("key.right.", "RGB", shown))}}, `layer "key.right" is shown, of 2 pictures in the file`, 3},
		{"small letters and words", []built{{channels: []channel{
			{name: "red", kind: halfType, value: flat(shown)}, {name: "Green", kind: halfType, value: flat(shown)}, {name: "b", kind: halfType, value: flat(shown)},
		}}}, "", 3},
		{"brightness", []built{{channels: slices.Concat(layer("", "Y", shown), layer("", "A", shown))}}, "", 2},
		{"flat before deep", []built{
			{name: "rgb", channels: layer("", "RGB", 1), deep: true, depths: func(int, int) []float32 { return []float32{1} }},
			{name: "rgb2 main", channels: layer("", "RGB", shown)},
		}, `part "rgb2 main" is shown, of 2 pictures in the file`, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for i := range c.parts {
				c.parts[i].data = size(5, 4)
			}
			_, frame, err := loadertest.Decode(t, exr.Open, file(c.parts...), picture.Want{})
			require.NoError(t, err)
			img := frame.Image.(*raster.Pixels[float32])
			require.Equal(t, c.size, img.Layout.Channels())
			require.Equal(t, slices.Repeat([]float32{shown}, 5*4*c.size), img.Pix)
			if c.note == "" {
				require.Empty(t, frame.Notes)
			} else {
				require.Equal(t, []string{c.note}, frame.Notes)
			}
		})
	}
}

func TestTwoOfThreeColours(t *testing.T) {
	t.Parallel()
	img := decode(t, file(built{channels: layer("", "RG", shown), data: size(2, 1)}), 0, 0)
	require.Equal(t, []float32{shown, shown, 0, shown, shown, 0}, img.Pix)
}

func TestSpace(t *testing.T) {
	t.Parallel()
	p3 := attribute("chromaticities", "chromaticities", []float32{0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329})
	for _, c := range []struct {
		name, file string
		extra      []byte
		want       *colour.Primaries
	}{
		{"untagged", "a.exr", nil, nil},
		{"chromaticities", "a.exr", p3, &colour.DisplayP3},
		{"by its file's name", "wall_acescg.0001.exr", p3, &colour.ACEScg},
		{"ACES container", "a.exr", attribute("acesImageContainerFlag", "int", int32(1)), &colour.ACES},
		{"interchange name", "a.exr", attribute("colorInteropID", "string", []byte("lin_ap1_scene")), &colour.ACEScg},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := file(built{channels: channels("RGB", halfType), data: size(2, 2), extra: c.extra})
			pic, err := exr.Open(loadertest.Source(t, data, c.file))
			require.NoError(t, err)
			frame, err := pic.Decode(t.Context(), picture.Want{Width: 2, Height: 2})
			require.NoError(t, err)
			require.Equal(t, colour.TransferLinear, frame.Space.Transfer)
			if c.want == nil {
				require.Nil(t, frame.Space.Primaries)
				return
			}
			got := frame.Space.Primaries
			require.InDelta(t, c.want.Green.X, got.Green.X, 1e-6)
			require.InDelta(t, c.want.White.Y, got.White.Y, 1e-6)
		})
	}
}

func TestBrightnessAndDifferences(t *testing.T) {
	t.Parallel()
	// What is linear comes back exactly between the samples of the differences.
	y := func(x, y int) float32 { return 0.25 + float32(x+y)/256 }
	ry := func(x, _ int) float32 { return float32(x)/128 - 0.25 }
	by := func(x, _ int) float32 { return 0.5 - float32(x)/128 }
	for _, origin := range []int{0, -7, 3} {
		p := built{channels: []channel{
			{name: "Y", kind: halfType, value: y}, {name: "RY", kind: halfType, sampling: 2, value: ry}, {name: "BY", kind: floatType, sampling: 2, value: by},
		}, compression: zip, data: window{origin, 0, origin + 20, 20}}
		img := decode(t, file(p), 0, 0)
		require.Equal(t, 3, img.Layout.Channels())
		for row := range 20 {
			for x := 2; x < 18; x++ {
				luma := y(x, row)
				r, b := (ry(x, row)+1)*luma, (by(x, row)+1)*luma
				g := (luma - 0.2126*r - 0.0722*b) / 0.7152
				got := img.Row(row)[3*x:]
				require.InDeltaSlice(t, []float32{r, g, b}, got[:3], 1e-3, "at %d, %d", x, row)
			}
		}
	}
}

func TestDeepPixels(t *testing.T) {
	t.Parallel()
	// Samples by their number; stored in an order of their own.
	colours, alphas := []float32{0.5, 0.25, 0.75}, []float32{0.5, 0.25, 1}
	depths := []float32{2, 1, 3}
	value := func(of []float32) func(int, int) float32 { return func(_, i int) float32 { return of[i] } }
	for _, tile := range []int{0, 8} {
		for compression := range 3 {
			p := built{channels: []channel{
				{name: "R", kind: halfType, value: value(colours)},
				{name: "G", kind: floatType, value: value(colours)},
				{name: "B", kind: halfType, value: value(colours)},
				{name: "A", kind: halfType, value: value(alphas)},
				{name: "Z", kind: floatType},
			}, compression: compression, data: size(21, 9), tile: tile, deep: true, depths: func(x, y int) []float32 { return depths[:(x+y)%4] }}
			img := decode(t, file(p), 0, 0)
			wants := [][2]float32{{0, 0}, {0.5, 0.5}, {0.25 + 0.75*0.5, 0.25 + 0.75*0.5}, {0.625 + 0.375*0.75, 1}}
			for y := range 9 {
				for x := range 21 {
					want := wants[(x+y)%4]
					require.InDeltaSlice(t, []float32{want[0], want[0], want[0], want[1]}, img.Row(y)[4*x:4*x+4], 1e-6, "at %d, %d", x, y)
				}
			}
		}
	}
}
