package tiff_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

// decode returns a file's picture in full.
func decode(t *testing.T, data []byte) (picture.Info, *picture.Frame) {
	t.Helper()
	info, frame, err := loadertest.Decode(t, tiff.Open, data, picture.Want{})
	require.NoError(t, err)
	return info, frame
}

// samples returns the pixels as numbers, the top of the type being 1, with the
// layout and whether they are premultiplied.
func samples(t *testing.T, img raster.Image) (pixels []float64, layout raster.Layout, premultiplied bool) {
	t.Helper()
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		return divided(p, math.MaxUint8), p.Layout, p.Premultiplied
	case *raster.Pixels[uint16]:
		return divided(p, math.MaxUint16), p.Layout, p.Premultiplied
	case *raster.Pixels[float32]:
		return divided(p, 1), p.Layout, p.Premultiplied
	}
	require.Fail(t, "unexpected buffer", "%T", img)
	return nil, 0, false
}

func divided[T raster.Sample](p *raster.Pixels[T], top float64) []float64 {
	var all []float64
	for y := range p.Height {
		for _, v := range p.Row(y) {
			all = append(all, float64(v)/top)
		}
	}
	return all
}

// kind is a way in which pixels are described, and what their samples must become.
type kind struct {
	name   string
	page   image
	layout raster.Layout
	// channels are the samples that the layout's channels are made of.
	channels []int
	// level returns what a sample must become, 1 being the top.
	level func(v uint64) float64
	// tolerance is the difference allowed: half a step of the type as decoded.
	tolerance     float64
	premultiplied bool
}

const (
	half8  = 0.5/255 + 1e-9
	half16 = 0.5/65535 + 1e-9
)

// unsignedLevel returns the level of numbers of so many bits.
func unsignedLevel(bits int) func(uint64) float64 {
	return func(v uint64) float64 { return float64(v) / (math.Pow(2, float64(bits)) - 1) }
}

// signedLevel is that of numbers whose negative half is black.
func signedLevel(bits int) func(uint64) float64 {
	return func(v uint64) float64 {
		if v >= 1<<(bits-1) {
			return 0
		}
		return float64(v) / (math.Pow(2, float64(bits-1)) - 1)
	}
}

func reversedLevel(level func(uint64) float64) func(uint64) float64 {
	return func(v uint64) float64 { return 1 - level(v) }
}

// kinds returns everything that pixels may be, but for palettes and YCbCr.
func kinds() []kind {
	var all []kind
	first := func(n int) []int { return []int{0, 1, 2, 3, 4}[:n] }
	add := func(name string, bits, format, photometric, colours int, extra []int, layout raster.Layout, level func(uint64) float64) {
		k := kind{name: name, layout: layout, level: level, channels: first(colours), tolerance: half8}
		k.page = image{bits: bits, format: format, photometric: photometric, samples: colours + len(extra), extra: extra}
		for i, e := range extra {
			if e > 0 {
				k.channels = append(k.channels, colours+i)
				k.premultiplied = e == 1
				break
			}
		}
		switch {
		case format == floating:
			k.tolerance = 0
		case bits > 16:
			k.tolerance = 2 * half16
		case bits > 8:
			k.tolerance = half16
		}
		all = append(all, k)
	}
	for _, bits := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 24, 32} {
		level := unsignedLevel(bits)
		name := fmt.Sprintf("%d bits ", bits)
		add(name+"white is zero", bits, 0, 0, 1, nil, raster.Grey, reversedLevel(level))
		add(name+"grey", bits, 0, 1, 1, nil, raster.Grey, level)
		add(name+"grey and alpha", bits, 0, 1, 1, []int{2}, raster.GreyAlpha, level)
		add(name+"RGB", bits, 0, 2, 3, nil, raster.RGB, level)
		add(name+"RGB, alpha behind something else", bits, 0, 2, 3, []int{0, 1}, raster.RGBA, level)
		add(name+"CMYK", bits, 0, 5, 4, nil, raster.CMYK, level)
	}
	for _, bits := range []int{8, 16} {
		name := fmt.Sprintf("%d bits ", bits)
		level := unsignedLevel(bits)
		add(name+"RGBA", bits, 0, 2, 3, []int{2}, raster.RGBA, level)
		add(name+"RGB with a sample that is nothing", bits, 0, 2, 3, []int{0}, raster.RGB, level)
		add(name+"CMYK and alpha", bits, 0, 5, 4, []int{2}, raster.CMYKA, level)
	}
	for _, bits := range []int{2, 8, 12, 16, 24, 32} {
		add(fmt.Sprintf("%d bits signed", bits), bits, signed, 1, 1, nil, raster.Grey, signedLevel(bits))
	}
	floats := map[int]func(uint64) float64{
		16: halfFloat, 24: float24,
		32: func(v uint64) float64 { return float64(math.Float32frombits(uint32(v))) },
		64: func(v uint64) float64 { return float64(float32(math.Float64frombits(v))) },
	}
	for _, bits := range []int{16, 24, 32, 64} {
		name := fmt.Sprintf("%d bits float ", bits)
		add(name+"grey", bits, floating, 1, 1, nil, raster.Grey, floats[bits])
		add(name+"RGB", bits, floating, 2, 3, nil, raster.RGB, floats[bits])
		add(name+"RGBA", bits, floating, 2, 3, []int{1}, raster.RGBA, floats[bits])
	}
	return all
}

