package jpeg

import "encoding/binary"

// The transform of 8 points is that of C. Loeffler, A. Ligtenberg and G. Moschytz,
// "Practical fast 1-D DCT algorithms with 11 multiplications", ICASSP 1989, with the
// numbers' fractions as libjpeg has them.
const (
	constBits = 13 // of fraction in the constants below
	passBits  = 2  // more fraction between columns and rows

	fix0298631336 = 2446
	fix0390180644 = 3196
	fix0541196100 = 4433
	fix0765366865 = 6270
	fix0899976223 = 7373
	fix1175875602 = 9633
	fix1501321110 = 12299
	fix1847759065 = 15137
	fix1961570560 = 16069
	fix2053119869 = 16819
	fix2562915447 = 20995
	fix3072711026 = 25172
)

// lastLow is the number of the last coefficient before one, in zigzag order, that
// lies beyond the first four rows or columns.
const lastLow = 9

// inverse8 makes all pixels of a block.
func inverse8(b *block, last int, dst []uint8, stride int) {
	switch {
	case last == 0:
		v := uint64(pixel((lower(b[0])+4)>>3)) * 0x0101010101010101
		b[0] = 0
		for y := range 8 {
			binary.LittleEndian.PutUint64(dst[y*stride:], v)
		}
	case last <= lastLow:
		inverse8Low(b, dst, stride)
	default:
		inverse8All(b, dst, stride)
	}
}

const (
	columnShift = constBits - passBits
	columnBias  = 1 << (columnShift - 1) * both
	rowShift    = constBits + passBits + 3 // the transform of both directions gains 8
	rowBias     = (128<<rowShift + 1<<(rowShift-1)) * both
)

// inverse8All transforms columns, two at a time, and then rows.
func inverse8All(b *block, dst []uint8, stride int) {
	var pairs [4][8]int64 // of two rows each
	for i := range 4 {
		y0, y1, y2, y3, y4, y5, y6, y7 := transform8(b[i], b[4+i], b[8+i], b[12+i], b[16+i], b[20+i], b[24+i], b[28+i], columnBias)
		pairs[0][2*i], pairs[0][2*i+1] = across(y0, y1, columnShift)
		pairs[1][2*i], pairs[1][2*i+1] = across(y2, y3, columnShift)
		pairs[2][2*i], pairs[2][2*i+1] = across(y4, y5, columnShift)
		pairs[3][2*i], pairs[3][2*i+1] = across(y6, y7, columnShift)
	}
	*b = block{}
	for p := range pairs {
		x := &pairs[p]
		y0, y1, y2, y3, y4, y5, y6, y7 := transform8(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], rowBias)
		row := dst[2*p*stride:]
		store(row, lower(y0), lower(y1), lower(y2), lower(y3), lower(y4), lower(y5), lower(y6), lower(y7))
		store(row[stride:], upper(y0), upper(y1), upper(y2), upper(y3), upper(y4), upper(y5), upper(y6), upper(y7))
	}
}

// inverse8Low is inverse8All for a block of which only the lowest four frequencies
// in either direction are there.
func inverse8Low(b *block, dst []uint8, stride int) {
	var pairs [4][8]int64
	for i := range 2 {
		y0, y1, y2, y3, y4, y5, y6, y7 := transform8Low(b[i], b[4+i], b[8+i], b[12+i], columnBias)
		b[i], b[4+i], b[8+i], b[12+i] = 0, 0, 0, 0
		pairs[0][2*i], pairs[0][2*i+1] = across(y0, y1, columnShift)
		pairs[1][2*i], pairs[1][2*i+1] = across(y2, y3, columnShift)
		pairs[2][2*i], pairs[2][2*i+1] = across(y4, y5, columnShift)
		pairs[3][2*i], pairs[3][2*i+1] = across(y6, y7, columnShift)
	}
	for p := range pairs {
		x := &pairs[p]
		y0, y1, y2, y3, y4, y5, y6, y7 := transform8Low(x[0], x[1], x[2], x[3], rowBias)
		row := dst[2*p*stride:]
		store(row, lower(y0), lower(y1), lower(y2), lower(y3), lower(y4), lower(y5), lower(y6), lower(y7))
		store(row[stride:], upper(y0), upper(y1), upper(y2), upper(y3), upper(y4), upper(y5), upper(y6), upper(y7))
	}
}

// store writes a row of pixels that are still to be divided by 2^rowShift.
func store(dst []uint8, a, b, c, d, e, f, g, h int32) {
	a, b, c, d, e, f, g, h = a>>rowShift, b>>rowShift, c>>rowShift, d>>rowShift, e>>rowShift, f>>rowShift, g>>rowShift, h>>rowShift
	if uint32(a|b|c|d|e|f|g|h) > 255 {
		a, b, c, d, e, f, g, h = clamp(a), clamp(b), clamp(c), clamp(d), clamp(e), clamp(f), clamp(g), clamp(h)
	}
	low := uint32(a) | uint32(b)<<8 | uint32(c)<<16 | uint32(d)<<24
	high := uint32(e) | uint32(f)<<8 | uint32(g)<<16 | uint32(h)<<24
	binary.LittleEndian.PutUint64(dst, uint64(low)|uint64(high)<<32)
}

func clamp(v int32) int32 { return min(255, max(0, v)) }

// transform8 is the inverse DCT of 8 points, times √8 and 2^constBits, plus a bias.
// Its many parameters stay in registers, where those of an array do not.
func transform8(x0, x1, x2, x3, x4, x5, x6, x7, bias int64) (y0, y1, y2, y3, y4, y5, y6, y7 int64) {
	z1 := (x2 + x6) * fix0541196100
	even2 := z1 - x6*fix1847759065
	even3 := z1 + x2*fix0765366865
	even0 := (x0+x4)<<constBits + bias
	even1 := (x0-x4)<<constBits + bias
	a, b, c, d := even0+even3, even1+even2, even1-even2, even0-even3

	z5 := (x7 + x3 + x5 + x1) * fix1175875602
	z3 := z5 - (x7+x3)*fix1961570560
	z4 := z5 - (x5+x1)*fix0390180644
	z1 = (x7 + x1) * fix0899976223
	z2 := (x5 + x3) * fix2562915447
	odd3 := x7*fix0298631336 - z1 + z3
	odd2 := x5*fix2053119869 - z2 + z4
	odd1 := x3*fix3072711026 - z2 + z3
	odd0 := x1*fix1501321110 - z1 + z4
	return a + odd0, b + odd1, c + odd2, d + odd3, d - odd3, c - odd2, b - odd1, a - odd0
}

// transform8Low is transform8 where x4 to x7 are 0.
func transform8Low(x0, x1, x2, x3, bias int64) (y0, y1, y2, y3, y4, y5, y6, y7 int64) {
	even2 := x2 * fix0541196100
	even3 := x2 * (fix0541196100 + fix0765366865)
	even := x0<<constBits + bias
	a, b, c, d := even+even3, even+even2, even-even2, even-even3

	odd3 := x1*(fix1175875602-fix0899976223) + x3*(fix1175875602-fix1961570560)
	odd2 := x1*(fix1175875602-fix0390180644) + x3*(fix1175875602-fix2562915447)
	odd1 := x1*fix1175875602 + x3*(fix3072711026-fix2562915447+fix1175875602-fix1961570560)
	odd0 := x1*(fix1501321110-fix0899976223+fix1175875602-fix0390180644) + x3*fix1175875602
	return a + odd0, b + odd1, c + odd2, d + odd3, d - odd3, c - odd2, b - odd1, a - odd0
}
