package tiff_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
)

// page returns a small RGB page with tags of its own.
func page(tags map[int]any) image {
	return image{w: 20, h: 10, bits: 8, samples: 3, photometric: 2, compression: deflated, rows: 4, tags: tags, value: pattern(8, 0)}
}

// TestRefused gives files that must fail, with the code and what the error names.
func TestRefused(t *testing.T) {
	t.Parallel()
	stored := page(nil)
	stored.compression = uncompressed
	storedWith := func(tags map[int]any) image {
		p := stored
		p.tags = tags
		return p
	}
	fax := image{w: 20, h: 10, compression: faxGroup4, value: pattern(1, 0)}
	cases := []struct {
		name string
		page image
		code fault.Code
		says string
	}{
		{"old-style JPEG without tables", page(map[int]any{tagCompression: 6}), fault.Corrupt, "0 tables for 3 components"},
		{"LERC", page(map[int]any{tagCompression: 34887}), fault.Unsupported, "LERC"},
		{"LZMA", page(map[int]any{tagCompression: 34925}), fault.Unsupported, "LZMA"},
		{"ThunderScan of bytes", page(map[int]any{tagCompression: 32809}), fault.Unsupported, "ThunderScan"},
		{"NeXT of bytes", page(map[int]any{tagCompression: 32766}), fault.Unsupported, "NeXT"},
		{"SGILog", page(map[int]any{tagCompression: 34676}), fault.Unsupported, "SGILog"},
		{"a compression that nobody knows", page(map[int]any{tagCompression: 12345}), fault.Unsupported, "12345"},
		{"LogLuv", page(map[int]any{tagPhotometric: 32845}), fault.Unsupported, "logarithmic light"},
		{"a photometric interpretation that nobody knows", page(map[int]any{tagPhotometric: 77}), fault.Unsupported, "77"},
		{"complex numbers", page(map[int]any{tagSampleFormat: 6}), fault.Unsupported, "format 6"},
		{"samples of different depths", page(map[int]any{tagBitsPerSample: []int{5, 6, 5}}), fault.Unsupported, "5 and of 6 bits"},
		{"samples of 17 bits", page(map[int]any{tagBitsPerSample: []int{17, 17, 17}}), fault.Unsupported, "17 bits"},
		{"samples of no bits", page(map[int]any{tagBitsPerSample: []int{0, 0, 0}}), fault.Unsupported, "0 bits"},
		{"a palette of floats", image{w: 2, h: 2, bits: 32, format: floating, photometric: 3, value: pattern(32, floating)}, fault.Unsupported, "palette"},
		{"a predictor of bits", image{w: 2, h: 2, bits: 4, photometric: 1, compression: lzwCoding, tags: map[int]any{tagPredictor: 2}, value: pattern(4, 0)}, fault.Unsupported, "predictor 2"},
		{"a predictor of floats for whole numbers", page(map[int]any{tagPredictor: 3}), fault.Unsupported, "predictor 3"},
		{"a predictor that nobody knows", page(map[int]any{tagPredictor: 99}), fault.Unsupported, "predictor 99"},
		{"fax with uncompressed mode", image{w: 20, h: 10, compression: faxGroup4, value: pattern(1, 0), tags: replaced([]byte{0x03, 0xff, 0xff})}, fault.Unsupported, "uncompressed mode"},

		{"no width", page(map[int]any{tagImageWidth: nil}), fault.Corrupt, "0×10"},
		{"no height", page(map[int]any{tagImageLength: 0}), fault.Corrupt, "20×0"},
		{"no samples", page(map[int]any{tagSamplesPerPixel: 0}), fault.Corrupt, "0 samples"},
		{"RGB of two samples", page(map[int]any{tagSamplesPerPixel: 2}), fault.Corrupt, "2 samples"},
		{"tiles of no width", page(map[int]any{tagTileWidth: 0, tagTileLength: 16}), fault.Corrupt, "0×16"},
		{"a palette without a map", image{w: 2, h: 2, bits: 8, photometric: 3, value: pattern(8, 0)}, fault.Corrupt, "palette of 0"},
		{"a palette with half a map", image{w: 2, h: 2, bits: 8, photometric: 3, value: pattern(8, 0), tags: map[int]any{tagColourMap: make([]int, 300)}}, fault.Corrupt, "palette of 300"},
		{"too few strips", page(map[int]any{tagRowsPerStrip: 1}), fault.Corrupt, "3 offsets for 10"},
		{"no strips", page(map[int]any{tagStripOffsets: nil}), fault.Corrupt, "0 offsets for 3"},
		{"strips besides one that is as high as the page", page(map[int]any{tagRowsPerStrip: 1 << 31}), fault.Corrupt, "3 offsets for 1"},
		{"colour subsampled by 3", image{w: 6, h: 6, bits: 8, samples: 3, photometric: 6, value: pattern(8, 0), tags: map[int]any{tagYCbCrSub: []int{3, 1}}}, fault.Corrupt, "3×1"},
		{"strips that cut units of colour", image{w: 6, h: 6, bits: 8, samples: 3, photometric: 6, rows: 3, value: pattern(8, 0), subX: 1, subY: 1, tags: map[int]any{tagYCbCrSub: []int{2, 2}}}, fault.Corrupt, "2×2"},
		{"fax of bytes", image{w: 20, h: 10, bits: 8, photometric: 1, tags: map[int]any{tagCompression: faxGroup4}, value: pattern(8, 0)}, fault.Corrupt, "8 bits"},
		{"deflate that is none", page(map[int]any{tagStripOffsets: []int{4, 4, 4}}), fault.Corrupt, "strip 0: the compressed data"},
		{"LZW with a code from nowhere", image{w: 20, h: 10, bits: 8, photometric: 1, compression: lzwCoding, value: pattern(8, 0), tags: replaced([]byte{0x80, 0x7f, 0xff, 0xff})}, fault.Corrupt, "lzw code"},
		{"fax with a run beyond the row", image{w: 20, h: 10, compression: faxGroup4, value: fax.value, tags: replaced([]byte{0x26, 0xff, 0xff, 0xff})}, fault.Corrupt, "fax"},

		{"a Zstandard window of 16 MiB", image{w: 20, h: 10, bits: 8, photometric: 1, compression: zstandard, value: pattern(8, 0), tags: replaced([]byte("\x28\xb5\x2f\xfd\x00\x70"))}, fault.LimitMemory, "window"},
		{"strips beyond the file", page(map[int]any{tagStripOffsets: []int{1 << 30, 1 << 30, 1 << 30}}), fault.Truncated, "offset 1073741824"},
		{"stored rows that go beyond the file", storedWith(map[int]any{tagStripOffsets: []int{500, 700, 900}}), fault.Truncated, "data end"},
		{"compressed strips that end early", page(map[int]any{tagStripByteCounts: []int{5, 5, 5}}), fault.Truncated, "data end"},
		{"fewer rows than announced", image{w: 20, h: 10, bits: 8, photometric: 1, compression: packed, value: pattern(8, 0), tags: map[int]any{tagImageLength: 300}}, fault.Truncated, "data end"},

		{"more pixels than the file could unfold to", page(map[int]any{tagImageWidth: 1 << 20, tagImageLength: 1 << 20, tagRowsPerStrip: nil}), fault.LimitExpansion, "bytes in a file of"},
		{"a side beyond reason", page(map[int]any{tagImageWidth: math.MaxUint32}), fault.LimitPixels, "4294967295"},
		{"every tile left out", image{w: 20, h: 10, bits: 8, photometric: 1, tileW: 16, tileH: 16, value: pattern(8, 0), tags: map[int]any{tagTileOffsets: []int{0, 0}, tagTileByteCounts: []int{0, 0}}}, fault.NoPicture, "every tile"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := one(c.page)
			if body, ok := c.page.tags[tagReplaced]; ok {
				data = replaceStrip(data, body.([]byte))
			}
			_, _, err := loadertest.Decode(t, tiff.Open, data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.ErrorContains(t, err, c.says)
		})
	}
}