// halfFloat and float24 are finite numbers with 5 bits of exponent and 10 of
// fraction, and with 7 and 16.
func halfFloat(v uint64) float64 { return smallFloat(v, 5, 10) }
func float24(v uint64) float64   { return smallFloat(v, 7, 16) }

func smallFloat(v uint64, exponentBits, fractionBits int) float64 {
	bias := 1<<(exponentBits-1) - 1
	exponent := int(v>>fractionBits) & (1<<exponentBits - 1)
	fraction := float64(v&(1<<fractionBits-1)) / math.Pow(2, float64(fractionBits))
	value := math.Pow(2, float64(exponent-bias)) * (1 + fraction)
	if exponent == 0 {
		value = math.Pow(2, float64(1-bias)) * fraction
	}
	if v>>(exponentBits+fractionBits) == 1 {
		value = -value
	}
	return value
}

// pattern returns sample values that are gradients with some noise, of numbers of
// the kind.
func pattern(bits, format int) func(x, y, s int) uint64 {
	return func(x, y, s int) uint64 {
		noise := uint64(x*7919+y*104729+s*1299709) * 2654435761 >> 13 & 0xff
		level := (math.Sin(float64(x)/5+float64(s))+math.Cos(float64(y)/7))/4 + 0.5 + float64(noise)/8192
		level = max(0, min(level, 1))
		switch {
		case format != floating:
			return uint64(level * (math.Pow(2, float64(bits)) - 1))
		case bits == 64:
			return math.Float64bits(level*3 - 1)
		case bits == 32:
			return uint64(math.Float32bits(float32(level*3 - 1)))
		case bits == 24:
			return uint64(level*0x6e0000) | uint64(s&1)<<23
		}
		return uint64(level*0x7800) | uint64(s&1)<<15
	}
}

// remembered returns value from a table of the picture's samples.
func remembered(w, h, n int, value func(x, y, s int) uint64) func(x, y, s int) uint64 {
	table := make([]uint64, w*h*n)
	for i := range table {
		table[i] = value(i/n%w, i/n/w, i%n)
	}
	return func(x, y, s int) uint64 { return table[(y*w+x)*n+s] }
}

// cuts are ways of cutting a page into segments.
var cuts = map[string]func(*image){
	"one strip":    func(*image) {},
	"strips of 1":  func(p *image) { p.rows = 1 },
	"strips of 10": func(p *image) { p.rows = 10 },
	"tiles":        func(p *image) { p.tileW, p.tileH = 16, 32 },
	"odd tiles":    func(p *image) { p.tileW, p.tileH = 13, 9 },
	"one tile":     func(p *image) { p.tileW, p.tileH = 64, 64 },
}

// codings returns the compressions and predictors that a page's samples allow, but
// the first alone for numbers that no compression knows.
func codings(p image) (all [][2]int) {
	for _, c := range []int{uncompressed, packed, lzwCoding, deflated, oldDeflated, zstandard} {
		all = append(all, [2]int{c, 0})
		if p.bits > 1 && p.bits < 8 || p.bits > 8 && p.bits < 16 {
			return all
		}
		if c == uncompressed || c == packed {
			continue
		}
		if b := p.bits; b == 8 || b == 16 || b == 32 || b == 64 {
			all = append(all, [2]int{c, 2})
		}
		if p.format == floating {
			all = append(all, [2]int{c, 3})
		}
	}
	return all
}

