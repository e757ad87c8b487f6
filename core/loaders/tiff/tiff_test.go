package tiff_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	stdimage "image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	xtiff "golang.org/x/image/tiff"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "tiff")
	for _, c := range variants() {
		cases = append(cases, loadertest.Case{
			Name: c.name, Data: c.file.bytes(), Width: c.file.pages[0].w, Height: c.file.pages[0].h, NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "tiff", Open: tiff.Open, Cases: cases})
}

// variant is a larger picture, smooth enough to be shrunk in any way.
type variant struct {
	name string
	file file
}

func variants() (all []variant) {
	add := func(name string, f file, p image) {
		p.w, p.h = 150, 120
		if p.value == nil {
			p.value = pattern(p.bits, p.format)
		}
		f.pages = append(f.pages, p)
		all = append(all, variant{name, f})
	}
	little, big := file{order: binary.LittleEndian}, file{order: binary.BigEndian}
	bigger := file{order: binary.BigEndian, big: true}
	add("rgb lzw differences", little, image{bits: 8, samples: 3, photometric: 2, compression: lzwCoding, predictor: 2, rows: 13})
	add("rgba deflate tiles", big, image{bits: 8, samples: 4, extra: []int{2}, photometric: 2, compression: deflated, tileW: 32, tileH: 48})
	add("premultiplied zstd", bigger, image{bits: 16, samples: 2, extra: []int{1}, photometric: 1, compression: zstandard, rows: 50, value: premultiplied})
	add("float planar", big, image{bits: 32, format: floating, samples: 3, photometric: 2, planar: true, compression: deflated, predictor: 3})
	add("cmyk packbits planar tiles", bigger, image{bits: 8, samples: 4, photometric: 5, planar: true, compression: packed, tileW: 64, tileH: 64})
	add("ycbcr 4:2:0 lzw", little, image{bits: 8, samples: 3, photometric: 6, subX: 2, subY: 2, compression: lzwCoding, rows: 16})
	add("lab 16 bits", little, image{bits: 16, samples: 3, photometric: 8, compression: deflated, value: func(x, y, s int) uint64 {
		return uint64(20000+100*x+50*y*s) ^ map[bool]uint64{true: 0x8000}[s > 0]
	}})
	add("group 4", big, image{compression: faxGroup4, value: circles, reversed: true})
	add("group 3 of two dimensions", big, image{compression: faxGroup3, t4: 5, value: circles})
	add("twelve bits", big, image{bits: 12, photometric: 1})
	add("heights", big, image{
		bits: 32, format: floating, photometric: 1, compression: deflated, predictor: 3, tileW: 32, tileH: 32,
		tags: map[int]any{tagNoData: []byte("-9999\x00")}, value: heights,
	})
	add("dark counts", little, image{bits: 16, photometric: 1, rows: 20, value: func(x, y, _ int) uint64 { return uint64(100 + 3*x + 2*y) }})
	return all
}

// heights rise to the right, and are unknown in a corner.
func heights(x, y, _ int) uint64 {
	v := float32(200 + 5*x + y)
	if x+y < 40 {
		v = -9999
	}
	return uint64(math.Float32bits(v))
}

func premultiplied(x, y, s int) uint64 {
	alpha := uint64(65535 - 300*x)
	if s == 1 {
		return alpha
	}
	return alpha * uint64(y) / 120
}

func circles(x, y, _ int) uint64 {
	dx, dy := x-70, y-60
	return uint64((dx*dx + dy*dy) / 900 % 2)
}

// TestAgainstTheReference decodes what golang.org/x/image/tiff reads as well.
func TestAgainstTheReference(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, k := range kinds() {
		if k.page.format > 1 || k.page.photometric == 5 || k.page.bits > 16 {
			continue // what the reference does not read, or reads as something else
		}
		for _, coding := range codings(k.page) {
			p := k.page
			p.w, p.h, p.compression, p.predictor, p.rows = 23, 19, coding[0], coding[1], 10
			p.value = pattern(p.bits, p.format)
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				data := file{order: order, pages: []image{p}}.bytes()
				want, err := xtiff.Decode(bytes.NewReader(data))
				if err != nil {
					continue
				}
				compared++
				requireSame(t, want, data, fmt.Sprintf("%s %v", k.name, coding))
			}
		}
	}
	for _, p := range []image{{compression: faxGroup4}, {compression: faxGroup3}, {compression: faxGroup4, rows: 9}} {
		p.w, p.h, p.value = 123, 45, circles
		data := one(p)
		want, err := xtiff.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		compared++
		requireSame(t, want, data, fmt.Sprintf("fax %d", p.compression))
	}
	require.Greater(t, compared, 50)
}

