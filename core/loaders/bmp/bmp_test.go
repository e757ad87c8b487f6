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

func TestPixels(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		file bitmap
		want []string
	}{
		{
			"1 bit, bottom row first",
			bitmap{width: 3, height: 2, depth: 1, palette: quads(red, white), pixels: longs(0x40, 0xa0)},
			[]string{"ffffff ff0000 ffffff", "ff0000 ffffff ff0000"},
		},
		{
			"2 bits",
			bitmap{width: 5, height: 1, depth: 2, palette: quads(red, white, blue, green), pixels: longs(0x401b)},
			[]string{"ff0000 ffffff 0000ff 00ff00 ffffff"},
		},
		{
			"4 bits, top-down",
			bitmap{width: 3, height: -2, depth: 4, palette: quads(red, white, blue), pixels: longs(0x0201, 0x1002)},
			[]string{"ff0000 ffffff ff0000", "ff0000 0000ff ffffff"},
		},
		{
			"8 bits, indices beyond the palette are black",
			bitmap{width: 3, height: 1, depth: 8, colours: 2, palette: quads(red, white), pixels: "\x00\x01\x02\x00"},
			[]string{"ff0000 ffffff 000000"},
		},
		{
			"8 bits, palette shorter than announced",
			bitmap{width: 2, height: 1, depth: 8, palette: quads(red, white), pixels: "\x01\x40\x00\x00"},
			[]string{"ffffff 000000"},
		},
		{
			"8 bits, palette of 300 colours",
			bitmap{
				width: 2, height: 1, depth: 8, colours: 300,
				palette: quads(red) + strings.Repeat("\x00", 299*4), pixels: "\x00\x01\x00\x00",
			},
			[]string{"ff0000 000000"},
		},
		{
			"palette of a size that no file has",
			bitmap{width: 2, height: 1, depth: 8, colours: 0x80000100, palette: quads(red, white), pixels: "\x00\x01\x00\x00"},
			[]string{"ff0000 ffffff"},
		},
		{
			"os/2 1.x: entries of three bytes",
			bitmap{header: 12, width: 2, height: 1, depth: 8, palette: red + white, pixels: "\x01\x00\x00\x00"},
			[]string{"ffffff ff0000"},
		},
		{
			"os/2 2.x of 16 bytes",
			bitmap{header: 16, width: 2, height: 1, depth: 1, palette: quads(red, white), pixels: longs(0x40)},
			[]string{"ff0000 ffffff"},
		},
		{
			"os/2 2.x of 64 bytes",
			bitmap{header: 64, width: 1, height: 1, depth: 24, pixels: green + "\x00"},
			[]string{"00ff00"},
		},
		{
			"a header of a size that nobody defined",
			bitmap{header: 66, width: 1, height: 1, depth: 24, pixels: blue + "\x00"},
			[]string{"0000ff"},
		},
		{
			"24 bits, padding of the last row missing",
			bitmap{width: 2, height: 2, depth: 24, pixels: red + green + "??" + blue + white},
			[]string{"0000ff ffffff", "ff0000 00ff00"},
		},
		{
			"16 bits: white is white",
			bitmap{width: 3, height: 1, depth: 16, pixels: words(0x7fff, 0x7c00, 0x8010, 0)},
			[]string{"ffffff ff0000 000084"},
		},
		{
			"16 bits with masks behind the header",
			bitmap{
				width: 2, height: 1, depth: 16, compression: 3, masks: []uint32{0xf800, 0x07e0, 0x001f},
				pixels: words(0x07e0, 0xf81f),
			},
			[]string{"00ff00 ff00ff"},
		},
		{
			"masks of 2, 3 and 1 bits",
			bitmap{
				width: 3, height: 1, depth: 16, compression: 3, masks: []uint32{0x30, 0x0e, 0x01},
				pixels: words(0x3f, 0x10, 0x02, 0),
			},
			[]string{"ffffff 550000 002400"},
		},
		{
			"masks of 11, 11 and 10 bits",
			bitmap{
				width: 3, height: 1, depth: 32, compression: 3, masks: []uint32{0xffe00000, 0x1ffc00, 0x3ff},
				pixels: longs(0xffffffff, 0xffe00000, 0x200),
			},
			[]string{"ffffff ff0000 000080"},
		},
		{
			"a mask of no bits",
			bitmap{
				width: 1, height: 1, depth: 16, compression: 3, masks: []uint32{0xff00, 0xff, 0},
				pixels: words(0xff80, 0),
			},
			[]string{"ff8000"},
		},
		{
			"32 bits: the fourth byte is no alpha",
			bitmap{width: 2, height: 1, depth: 32, pixels: longs(0x80ff0000, 0x0000ff00)},
			[]string{"ff0000 00ff00"},
		},
		{
			"32 bits in V3 with a mask of alpha",
			bitmap{
				header: 56, width: 2, height: 1, depth: 32, compression: 3,
				fields: map[int]uint32{40: 0xff0000, 44: 0xff00, 48: 0xff, 52: 0xff000000},
				pixels: longs(0x80ff0000, 0xff00ff00),
			},
			[]string{"ff000080 00ff00ff"},
		},
		{
			"32 bits in V3 without a mask of alpha",
			bitmap{
				header: 56, width: 1, height: 1, depth: 32, compression: 3,
				fields: map[int]uint32{40: 0xff000000, 44: 0xff0000, 48: 0xff00}, pixels: longs(0xff00ff80),
			},
			[]string{"ff00ff"},
		},
		{
			"alpha mask in the place of another field of os/2",
			bitmap{
				header: 64, width: 1, height: 1, depth: 32,
				fields: map[int]uint32{52: 0xff000000}, pixels: longs(0x80ff0000),
			},
			[]string{"ff0000"},
		},
		{
			"32 bits in V5 without bit fields, alpha stated",
			bitmap{
				header: 124, width: 1, height: 1, depth: 32,
				fields: map[int]uint32{52: 0x80000000}, pixels: longs(0x40ff0000),
			},
			[]string{"ff000040"},
		},
		{
			"16 bits with four of alpha",
			bitmap{
				header: 124, width: 2, height: 1, depth: 16, compression: 3,
				fields: map[int]uint32{40: 0x0f00, 44: 0xf0, 48: 0x0f, 52: 0xf000}, pixels: words(0x8f00, 0x00f0),
			},
			[]string{"ff000088 00ff0000"},
		},
		{
			"BI_ALPHABITFIELDS",
			bitmap{
				width: 1, height: 1, depth: 32, compression: 6,
				masks: []uint32{0xff, 0xff00, 0xff0000, 0xff000000}, pixels: longs(0x010203ff),
			},
			[]string{"ff030201"},
		},
		{
			"alpha that is 0 everywhere is unused",
			bitmap{
				header: 124, width: 2, height: 1, depth: 32, compression: 3,
				fields: map[int]uint32{40: 0xff0000, 44: 0xff00, 48: 0xff, 52: 0xff000000},
				pixels: longs(0x00ff0000, 0x0000ff00),
			},
			[]string{"ff0000ff 00ff00ff"},
		},
		{
			"a mask of alpha over the colours was never filled",
			bitmap{
				header: 56, width: 1, height: 1, depth: 32, compression: 3,
				fields: map[int]uint32{40: 0xff0000, 44: 0xff00, 48: 0xff, 52: 0xffffffff}, pixels: longs(0x00ff0000),
			},
			[]string{"ff0000"},
		},
		{
			"pixel offset 0",
			bitmap{width: 1, height: 1, depth: 24, offset: 1, pixels: green + "\x00"},
			[]string{"00ff00"},
		},
		{
			"pixel offset beyond the file",
			bitmap{width: 1, height: 1, depth: 24, offset: 1 << 30, pixels: green + "\x00"},
			[]string{"00ff00"},
		},
		{
			"pixel offset that leaves too little",
			bitmap{width: 1, height: 2, depth: 24, offset: 58, pixels: green + "\x00" + red + "\x00"},
			[]string{"ff0000", "00ff00"},
		},
		{
			"unused bytes in front of the pixels",
			bitmap{width: 1, height: 1, depth: 24, offset: 58, pixels: "\xaa\xaa\xaa\xaa" + green + "\x00"},
			[]string{"00ff00"},
		},
		{
			"true colour with a palette",
			bitmap{width: 1, height: 1, depth: 24, colours: 2, palette: quads(red, red), pixels: green + "\x00"},
			[]string{"00ff00"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, frame, err := loadertest.Decode(t, bmp.Open, c.file.file(), picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.want, pixels(t, frame))
		})
	}
}

