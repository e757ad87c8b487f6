package png_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/png"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// seeds are small files of every kind.
func seeds() [][]byte {
	var files [][]byte
	for _, kind := range kinds {
		for _, depth := range kind.depths {
			for _, trns := range transparencies(kind.colourType, depth) {
				s := spec{
					w: 9, h: 7, depth: depth, colourType: kind.colourType, trns: trns,
					filter: mixedFilters, interlaced: depth%3 == 1, split: 40,
				}
				files = append(files, s.file())
			}
		}
	}
	apple := spec{w: 4, h: 4, depth: 8, colourType: trueAlpha, apple: true}
	calibrated := spec{w: 4, h: 4, depth: 8, colourType: trueColor, before: join(
		iccp(profile("RGB ")), gamma(45455), adobeChroma, cicp(9, 16, 0, 1))}
	return append(files, apple.file(), calibrated.file())
}

func FuzzOpen(f *testing.F) { loadertest.Fuzz(f, png.Open, seeds()...) }

// FuzzRepaired is FuzzOpen with every chunk's checksum put right, behind which
// little else would be found.
func FuzzRepaired(f *testing.F) {
	open := func(src *picture.Source) (picture.Picture, error) {
		data, err := src.Bytes(0, src.Size())
		if err != nil {
			return nil, err
		}
		repair(data)
		repaired, err := picture.NewSource(bytes.NewReader(data), src.Size(), src.Name())
		if err != nil {
			return nil, err
		}
		return png.Open(repaired)
	}
	loadertest.Fuzz(f, open, seeds()...)
}

func repair(data []byte) {
	for off := 8; off+12 <= len(data); {
		n := int(binary.BigEndian.Uint32(data[off:]))
		if n > len(data)-off-12 {
			return
		}
		sum := crc32.ChecksumIEEE(data[off+4 : off+8+n])
		binary.BigEndian.PutUint32(data[off+8+n:], sum)
		off += 12 + n
	}
}

// FuzzRows makes a file of any rows: what is a picture to the standard library is
// the same one to us.
func FuzzRows(f *testing.F) {
	for i, kind := range kinds {
		for _, depth := range kind.depths {
			s := spec{w: 9, h: 7, depth: depth, colourType: kind.colourType, filter: mixedFilters}
			f.Add(uint8(i), uint8(depth), uint8(s.w), uint8(s.h), false, []byte{0, 3}, s.rows())
			s.interlaced = true
			f.Add(uint8(i), uint8(depth), uint8(s.w), uint8(s.h), true, []byte(nil), s.rows())
		}
	}
	f.Fuzz(func(t *testing.T, kind, depth, w, h uint8, interlaced bool, trns, rows []byte) {
		s := spec{
			w: int(w), h: int(h), depth: int(depth) % 17, interlaced: interlaced, trns: trns,
			colourType: kinds[int(kind)%len(kinds)].colourType,
		}
		palette := chunk("PLTE", colours(1<<min(s.depth, 8)))
		data := join([]byte(png.Signature), s.header(), palette)
		if s.colourType != indexed {
			data = join([]byte(png.Signature), s.header())
		}
		if len(trns) > 0 && !beyond(trns, s) {
			data = append(data, chunk("tRNS", trns)...)
		}
		data = join(data, s.data(zipped(rows)), chunk("IEND", nil))
		want, err := reference(data)
		if err != nil {
			_, _, _ = loadertest.Decode(t, png.Open, data, picture.Want{})
			return
		}
		_, frame, err := loadertest.Decode(t, png.Open, data, picture.Want{})
		require.NoError(t, err)
		requireSamePixels(t, want, frame.Image)
	})
}

// beyond reports whether a transparent colour has bits that the picture's depth
// does not: they are to be ignored (PNG §11.3.1.1), which the standard library
// does not do.
func beyond(trns []byte, s spec) bool {
	for i := 0; i+1 < len(trns) && s.colourType != indexed; i += 2 {
		if int(binary.BigEndian.Uint16(trns[i:]))>>s.depth != 0 {
			return true
		}
	}
	return false
}
