package pdn_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/pdn"
	"apsync/core/picture"
)

// even is a layer of one colour.
func even(mode int, c color.NRGBA) layer {
	return layer{opacity: 255, mode: mode, pixel: func(int, int) [4]byte { return [4]byte{c.B, c.G, c.R, c.A} }}
}

// pattern tells every pixel from its neighbours.
func pattern(x, y int) [4]byte { return [4]byte{byte(x), byte(y), byte(x ^ y), byte(255 - x%7*9)} }

func thumbnail(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 3, 2))))
	return b.Bytes()
}

func requireNear(t *testing.T, want, got color.NRGBA) {
	t.Helper()
	for _, p := range [][2]uint8{{want.R, got.R}, {want.G, got.G}, {want.B, got.B}, {want.A, got.A}} {
		require.InDelta(t, float64(p[0]), float64(p[1]), 1, "want %v, got %v", want, got)
	}
}

func TestChunks(t *testing.T) {
	t.Parallel()
	const w, h = 37, 29
	for _, chunk := range []int{1, 100, 4 * w, 1000, 1 << 20} {
		for _, f := range []file{{}, {plain: true}, {backwards: true}} {
			f.w, f.h, f.chunk = w, h, chunk
			f.layers = []layer{{opacity: 255, pixel: pattern}}
			for i, got := range loadertest.Pixels(t, pdn.Open, f.bytes()) {
				p := pattern(i%w, i/w)
				require.Equal(t, color.NRGBA{p[2], p[1], p[0], p[3]}, got, "chunks of %d, pixel %d", chunk, i)
			}
		}
	}
}

func TestLayers(t *testing.T) {
	t.Parallel()
	red, blue := color.NRGBA{R: 255, A: 255}, color.NRGBA{B: 255, A: 255}
	hidden, half := even(0, blue), even(0, blue)
	hidden.hidden, half.opacity = true, 51
	for _, c := range []struct {
		name   string
		layers []layer
		old    bool
		want   color.NRGBA
	}{
		{"one", []layer{even(0, red)}, false, red},
		{"the later on top", []layer{even(0, red), even(0, blue)}, false, blue},
		{"hidden", []layer{even(0, red), hidden}, false, red},
		{"opacity", []layer{even(0, red), half}, false, color.NRGBA{204, 0, 51, 255}},
		{"multiply", []layer{even(0, red), even(1, blue)}, false, color.NRGBA{A: 255}},
		{"multiply of old", []layer{even(0, red), even(1, blue)}, true, color.NRGBA{A: 255}},
		{"a mode over nothing", []layer{even(0, color.NRGBA{}), even(6, blue)}, false, blue},
		{"nothing can be seen", []layer{hidden}, false, color.NRGBA{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := file{w: 1, h: 1, chunk: 4, layers: c.layers, old: c.old}
			requireNear(t, c.want, loadertest.Pixels(t, pdn.Open, f.bytes())[0])
		})
	}
}

func TestBlendModes(t *testing.T) {
	t.Parallel()
	each := func(f func(b, s float64) float64) func(b, s uint8) uint8 {
		return func(b, s uint8) uint8 {
			return uint8(math.Round(255 * min(max(f(float64(b)/255, float64(s)/255), 0), 1)))
		}
	}
	below, above := color.NRGBA{60, 150, 220, 255}, color.NRGBA{150, 90, 40, 255}
	for mode, f := range map[int]func(b, s uint8) uint8{
		1:  each(func(b, s float64) float64 { return b * s }),
		2:  each(func(b, s float64) float64 { return b + s }),
		3:  each(func(b, s float64) float64 { return 1 - (1-b)/s }),
		4:  each(func(b, s float64) float64 { return b / (1 - s) }),
		5:  each(func(b, s float64) float64 { return b * b / (1 - s) }),
		6:  each(func(b, s float64) float64 { return s * s / (1 - b) }),
		8:  each(func(b, s float64) float64 { return math.Abs(b - s) }),
		9:  each(func(b, s float64) float64 { return 1 - math.Abs(1-b-s) }),
		10: each(math.Max),
		11: each(math.Min),
		12: each(func(b, s float64) float64 { return b + s - b*s }),
		13: func(b, s uint8) uint8 { return b ^ s },
		99: func(_, s uint8) uint8 { return s },
	} {
		t.Run(fmt.Sprint(mode), func(t *testing.T) {
			t.Parallel()
			file := file{w: 1, h: 1, chunk: 4, layers: []layer{even(0, below), even(mode, above)}}
			want := color.NRGBA{f(below.R, above.R), f(below.G, above.G), f(below.B, above.B), 255}
			requireNear(t, want, loadertest.Pixels(t, pdn.Open, file.bytes())[0])
		})
	}
}

