package tiff_test

import (
	"bytes"
	"encoding/binary"
	stdimage "image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

// smooth is a picture that JPEG keeps well.
func smooth(x, y, s int) uint64 {
	return uint64(127 + 100*math.Sin(float64(x)/30+float64(s))*math.Cos(float64(y)/25))
}

// jpegPage returns a page whose segments are JPEG streams of YCbCr or of grey. The
// tables of all stand in JPEGTables.
func jpegPage(tb testing.TB, p image) image {
	tb.Helper()
	p.bits = 8
	tables, segments := []byte(nil), [][]byte(nil)
	w, h := p.w, p.rows
	if p.tileW > 0 {
		w, h = p.tileW, p.tileH
	}
	for y := 0; y < p.h; y += h {
		for x := 0; x < p.w; x += w {
			rows := h
			if p.tileW == 0 {
				rows = min(h, p.h-y)
			}
			var stream []byte
			tables, stream = splitTables(encodeJPEG(tb, p, x, y, w, rows))
			segments = append(segments, stream)
		}
	}
	p.compression = 0
	p.stored = segments
	p.tags = map[int]any{tagCompression: 7, 347: tables}
	return p
}

func encodeJPEG(tb testing.TB, p image, x0, y0, w, h int) []byte {
	tb.Helper()
	var img stdimage.Image
	if p.samples == 3 {
		rgb := stdimage.NewRGBA(stdimage.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				rgb.Set(x, y, color.RGBA{uint8(p.at(x0+x, y0+y, 0)), uint8(p.at(x0+x, y0+y, 1)), uint8(p.at(x0+x, y0+y, 2)), 255})
			}
		}
		img = rgb
	} else {
		grey := stdimage.NewGray(stdimage.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				grey.SetGray(x, y, color.Gray{Y: uint8(p.at(x0+x, y0+y, 0))})
			}
		}
		img = grey
	}
	var b bytes.Buffer
	require.NoError(tb, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

// splitTables takes the tables out of a JPEG stream and returns them as a stream of
// their own, with the rest.
func splitTables(stream []byte) (tables, rest []byte) {
	tables, rest = []byte{0xff, 0xd8}, []byte{0xff, 0xd8}
	for at := 2; ; {
		marker := stream[at+1]
		end := at + 2 + int(binary.BigEndian.Uint16(stream[at+2:]))
		switch marker {
		case 0xda:
			return append(tables, 0xff, 0xd9), append(rest, stream[at:]...)
		case 0xc4, 0xdb:
			tables = append(tables, stream[at:end]...)
		default:
			rest = append(rest, stream[at:end]...)
		}
		at = end
	}
}

func jpegFiles(tb testing.TB) (files [][]byte) {
	tb.Helper()
	for _, p := range []image{
		{w: 40, h: 30, samples: 3, photometric: 6, rows: 16, value: smooth},
		{w: 40, h: 30, samples: 1, photometric: 1, tileW: 16, tileH: 16, value: smooth},
	} {
		files = append(files, one(jpegPage(tb, p)))
	}
	return files
}

func TestJPEG(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]image{
		"YCbCr strips": {samples: 3, photometric: 6, rows: 48},
		"YCbCr tiles":  {samples: 3, photometric: 6, tileW: 64, tileH: 80},
		"one strip":    {samples: 3, photometric: 6, rows: 203},
		"grey strips":  {samples: 1, photometric: 1, rows: 16},
		"grey, odd":    {samples: 1, photometric: 0, rows: 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.w, p.h, p.value = 301, 203, smooth
			data := one(jpegPage(t, p))
			for _, want := range []picture.Want{{}, {Width: 150, Height: 100}, {Width: 75, Height: 50}, {Width: 37, Height: 25}, {Width: 10, Height: 7}} {
				requireSmooth(t, p, data, want)
			}
		})
	}
}

// requireSmooth decodes for a want and compares each pixel with what it stands for.
func requireSmooth(t *testing.T, p image, data []byte, want picture.Want) {
	t.Helper()
	_, frame, err := loadertest.Decode(t, tiff.Open, data, want)
	require.NoError(t, err)
	got, layout, _ := samples(t, frame.Image)
	w, h := frame.Image.Size()
	n := layout.Channels()
	require.Equal(t, p.samples, n)
	scale := float64(p.w) / float64(w)
	for y := range h {
		for x := range w {
			for c := range n {
				at := func(v int, side int) int { return min(int((float64(v)+0.5)*scale), side-1) }
				level := float64(smooth(at(x, p.w), at(y, p.h), c)) / 255
				if p.photometric == 0 {
					level = 1 - level
				}
				require.InDelta(t, level, got[(y*w+x)*n+c], 0.04+0.015*scale, "%d, %d of %d×%d", x, y, w, h)
			}
		}
	}
}

// TestJPEGOfRGB has streams whose three components are called RGB by the page.
func TestJPEGOfRGB(t *testing.T) {
	t.Parallel()
	p := image{w: 64, h: 48, samples: 3, photometric: 6, rows: 48, value: func(_, _, _ int) uint64 { return 200 }}
	p = jpegPage(t, p)
	p.photometric = 2
	_, frame := decode(t, one(p))
	// Grey of 200 is Y 200, Cb 128, Cr 128.
	require.Equal(t, raster.RGB, frame.Image.(*raster.Pixels[uint8]).Layout)
	for c, v := range frame.Image.(*raster.Pixels[uint8]).Row(20)[:3] {
		require.InDelta(t, []int{200, 128, 128}[c], int(v), 1)
	}
}

func TestJPEGRefused(t *testing.T) {
	t.Parallel()
	base := image{w: 40, h: 30, samples: 3, photometric: 6, rows: 16, value: smooth}
	cases := []struct {
		name   string
		change func(p *image)
		code   fault.Code
	}{
		{"no tables", func(p *image) { p.tags[347] = nil }, fault.Corrupt},
		{"tables out of the file", func(p *image) { p.tags[347] = make([]byte, 1<<17) }, fault.LimitMemory},
		{"narrower than the strip", func(p *image) { p.w = 100 }, fault.Corrupt},
		{"lower than the strip", func(p *image) { p.tags[tagRowsPerStrip], p.tags[tagImageLength] = 40, 80 }, fault.Truncated},
		{"wider than the strip", func(p *image) { p.w = 4 }, fault.Corrupt},
		{"more samples than components", func(p *image) { p.samples = 4 }, fault.Corrupt},
		{"fewer samples than components", func(p *image) { p.samples, p.photometric = 1, 1 }, fault.Corrupt},
		{"samples of 8 bits on a page of 12", func(p *image) { p.bits = 12 }, fault.Corrupt},
		{"no JPEG at all", func(p *image) { p.stored[0] = []byte("nothing of the kind") }, fault.Corrupt},
		{"an empty strip", func(p *image) { p.stored[1] = nil; p.tags[tagStripOffsets] = []int{8, 1 << 20} }, fault.Truncated},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := jpegPage(t, base)
			c.change(&p)
			_, _, err := loadertest.Decode(t, tiff.Open, one(p), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}
