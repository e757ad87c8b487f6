package xcf_test

import (
	"encoding/binary"
	"fmt"
	"image/color"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/xcf"
	"apsync/core/picture"
)

// Properties.
const (
	propOpacity        = 6
	propMode           = 7
	propVisible        = 8
	propApplyMask      = 11
	propGroup          = 29
	propPath           = 30
	propCompositeMode  = 35
	propCompositeSpace = 36
	propBlendSpace     = 37
)

// Colours as samples.
var (
	red   = []float64{1, 0, 0, 1}
	green = []float64{0, 1, 0, 1}
	blue  = []float64{0, 0, 1, 1}
	black = []float64{0, 0, 0, 1}
	white = []float64{1, 1, 1, 1}
	none  = []float64{0, 0, 0, 0}
)

func even(samples ...float64) func(x, y int) []float64 {
	return func(int, int) []float64 { return samples }
}

// dot is a layer of one pixel with alpha.
func dot(samples []float64, properties ...property) layer {
	return layer{w: 1, h: 1, alpha: true, pixel: even(samples...), properties: properties}
}

// shown returns the pixels of a file, those of no alpha without colour.
func shown(t *testing.T, f file) []color.NRGBA {
	t.Helper()
	pixels := loadertest.Pixels(t, xcf.Open, f.bytes())
	for i := range pixels {
		if pixels[i].A == 0 {
			pixels[i] = color.NRGBA{}
		}
	}
	return pixels
}

// one returns the pixel of layers of one, the topmost first.
func one(t *testing.T, layers ...layer) color.NRGBA {
	t.Helper()
	return shown(t, file{version: 11, w: 1, h: 1, compression: 1, layers: layers})[0]
}

func requireNear(t *testing.T, want, got color.NRGBA) {
	t.Helper()
	for _, p := range [][2]uint8{{want.R, got.R}, {want.G, got.G}, {want.B, got.B}, {want.A, got.A}} {
		require.InDelta(t, float64(p[0]), float64(p[1]), 1, "want %v, got %v", want, got)
	}
}

// encoded returns the code of light.
func encoded(light float64) uint8 {
	v := 12.92 * light
	if light > 0.0031308 {
		v = 1.055*math.Pow(light, 1/2.4) - 0.055
	}
	return uint8(v*255 + 0.5)
}

// ramp tells every pixel from its neighbours.
func ramp(x, y int) []float64 {
	return []float64{float64(x%65) / 64, float64(y%65) / 64, float64((x+y)%2) / 2, 1}
}

func TestPrecisionsAndCompressions(t *testing.T) {
	t.Parallel()
	const w, h = 70, 130
	for _, precision := range []uint32{100, 150, 200, 250, 300, 350, 500, 550, 600, 650, 700, 750} {
		for compression := range byte(3) {
			t.Run(fmt.Sprintf("precision %d, compression %d", precision, compression), func(t *testing.T) {
				t.Parallel()
				l := layer{w: w, h: h, alpha: true, pixel: ramp}
				f := file{version: 12, w: w, h: h, precision: precision, compression: compression, layers: []layer{l}}
				got := shown(t, f)
				for i, pixel := range got {
					v := ramp(i%w, i/w)
					want := color.NRGBA{uint8(v[0]*255 + 0.5), uint8(v[1]*255 + 0.5), uint8(v[2]*255 + 0.5), 255}
					if precision%100 == 0 {
						want = color.NRGBA{encoded(v[0]), encoded(v[1]), encoded(v[2]), 255}
					}
					for _, p := range [][2]uint8{{want.R, pixel.R}, {want.G, pixel.G}, {want.B, pixel.B}, {want.A, pixel.A}} {
						require.InDelta(t, float64(p[0]), float64(p[1]), tolerance(precision), "pixel %d: want %v, got %v", i, want, pixel)
					}
				}
			})
		}
	}
}

// tolerance is how far codes may be off: of 8 bits of light the dark ones lie far
// apart.
func tolerance(precision uint32) float64 {
	if precision == 100 {
		return 7
	}
	return 1
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for _, version := range []int{0, 1, 2, 3, 4, 7, 10, 11, 12, 14, 18, 20, 22, 25} {
		f := file{version: version, w: 2, h: 1, compression: 1}
		if version == 4 {
			f.precision = 0
		}
		f.layers = []layer{{w: 2, h: 1, pixel: func(x, _ int) []float64 { return [][]float64{red, blue}[x][:3] }}}
		data := f.bytes()
		if version == 4 {
			binary.BigEndian.PutUint32(data[26:], 0) // 8 bits, in that version
		}
		require.Equal(t, []color.NRGBA{{255, 0, 0, 255}, {0, 0, 255, 255}}, loadertest.Pixels(t, xcf.Open, data), "version %d", version)
	}
}

