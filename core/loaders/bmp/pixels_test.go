package bmp_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/bmp"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

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