// TestEveryCombination writes pictures in each way that samples may be described,
// cut, arranged, compressed and ordered, and looks at every pixel.
func TestEveryCombination(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			n := 0
			value := remembered(37, 29, k.page.samples, pattern(k.page.bits, k.page.format))
			for cut, apply := range cuts {
				for _, coding := range codings(k.page) {
					for _, planar := range []bool{false, true} {
						if planar && k.page.samples == 1 {
							continue
						}
						p := k.page
						p.w, p.h, p.planar, p.compression, p.predictor = 37, 29, planar, coding[0], coding[1]
						p.value = value
						apply(&p)
						f := file{order: binary.LittleEndian, big: n%4 > 1, pages: []image{p}}
						if n%2 == 1 {
							f.order = binary.BigEndian
						}
						n++
						requirePixels(t, k, f, fmt.Sprintf("%s, coding %v, planar %v, %v, big %v", cut, coding, planar, f.order, f.big))
					}
				}
			}
		})
	}
}

func requirePixels(t *testing.T, k kind, f file, what string) {
	t.Helper()
	p := f.pages[0]
	info, frame := decode(t, f.bytes())
	require.Equal(t, []int{p.w, p.h}, []int{info.Width, info.Height}, what)
	got, layout, premultiplied := samples(t, frame.Image)
	require.Equal(t, k.layout, layout, what)
	require.Equal(t, k.premultiplied, premultiplied, what)
	i := 0
	for y := range p.h {
		for x := range p.w {
			for c, s := range k.channels {
				level := k.level(p.value(x, y, s))
				if c == len(k.channels)-1 && layout.HasAlpha() && p.photometric == 0 {
					level = 1 - level
				}
				if d := math.Abs(got[i] - level); d > k.tolerance {
					require.Fail(t, "wrong pixel", "%s: channel %d at %d, %d is %v, not %v", what, c, x, y, got[i], level)
				}
				i++
			}
		}
	}
}

func TestFax(t *testing.T) {
	t.Parallel()
	noise := rand.New(rand.NewPCG(3, 4))
	patterns := map[string]func(w, x, y int) bool{
		"white":  func(_, _, _ int) bool { return false },
		"black":  func(_, _, _ int) bool { return true },
		"text":   func(_, x, y int) bool { return x/3%4 == y/5%3 || x*y%17 == 3 },
		"noise":  func(_, _, _ int) bool { return noise.IntN(2) == 1 },
		"slopes": func(w, x, y int) bool { return x > y*3 && x < w-y*2 },
	}
	for name, black := range patterns {
		for _, w := range []int{1, 8, 61, 64, 1728, 5300} {
			bits := make([]bool, w*20)
			for i := range bits {
				bits[i] = black(w, i%w, i/w)
			}
			t.Run(fmt.Sprintf("%s of %d", name, w), func(t *testing.T) {
				t.Parallel()
				for _, p := range []image{
					{compression: faxRLE},
					{compression: faxGroup3},
					{compression: faxGroup3, t4: 4},
					{compression: faxGroup3, t4: 1},
					{compression: faxGroup3, t4: 5, reversed: true},
					{compression: faxGroup4},
					{compression: faxGroup4, rows: 7, reversed: true, photometric: 1},
				} {
					p.w, p.h = w, 20
					p.value = func(x, y, _ int) uint64 {
						if bits[y*w+x] {
							return 1
						}
						return 0
					}
					level := unsignedLevel(1)
					if p.photometric == 0 {
						level = reversedLevel(level)
					}
					k := kind{layout: raster.Grey, channels: []int{0}, level: level, tolerance: half8}
					requirePixels(t, k, file{order: binary.LittleEndian, pages: []image{p}},
						fmt.Sprintf("compression %d, options %d", p.compression, p.t4))
				}
			})
		}
	}
}

func TestOldLZW(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]func(x, y, s int) uint64{
		"pattern": pattern(8, 0),
		"flat":    func(_, _, _ int) uint64 { return 7 },
	} {
		for _, old := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, old %v", name, old), func(t *testing.T) {
				t.Parallel()
				p := image{w: 300, h: 200, bits: 8, photometric: 1, compression: lzwCoding, oldLZW: old, value: value}
				k := kind{layout: raster.Grey, channels: []int{0}, level: unsignedLevel(8), tolerance: half8}
				requirePixels(t, k, file{order: binary.LittleEndian, pages: []image{p}}, name)
			})
		}
	}
}