// TestRunLengths has palette 0 red, 1 white, 2 blue, 3 green.
func TestRunLengths(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		depth  uint16
		stream string
		want   []string
	}{
		{"runs and rows from the bottom", 8, "\x02\x01\x01\x02\x00\x00\x03\x03\x00\x01", []string{"00ff00 00ff00 00ff00", "ffffff ffffff 0000ff"}},
		{"absolute, padded to two bytes", 8, "\x00\x03\x01\x02\x03\x00\x00\x00\x03\x01\x00\x01", []string{"ffffff ffffff ffffff", "ffffff 0000ff 00ff00"}},
		{"four bits alternate", 4, "\x03\x12\x00\x00\x00\x03\x12\x30\x00\x01", []string{"ffffff 0000ff 00ff00", "ffffff 0000ff ffffff"}},
		{"a delta leaves colour 0", 8, "\x01\x01\x00\x02\x01\x00\x01\x02\x00\x01", []string{"ff0000 ff0000 ff0000", "ffffff ff0000 0000ff"}},
		{"a delta upwards", 8, "\x00\x02\x02\x01\x01\x03\x00\x01", []string{"ff0000 ff0000 00ff00", "ff0000 ff0000 ff0000"}},
		{"rows and bitmap end early", 8, "\x01\x01\x00\x00\x00\x01", []string{"ff0000 ff0000 ff0000", "ffffff ff0000 ff0000"}},
		{"runs over the row's end are cut", 8, "\xff\x01\x00\x00\x01\x02\xff\x03\x00\x01", []string{"0000ff 00ff00 00ff00", "ffffff ffffff ffffff"}},
		{"absolute over the row's end is cut", 4, "\x01\x10\x00\x05\x23\x12\x30\x00\x00\x00\x03\x33\x00\x01", []string{"00ff00 00ff00 00ff00", "ffffff 0000ff 00ff00"}},
		{"a delta out of the picture ends it", 8, "\x03\x01\x00\x02\x00\xff\x01\x02", []string{"ff0000 ff0000 ff0000", "ffffff ffffff ffffff"}},
		{"no end of bitmap", 8, "\x03\x01\x00\x00\x03\x02", []string{"0000ff 0000ff 0000ff", "ffffff ffffff ffffff"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := bitmap{
				width: 3, height: 2, depth: c.depth, compression: 1, palette: quads(red, white, blue, green), pixels: c.stream,
			}
			if c.depth == 4 {
				file.compression = 2
			}
			_, frame, err := loadertest.Decode(t, bmp.Open, file.file(), picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.want, pixels(t, frame))
		})
	}
}

