package half

import "golang.org/x/sys/cpu"

// lanes is how many numbers are converted at once.
const lanes = 8

// atOnce is how many numbers assembly is given at a time: nothing stops it, and the
// garbage collector waits for it.
const atOnce = 128 << 10

// some returns how many of n numbers this processor converts by lanes, at once: 0 in the
// end.
func some(n int) int {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasF16C {
		return 0
	}
	return min(n&^(lanes-1), atOnce)
}

// Floats converts as many little-endian numbers of src as dst has room for, which
// src must hold. Infinite ones become Max, and 0 what is no number.
func Floats(dst []float32, src []byte) {
	src = src[: 2*len(dst) : len(src)]
	for n := some(len(dst)); n > 0; n = some(len(dst)) {
		numbersF16C(dst[:n], src[:2*n])
		dst, src = dst[n:], src[2*n:]
	}
	portableFloats(dst, src)
}

// Add adds numbers of src, as many as there are sums, to these, as Floats has them.
func Add(sums []float32, src []byte) {
	src = src[: 2*len(sums) : len(src)]
	for n := some(len(sums)); n > 0; n = some(len(sums)) {
		addF16C(sums[:n], src[:2*n])
		sums, src = sums[n:], src[2*n:]
	}
	portableAdd(sums, src)
}

// Words writes the Bits of as many numbers of src as dst has room for, which src must
// hold.
func Words(dst []uint16, src []float32) {
	src = src[:len(dst):len(src)]
	for n := some(len(dst)); n > 0; n = some(len(dst)) {
		wordsF16C(dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
	}
	portableWords(dst, src)
}

// What follows converts as many numbers as the first slice has, a multiple of lanes above
// 0, which the other one holds.

//go:noescape
func numbersF16C(dst []float32, src []byte)

//go:noescape
func addF16C(sums []float32, src []byte)

//go:noescape
func wordsF16C(dst []uint16, src []float32)
