package tiff_test

import (
	"encoding/binary"
	"fmt"
	"math"
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
		add(fmt.Sprintf("%d bits signed", bits), bits, signed, 2, 3, nil, raster.RGB, signedLevel(bits))
	}
	floats := map[int]func(uint64) float64{
		16: halfFloat, 24: float24,
		32: func(v uint64) float64 { return float64(math.Float32frombits(uint32(v))) },
		64: func(v uint64) float64 { return float64(float32(math.Float64frombits(v))) },
	}
	for _, bits := range []int{16, 24, 32, 64} {
		name := fmt.Sprintf("%d bits float ", bits)
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
	"tiles":        func(p *image) { p.tileW, p.tileH = 16, 16 },
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
			value := remembered(23, 19, k.page.samples, pattern(k.page.bits, k.page.format))
			for cut, apply := range cuts {
				for _, coding := range codings(k.page) {
					for _, planar := range []bool{false, true} {
						if planar && k.page.samples == 1 {
							continue
						}
						p := k.page
						p.w, p.h, p.planar, p.compression, p.predictor = 23, 19, planar, coding[0], coding[1]
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