func TestPalette(t *testing.T) {
	t.Parallel()
	for _, bits := range []int{1, 2, 4, 8, 10, 16} {
		for _, small := range []bool{false, true} {
			for _, alpha := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d bits, 8-bit map %v, alpha %v", bits, small, alpha), func(t *testing.T) {
					t.Parallel()
					n := 1 << bits
					colours := make([]int, 3*n)
					for i := range colours {
						colours[i] = i * 40503 % 65536
						if small {
							colours[i] = i * 131 % 256
						}
					}
					p := image{w: 37, h: 29, bits: bits, photometric: 3, value: pattern(bits, 0), samples: 1, tags: map[int]any{tagColourMap: colours}}
					layout := raster.RGB
					if alpha {
						p.samples, p.extra, layout = 2, []int{2}, raster.RGBA
					}
					_, frame := decode(t, one(p))
					got, gotLayout, _ := samples(t, frame.Image)
					require.Equal(t, layout, gotLayout)
					top, step := 65535.0, 65535.0
					if small {
						top = 255
					}
					if bits <= 8 {
						step = 255
					}
					for y := range p.h {
						for x := range p.w {
							pixel := got[(y*p.w+x)*layout.Channels():]
							for c := range 3 {
								require.InDelta(t, float64(colours[c*n+int(p.value(x, y, 0))])/top, pixel[c], 1/step, "%d, %d", x, y)
							}
						}
					}
				})
			}
		}
	}
}

func TestYCbCr(t *testing.T) {
	t.Parallel()
	for _, sub := range [][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 2}, {4, 4}} {
		for cut, apply := range map[string]func(*image){
			"one strip": func(*image) {},
			"strips":    func(p *image) { p.rows = 8 },
			"tiles":     func(p *image) { p.tileW, p.tileH = 16, 16 },
		} {
			for _, compression := range []int{uncompressed, packed, lzwCoding, deflated, zstandard} {
				p := image{
					w: 39, h: 27, bits: 8, photometric: 6, samples: 3, compression: compression,
					subX: sub[0], subY: sub[1], value: pattern(8, 0),
				}
				apply(&p)
				_, frame := decode(t, one(p))
				got, layout, _ := samples(t, frame.Image)
				require.Equal(t, raster.RGB, layout)
				for y := range p.h {
					for x := range p.w {
						ux, uy := x/sub[0]*sub[0], y/sub[1]*sub[1]
						l, cb, cr := float64(p.value(x, y, 0)), float64(p.value(ux, uy, 1))-128, float64(p.value(ux, uy, 2))-128
						for c, v := range []float64{l + 1.402*cr, l - 0.344136*cb - 0.714136*cr, l + 1.772*cb} {
							require.InDelta(t, max(0, min(v/255, 1)), got[(y*p.w+x)*3+c], half8*1.01, "%v %s %d: %d, %d", sub, cut, compression, x, y)
						}
					}
				}
			}
		}
	}
}

func TestYCbCrOfOtherLevels(t *testing.T) {
	t.Parallel()
	pixel := []uint64{126, 240, 16}
	p := image{
		w: 1, h: 1, bits: 8, photometric: 6, samples: 3, subX: 1, subY: 1,
		value: func(_, _, s int) uint64 { return pixel[s] },
		tags: map[int]any{
			tagReferenceBW: []float64{16, 235, 128, 240, 128, 240},
			tagYCbCrCoeffs: []float64{0.2126, 0.7152, 0.0722},
		},
	}
	_, frame := decode(t, one(p))
	got, _, _ := samples(t, frame.Image)
	y, cb, cr := (126.0-16)/219, 0.5*254/255, -0.5*254/255
	r, b := y+cr*2*(1-0.2126), y+cb*2*(1-0.0722)
	g := (y - 0.2126*r - 0.0722*b) / 0.7152
	for c, v := range []float64{r, g, b} {
		require.InDelta(t, max(0, min(v, 1)), got[c], 1.0/255, "channel %d", c)
	}
}

