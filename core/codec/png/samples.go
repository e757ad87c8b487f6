package png

import (
	"encoding/binary"

	"apsync/core/raster"
)

// unpacker turns the bytes of a stored row into the samples of dst, which says how
// many pixels there are. It returns dst, or row where that is the samples already.
type unpacker[T uint8 | uint16] func(dst []T, row []byte) []T

// unpacker8 returns the unpacker for depths up to 8.
func (f *file) unpacker8() unpacker[uint8] {
	switch {
	case f.colourType == indexed:
		return f.lookup(f.paletteTable())
	case f.colourType == grey && (f.depth < 8 || f.trns != nil):
		return f.lookup(f.greyTable())
	case f.colourType == trueColor && f.trns != nil:
		return keyed8([3]byte{f.trns[1], f.trns[3], f.trns[5]})
	case f.apple && f.colourType == trueColor:
		return swapped[uint8](3, asIs)
	case f.apple && f.colourType == trueAlpha:
		return swapped[uint8](4, asIs)
	}
	return asIs
}

// premultiplied reports whether colours are multiplied by alpha already, as Apple's
// are.
func (f *file) premultiplied() bool { return f.apple && f.colourType == trueAlpha }

// asIs is the unpacker of rows that are samples already.
func asIs(dst, row []byte) []byte { return row[:len(dst)] }

// table holds a pixel for every stored value.
type table [256][4]byte

func (f *file) paletteTable() *table {
	t := new(table)
	for i := range t {
		t[i][3] = 255
		if 3*i < len(f.palette) {
			copy(t[i][:3], f.palette[3*i:])
		}
		if i < len(f.trns) {
			t[i][3] = f.trns[i]
		}
	}
	return t
}

func (f *file) greyTable() *table {
	t := new(table)
	most := 1<<f.depth - 1
	for i := range most + 1 {
		t[i] = [4]byte{byte(i * 255 / most), 255}
	}
	if f.trns != nil {
		t[int(binary.BigEndian.Uint16(f.trns))&most][1] = 0
	}
	return t
}

// lookup returns the unpacker that replaces values by the pixels of a table.
func (f *file) lookup(t *table) unpacker[uint8] {
	n := f.layout().Channels()
	var values []byte
	if f.depth < 8 {
		values = make([]byte, f.width)
	}
	return func(dst, row []byte) []byte {
		if f.depth < 8 {
			part := values[:len(dst)/n]
			split(part, row, f.depth)
			row = part
		}
		look(dst, row, t, n)
		return dst
	}
}

// split fills dst with the values of depth bits that row holds, highest bits
// first.
func split(dst, row []byte, depth int) {
	per := 8 / depth
	mask := byte(1<<depth - 1)
	for ; len(dst) >= per && len(row) > 0; dst, row = dst[per:], row[1:] {
		v := row[0]
		for i := per - 1; i >= 0; i-- {
			dst[i] = v & mask
			v >>= depth
		}
	}
	for i := range dst {
		dst[i] = row[0] >> (8 - depth*(i+1)) & mask
	}
}

// look fills dst with the table's pixels for row's values.
func look(dst, row []byte, t *table, n int) {
	switch n {
	case 1:
		dst = dst[:len(row)]
		for i, v := range row {
			dst[i] = t[v][0]
		}
	case 2:
		for _, v := range row {
			dst[0], dst[1] = t[v][0], t[v][1]
			dst = dst[2:]
		}
	case 3:
		for _, v := range row {
			dst[0], dst[1], dst[2] = t[v][0], t[v][1], t[v][2]
			dst = dst[3:]
		}
	default:
		for _, v := range row {
			copy(dst[:4], t[v][:])
			dst = dst[4:]
		}
	}
}

// keyed8 returns the unpacker of pictures in which one colour is transparent.
func keyed8(key [3]byte) unpacker[uint8] {
	return func(dst, row []byte) []byte {
		for out := dst; len(out) >= 4 && len(row) >= 3; out, row = out[4:], row[3:] {
			out[0], out[1], out[2], out[3] = row[0], row[1], row[2], 255
			if [3]byte(row) == key {
				out[3] = 0
			}
		}
		return dst
	}
}

// swapped returns the unpacker that exchanges the first and the third of n samples
// after unpacking them.
func swapped[T uint8 | uint16](n int, unpack unpacker[T]) unpacker[T] {
	return func(dst []T, row []byte) []T {
		copy(dst, unpack(dst, row))
		for out := dst; len(out) >= n; out = out[n:] {
			out[0], out[2] = out[2], out[0]
		}
		return dst
	}
}

// unpacker16 returns the unpacker for a depth of 16.
func (f *file) unpacker16() unpacker[uint16] {
	switch {
	case f.trns != nil:
		key := make([]uint16, len(f.trns)/2)
		return keyed16(words(key, f.trns))
	case f.apple && f.colourType == trueColor:
		return swapped(3, words)
	case f.apple && f.colourType == trueAlpha:
		return swapped(4, words)
	}
	return words
}

// words reads big-endian samples.
func words(dst []uint16, row []byte) []uint16 {
	raster.ReadWords(dst, row)
	return dst
}

// keyed16 returns the unpacker of pictures in which one colour, or grey, is
// transparent.
func keyed16(key []uint16) unpacker[uint16] {
	n := len(key)
	return func(dst []uint16, row []byte) []uint16 {
		for out := dst; len(out) > n && len(row) >= 2*n; out, row = out[n+1:], row[2*n:] {
			out[n] = 0
			for c, transparent := range key {
				out[c] = binary.BigEndian.Uint16(row[2*c:])
				if out[c] != transparent {
					out[n] = 0xffff
				}
			}
		}
		return dst
	}
}
