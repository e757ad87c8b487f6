// Package half converts floating-point numbers of 16 bits (IEEE 754-2008 binary16),
// which most OpenEXR files consist of.
package half

import (
	"encoding/binary"
	"math"
	"sync"
)

// Max is the largest number.
const Max = 65504

// Float returns the number that the bits mean.
func Float(bits uint16) float32 {
	sign, magnitude := uint32(bits>>15)<<31, uint32(bits&0x7fff)
	switch {
	case magnitude >= 0x7c00: // infinite or no number
		return math.Float32frombits(sign | 0xff<<23 | (magnitude&0x3ff)<<13)
	case magnitude < 0x400: // 0 or too small for a hidden bit
		f := float32(magnitude) * 0x1p-24
		return math.Float32frombits(sign | math.Float32bits(f))
	}
	return math.Float32frombits(sign | magnitude<<13 + (127-15)<<23)
}

// Bits returns the bits of the nearest number; what is too large is infinite.
func Bits(f float32) uint16 {
	bits := math.Float32bits(f)
	sign, magnitude := uint16(bits>>16&0x8000), bits&0x7fffffff
	switch {
	case magnitude > 0xff<<23:
		return sign | 0x7e00
	case magnitude >= 0x477ff000: // rounds to 65536 or more
		return sign | 0x7c00
	case magnitude < 0x38800000: // below the smallest with a hidden bit
		f := math.Float32frombits(magnitude) + 0.5 // the sum's lowest bit is 2⁻²⁴
		return sign | uint16(math.Float32bits(f)-math.Float32bits(0.5))
	}
	magnitude += 0xfff + magnitude>>13&1 // to even
	return sign | uint16((magnitude-(127-15)<<23)>>13)
}

// Clean limits a number to what halves hold; what is none becomes 0, so that it
// spoils none beside it.
func Clean(v float32) float32 {
	if v >= -Max && v <= Max {
		return v
	}
	return limited(v)
}

func limited(v float32) float32 {
	switch {
	case v > Max:
		return Max
	case v < -Max:
		return -Max
	}
	return 0
}

// table has the numbers of all bits, clean.
var table = sync.OnceValue(func() *[1 << 16]float32 {
	t := new([1 << 16]float32)
	for i := range t {
		t[i] = Clean(Float(uint16(i)))
	}
	return t
})

// Table returns the numbers of all bits, as Floats has them. It is not to be changed.
func Table() *[1 << 16]float32 { return table() }

// portableFloats is Floats for any processor.
func portableFloats(dst []float32, src []byte) {
	t := table()
	for i := range dst {
		dst[i] = t[binary.LittleEndian.Uint16(src[2*i:])]
	}
}

// portableAdd is Add for any processor.
func portableAdd(sums []float32, src []byte) {
	t := table()
	for i := range sums {
		sums[i] += t[binary.LittleEndian.Uint16(src[2*i:])]
	}
}

// portableWords is Words for any processor.
func portableWords(dst []uint16, src []float32) {
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] = Bits(v)
	}
}
