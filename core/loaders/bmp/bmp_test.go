package bmp_test

import (
	"bytes"
	"context"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	xbmp "golang.org/x/image/bmp"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/bmp"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "bmp")
	for name, b := range encodings() {
		cases = append(cases, loadertest.Case{
			Name: name, Data: b.file(), Width: int(b.width), Height: int(max(b.height, -b.height)), NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "bmp", Open: bmp.Open, Cases: cases})
}

// encodings are larger pictures in ways that the corpus does not have.
func encodings() map[string]bitmap {
	noise := rand.New(rand.NewPCG(1, 2))
	random := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(noise.Uint32())
		}
		return string(b)
	}
	return map[string]bitmap{
		"1 bit":            {width: 67, height: 40, depth: 1, palette: quads(red, white), pixels: random(12 * 40)},
		"2 bits, top-down": {width: 67, height: -40, depth: 2, palette: quads(red, white, blue, green), pixels: random(20 * 40)},
		"16 bits":          {width: 67, height: 40, depth: 16, pixels: random(136 * 40)},
		"32 bits, alpha": {
			header: 124, width: 67, height: 40, depth: 32, compression: 3,
			fields: map[int]uint32{40: 0xff, 44: 0xff00, 48: 0xff0000, 52: 0xff000000}, pixels: random(4 * 67 * 40),
		},
		"rle4": {
			width: 67, height: 40, depth: 4, compression: 2, palette: quads(red, white, blue, green),
			pixels: strings.Repeat("\x22\x01\x00\x05\x12\x30\x10\x00\x1c\x33\x00\x00", 40) + "\x00\x01",
		},
		"rle8": {
			width: 67, height: 40, depth: 8, compression: 1, palette: quads(red, white, blue, green),
			pixels: strings.Repeat("\x20\x01\x03\x02\x20\x03\x00\x00", 40) + "\x00\x01",
		},
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	rgb := bitmap{width: 4, height: 4, depth: 24, pixels: strings.Repeat("abcd", 12)}
	with := func(change func(*bitmap)) bitmap {
		b := rgb
		change(&b)
		return b
	}
	cases := []struct {
		name string
		file bitmap
		code fault.Code
	}{
		{"no width", with(func(b *bitmap) { b.width = 0 }), fault.Corrupt},
		{"negative width", with(func(b *bitmap) { b.width = -4 }), fault.Corrupt},
		{"no height", with(func(b *bitmap) { b.height = 0 }), fault.Corrupt},
		{"a height that has no opposite", with(func(b *bitmap) { b.height = math.MinInt32 }), fault.Corrupt},
		{"12 bits per pixel", with(func(b *bitmap) { b.depth = 12 }), fault.Corrupt},
		{"64 bits per pixel, half of them missing", with(func(b *bitmap) { b.depth = 64 }), fault.Truncated},
		{"unknown compression", with(func(b *bitmap) { b.compression = 9 }), fault.Corrupt},
		{"jpeg that is none", with(func(b *bitmap) { b.compression, b.depth = 4, 0 }), fault.Corrupt},
		{"jpeg beyond the file", with(func(b *bitmap) { b.compression, b.depth, b.offset = 4, 0, 1<<30 }), fault.Truncated},
		{"png that is none", with(func(b *bitmap) { b.compression, b.depth = 5, 0 }), fault.Corrupt},
		{"os/2 huffman", with(func(b *bitmap) { b.header, b.compression, b.depth = 64, 3, 1 }), fault.Unsupported},
		{"rle8 of 4 bits", with(func(b *bitmap) { b.compression, b.depth = 1, 4 }), fault.Corrupt},
		{"a header of 13 bytes", with(func(b *bitmap) { b.header = 13 }), fault.Corrupt},
		{"a header of 2000 bytes", with(func(b *bitmap) { b.header = 2000 }), fault.Corrupt},
		{"no bit has a colour", with(func(b *bitmap) { b.depth, b.compression, b.masks = 16, 3, []uint32{0, 0, 0} }), fault.Corrupt},
		{"a pixel is missing", with(func(b *bitmap) { b.pixels = b.pixels[:47] }), fault.Truncated},
		{"huge", with(func(b *bitmap) { b.width, b.height = math.MaxInt32, math.MaxInt32 }), fault.LimitPixels},
		{"huge and run-length encoded", bitmap{width: 65535, height: 65535, depth: 8, compression: 1, pixels: "\x00\x01"}, fault.LimitExpansion},
		{"encoding that ends within", bitmap{width: 4, height: 4, depth: 8, compression: 1, pixels: "\x04\x01\x00\x00\x04"}, fault.Truncated},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, bmp.Open, c.file.file(), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// TestAgainstImage compares with golang.org/x/image/bmp what that reads.
func TestAgainstImage(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, c := range loadertest.CorpusCases(t, "bmp") {
		want, err := xbmp.Decode(bytes.NewReader(c.Data))
		if err != nil {
			continue
		}
		compared++
		_, frame, err := loadertest.Decode(t, bmp.Open, c.Data, picture.Want{})
		require.NoError(t, err, c.Name)
		got, _ := colour.ToDisplay(frame.Image, colour.Space{})
		require.Equal(t, want.Bounds(), got.Bounds(), c.Name)
		requireSame(t, want, got, c.Name)
	}
	require.GreaterOrEqual(t, compared, 4)
}

func requireSame(t *testing.T, want image.Image, got *image.NRGBA, name string) {
	t.Helper()
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			r, g, b, a := want.At(x, y).RGBA()
			gr, gg, gb, ga := got.At(x, y).RGBA()
			if r != gr || g != gg || b != gb || a != ga {
				t.Fatalf("%s at %d,%d: %v, not %v", name, x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}

// TestHostile knows what becomes of each damaged file of the corpus; "" is a
// picture.
func TestHostile(t *testing.T) {
	t.Parallel()
	codes := map[string]fault.Code{
		"Pillow__badbitcount.bmp":                              fault.Corrupt,
		"Pillow__badrle.bmp":                                   "",
		"Pillow__badwidth.bmp":                                 fault.Corrupt,
		"image__Bad_reallybig.bmp":                             fault.LimitPixels,
		"image__Bad_width.bmp":                                 fault.LimitPixels,
		"image__V5_A8_R8_G8_B8_Rgb_BadMask.bmp":                "",
		"image__imagemagick_invalid_run_length_issue_2321.bmp": "",
		"imgproxy__bmp-invalid-bpp.bmp":                        fault.Corrupt,
	}
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "bmp")) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			code, known := codes[c.Name]
			require.True(t, known)
			_, _, err := loadertest.Decode(t, bmp.Open, c.Data, picture.Want{})
			require.Equal(t, code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, b := range encodings() {
		seeds = append(seeds, b.file())
	}
	seeds = append(seeds, bitmap{
		header: 64, width: 3, height: 1, depth: 24, compression: 4, pixels: "\x03" + red + "\x00\x01",
	}.file())
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "*", "*.bmp"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, bmp.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	const w, h = 4000, 3000
	alpha := map[int]uint32{40: 0xff0000, 44: 0xff00, 48: 0xff, 52: 0xff000000}
	cases := []struct {
		name string
		file bitmap
	}{
		{"24 bits", bitmap{width: w, height: h, depth: 24, pixels: strings.Repeat("abcd", w*h*3/4)}},
		{"32 bits, alpha", bitmap{header: 124, width: w, height: h, depth: 32, compression: 3, fields: alpha, pixels: strings.Repeat("abcd", w*h)}},
		{"8 bits", bitmap{width: w, height: h, depth: 8, palette: strings.Repeat("abcd", 256), pixels: strings.Repeat("abcd", w*h/4)}},
		{"rle8", bitmap{width: w, height: h, depth: 8, compression: 1, palette: strings.Repeat("abcd", 256), pixels: strings.Repeat(strings.Repeat("\x05a\x03b", w/8)+"\x00\x00", h)}},
	}
	for _, c := range cases {
		data := c.file.file()
		for _, size := range []struct {
			name string
			want picture.Want
		}{{"full", picture.Want{Width: w, Height: h}}, {"preview", picture.Want{Width: 256, Height: 192}}} {
			b.Run(c.name+"/"+size.name, func(b *testing.B) {
				b.SetBytes(w * h)
				for b.Loop() {
					pic, err := bmp.Open(loadertest.Source(b, data, "b.bmp"))
					require.NoError(b, err)
					_, err = pic.Decode(context.Background(), size.want)
					require.NoError(b, err)
				}
			})
		}
	}
}
