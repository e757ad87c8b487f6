package half

import "golang.org/x/sys/cpu"

// lanes is how many numbers are converted at once.
const lanes = 8

// whole returns how many of n numbers this processor converts by lanes: every one
// that has AVX2 converts halves.
func whole(n int) int {
	if !cpu.X86.HasAVX2 {
		return 0
	}
	return n &^ (lanes - 1)
}

// Floats converts as many little-endian numbers of src as dst has room for, which
// src must hold. Infinite ones become Max, and 0 what is no number.
func Floats(dst []float32, src []byte) {
	src = src[:2*len(dst)]
	n := whole(len(dst))
	if n > 0 {
		numbersF16C(dst[:n], src[:2*n])
	}
	portableFloats(dst[n:], src[2*n:])
}

// Add adds numbers of src, as many as there are sums, to these, as Floats has them.
func Add(sums []float32, src []byte) {
	src = src[:2*len(sums)]
	n := whole(len(sums))
	if n > 0 {
		addF16C(sums[:n], src[:2*n])
	}
	portableAdd(sums[n:], src[2*n:])
}

// Words writes the Bits of as many numbers of src as dst has room for, which src must
// hold.
func Words(dst []uint16, src []float32) {
	src = src[:len(dst)]
	n := whole(len(dst))
	if n > 0 {
		wordsF16C(dst[:n], src[:n])
	}
	portableWords(dst[n:], src[n:])
}

//go:noescape
func numbersF16C(dst []float32, src []byte)

//go:noescape
func addF16C(sums []float32, src []byte)

//go:noescape
func wordsF16C(dst []uint16, src []float32)