func TestModesOfImages(t *testing.T) {
	t.Parallel()
	grey := file{version: 11, w: 2, h: 1, mode: 1, compression: 1}
	grey.layers = []layer{{w: 2, h: 1, alpha: true, pixel: func(x, _ int) []float64 { return []float64{0.4, float64(x)} }}}
	require.Equal(t, []color.NRGBA{{}, {102, 102, 102, 255}}, shown(t, grey))
	indexed := file{version: 11, w: 3, h: 1, mode: 2, compression: 1, palette: []byte{9, 8, 7, 255, 0, 0, 0, 0, 255}}
	indexed.layers = []layer{{w: 3, h: 1, pixel: func(x, _ int) []float64 { return []float64{float64(x)} }}}
	require.Equal(t, []color.NRGBA{{9, 8, 7, 255}, {255, 0, 0, 255}, {0, 0, 255, 255}}, shown(t, indexed))
	indexed.layers[0].alpha = true
	indexed.layers[0].pixel = func(x, _ int) []float64 { return []float64{float64(x), float64(x % 2)} }
	require.Equal(t, []color.NRGBA{{}, {255, 0, 0, 255}, {}}, shown(t, indexed))
}

func TestStacks(t *testing.T) {
	t.Parallel()
	path := func(indices ...int64) property { return words(propPath, indices...) }
	group := func(properties ...property) layer {
		return layer{w: 1, h: 1, alpha: true, properties: append(properties, property{kind: propGroup})}
	}
	hidden := word(propVisible, 0)
	legacy := word(propMode, 0)
	masked := dot(red, legacy)
	masked.mask = func(int, int) float64 { return 0.25 }
	unmasked := masked
	unmasked.properties = []property{legacy, word(propApplyMask, 0)}
	maskedGroup := group(path(0), legacy)
	maskedGroup.mask = masked.mask
	multiply := word(propMode, 3)
	for _, c := range []struct {
		name   string
		layers []layer
		want   color.NRGBA
	}{
		{"the topmost is seen", []layer{dot(red), dot(blue)}, color.NRGBA{255, 0, 0, 255}},
		{"a hidden one is not", []layer{dot(red, hidden), dot(blue)}, color.NRGBA{0, 0, 255, 255}},
		{"half legacy", []layer{dot(white, legacy, word(propOpacity, 127)), dot(black)}, color.NRGBA{127, 127, 127, 255}},
		{"half, as a number", []layer{dot(white, legacy, opacity(0.5)), dot(black)}, color.NRGBA{128, 128, 128, 255}},
		{"half, as light", []layer{dot(white, word(propMode, 28), opacity(0.5)), dot(black)}, color.NRGBA{188, 188, 188, 255}},
		{
			"half, as light where the file says not",
			[]layer{dot(white, word(propMode, 28), word(propCompositeSpace, 2), opacity(0.5)), dot(black)},
			color.NRGBA{128, 128, 128, 255},
		},
		{"over nothing", []layer{dot(red, opacity(0.5)), dot(none)}, color.NRGBA{255, 0, 0, 128}},
		{"alone", []layer{dot(red, multiply, opacity(0.5))}, color.NRGBA{255, 0, 0, 128}},
		{"a mask", []layer{masked, dot(blue)}, color.NRGBA{64, 0, 191, 255}},
		{"a mask that is not applied", []layer{unmasked, dot(blue)}, color.NRGBA{255, 0, 0, 255}},
		{
			"a group composes by itself",
			[]layer{group(path(0), legacy), dot(red, multiply, path(0, 0)), dot(none, path(0, 1)), dot(blue, path(1))},
			color.NRGBA{0, 0, 255, 255},
		},
		{
			"a group with one layer",
			[]layer{group(path(0), legacy), dot(red, multiply, path(0, 0)), dot(blue, path(1))},
			color.NRGBA{255, 0, 0, 255},
		},
		{
			"a group that is passed through",
			[]layer{group(path(0), word(propMode, 61)), dot(red, multiply, path(0, 0)), dot(blue, path(1))},
			color.NRGBA{0, 0, 0, 255},
		},
		{"a masked group", []layer{maskedGroup, dot(red, path(0, 0)), dot(blue, path(1))}, color.NRGBA{64, 0, 191, 255}},
		{"a hidden group", []layer{group(path(0), hidden), dot(red, path(0, 0)), dot(blue, path(1))}, color.NRGBA{0, 0, 255, 255}},
		{
			"groups in groups",
			[]layer{group(path(0), legacy), group(path(0, 0), legacy), dot(red, path(0, 0, 0)), dot(green, path(0, 1)), dot(blue, path(1))},
			color.NRGBA{255, 0, 0, 255},
		},
		{
			"the lowest of a group that is passed through",
			[]layer{group(path(0), word(propMode, 61)), dot(red, multiply, path(0, 0)), dot(blue, path(0, 1), multiply)},
			color.NRGBA{0, 0, 0, 255},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			requireNear(t, c.want, one(t, c.layers...))
		})
	}
}

