package jpeg

import "encoding/binary"

// inverse1 makes the average of a block, which its DC coefficient is eightfold.
func inverse1(b *block, _ int, dst []uint8, _ int) {
	dst[0] = pixel((lower(b[0]) + 4) >> 3)
	b[0] = 0
}

const bits2 = 16 // of fraction in the numbers of inverse2

// inverse2 makes the averages of 4×4 pixels.
func inverse2(b *block, _ int, dst []uint8, stride int) {
	const half = 1 << (bits2 - 1)
	top, bottom := b[0]+b[1]+half, b[0]-b[1]+half
	b[0], b[1] = 0, 0
	row := dst[stride : stride+2]
	dst[0], dst[1] = pixel((lower(top)+upper(top))>>bits2), pixel((lower(top)-upper(top))>>bits2)
	row[0], row[1] = pixel((lower(bottom)+upper(bottom))>>bits2), pixel((lower(bottom)-upper(bottom))>>bits2)
}

const (
	bits4   = 11  // of fraction in the numbers of inverse4
	tan4    = 106 // tan(π/8), with tanBits of fraction
	tanBits = 8
)

// inverse4 makes the averages of 2×2 pixels.
func inverse4(b *block, last int, dst []uint8, stride int) {
	const shift = bits4 + tanBits
	if last == 0 {
		v := uint32(pixel((lower(b[0])+1<<(bits4-1))>>bits4)) * 0x01010101
		b[0] = 0
		for y := range 4 {
			binary.LittleEndian.PutUint32(dst[y*stride:], v)
		}
		return
	}
	var pairs [2][4]int64 // of rows 0 and 1, and of rows 2 and 3
	for i := range 2 {
		y0, y1, y2, y3 := transform4(b[i], b[2+i], b[4+i], b[6+i], 1<<(tanBits-1)*both)
		b[i], b[2+i], b[4+i], b[6+i] = 0, 0, 0, 0
		pairs[0][2*i], pairs[0][2*i+1] = across(y0, y1, tanBits)
		pairs[1][2*i], pairs[1][2*i+1] = across(y2, y3, tanBits)
	}
	for i := range pairs {
		x := &pairs[i]
		y0, y1, y2, y3 := transform4(x[0], x[1], x[2], x[3], 1<<(shift-1)*both)
		row := dst[2*i*stride:]
		row[0], row[1] = pixel(lower(y0)>>shift), pixel(lower(y1)>>shift)
		row[2], row[3] = pixel(lower(y2)>>shift), pixel(lower(y3)>>shift)
		row = row[stride:]
		row[0], row[1] = pixel(upper(y0)>>shift), pixel(upper(y1)>>shift)
		row[2], row[3] = pixel(upper(y2)>>shift), pixel(upper(y3)>>shift)
	}
}

// transform4 is the inverse DCT of 4 points, of which the kernel's weights have
// done a part, times 2^tanBits, plus a bias.
func transform4(x0, x1, x2, x3, bias int64) (y0, y1, y2, y3 int64) {
	even0 := (x0+x2)<<tanBits + bias
	even1 := (x0-x2)<<tanBits + bias
	odd0 := x1<<tanBits + x3*tan4
	odd1 := x1*tan4 - x3<<tanBits
	return even0 + odd0, even1 + odd1, even1 - odd1, even0 - odd0
}
