package texture

import (
	"math"
	"sync"
)

// maxHalf is the largest number of 16 bits.
const maxHalf = 65504

// halves holds the value of every number of 16 bits (IEEE 754 binary16): 0 for what is
// none, and the largest there is for infinity.
var halves = sync.OnceValue(func() *[1 << 16]float32 {
	table := new([1 << 16]float32)
	for i := range 1 << 15 {
		v := float32(smallFloat(uint32(i), 10))
		table[i], table[i|1<<15] = v, -v
	}
	return table
})

// smallFloat returns the value of a number of five bits of exponent and so many of
// mantissa, without sign.
func smallFloat(v uint32, mantissa int) float64 {
	fraction := float64(v&(1<<mantissa-1)) / float64(uint32(1)<<mantissa)
	switch exponent := int(v >> mantissa & 31); {
	case exponent == 0:
		return math.Ldexp(fraction, -14)
	case exponent < 31:
		return math.Ldexp(1+fraction, exponent-15)
	case fraction == 0:
		return maxHalf
	}
	return 0
}

// finite returns a number of 32 bits without infinities and what is none.
func finite(bits uint32) float32 {
	const limit = 1e30 // so that sums of pixels stay finite
	v := math.Float32frombits(bits)
	switch {
	case v != v:
		return 0
	case v > limit:
		return limit
	case v < -limit:
		return -limit
	}
	return v
}

// small11 and small10 hold the values of unsigned numbers of 11 and 10 bits.
var (
	small11 = sync.OnceValue(func() *[1 << 11]float32 {
		table := new([1 << 11]float32)
		for i := range table {
			table[i] = float32(smallFloat(uint32(i), 6))
		}
		return table
	})
	small10 = sync.OnceValue(func() *[1 << 10]float32 {
		table := new([1 << 10]float32)
		for i := range table {
			table[i] = float32(smallFloat(uint32(i), 5))
		}
		return table
	})
)