func TestRLE24(t *testing.T) {
	t.Parallel()
	file := bitmap{
		header: 64, width: 3, height: 2, depth: 24, compression: 4,
		pixels: "\x02" + red + "\x01" + blue + "\x00\x00" + "\x00\x03" + green + white + red + "\x00" + "\x00\x01",
	}
	_, frame, err := loadertest.Decode(t, bmp.Open, file.file(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []string{"00ff00 ffffff ff0000", "ff0000 ff0000 0000ff"}, pixels(t, frame))
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
		{"64 bits per pixel", with(func(b *bitmap) { b.depth = 64 }), fault.Unsupported},
		{"unknown compression", with(func(b *bitmap) { b.compression = 9 }), fault.Corrupt},
		{"jpeg", with(func(b *bitmap) { b.compression, b.depth = 4, 0 }), fault.Unsupported},
		{"png", with(func(b *bitmap) { b.compression, b.depth = 5, 0 }), fault.Unsupported},
		{"os/2 huffman", with(func(b *bitmap) { b.header, b.compression, b.depth = 64, 3, 1 }), fault.Unsupported},
		{"rle8 of 4 bits", with(func(b *bitmap) { b.compression, b.depth = 1, 4 }), fault.Corrupt},
		{"a header of 13 bytes", with(func(b *bitmap) { b.header = 13 }), fault.Corrupt},
		{"a header of 2000 bytes", with(func(b *bitmap) { b.header = 2000 }), fault.Corrupt},
		{"no bit has a colour", with(func(b *bitmap) { b.depth, b.compression, b.masks = 16, 3, []uint32{0, 0, 0} }), fault.Corrupt},
		{"a pixel is missing", with(func(b *bitmap) { b.pixels = b.pixels[:47] }), fault.Truncated},
		{"huge", with(func(b *bitmap) { b.width, b.height = math.MaxInt32, math.MaxInt32 }), fault.Truncated},
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

func TestColourSpace(t *testing.T) {
	t.Parallel()
	fixed := func(v float64) uint32 { return uint32(int32(v * (1 << 30))) }
	endpoints := func(v ...float64) map[int]uint32 {
		fields := map[int]uint32{96: 0x23333, 100: 0x23333, 104: 0x23333} // 2.2
		for i, x := range v {
			fields[60+4*i] = fixed(x)
		}
		return fields
	}
	decode := func(t *testing.T, b bitmap) colour.Space {
		t.Helper()
		b.width, b.height, b.depth = 1, 1, 24
		_, frame, err := loadertest.Decode(t, bmp.Open, b.file(), picture.Want{})
		require.NoError(t, err)
		return frame.Space
	}

	t.Run("sRGB", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, colour.Space{}, decode(t, bitmap{header: 108, fields: map[int]uint32{56: 0x73524742}, pixels: red + "\x00"}))
	})
	t.Run("calibrated, left empty", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, colour.Space{}, decode(t, bitmap{header: 108, pixels: red + "\x00"}))
	})
	t.Run("calibrated to the primaries of sRGB", func(t *testing.T) {
		t.Parallel()
		space := decode(t, bitmap{
			header: 108, pixels: red + "\x00",
			fields: endpoints(0.64, 0.33, 0.03, 0.30, 0.60, 0.10, 0.15, 0.06, 0.79),
		})
		require.Nil(t, space.Primaries)
		require.Equal(t, colour.TransferGamma, space.Transfer)
		require.InDelta(t, 2.2, space.Gamma, 0.001)
	})
	t.Run("calibrated as XYZ of Adobe RGB", func(t *testing.T) {
		t.Parallel()
		space := decode(t, bitmap{
			header: 108, pixels: red + "\x00",
			fields: endpoints(0.57667, 0.29734, 0.02703, 0.18556, 0.62736, 0.07069, 0.18823, 0.07529, 0.99134),
		})
		require.NotNil(t, space.Primaries)
		require.InDelta(t, 0.21, space.Primaries.Green.X, 0.001)
		require.InDelta(t, 0.71, space.Primaries.Green.Y, 0.001)
		require.InDelta(t, 0.3127, space.Primaries.White.X, 0.001)
	})
	t.Run("gamma stated as its inverse", func(t *testing.T) {
		t.Parallel()
		fields := endpoints(0.64, 0.33, 0.03, 0.30, 0.60, 0.10, 0.15, 0.06, 0.79)
		fields[100] = 0x745d // 0.4545
		require.InDelta(t, 2.2, decode(t, bitmap{header: 108, pixels: red + "\x00", fields: fields}).Gamma, 0.001)
	})
	t.Run("embedded profile", func(t *testing.T) {
		t.Parallel()
		space := decode(t, bitmap{
			header: 124, pixels: red + "\x00profile",
			fields: map[int]uint32{56: 0x4d424544, 112: 128, 116: 7},
		})
		require.Equal(t, "profile", string(space.ICC))
	})
	t.Run("embedded profile that is not there", func(t *testing.T) {
		t.Parallel()
		fields := map[int]uint32{56: 0x4d424544, 112: 128, 116: 70}
		require.Empty(t, decode(t, bitmap{header: 124, pixels: red + "\x00", fields: fields}).ICC)
	})
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
			require.Equal(t, [4]uint32{r, g, b, a}, [4]uint32{gr, gg, gb, ga}, "%s at %d,%d", name, x, y)
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
		"image__Bad_reallybig.bmp":                             fault.Truncated,
		"image__Bad_width.bmp":                                 fault.Truncated,
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

// TestUnusedAlphaShrunk decodes small a picture whose colours would be lost to an
// alpha that is unused.
func TestUnusedAlphaShrunk(t *testing.T) {
	t.Parallel()
	file := bitmap{
		header: 124, width: 4, height: 4, depth: 32, compression: 3,
		fields: map[int]uint32{40: 0xff0000, 44: 0xff00, 48: 0xff, 52: 0xff000000},
		pixels: strings.Repeat(longs(0x00ff8000), 16),
	}
	_, frame, err := loadertest.Decode(t, bmp.Open, file.file(), picture.Want{Width: 1, Height: 1})
	require.NoError(t, err)
	require.Equal(t, []string{"ff8000ff"}, pixels(t, frame))
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
