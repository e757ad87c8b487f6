package raw_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/tiff"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw"
	"apsync/core/picture"
)

// large returns a file whose sensor has w×h pixels: one tile of noise, again and again.
func large(s sensor, w, h int) []byte {
	const side = 256
	s = s.defaults()
	b := newBuilt(little, 8)
	values := make([]uint16, side*side)
	seed := uint32(1)
	for i := range values {
		seed = seed*1664525 + 1013904223
		values[i] = uint16(i/side*30) + uint16(seed>>26)
	}
	data := s.coded(values, side, 1)
	offsets, counts := make([]uint32, (w/side)*(h/side)), make([]uint32, (w/side)*(h/side))
	at := b.put(data)
	for i := range offsets {
		offsets[i], counts[i] = at, uint32(len(data))
	}
	compression := 1
	if s.lossless {
		compression = 7
	}
	filters := field{0x828e, tiff.Byte, 4, func(order) []byte { return []byte{0, 1, 1, 2} }}
	white, _ := neutral()
	first := b.directory(0, long(tiff.TagNewSubfileType, 0), long(tiff.TagImageWidth, w), long(tiff.TagImageLength, h), short(tiff.TagBitsPerSample, s.bits),
		short(tiff.TagCompression, compression), short(tiff.TagPhotometric, 32803), short(tiff.TagSamplesPerPixel, 1),
		long(tiff.TagTileOffsets, offsets...), long(tiff.TagTileByteCounts, counts...), long(tiff.TagTileWidth, side), long(tiff.TagTileLength, side),
		short(0x828d, 2, 2), filters, field{tiff.TagDNGVersion, tiff.Byte, 4, func(order) []byte { return []byte{1, 4, 0, 0} }},
		fractions(0xc621, matrixD65...), fractions(0xc628, white[:]...), short(0xc65a, 21))
	return b.file("II*\x00", first, "")
}

func BenchmarkDecode(b *testing.B) {
	const w, h = 6144, 4096
	for _, c := range []struct {
		name string
		s    sensor
	}{
		{"16 bits", sensor{}},
		{"14 bits packed", sensor{bits: 14}},
		{"14 bits lossless", sensor{bits: 14, lossless: true}},
	} {
		src := loadertest.Source(b, large(c.s, w, h), "bench.dng")
		for slot, size := range map[string]int{"preview": 480, "detail": 2048, "full": w} {
			b.Run(c.name+" "+slot, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					pic, err := raw.Open(src)
					require.NoError(b, err)
					_, err = pic.Decode(b.Context(), picture.Want{Width: size, Height: size * h / w})
					require.NoError(b, err)
				}
			})
		}
	}
}
