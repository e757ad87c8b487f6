package texture

import "encoding/binary"

// EAC, one channel of 11 bits, or of 8 as the alpha of ETC2 (Khronos Data Format 1.4
// §23.5 to §23.9).

// eacModifiers are what pixel indices add, as often as a block's multiplier says.
var eacModifiers = [16][8]int32{
	{-3, -6, -9, -15, 2, 5, 8, 14},
	{-3, -7, -10, -13, 2, 6, 9, 12},
	{-2, -5, -8, -13, 1, 4, 7, 12},
	{-2, -4, -6, -13, 1, 3, 5, 12},
	{-3, -6, -8, -12, 2, 5, 7, 11},
	{-3, -7, -9, -11, 2, 6, 8, 10},
	{-4, -7, -8, -11, 3, 6, 7, 10},
	{-3, -5, -8, -11, 2, 4, 7, 10},
	{-2, -6, -8, -10, 1, 5, 7, 9},
	{-2, -5, -8, -10, 1, 4, 7, 9},
	{-2, -4, -8, -10, 1, 3, 7, 9},
	{-2, -5, -7, -10, 1, 4, 6, 9},
	{-3, -4, -7, -10, 2, 3, 6, 9},
	{-1, -2, -3, -10, 0, 1, 2, 9},
	{-4, -6, -8, -9, 3, 5, 7, 8},
	{-3, -5, -7, -9, 2, 4, 6, 8},
}

// eac is a block of one channel.
type eac struct {
	base, multiplier int32
	modifiers        *[8]int32
	indices          uint64
}

func newEAC(block []byte) eac {
	v := binary.BigEndian.Uint64(block)
	return eac{int32(v >> 56), int32(v >> 52 & 15), &eacModifiers[v>>48&15], v}
}

// modifier returns that of pixel i, counted down the columns.
func (e *eac) modifier(i int) int32 { return e.modifiers[e.indices>>(45-3*i)&7] }

// wide returns pixel i in steps of an eighth of the base.
func (e *eac) wide(i int) int32 {
	if e.multiplier == 0 {
		return e.modifier(i)
	}
	return 8 * e.modifier(i) * e.multiplier
}

// put writes a channel of pixels of n samples; signed values from -1, as 0, to 1.
func (e *eac) put(dst []uint8, stride, n int, signed bool) {
	if signed {
		base := 8 * max(-127, int32(int8(e.base)))
		for i := range 16 {
			v := clamp(base+e.wide(i), -1023, 1023)
			dst[i&3*stride+i>>2*n] = uint8(((v+1023)*255 + 1023) / 2046)
		}
		return
	}
	for i := range 16 {
		v := clamp(8*e.base+4+e.wide(i), 0, 2047)
		dst[i&3*stride+i>>2*n] = uint8((v*255 + 1023) / 2047)
	}
}

// decodeEAC decodes 8 bytes to grey.
func decodeEAC(dst []uint8, stride int, block []byte) {
	e := newEAC(block)
	e.put(dst, stride, 1, false)
}

// decodeEACS decodes 8 bytes of signed values to grey.
func decodeEACS(dst []uint8, stride int, block []byte) {
	e := newEAC(block)
	e.put(dst, stride, 1, true)
}

// decodeEAC2 decodes 16 bytes, the x and y of a normal, to red, green and, as its z,
// blue.
func decodeEAC2(dst []uint8, stride int, block []byte) { putEAC2(dst, stride, block, false) }

// decodeEAC2S is decodeEAC2 of signed values.
func decodeEAC2S(dst []uint8, stride int, block []byte) { putEAC2(dst, stride, block, true) }

func putEAC2(dst []uint8, stride int, block []byte, signed bool) {
	x, y := newEAC(block), newEAC(block[8:])
	x.put(dst, stride, 3, signed)
	y.put(dst[1:], stride, 3, signed)
	putZ(dst, stride)
}
