package openraster_test

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/openraster"
	"apsync/core/picture"
)

// Colours of the layers.
var (
	none  = color.NRGBA{}
	red   = color.NRGBA{255, 0, 0, 255}
	blue  = color.NRGBA{0, 0, 255, 255}
	white = color.NRGBA{255, 255, 255, 255}
	half  = color.NRGBA{0, 0, 255, 128}
)

// layered returns a document of 2×1 pixels with layers a.png (red), b.png (blue) and
// c.png (half blue) of one pixel and w.png (white) of two.
func layered(t testing.TB, stack string) []byte {
	t.Helper()
	return document(
		t, "image/openraster",
		member{"stack.xml", []byte(`<?xml version='1.0' encoding='UTF-8'?><image w="2" h="1">` + stack + `</image>`)},
		member{"a.png", drawn(t, 1, 1, red)}, member{"b.png", drawn(t, 1, 1, blue)},
		member{"c.png", drawn(t, 1, 1, half)}, member{"data/w.png", drawn(t, 2, 1, white)},
	)
}

func TestLayersAreComposed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		stack string
		want  [2]color.NRGBA
	}{
		{"the topmost first", `<stack><layer src="a.png"/><layer src="data/w.png"/></stack>`, [2]color.NRGBA{red, white}},
		{"an offset", `<stack><layer src="a.png" x="1"/><layer src="data/w.png"/></stack>`, [2]color.NRGBA{white, red}},
		{"partly outside", `<stack><layer src="data/w.png" x="-1"/></stack>`, [2]color.NRGBA{white, none}},
		{"hidden", `<stack><layer src="a.png" visibility="hidden"/><layer src="b.png"/></stack>`, [2]color.NRGBA{blue, none}},
		{"opacity", `<stack><layer src="a.png" opacity="0.5"/><layer src="data/w.png"/></stack>`, [2]color.NRGBA{{255, 128, 128, 255}, white}},
		{"half transparent", `<stack><layer src="c.png"/></stack>`, [2]color.NRGBA{half, none}},
		{
			"a mode", `<stack><layer src="a.png" composite-op="svg:multiply"/><layer src="b.png"/></stack>`,
			[2]color.NRGBA{{0, 0, 0, 255}, none},
		},
		{
			"an unknown mode", `<stack><layer src="a.png" composite-op="x:y"/><layer src="b.png"/></stack>`,
			[2]color.NRGBA{red, none},
		},
		{
			"destination-in", `<stack><layer src="c.png" composite-op="svg:dst-in"/><layer src="data/w.png"/></stack>`,
			[2]color.NRGBA{{255, 255, 255, 128}, none},
		},
		{
			"destination-out", `<stack><layer src="c.png" composite-op="svg:dst-out"/><layer src="data/w.png"/></stack>`,
			[2]color.NRGBA{{255, 255, 255, 127}, white},
		},
		{
			"source-atop", `<stack><layer src="data/w.png" composite-op="svg:src-atop"/><layer src="c.png"/></stack>`,
			[2]color.NRGBA{{255, 255, 255, 128}, none},
		},
		{
			"destination-atop", `<stack><layer src="a.png" composite-op="svg:dst-atop"/><layer src="data/w.png"/></stack>`,
			[2]color.NRGBA{white, none},
		},
		{
			"stacks lie in stacks", `<stack><stack x="1"><layer src="a.png"/></stack><layer src="data/w.png"/></stack>`,
			[2]color.NRGBA{white, red},
		},
		{
			"a stack that is passed through",
			`<stack><stack><layer src="a.png" composite-op="svg:multiply"/></stack><layer src="b.png"/></stack>`,
			[2]color.NRGBA{{0, 0, 0, 255}, none},
		},
		{
			"an isolated stack",
			`<stack><stack isolation="isolate"><layer src="a.png" composite-op="svg:multiply"/></stack><layer src="b.png"/></stack>`,
			[2]color.NRGBA{red, none},
		},
		{
			"layers that are not there", `<stack><layer src="missing.png"/><layer src="a.svg"/><layer src="b.png"/></stack>`,
			[2]color.NRGBA{blue, none},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := loadertest.Pixels(t, openraster.Open, layered(t, c.stack))
			for i, want := range c.want {
				if got[i].A == 0 {
					got[i] = none
				}
				for _, p := range [][2]uint8{{want.R, got[i].R}, {want.G, got[i].G}, {want.B, got[i].B}, {want.A, got[i].A}} {
					require.InDelta(t, float64(p[0]), float64(p[1]), 1, "pixel %d: want %v, got %v", i, want, got[i])
				}
			}
		})
	}
}

