package colour

import (
	"sort"
	"sync"
)

// codeSteps is the number of steps of linear light that are told apart when it is
// encoded: at the dark end, where the curve is steepest, five to a code.
const codeSteps = 1 << 14

// codes holds the sRGB code of linear light in steps of 1/(codeSteps-1).
var codes = sync.OnceValue(func() *[codeSteps]uint8 {
	table := new([codeSteps]uint8)
	fillCodes(table[:], func(i int) float64 { return encodeSRGB(float64(i) / (codeSteps - 1)) })
	return table
})

// fillCodes fills a table with the 8-bit codes of a function that does not fall,
// 1 being white, by looking for the places where the code changes.
func fillCodes(table []uint8, f func(i int) float64) {
	from := 0
	for code := range 256 {
		to := len(table)
		if code < 255 {
			next := (float64(code) + 0.5) / 255
			to = from + sort.Search(len(table)-from, func(i int) bool { return f(from+i) >= next })
		}
		for i := from; i < to; i++ {
			table[i] = uint8(code)
		}
		from = to
	}
}

// codeOf returns the code of linear light; what is out of range is clipped.
func codeOf(table *[codeSteps]uint8, light float32) uint8 {
	at := int32(light*(codeSteps-1) + 0.5)
	if uint32(at) >= codeSteps {
		// The complement of the sign: 0 for what is negative, the last step for more.
		at = ^(at >> 31) & (codeSteps - 1)
	}
	return table[at]
}
