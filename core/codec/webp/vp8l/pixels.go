package vp8l

import "encoding/binary"

func load(b []uint8) uint32     { return binary.LittleEndian.Uint32(b) }
func store(b []uint8, v uint32) { binary.LittleEndian.PutUint32(b, v) }

func putPixelsEach(dst []uint8, src []uint32) {
	dst = dst[:4*len(src)]
	for _, v := range src {
		store(dst, v)
		dst = dst[4:]
	}
}

func addGreenEach(dst, src []uint8) {
	dst = dst[:len(src)]
	for len(src) >= 4 && len(dst) >= 4 {
		v := load(src)
		green := v >> 8 & 0xff
		store(dst, v&0xff00ff00|(v&0x00ff00ff+green*0x00010001)&0x00ff00ff)
		dst, src = dst[4:], src[4:]
	}
}

func addColourEach(row []uint8, factors uint32) {
	greenToRed, greenToBlue, redToBlue := int32(int8(factors)), int32(int8(factors>>8)), int32(int8(factors>>16))
	for ; len(row) >= 4; row = row[4:] {
		green := int32(int8(row[1]))
		red := row[2] + uint8(greenToRed*green>>5)
		row[0] += uint8(greenToBlue*green>>5) + uint8(redToBlue*int32(int8(red))>>5)
		row[2] = red
	}
}
