package exr_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/exr"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// expected are the sizes of pictures of the corpus.
var expected = map[string][2]int{
	"exiftool__OpenEXR.exr":                   {3, 2},
	"libvips__sample.exr":                     {610, 406},
	"openexr-images__Adjuster.exr":            {775, 678},
	"openexr-images__Carrots.exr":             {600, 400},
	"openexr-images__GrayRampsHorizontal.exr": {800, 800},
	"openexr-images__Rec709.exr":              {610, 406},
	"openexr-images__t14.exr":                 {101, 101},
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "exr")
	for i := range cases {
		c := &cases[i]
		c.Width, c.Height = expected[c.Name][0], expected[c.Name][1]
	}
	loadertest.Run(t, loadertest.Spec{Name: "exr", Open: exr.Open, Cases: append(cases, made()...)})
}

// made are cases of what the corpus does not have.
func made() []loadertest.Case {
	files := map[string]built{
		"tiles":   {channels: channels("RGBA", halfType), compression: zip, data: size(70, 50), tile: 16},
		"mipmap":  {channels: channels("RGB", floatType), compression: zips, data: size(70, 50), tile: 16, mode: 1},
		"ripmap":  {channels: channels("RGB", halfType), compression: rle, data: size(70, 50), tile: 16, mode: 18},
		"squeeze": {channels: channels("RGB", halfType), data: size(90, 50), aspect: 1.5},
		"offset":  {channels: channels("RGBA", uintType), compression: zip, data: window{-9, 5, 50, 60}, display: window{-5, -5, 70, 50}},
		"deep": {
			channels: append(channels("RGBA", halfType), channel{name: "Z", kind: floatType}), compression: zips,
			data: size(40, 30), deep: true, depths: func(x, y int) []float32 { return []float32{3, 1, 2}[:(x+y)%4] },
		},
	}
	var cases []loadertest.Case
	for name, p := range files {
		if name != "deep" {
			for i := range p.channels {
				p.channels[i].value = smooth(i) // so that all ways of shrinking look alike
			}
		}
		cases = append(cases, loadertest.Case{Name: name, Data: file(p), NoGolden: true})
	}
	return cases
}

func smooth(seed int) func(x, y int) float32 {
	return func(x, y int) float32 { return float32(0.5 + 0.4*math.Sin(float64(x+seed)/30)*math.Cos(float64(y)/25)) }
}

// decode decodes for a want, 0 for the full size, and returns the samples.
func decode(t *testing.T, data []byte, w, h int) *raster.Pixels[float32] {
	t.Helper()
	_, frame, err := loadertest.Decode(t, exr.Open, data, picture.Want{Width: w, Height: h})
	require.NoError(t, err)
	return frame.Image.(*raster.Pixels[float32])
}

func TestEveryTypeAndLayout(t *testing.T) {
	t.Parallel()
	scale := map[int]float32{uintType: 128, halfType: 1, floatType: 1}
	for compression, title := range []string{"none", "rle", "zips", "zip"} {
		for kind := range 3 {
			for _, names := range []string{"Y", "YA", "RGB", "RGBA"} {
				for _, tile := range []int{0, 7, 64} {
					t.Run(fmt.Sprintf("%s, type %d, %s, tile %d", title, kind, names, tile), func(t *testing.T) {
						t.Parallel()
						p := built{channels: channels(names, kind), compression: compression, data: size(37, 41), tile: tile}
						for i := range p.channels {
							p.channels[i].value = func(x, y int) float32 { return scale[kind] * shade(i)(x, y) }
						}
						img := decode(t, file(p), 0, 0)
						require.Equal(t, len(names), img.Layout.Channels())
						for y := range 41 {
							for x := range 37 {
								for i := range names {
									require.Equal(t, p.channels[i].value(x, y), img.Row(y)[x*len(names)+i], "%c at %d, %d", names[i], x, y)
								}
							}
						}
					})
				}
			}
		}
	}
}

