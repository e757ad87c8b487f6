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

// Numbers of the coefficients at which others than the lowest 4×4 may begin.
const (
	lastOf4 = 9 // those up to here lie in the first four rows and columns
)

// inverse8 makes all pixels of a block.
func inverse8(b *block, last int, dst []uint8, stride int) {
	switch {
	case last == 0:
		v := uint64(pixel((lower(b[0])+4)>>3)) * 0x0101010101010101
		b[0] = 0
		for y := range 8 {
			binary.LittleEndian.PutUint64(dst[y*stride:], v)
		}
	case last <= lastOf4:
		inverse8Low(b, dst, stride)
	default:
		inverse8All(b, dst, stride)
	}
}

const (
	columnShift = constBits - passBits
	columnBias  = 1 << (columnShift - 1) * both
	rowShift    = constBits + passBits + 3 // the transform of both directions gains 8
	rowBias     = 1 << (rowShift - 1) * both
)

func inverse8All(b *block, dst []uint8, stride int) {
	var pairs [4][8]int64 // of two rows each
	for i := range 4 {
		x := [8]int64{b[i], b[4+i], b[8+i], b[12+i], b[16+i], b[20+i], b[24+i], b[28+i]}
		transform8(&x, columnBias)
		for p := range 4 {
			pairs[p][2*i], pairs[p][2*i+1] = across(x[2*p], x[2*p+1], columnShift)
		}
	}
	*b = block{}
	for p := range pairs {
		transform8(&pairs[p], rowBias)
		store(&pairs[p], dst[2*p*stride:], stride)
	}
}

// inverse8Low is inverse8All for a block of which only the lowest four frequencies
// in either direction are there.
func inverse8Low(b *block, dst []uint8, stride int) {
	var pairs [4][8]int64
	for i := range 2 {
		x := [8]int64{b[i], b[4+i], b[8+i], b[12+i]}
		b[i], b[4+i], b[8+i], b[12+i] = 0, 0, 0, 0
		transform8Low(&x, columnBias)
		for p := range 4 {
			pairs[p][2*i], pairs[p][2*i+1] = across(x[2*p], x[2*p+1], columnShift)
		}
	}
	for p := range pairs {
		transform8Low(&pairs[p], rowBias)
		store(&pairs[p], dst[2*p*stride:], stride)
	}
}

// store writes the two rows of pixels whose transforms are in y.
func store(y *[8]int64, dst []uint8, stride int) {
	row := dst[:8]
	for i, w := range y {
		row[i] = pixel(lower(w) >> rowShift)
	}
	row = dst[stride : stride+8]
	for i, w := range y {
		row[i] = pixel(upper(w) >> rowShift)
	}
}

// transform8 is the inverse DCT of 8 points in place, times √8 and 2^constBits,
// plus a bias.
func transform8(x *[8]int64, bias int64) {
	z1 := (x[2] + x[6]) * fix0541196100
	even2 := z1 - x[6]*fix1847759065
	even3 := z1 + x[2]*fix0765366865
	even0 := (x[0]+x[4])<<constBits + bias
	even1 := (x[0]-x[4])<<constBits + bias

	t0, t1, t2, t3 := x[7], x[5], x[3], x[1]
	z5 := (t0 + t2 + t1 + t3) * fix1175875602
	z3 := z5 - (t0+t2)*fix1961570560
	z4 := z5 - (t1+t3)*fix0390180644
	z1 = (t0 + t3) * fix0899976223
	z2 := (t1 + t2) * fix2562915447
	odd3 := t0*fix0298631336 - z1 + z3
	odd2 := t1*fix2053119869 - z2 + z4
	odd1 := t2*fix3072711026 - z2 + z3
	odd0 := t3*fix1501321110 - z1 + z4

	a, b, c, d := even0+even3, even1+even2, even1-even2, even0-even3
	x[0], x[7] = a+odd0, a-odd0
	x[1], x[6] = b+odd1, b-odd1
	x[2], x[5] = c+odd2, c-odd2
	x[3], x[4] = d+odd3, d-odd3
}

// transform8Low is transform8 where x[4] to x[7] are 0.
func transform8Low(x *[8]int64, bias int64) {
	even2 := x[2] * fix0541196100
	even3 := x[2] * (fix0541196100 + fix0765366865)
	even := x[0]<<constBits + bias

	t2, t3 := x[3], x[1]
	z5 := (t2 + t3) * fix1175875602
	z3 := z5 - t2*fix1961570560
	z4 := z5 - t3*fix0390180644
	z1 := t3 * fix0899976223
	z2 := t2 * fix2562915447
	odd3 := z3 - z1
	odd2 := z4 - z2
	odd1 := t2*fix3072711026 - z2 + z3
	odd0 := t3*fix1501321110 - z1 + z4

	a, b, c, d := even+even3, even+even2, even-even2, even-even3
	x[0], x[7] = a+odd0, a-odd0
	x[1], x[6] = b+odd1, b-odd1
	x[2], x[5] = c+odd2, c-odd2
	x[3], x[4] = d+odd3, d-odd3
}