func TestCorpusAgainstTheReference(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, c := range loadertest.CorpusCases(t, "tiff") {
		want, err := xtiff.Decode(bytes.NewReader(c.Data))
		if err != nil {
			continue
		}
		if c.Name == "leptonica__blender1.tif" {
			continue // black runs stand for ones here, which are white; the reference inverts them, libtiff does not
		}
		compared++
		requireSame(t, want, c.Data, c.Name)
	}
	require.Greater(t, compared, 12)
}

// requireSame compares the decoded picture with another, to the last bit, but for
// the lower bits of palettes.
func requireSame(t *testing.T, want stdimage.Image, data []byte, what string) {
	t.Helper()
	_, frame := decode(t, data)
	got := asImage(t, frame.Image)
	require.Equal(t, want.Bounds().Size(), got.Bounds().Size(), what)
	drop := 0
	if _, ok := want.(*stdimage.Paletted); ok {
		drop = 8
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			r, g, b, a := got.At(x, y).RGBA()
			wr, wg, wb, wa := want.At(want.Bounds().Min.X+x, want.Bounds().Min.Y+y).RGBA()
			if (r^wr)>>drop|(g^wg)>>drop|(b^wb)>>drop|a^wa != 0 {
				require.Fail(t, "wrong pixel", "%s: %04x %04x %04x %04x at %d, %d, not %04x %04x %04x %04x", what, r, g, b, a, x, y, wr, wg, wb, wa)
			}
		}
	}
}

// pixelImage shows a buffer of grey or RGB as a picture of the standard library.
type pixelImage struct {
	w, h int
	at   func(x, y int) color.Color
}

func (p pixelImage) ColorModel() color.Model    { return color.RGBA64Model }
func (p pixelImage) Bounds() stdimage.Rectangle { return stdimage.Rect(0, 0, p.w, p.h) }
func (p pixelImage) At(x, y int) color.Color    { return p.at(x, y) }

func asImage(t *testing.T, img raster.Image) stdimage.Image {
	t.Helper()
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		return pixelImage{p.Width, p.Height, func(x, y int) color.Color {
			c, _ := channelsAt(p, x, y)
			if p.Premultiplied {
				return color.RGBA{c[0], c[1], c[2], c[3]}
			}
			return color.NRGBA{c[0], c[1], c[2], c[3]}
		}}
	case *raster.Pixels[uint16]:
		return pixelImage{p.Width, p.Height, func(x, y int) color.Color {
			c, _ := channelsAt(p, x, y)
			if p.Premultiplied {
				return color.RGBA64{c[0], c[1], c[2], c[3]}
			}
			return color.NRGBA64{c[0], c[1], c[2], c[3]}
		}}
	}
	require.Fail(t, "unexpected buffer", "%T", img)
	return nil
}

// channelsAt returns red, green, blue and alpha of a pixel of grey or RGB.
func channelsAt[T uint8 | uint16](p *raster.Pixels[T], x, y int) (c [4]T, ok bool) {
	n := p.Layout.Channels()
	pixel := p.Row(y)[x*n : x*n+n]
	c[3] = ^T(0)
	switch p.Layout {
	case raster.Grey, raster.GreyAlpha:
		c[0], c[1], c[2] = pixel[0], pixel[0], pixel[0]
	case raster.RGB, raster.RGBA:
		copy(c[:3], pixel)
	default:
		return c, false
	}
	if p.Layout.HasAlpha() {
		c[3] = pixel[n-1]
	}
	return c, true
}