func TestCompressionsOfTheLibrary(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.ref.exr")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, ref := range files {
		t.Run(filepath.Base(ref), func(t *testing.T) {
			t.Parallel()
			want := decode(t, read(t, ref), 0, 0)
			got := decode(t, read(t, strings.Replace(ref, ".ref", "", 1)), 0, 0)
			// What DWA loses depends on how a cosine is rounded.
			tolerance := 0.0
			if strings.Contains(ref, "dwa") {
				tolerance = 0.005
			}
			for i, v := range want.Pix {
				require.InDelta(t, v, got.Pix[i], tolerance*max(1, math.Abs(float64(v))), "sample %d", i)
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

func TestWindows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		data, display window
	}{
		{"the same", window{-3, 7, 26, 46}, window{-3, 7, 26, 46}},
		{"data within display", window{10, 5, 29, 24}, window{0, 0, 59, 49}},
		{"display within data", window{-10, -20, 69, 79}, window{3, 4, 42, 33}},
		{"crossing", window{-10, 15, 29, 74}, window{0, 0, 49, 39}},
		{"apart", window{100, 100, 119, 119}, window{0, 0, 9, 9}},
	} {
		for _, tile := range []int{0, 8} {
			t.Run(fmt.Sprintf("%s, tile %d", c.name, tile), func(t *testing.T) {
				t.Parallel()
				p := built{channels: channels("RGBA", halfType), compression: zip, data: c.data, display: c.display, tile: tile}
				full := func(x, y, channel int) float32 {
					x, y = x+c.display.x0, y+c.display.y0
					if x < c.data.x0 || y < c.data.y0 || x > c.data.x1 || y > c.data.y1 {
						return 0
					}
					return shade(channel)(x-c.data.x0, y-c.data.y0)
				}
				for _, f := range []int{1, 3, 5} {
					w, h := c.display.width(), c.display.height()
					requireShrunk(t, decode(t, file(p), w/f, h/f), w, h, full)
				}
			})
		}
	}
}

// requireShrunk checks that img is the whole boxes of a picture of w×h.
func requireShrunk(t *testing.T, img *raster.Pixels[float32], w, h int, full func(x, y, channel int) float32) {
	t.Helper()
	f, n := (w+img.Width-1)/img.Width, img.Layout.Channels()
	for y := range img.Height {
		for x := range img.Width {
			for c := range n {
				sum, count := float32(0), float32(0)
				for dy := y * f; dy < min(h, (y+1)*f); dy++ {
					for dx := x * f; dx < min(w, (x+1)*f); dx++ {
						sum += full(dx, dy, c)
						count++
					}
				}
				require.InDelta(t, sum/count, img.Row(y)[x*n+c], 1e-5, "channel %d at %d, %d of boxes of %d", c, x, y, f)
			}
		}
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for _, mode := range []int{1, 2, 17, 18} {
		p := built{channels: channels("RGB", halfType), compression: zip, data: size(61, 45), tile: 8, mode: mode}
		for level := range 5 {
			t.Run(fmt.Sprintf("mode %d, level %d", mode, level), func(t *testing.T) {
				t.Parallel()
				w, h := p.halved(61, level), p.halved(45, level)
				img := decode(t, file(p), w, h)
				require.Equal(t, []int{w, h}, []int{img.Width, img.Height})
				for y := range h {
					for x := range w {
						require.Equal(t, shade(0)(x<<level, y<<level), img.Row(y)[3*x])
					}
				}
			})
		}
	}
}

func TestSeveralWorkers(t *testing.T) {
	t.Parallel()
	for _, p := range []built{
		{channels: channels("RGBA", halfType), compression: zip, data: size(400, 300)},
		{channels: channels("RGBA", halfType), compression: zips, data: size(1000, 700)},
		{channels: channels("YA", floatType), data: size(900, 310), tile: 32},
	} {
		data := file(p)
		for _, w := range []int{0, 90, 31} {
			alone := decode(t, data, w, w/2)
			pic, err := exr.Open(loadertest.Source(t, data, "shared"))
			require.NoError(t, err)
			want := picture.Want{Width: w, Height: w / 2, Spare: func() (func(), bool) { return func() {}, true }}
			if w == 0 {
				want.Width, want.Height = p.data.width(), p.data.height()
			}
			want.Budget = picture.NewBudget(pic.Info().Need(want))
			frame, err := pic.Decode(context.Background(), want)
			require.NoError(t, err)
			require.Equal(t, alone.Pix, frame.Image.(*raster.Pixels[float32]).Pix, "rounded alike")
		}
	}
}