func TestLab(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name              string
		bits, photometric int
		stored            []uint64
		lab               []float64 // L* 0 to 100, a* and b* -128 to 127
	}{
		{"8 bits", 8, 8, []uint64{255, 0x80, 0x7f}, []float64{100, -128, 127}},
		{"8 bits, neutral", 8, 8, []uint64{128, 0, 0xff}, []float64{128 * 100.0 / 255, 0, -1}},
		{"16 bits", 16, 8, []uint64{65535, 0x8000, 0x7f00}, []float64{100, -128, 127}},
		{"16 bits, neutral", 16, 8, []uint64{32768, 0, 0xff00}, []float64{32768 * 100.0 / 65535, 0, -1}},
		{"8 bits as in profiles", 8, 9, []uint64{255, 0, 255}, []float64{100, -128, 127}},
		{"16 bits as in profiles", 16, 9, []uint64{0xff00, 0x8000, 0xff00}, []float64{100, 0, 127}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := image{w: 1, h: 1, bits: c.bits, photometric: c.photometric, samples: 3, value: func(_, _, s int) uint64 { return c.stored[s] }}
			_, frame := decode(t, one(p))
			got, layout, _ := samples(t, frame.Image)
			require.Equal(t, raster.Lab, layout)
			lab := []float64{got[0] * 100, got[1]*255 - 128, got[2]*255 - 128}
			for i := range lab {
				require.InDelta(t, c.lab[i], lab[i], 0.01, "%v", lab)
			}
		})
	}
}

func TestFloatsThatAreNone(t *testing.T) {
	t.Parallel()
	values := []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 0.5}
	p := image{w: 4, h: 1, bits: 32, format: floating, photometric: 1, value: func(x, _, _ int) uint64 {
		return uint64(math.Float32bits(values[x]))
	}}
	_, frame := decode(t, one(p))
	got, _, _ := samples(t, frame.Image)
	require.Equal(t, []float64{0, math.MaxFloat32, -math.MaxFloat32, 0.5}, got)
}

func TestMissingTagsHaveTheirDefaults(t *testing.T) {
	t.Parallel()
	grey := image{w: 20, h: 10, bits: 8, photometric: 1, value: pattern(8, 0), rows: 4}
	_, want := decode(t, one(grey))
	without := func(p image, tags ...int) image {
		p.tags = map[int]any{}
		for _, tag := range tags {
			p.tags[tag] = nil
		}
		return p
	}
	whole := grey
	whole.rows = 0
	inverted := whole
	inverted.photometric = 0
	inverted.value = func(x, y, s int) uint64 { return 255 - grey.value(x, y, s) }
	cases := map[string]image{
		"compression, samples, rows": without(whole, tagCompression, tagSamplesPerPixel, tagRowsPerStrip),
		"sizes of strips":            without(grey, tagStripByteCounts),
		"photometric interpretation": without(inverted, tagPhotometric),
		"rows of 2³²-1":              {w: 20, h: 10, bits: 8, photometric: 1, value: grey.value, tags: map[int]any{tagRowsPerStrip: math.MaxUint32}},
		"format that is undefined":   {w: 20, h: 10, bits: 8, photometric: 1, value: grey.value, format: 4},
	}
	for name, p := range cases {
		_, frame := decode(t, one(p))
		require.Equal(t, want.Image, frame.Image, name)
	}
	deflatedPage := grey
	deflatedPage.compression = deflated
	_, frame := decode(t, one(without(deflatedPage, tagStripByteCounts)))
	require.Equal(t, want.Image, frame.Image, "sizes of compressed strips")
	rgb := image{w: 5, h: 5, bits: 8, samples: 3, photometric: 2, value: pattern(8, 0)}
	_, want = decode(t, one(rgb))
	rgb = without(rgb, tagPhotometric)
	rgb.tags[tagBitsPerSample] = 8
	_, frame = decode(t, one(rgb))
	require.Equal(t, want.Image, frame.Image, "RGB with one depth for all samples")
}

func TestSparseTiles(t *testing.T) {
	t.Parallel()
	p := image{w: 20, h: 16, bits: 8, photometric: 1, tileW: 16, tileH: 16, value: func(_, _, _ int) uint64 { return 9 }}
	data := one(p)
	_, frame := decode(t, data)
	require.Equal(t, uint8(9), frame.Image.(*raster.Pixels[uint8]).Row(0)[19])
	p.tags = map[int]any{tagTileOffsets: []int{8, 0}, tagTileByteCounts: []int{256, 0}}
	_, frame = decode(t, one(p))
	row := frame.Image.(*raster.Pixels[uint8]).Row(15)
	require.Equal(t, slices.Concat(slices.Repeat([]uint8{9}, 16), make([]uint8, 4)), row)
}
