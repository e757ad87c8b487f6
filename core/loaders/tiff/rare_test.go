package tiff_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
)

// rarePages returns small pages of codings and of meanings that few files have.
func rarePages(tb testing.TB) []image {
	tb.Helper()
	old := image{w: 24, h: 16, samples: 3, value: smooth}
	stream := encodeJPEG(tb, old, 0, 0, old.w, old.h)
	data, tables := bareTables(stream, 3)
	bare := old
	bare.tags = tables
	whole := old
	whole.tags = map[int]any{tagJPEGOffset: 8, tagJPEGLength: len(stream)}
	webp, err := hex.DecodeString(webpRGBA)
	require.NoError(tb, err)
	deep, err := hex.DecodeString(jpegOf12Bits)
	require.NoError(tb, err)
	measured := ramp(16, signed, 1, -50, map[int]any{tagNoData: []byte("-20\x00")})
	measured.compression, measured.predictor = deflated, 2
	return []image{
		oldPage(bare, data), oldPage(whole, stream), measured,
		logPage(photoLogL, sgiLog), logPage(photoLogLuv, sgiLog), logPage(photoLogLuv, sgiLog24),
		{w: 8, h: 1, bits: 4, photometric: 1, stored: [][]byte{{0xc5, 0x02, 0x53, 0x9c, 0x01}}, tags: map[int]any{tagCompression: 32809}},
		{w: 8, h: 2, bits: 2, photometric: 1, stored: [][]byte{{0, 1, 2, 0x40, 0, 1, 0, 1, 9}}, tags: map[int]any{tagCompression: 32766}},
		{w: 6, h: 4, bits: 8, samples: 4, extra: []int{2}, photometric: 2, stored: [][]byte{webp}, tags: map[int]any{tagCompression: 50001}},
		{w: 16, h: 8, bits: 12, photometric: 1, stored: [][]byte{deep}, tags: map[int]any{tagCompression: 7}},
		{w: 5, h: 4, bits: 8, samples: 2, photometric: 5, value: pattern(8, 0)},
		{w: 5, h: 4, bits: 8, samples: 3, photometric: 10, value: pattern(8, 0)},
	}
}

// TestRarePagesThatAreCut decodes pages of which ever more is missing: none panics, and
// none takes more than it said.
func TestRarePagesThatAreCut(t *testing.T) {
	t.Parallel()
	for _, p := range rarePages(t) {
		data := one(p)
		_, _, err := loadertest.Decode(t, tiff.Open, data, picture.Want{})
		require.NoError(t, err)
		for n := range data {
			damaged := append([]byte{}, data...)
			damaged[n] ^= 0xff
			for _, b := range [][]byte{data[:n], damaged} {
				_, _, _ = loadertest.Decode(t, tiff.Open, b, picture.Want{Width: 2, Height: 2})
			}
		}
	}
}