// tagReplaced is a private tag by which a case carries other data for its strip.
const tagReplaced = 60000

func replaced(data []byte) map[int]any { return map[int]any{tagReplaced: data} }

// replaceStrip writes other data over the first strip, which lies behind the
// header.
func replaceStrip(file, data []byte) []byte {
	file = bytes.Clone(file)
	copy(file[8:], data)
	return file
}

// TestMillionStrips has a page of a million rows, each a strip of its own.
func TestMillionStrips(t *testing.T) {
	t.Parallel()
	const n = 1 << 20
	offsets, counts := make([]int, n), make([]int, n)
	for i := range offsets {
		offsets[i], counts[i] = 8, 1
	}
	p := image{w: 8, h: 1, photometric: 1, value: pattern(1, 0), tags: map[int]any{
		tagImageLength: n, tagRowsPerStrip: 1, tagStripOffsets: offsets, tagStripByteCounts: counts,
	}}
	info, frame, err := loadertest.Decode(t, tiff.Open, one(p), picture.Want{Width: 1, Height: 100})
	require.NoError(t, err)
	require.Equal(t, n, info.Height)
	w, h := frame.Image.Size()
	require.Equal(t, []int{1, n / 8}, []int{w, h})
}

// TestTablesThatLie has tables of strips that claim more than the file has.
func TestTablesThatLie(t *testing.T) {
	t.Parallel()
	p := page(nil)
	data := one(p)
	dir := int(binary.LittleEndian.Uint32(data[4:]))
	for i := range int(binary.LittleEndian.Uint16(data[dir:])) {
		for _, count := range []uint32{0, 1, 2, 1 << 16, math.MaxUint32} {
			lying := bytes.Clone(data)
			binary.LittleEndian.PutUint32(lying[dir+2+12*i+4:], count)
			_, _, err := loadertest.Decode(t, tiff.Open, lying, picture.Want{})
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		}
	}
}

// TestCancelled stops a decode between two blocks.
func TestCancelled(t *testing.T) {
	t.Parallel()
	p := page(nil)
	p.w, p.h, p.rows = 50, 200, 1
	pic, err := tiff.Open(loadertest.Source(t, one(p), "a.tif"))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = pic.Decode(ctx, picture.Want{Width: 50, Height: 200})
	require.ErrorIs(t, err, context.Canceled)
}

func TestNotTIFF(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", "II", "II\x2a\x00", "IIU\x00\x08\x00\x00\x00", "GIF89a"} {
		_, err := tiff.Open(loadertest.Source(t, []byte(data), "a.tif"))
		require.Error(t, err)
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
	}
}