func TestTheThumbnailIsShownWhereTheLayersCannotBeRead(t *testing.T) {
	t.Parallel()
	f := file{w: 9, h: 9, chunk: 100, thumbnail: thumbnail(t), layers: []layer{{opacity: 255, pixel: pattern}}}
	data := f.bytes()
	info, frame, err := loadertest.Decode(t, pdn.Open, data[:len(data)-60], picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []int{3, 2}, []int{info.Width, info.Height})
	require.Len(t, frame.Notes, 1)
	require.Contains(t, frame.Notes[0], "shown is the thumbnail")
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := file{w: 9, h: 9, chunk: 100, layers: []layer{{opacity: 255, pixel: pattern}}}.bytes()
	changed := func(from, to string) []byte {
		require.Contains(t, string(whole), from)
		return []byte(strings.Replace(string(whole), from, to, 1))
	}
	deep := append([]byte("PDN3\x00\x00\x00\x00\x01"), bytes.Repeat([]byte("\x10\x01\x00\x00\x00\x01\x00\x00\x00"), 100)...)
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"a cut header", whole[:6], fault.Truncated},
		{"a header beyond the file", []byte("PDN3\xff\xff\x00"), fault.Truncated},
		{"objects that are cut", whole[:300], fault.Truncated},
		{"pixels that are cut", whole[:len(whole)-60], fault.Truncated},
		{"another record", append([]byte("PDN3\x00\x00\x00\x00\x01"), 99), fault.Truncated},
		{"no document", changed("PaintDotNet.Document", "PaintDotNet.Dokument"), fault.Corrupt},
		{"no surface", changed("surface", "surfaze"), fault.Corrupt},
		{"objects in objects", deep, fault.LimitDepth},
		{"a chunk that is no gzip", changed("\x1f\x8b", "\x1f\x8c"), fault.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, pdn.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	f := file{w: 150, h: 90, chunk: 5000, layers: []layer{{opacity: 255, pixel: pattern}, {opacity: 99, mode: 9, pixel: pattern}}}
	loadertest.Run(t, loadertest.Spec{Name: "pdn", Open: pdn.Open, Cases: []loadertest.Case{
		{Name: "two layers", Data: f.bytes(), Width: f.w, Height: f.h, NoGolden: true},
	}})
}

func FuzzOpen(f *testing.F) {
	small := file{w: 9, h: 5, chunk: 100, thumbnail: thumbnail(f), layers: []layer{even(0, color.NRGBA{1, 2, 3, 255}), {opacity: 99, mode: 5, pixel: pattern}}}
	plain := small
	plain.plain, plain.old, plain.thumbnail = true, true, nil
	loadertest.Fuzz(f, pdn.Open, small.bytes(), plain.bytes())
}

func BenchmarkDecode(b *testing.B) {
	f := file{w: 1500, h: 1500, chunk: 1 << 17, layers: []layer{{opacity: 255, pixel: pattern}, {opacity: 99, pixel: pattern}}}
	data := f.bytes()
	b.Run("two layers", func(b *testing.B) {
		for b.Loop() {
			pic, err := pdn.Open(loadertest.Source(b, data, "a.pdn"))
			require.NoError(b, err)
			_, err = pic.Decode(b.Context(), picture.Want{Width: 256, Height: 256})
			require.NoError(b, err)
		}
	})
}
