package texture

import "encoding/binary"

// The block formats BC1 to BC5 (Khronos Data Format 1.4 §19 and §20; S3TC and RGTC).
// Each decode function writes 4×4 pixels of its format's layout.

const opaque = 0xff000000

// expand565 returns a colour of 5, 6 and 5 bits as R, G, B and an alpha of 255, from
// the lowest byte up.
func expand565(c uint32) uint32 {
	r, g, b := c>>11, c>>5&63, c&31
	return (r<<3 | r>>2) | (g<<2|g>>4)<<8 | (b<<3|b>>2)<<16 | opaque
}

// mix returns (a·wa + b·wb) / by of each of the lowest three bytes.
func mix(a, b, wa, wb, by uint32) uint32 {
	mixed := uint32(opaque)
	for shift := 0; shift < 24; shift += 8 {
		mixed |= (a>>shift&255*wa + b>>shift&255*wb) / by << shift
	}
	return mixed
}

// colours565 returns the four colours of a block of BC1; three and a transparent
// one where the first is not the greater and the format may.
func colours565(block []byte, three bool) (palette [4]uint32) {
	c0, c1 := uint32(binary.LittleEndian.Uint16(block)), uint32(binary.LittleEndian.Uint16(block[2:]))
	a, b := expand565(c0), expand565(c1)
	palette[0], palette[1] = a, b
	if three && c0 <= c1 {
		palette[2] = mix(a, b, 1, 1, 2)
		return palette
	}
	palette[2], palette[3] = mix(a, b, 2, 1, 3), mix(a, b, 1, 2, 3)
	return palette
}

// decodeBC1 decodes 8 bytes.
func decodeBC1(dst []uint8, stride int, block []byte) {
	putColours(dst, stride, block, true)
}

func putColours(dst []uint8, stride int, block []byte, three bool) {
	palette := colours565(block, three)
	index := binary.LittleEndian.Uint32(block[4:])
	for range 4 {
		row := dst[:16]
		binary.LittleEndian.PutUint32(row, palette[index&3])
		binary.LittleEndian.PutUint32(row[4:], palette[index>>2&3])
		binary.LittleEndian.PutUint32(row[8:], palette[index>>4&3])
		binary.LittleEndian.PutUint32(row[12:], palette[index>>6&3])
		index >>= 8
		dst = dst[min(stride, len(dst)):]
	}
}

// decodeBC2 decodes 16 bytes: alpha of four bits, and BC1 of four colours.
func decodeBC2(dst []uint8, stride int, block []byte) {
	putColours(dst, stride, block[8:], false)
	alpha := binary.LittleEndian.Uint64(block)
	for y := range 4 {
		for x := range 4 {
			dst[y*stride+4*x+3] = uint8(alpha&15) * 17
			alpha >>= 4
		}
	}
}

// decodeBC3 decodes 16 bytes: alpha as BC4, and BC1 of four colours.
func decodeBC3(dst []uint8, stride int, block []byte) {
	putColours(dst, stride, block[8:], false)
	putChannel(dst[3:], stride, 4, block, unsignedRamp(block))
}

// decodeBC4 decodes 8 bytes to grey.
func decodeBC4(dst []uint8, stride int, block []byte) {
	putChannel(dst, stride, 1, block, unsignedRamp(block))
}

// decodeBC4S decodes 8 bytes to grey, -1 to 0.
func decodeBC4S(dst []uint8, stride int, block []byte) {
	putChannel(dst, stride, 1, block, signedRamp(block))
}

// decodeBC5 decodes 16 bytes, the x and y of a normal, to red, green and, as its z,
// blue.
func decodeBC5(dst []uint8, stride int, block []byte) {
	putChannel(dst, stride, 3, block, unsignedRamp(block))
	putChannel(dst[1:], stride, 3, block[8:], unsignedRamp(block[8:]))
	putZ(dst, stride)
}

// decodeBC5S is decodeBC5 of signed values.
func decodeBC5S(dst []uint8, stride int, block []byte) {
	putChannel(dst, stride, 3, block, signedRamp(block))
	putChannel(dst[1:], stride, 3, block[8:], signedRamp(block[8:]))
	putZ(dst, stride)
}

// unsignedRamp returns the eight values of a block of BC4.
func unsignedRamp(block []byte) (ramp [8]uint8) {
	a, b := uint32(block[0]), uint32(block[1])
	ramp[0], ramp[1] = block[0], block[1]
	if a > b {
		for i := uint32(1); i < 7; i++ {
			ramp[1+i] = uint8(((7-i)*a + i*b) / 7)
		}
		return ramp
	}
	for i := uint32(1); i < 5; i++ {
		ramp[1+i] = uint8(((5-i)*a + i*b) / 5)
	}
	ramp[7] = 255
	return ramp
}

// signedRamp returns the eight values of a block of signed BC4: -1 as 0, 1 as 255.
func signedRamp(block []byte) (ramp [8]uint8) {
	a, b := max(-127, int32(int8(block[0]))), max(-127, int32(int8(block[1])))
	ramp[0], ramp[1] = fromSigned(a, 1), fromSigned(b, 1)
	if a > b {
		for i := int32(1); i < 7; i++ {
			ramp[1+i] = fromSigned((7-i)*a+i*b, 7)
		}
		return ramp
	}
	for i := int32(1); i < 5; i++ {
		ramp[1+i] = fromSigned((5-i)*a+i*b, 5)
	}
	ramp[7] = 255
	return ramp
}

// fromSigned returns v/by, of -127 to 127, in the range of a byte.
func fromSigned(v, by int32) uint8 {
	return uint8((v*255 + 127*255*by + 127*by) / (254 * by))
}

// putChannel writes a channel of 4×4 pixels, which are n samples each.
func putChannel(dst []uint8, stride, n int, block []byte, ramp [8]uint8) {
	index := binary.LittleEndian.Uint64(block) >> 16
	for y := range 4 {
		row := dst[y*stride:]
		for x := 0; x < 4*n; x += n {
			row[x] = ramp[index&7]
			index >>= 3
		}
	}
}
