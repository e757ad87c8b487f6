package vp8

// spread undoes the second order of luma (RFC 6386 §14.3) and gives each of the 16
// blocks its DC coefficient.
func (r *residue) spread(second *[16]int16) {
	var m [16]int32
	for i := range 4 {
		v0, v1, v2, v3 := int32(second[i]), int32(second[4+i]), int32(second[8+i]), int32(second[12+i])
		a0, a1, a2, a3 := v0+v3, v1+v2, v1-v2, v0-v3
		m[i], m[4+i], m[8+i], m[12+i] = a0+a1, a3+a2, a0-a1, a3-a2
	}
	for i := range 4 {
		v0, v1, v2, v3 := m[4*i]+3, m[4*i+1], m[4*i+2], m[4*i+3]
		a0, a1, a2, a3 := v0+v3, v1+v2, v1-v2, v0-v3
		for j, v := range [4]int32{a0 + a1, a3 + a2, a0 - a1, a3 - a2} {
			r.blocks[4*i+j][0] = int16(v >> 3)
			if v>>3 != 0 {
				r.dc |= 1 << (4*i + j)
			}
		}
	}
}

// The factors of the inverse DCT (RFC 6386 §14.3), in 1/65536.
const (
	cosine = 85627 // √2·cos(π/8)
	sine   = 35468 // √2·sin(π/8)
)

// blockPixels are the pixels of the workspace from the first of a block of 4×4 to
// its last.
type blockPixels = [3*stride + 4]uint8

// addBlockLong adds the inverse DCT of a block to pixels, and clears the block.
func addBlockLong(pixels *blockPixels, c *[16]int16) {
	var m [16]int32
	for i := range 4 {
		v0, v1, v2, v3 := int32(c[i]), int32(c[4+i]), int32(c[8+i]), int32(c[12+i])
		a, b := v0+v2, v0-v2
		s := v1*sine>>16 - v3*cosine>>16
		t := v1*cosine>>16 + v3*sine>>16
		m[i], m[4+i], m[8+i], m[12+i] = a+t, b+s, b-s, a-t
	}
	*c = [16]int16{}
	for y := range 4 {
		v0, v1, v2, v3 := m[4*y]+4, m[4*y+1], m[4*y+2], m[4*y+3]
		a, b := v0+v2, v0-v2
		s := v1*sine>>16 - v3*cosine>>16
		t := v1*cosine>>16 + v3*sine>>16
		row := (*[4]uint8)(pixels[y*stride:])
		row[0] = limit(int32(row[0]) + (a+t)>>3)
		row[1] = limit(int32(row[1]) + (b+s)>>3)
		row[2] = limit(int32(row[2]) + (b-s)>>3)
		row[3] = limit(int32(row[3]) + (a-t)>>3)
	}
}

// limit limits v to a byte.
func limit(v int32) uint8 {
	if uint32(v) > 255 {
		return uint8(^v >> 31) // no bit or all
	}
	return uint8(v)
}

// addMean adds the inverse DCT of a block that has but a DC coefficient, and clears
// that.
func addMean(pixels *blockPixels, c *[16]int16) {
	v := (int(c[0]) + 4) >> 3
	c[0] = 0
	bias := lanes(min(max(v, -255), 255))
	for y := 0; y < 4; y += 2 {
		row, next := (*[4]uint8)(pixels[y*stride:]), (*[4]uint8)(pixels[(y+1)*stride:])
		sum := addLimited(uint64(load4(row))|uint64(load4(next))<<32, bias)
		store4(row, uint32(sum))
		store4(next, uint32(sum>>32))
	}
}
