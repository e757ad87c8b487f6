package bands

import "math"

// Unpack writes samples of depth bits, 1, 2, 4 or 8, of which the first lies in the
// highest bits of a byte. What src lacks stays as it is.
func Unpack(dst, src []byte, depth int) {
	switch depth {
	case 8:
		copy(dst, src)
		return
	case 1:
		unpackBits(dst, src)
		return
	}
	n, mask := 8/depth, byte(1<<depth-1)
	for _, b := range src {
		part := dst[:min(n, len(dst))]
		for i := range part {
			part[i] = b >> (8 - depth*(i+1)) & mask
		}
		dst = dst[len(part):]
	}
}

func unpackBits(dst, src []byte) {
	for ; len(dst) >= 8 && len(src) > 0; dst, src = dst[8:], src[1:] {
		b := src[0]
		d := dst[:8]
		d[0], d[1], d[2], d[3] = b>>7, b>>6&1, b>>5&1, b>>4&1
		d[4], d[5], d[6], d[7] = b>>3&1, b>>2&1, b>>1&1, b&1
	}
	if len(src) == 0 {
		return
	}
	for i := range dst {
		dst[i] = src[0] >> (7 - i) & 1
	}
}

// Bilevel writes black and white for bits, of which the first is the highest of a byte
// and black is the value of a black one.
func Bilevel(dst, src []byte, black byte) {
	unpackBits(dst, src)
	for i, v := range dst {
		dst[i] = -(v ^ black)
	}
}

// PackedBytes is the size of a row of n samples of depth bits, in whole bytes.
func PackedBytes(n, depth int) int64 { return (int64(n)*int64(depth) + 7) / 8 }

// Palette holds red, green, blue and alpha of each index.
type Palette [256][4]uint8

// RGB maps indices to three samples each.
func (p *Palette) RGB(dst, indices []byte) {
	for _, index := range indices {
		if len(dst) < 3 {
			return
		}
		c := &p[index]
		dst[0], dst[1], dst[2] = c[0], c[1], c[2]
		dst = dst[3:]
	}
}

// RGBA maps indices to four samples each.
func (p *Palette) RGBA(dst, indices []byte) {
	for _, index := range indices {
		if len(dst) < 4 {
			return
		}
		copy(dst[:4], p[index][:])
		dst = dst[4:]
	}
}

// Scale8 returns the samples of 0 to top, at least 1, on the range of a byte. Larger
// ones are white.
func Scale8(top int) *[256]uint8 {
	var t [256]uint8
	for v := range t {
		t[v] = uint8((min(v, top)*math.MaxUint8 + top/2) / top)
	}
	return &t
}

// Scale16 returns the samples of 0 to top, at least 1 and at most 65535, on the range
// of 16 bits. Larger ones are white.
func Scale16(top int) []uint16 {
	t := make([]uint16, 1<<16)
	for v := range t {
		t[v] = uint16((min(v, top)*math.MaxUint16 + top/2) / top)
	}
	return t
}

// Scale16Bytes is what Scale16 allocates.
const Scale16Bytes = 2 << 16