func TestWhatIsNotShownIsNoted(t *testing.T) {
	t.Parallel()
	data := layered(t, `<stack><layer src="a.png" composite-op="x:y"/><layer src="missing.png"/></stack>`)
	_, frame, err := loadertest.Decode(t, openraster.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []string{
		"1 layers cannot be read", "blend modes of 1 layers are not known and taken for normal",
		"the layers were composed, for the document has no whole picture that can be read",
	}, frame.Notes)
}

// TestRealLayers composes interlaced layers of 16 bits, whose colours are not converted.
func TestRealLayers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"pngsuite__basi0g16.png", "pngsuite__basi2c16.png"} {
		data, err := os.ReadFile(filepath.Join(loadertest.Corpus(t), "png", name))
		require.NoError(t, err)
		want, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		got := loadertest.Pixels(t, openraster.Open, document(
			t, "image/openraster",
			member{"stack.xml", []byte(`<image w="32" h="32"><stack><layer src="a.png"/></stack></image>`)}, member{"a.png", data},
		))
		for i := range got {
			r, _, b, _ := want.At(i%32, i/32).RGBA()
			require.InDelta(t, float64(r)/257, float64(got[i].R), 1, "%s: pixel %d", name, i)
			require.InDelta(t, float64(b)/257, float64(got[i].B), 1, "%s: pixel %d", name, i)
		}
	}
}

// TestLargeLayersAreNotHeld composes layers that would not fit the budget if they were
// held.
func TestLargeLayersAreNotHeld(t *testing.T) {
	t.Parallel()
	wide := drawn(t, 1500, 1000, half)
	data := document(
		t, "image/openraster",
		member{"stack.xml", []byte(`<image w="1500" h="1000"><stack><layer src="a.png"/><layer src="b.png"/></stack></image>`)},
		member{"a.png", wide}, member{"b.png", wide},
	)
	pic, err := openraster.Open(loadertest.Source(t, data, "a.ora"))
	require.NoError(t, err)
	want := picture.Want{Width: 150, Height: 100}
	require.Less(t, pic.Info().Need(want), int64(4<<20))
	want.Budget = picture.NewBudget(pic.Info().Need(want))
	frame, err := pic.Decode(t.Context(), want)
	require.NoError(t, err)
	w, h := frame.Image.Size()
	require.Equal(t, []int{150, 100}, []int{w, h})
}

func TestRefusesStacks(t *testing.T) {
	t.Parallel()
	damaged := drawn(t, 50, 50, half)
	copy(damaged[50:], "damage")
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no XML", layered(t, `<stack`), fault.Corrupt},
		{"another document", document(t, "image/openraster", member{"stack.xml", []byte(`<a/>`)}), fault.Corrupt},
		{"no size", document(t, "image/openraster", member{"stack.xml", []byte(`<image/>`)}), fault.Corrupt},
		{
			"a large canvas", document(t, "image/openraster", member{"stack.xml", []byte(`<image w="500000" h="500000"/>`)}),
			fault.LimitPixels,
		},
		{"no layers", layered(t, `<stack/>`), fault.NoPicture},
		{"deep stacks", layered(t, strings.Repeat("<stack>", 100)+strings.Repeat("</stack>", 100)), fault.LimitDepth},
		{"many layers", layered(t, "<stack>"+strings.Repeat(`<layer src="a.png"/>`, 1100)+"</stack>"), fault.LimitCount},
		{
			"a damaged layer",
			document(t, "image/openraster",
				member{"stack.xml", []byte(`<image w="50" h="50"><stack><layer src="a.png"/></stack></image>`)}, member{"a.png", damaged}),
			fault.Corrupt,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, openraster.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	var stack strings.Builder
	for i := range 4 {
		fmt.Fprintf(&stack, `<layer src="a.png" x="%d" opacity="0.9"/>`, i)
	}
	data := document(b, "image/openraster",
		member{"stack.xml", []byte(`<image w="1500" h="1500"><stack>` + stack.String() + `</stack></image>`)},
		member{"a.png", drawn(b, 1500, 1500, half)})
	b.Run("layers", func(b *testing.B) {
		for b.Loop() {
			pic, err := openraster.Open(loadertest.Source(b, data, "a.ora"))
			require.NoError(b, err)
			_, err = pic.Decode(b.Context(), picture.Want{Width: 256, Height: 256})
			require.NoError(b, err)
		}
	})
}
