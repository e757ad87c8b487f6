package sunras

import (
	"bufio"

	"apsync/core/codec/scan"
)

// escape begins a run: it is followed by 0 and stands for itself, or by how often,
// less one, the byte behind that is repeated.
const escape = 0x80

// runs reads byte-encoded rows; runs go on over their ends.
type runs struct {
	r     *bufio.Reader
	left  int
	value byte
}

// row fills dst.
func (r *runs) row(dst []byte) error {
	for len(dst) > 0 {
		if r.left == 0 {
			if err := r.next(); err != nil {
				return err
			}
		}
		n := min(r.left, len(dst))
		for i := range dst[:n] {
			dst[i] = r.value
		}
		r.left -= n
		dst = dst[n:]
	}
	return nil
}

func (r *runs) next() error {
	b, err := r.r.ReadByte()
	if err != nil {
		return err
	}
	r.left, r.value = 1, b
	if b != escape {
		return nil
	}
	n, err := r.r.ReadByte()
	if err != nil || n == 0 {
		return err
	}
	r.left = int(n) + 1
	r.value, err = r.r.ReadByte()
	return err
}

// converter returns what makes samples of a stored row.
func (f *file) converter() func(dst, stored []uint8) {
	if f.depth > 8 {
		return f.pixels
	}
	if f.palette == nil {
		return func(dst, stored []uint8) {
			scan.Unpack(dst, stored, f.depth)
			if f.depth == 1 {
				whiteBehind(dst)
			}
		}
	}
	indices := make([]uint8, f.width)
	return func(dst, stored []uint8) {
		scan.Unpack(indices, stored, f.depth)
		f.palette.RGB(dst, indices)
	}
}

// whiteBehind makes 1 black and 0 white.
func whiteBehind(row []uint8) {
	for i, v := range row {
		row[i] = v - 1
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
