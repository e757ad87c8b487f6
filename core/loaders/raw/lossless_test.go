package raw_test

import "math/bits"

// lossless encodes samples of so many components in lossless JPEG with predictor 1 (T.81
// annex H). The Huffman codes of all 17 sizes of differences have five bits.
func lossless(components, w, h, precision int, samples []uint16) []byte {
	out := []byte{0xff, 0xd8, 0xff, 0xc3, 0, byte(8 + 3*components), byte(precision), byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(components)}
	for i := range components {
		out = append(out, byte(i+1), 0x11, 0)
	}
	out = append(out, 0xff, 0xc4, 0, 2+17+17, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	for i := range 17 {
		out = append(out, byte(i))
	}
	out = append(out, 0xff, 0xda, 0, byte(6+2*components), byte(components))
	for i := range components {
		out = append(out, byte(i+1), 0)
	}
	out = append(out, 1, 0, 0)
	var acc uint64
	have := 0
	put := func(v uint32, n int) {
		acc, have = acc<<n|uint64(v), have+n
		for have >= 8 {
			have -= 8
			b := byte(acc >> have)
			if out = append(out, b); b == 0xff {
				out = append(out, 0)
			}
		}
	}
	row := w * components
	for i, v := range samples {
		predicted := 1 << (precision - 1)
		switch {
		case i%row >= components:
			predicted = int(samples[i-components])
		case i >= row:
			predicted = int(samples[i-row])
		}
		diff := int(int16(int(v) - predicted))
		size := bits.Len(uint(max(diff, -diff)))
		put(uint32(size), 5)
		switch {
		case size == 16:
		case diff < 0:
			put(uint32(diff+1<<size-1), size)
		default:
			put(uint32(diff), size)
		}
	}
	put(0x7f, 7)
	return append(out, 0xff, 0xd9)
}
