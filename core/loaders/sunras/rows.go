package sunras

import (
	"bufio"

	"apsync/core/codec/bands"
)

// escape begins a run: it is followed by 0 and stands for itself, or by how often,
// less one, the byte behind that is repeated.
const escape = 0x80

// nextRun returns a function that reads one run after the other.
func nextRun(in *bufio.Reader) func() (n int, value byte, err error) {
	return func() (n int, value byte, err error) {
		value, err = in.ReadByte()
		if err != nil || value != escape {
			return 1, value, err
		}
		count, err := in.ReadByte()
		if err != nil || count == 0 {
			return 1, value, err
		}
		value, err = in.ReadByte()
		return int(count) + 1, value, err
	}
}

// converter returns what makes samples of a stored row.
func (f *file) converter() func(dst []uint8, stored []byte) {
	if f.depth > 8 {
		return f.pixels
	}
	if f.palette == nil && f.depth == 1 {
		return func(dst, stored []uint8) { bands.Bilevel(dst, stored, 1) }
	}
	if f.palette == nil {
		return func(dst, stored []uint8) { copy(dst, stored) }
	}
	indices := make([]uint8, f.width)
	return func(dst, stored []uint8) {
		bands.Unpack(indices, stored, f.depth)
		f.palette.RGB(dst, indices)
	}
}

// pixels takes three bytes of each pixel, the last of them red but in files of
// type RGB.
func (f *file) pixels(dst, stored []uint8) {
	size := f.depth / 8
	first, last := size-1, size-3
	if f.kind == formatRGB {
		first, last = last, first
	}
	for ; len(dst) >= 3 && len(stored) >= size; dst, stored = dst[3:], stored[size:] {
		dst[0], dst[1], dst[2] = stored[first], stored[size-2], stored[last]
	}
}