// TestHostileCorpus decodes files made to harm: each must end in a picture or in
// an error that says why.
func TestHostileCorpus(t *testing.T) {
	t.Parallel()
	codes := map[fault.Code]int{}
	for _, c := range loadertest.CorpusCases(t, "hostile/tif", "hostile/tiff") {
		for _, want := range []picture.Want{{}, {Width: 16, Height: 16}} {
			_, _, err := loadertest.Decode(t, tiff.Open, c.Data, want)
			if err != nil {
				require.NotEmpty(t, fault.From(err).Detail, c.Name)
			}
			codes[fault.CodeOf(err)]++
		}
	}
	require.Zero(t, codes[fault.Internal])
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, v := range variants() {
		p := &v.file.pages[0]
		p.w, p.h = 20, 17
		p.rows = min(p.rows, 4) / p.rowUnit() * p.rowUnit()
		seeds = append(seeds, v.file.bytes())
	}
	pyramid := flat(40, 30, 1, nil)
	pyramid.subs = []image{flat(20, 15, 2, role(1))}
	seeds = append(seeds, file{order: binary.BigEndian, pages: []image{flat(10, 8, 1, role(1)), pyramid}}.bytes())
	for _, page := range []image{
		{compression: faxRLE, value: circles},
		{compression: faxGroup3, value: circles},
		{compression: lzwCoding, oldLZW: true, bits: 8, value: pattern(8, 0)},
		{bits: 4, photometric: 3, value: pattern(4, 0), tags: map[int]any{tagColourMap: make([]int, 48)}},
	} {
		page.w, page.h = 20, 17
		seeds = append(seeds, one(page))
	}
	for _, page := range rarePages(f) {
		seeds = append(seeds, one(page))
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "*", "*.tif*"))
	hostile, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "hostile", "tif*", "*"))
	for _, path := range append(files, hostile...) {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, tiff.Open, append(seeds, jpegFiles(f)...)...)
}

// rowUnit returns the rows that share colour.
func (p image) rowUnit() int { return max(p.subY, 1) }

func BenchmarkDecode(b *testing.B) {
	// Neighbours of a photograph differ by a few levels.
	noise := rand.New(rand.NewPCG(1, 1))
	grain := make([]uint8, 1<<16)
	for i := range grain {
		grain[i] = uint8(noise.NormFloat64()*2.5 + 20)
	}
	photo := func(x, y, s int) uint64 {
		return uint64(100+x/40+y/31+12*s)&0x7f + uint64(grain[(x*3+y*6151+s*40507)&0xffff])
	}
	for _, c := range []struct {
		name string
		page image
	}{
		{"uncompressed", image{}},
		{"uncompressed 16 bits", image{bits: 16}},
		{"lzw", image{compression: lzwCoding, predictor: 2}},
		{"deflate", image{compression: deflated, predictor: 2}},
		{"deflate tiles", image{compression: deflated, predictor: 2, tileW: 256, tileH: 256}},
		{"zstd", image{compression: zstandard, predictor: 2}},
		{"group 4", image{bits: 1, samples: 1, compression: faxGroup4}},
	} {
		p := c.page
		p.w, p.h, p.photometric, p.rows, p.value = 6000, 4000, 2, 16, photo
		if p.bits == 0 {
			p.bits = 8
		}
		if p.samples == 0 {
			p.samples = 3
		}
		if p.bits == 1 {
			p.photometric, p.value = 0, func(x, y, _ int) uint64 { return uint64((x/9*x/9 + y*y/50) / 100 % 2) }
		}
		var data []byte
		for _, size := range []int{256, 2048, 6000} {
			b.Run(fmt.Sprintf("%s to %d", c.name, size), func(b *testing.B) {
				if data == nil {
					data = one(p)
				}
				src := loadertest.Source(b, data, "a.tif")
				b.ReportAllocs()
				for b.Loop() {
					pic, err := tiff.Open(src)
					require.NoError(b, err)
					_, err = pic.Decode(context.Background(), picture.Want{Width: size, Height: size * 2 / 3})
					require.NoError(b, err)
				}
			})
		}
	}
}
