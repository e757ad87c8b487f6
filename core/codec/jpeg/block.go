package jpeg

// block is a block's coefficients on their way to pixels: 32-bit numbers, two to a
// word, the upper of which lends to the lower when that is negative. Sums,
// differences and multiples of words are those of both numbers, so that two columns
// or rows are transformed at the cost of one.
type block [32]int64

// both has a one in either half of a word.
const both = 1 | 1<<32

// lower returns the lower number of a word.
func lower(w int64) int32 { return int32(w) }

// upper returns the upper number of a word.
func upper(w int64) int32 { return int32((w + 1<<31) >> 32) }

// across takes two words, divides by 2^shift, and returns the word of their lower
// numbers and that of their upper ones.
func across(a, b int64, shift uint) (lowers, uppers int64) {
	lowers = int64(lower(a)>>shift) + int64(lower(b)>>shift)<<32
	uppers = int64(upper(a)>>shift) + int64(upper(b)>>shift)<<32
	return lowers, uppers
}

// pixel returns the sample of a value around zero.
func pixel(v int32) uint8 {
	v += 128
	if uint32(v) > 255 {
		v = ^v >> 31 & 255
	}
	return uint8(v)
}