func TestFloatingSelectionsLieOnTheirLayer(t *testing.T) {
	t.Parallel()
	f := file{version: 3, w: 1, h: 1, compression: 1}
	f.layers = []layer{dot(green, word(5, 0)), dot(none), dot(red), dot(blue)}
	data := f.bytes()
	// The pointers of the layers follow the header and one property of a byte.
	third := binary.BigEndian.Uint32(data[26+9+8+2*4:])
	at := binary.BigEndian.Uint32(data[26+9+8:])
	// A record: size and type, name, offsets of 16 bytes, the type and size of the pointer.
	binary.BigEndian.PutUint32(data[at+12+12+16+8:], third)
	require.Equal(t, []color.NRGBA{{0, 255, 0, 255}}, loadertest.Pixels(t, xcf.Open, data))
	// Attached to a mask it is not shown.
	binary.BigEndian.PutUint32(data[at+12+12+16+8:], third+1)
	require.Equal(t, []color.NRGBA{{255, 0, 0, 255}}, loadertest.Pixels(t, xcf.Open, data))
}

func TestUnknownModesAreNoted(t *testing.T) {
	t.Parallel()
	f := file{version: 11, w: 1, h: 1, compression: 1, layers: []layer{dot(red, word(propMode, 99)), dot(blue)}}
	_, frame, err := loadertest.Decode(t, xcf.Open, f.bytes(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []string{"blend modes of 1 layers are not known and taken for normal"}, frame.Notes)
	f.layers = []layer{dot(red, word(propVisible, 0))}
	_, frame, err = loadertest.Decode(t, xcf.Open, f.bytes(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []string{"none of the layers can be seen"}, frame.Notes)
}

// large returns a picture of several blocks with layers that lie across them.
func large() file {
	f := file{version: 11, w: 1100, h: 150, compression: 1}
	for i, at := range []struct{ x, y, w, h int }{{-30, -20, 700, 90}, {500, 60, 900, 200}, {3, 5, 40, 40}, {600, 1, 1, 149}} {
		shift := i
		pixel := func(x, y int) []float64 {
			alpha := float64((x/3+y+shift)%5) / 4
			return append(ramp(x+shift, y)[:3], alpha)
		}
		f.layers = append(f.layers, layer{
			x: at.x, y: at.y, w: at.w, h: at.h, alpha: true, pixel: pixel,
			properties: []property{word(propMode, []int64{28, 0, 30, 3}[i]), opacity(0.8)},
		})
	}
	f.layers[1].mask = func(x, y int) float64 { return float64(x%7) / 6 }
	base := layer{w: 1100, h: 150, pixel: func(x, y int) []float64 { return ramp(y, x)[:3] }}
	f.layers = append(f.layers, base)
	return f
}

// TestBlocksJoin compares a picture of several blocks with each of its pixels composed
// alone.
func TestBlocksJoin(t *testing.T) {
	t.Parallel()
	f := large()
	got := loadertest.Pixels(t, xcf.Open, f.bytes())
	for i := 0; i < len(got); i += 101 {
		x, y := i%f.w, i/f.w
		pixel := file{version: 11, w: 1, h: 1, compression: 1}
		for _, l := range f.layers {
			lx, ly := x-l.x, y-l.y
			if lx < 0 || ly < 0 || lx >= l.w || ly >= l.h {
				continue
			}
			small := layer{w: 1, h: 1, alpha: l.alpha, properties: l.properties, pixel: even(l.pixel(lx, ly)...)}
			if l.mask != nil {
				small.mask = func(int, int) float64 { return l.mask(lx, ly) }
			}
			pixel.layers = append(pixel.layers, small)
		}
		requireNear(t, loadertest.Pixels(t, xcf.Open, pixel.bytes())[0], got[i])
	}
}

func TestIdleWorkersMakeTheSamePicture(t *testing.T) {
	t.Parallel()
	data := large().bytes()
	_, alone, err := loadertest.Decode(t, xcf.Open, data, picture.Want{})
	require.NoError(t, err)
	pic, err := xcf.Open(loadertest.Source(t, data, "a.xcf"))
	require.NoError(t, err)
	want := picture.Want{Width: 1100, Height: 150, Spare: func() (func(), bool) { return func() {}, true }}
	want.Budget = picture.NewBudget(pic.Info().Need(want))
	shared, err := pic.Decode(t.Context(), want)
	require.NoError(t, err)
	require.Equal(t, alone.Image, shared.Image)
}

func TestProfile(t *testing.T) {
	t.Parallel()
	f := file{version: 11, w: 1, h: 1, compression: 1, profile: []byte("a profile"), layers: []layer{dot(red)}}
	_, frame, err := loadertest.Decode(t, xcf.Open, f.bytes(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, "a profile", string(frame.Space.ICC))
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const side, detail = 16384, 2048
	for _, precision := range []uint32{150, 250, 650} {
		f := file{version: 12, w: side, h: side, precision: precision, compression: 1}
		for i := range int64(40) {
			f.layers = append(f.layers, dot(red, opacity(0.5)))
			f.layers[i].x = int(i)
		}
		pic, err := xcf.Open(loadertest.Source(t, f.bytes(), "large.xcf"))
		require.NoError(t, err)
		require.Less(t, pic.Info().Need(picture.Want{Width: detail, Height: detail}), int64(300<<20))
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "xcf") {
		if c.Name != "assimp__test.xcf" { // its line ends were converted
			cases = append(cases, c)
		}
	}
	f := large()
	cases = append(cases, loadertest.Case{Name: "large", Data: f.bytes(), Width: f.w, Height: f.h, NoGolden: true})
	loadertest.Run(t, loadertest.Spec{Name: "xcf", Open: xcf.Open, Cases: cases})
}

func FuzzOpen(f *testing.F) {
	seeds := loadertest.CorpusSeeds("xcf")
	small := large()
	small.w, small.h = 200, 100
	small.layers = small.layers[2:4]
	for compression := range byte(3) {
		for _, precision := range []uint32{150, 200, 350, 500, 650, 700} {
			small.compression, small.precision = compression, precision
			seeds = append(seeds, small.bytes())
		}
	}
	indexed := file{version: 3, w: 3, h: 1, mode: 2, palette: []byte{9, 8, 7, 255, 0, 0}}
	indexed.layers = []layer{{w: 3, h: 1, pixel: even(1)}}
	loadertest.Fuzz(f, xcf.Open, append(seeds, indexed.bytes())...)
}

func BenchmarkDecode(b *testing.B) {
	one := file{version: 11, w: 2048, h: 2048, compression: 1}
	one.layers = []layer{{w: 2048, h: 2048, pixel: func(x, y int) []float64 { return ramp(x/9, y/5)[:3] }}}
	blended := one
	blended.layers = append([]layer{{
		w: 2048, h: 2048, x: 7, y: 9, alpha: true, properties: []property{word(propMode, 28)},
		pixel: func(x, y int) []float64 { return append(ramp(y/5, x/7)[:3], float64(x%9)/8) },
	}}, one.layers...)
	legacy := blended
	legacy.layers = append([]layer{}, blended.layers...)
	legacy.layers[0].properties = []property{word(propMode, 3)}
	for name, f := range map[string]file{"plain": one, "blended": blended, "multiplied": legacy} {
		b.Run(name, func(b *testing.B) {
			src := loadertest.Source(b, f.bytes(), "a.xcf")
			for b.Loop() {
				pic, err := xcf.Open(src)
				require.NoError(b, err)
				_, err = pic.Decode(b.Context(), picture.Want{Width: 256, Height: 256})
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(2048*2048), "ns/pixel")
		})
	}
}
