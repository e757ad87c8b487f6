package half

import "golang.org/x/sys/cpu"

// Floats converts as many little-endian numbers of src as dst has room for, which
// src must hold.
func Floats(dst []float32, src []byte) {
	_ = src[:2*len(dst)]
	n := 0
	if cpu.X86.HasAVX2 { // every processor that has it converts halves
		n = len(dst) &^ 7
	}
	if n > 0 {
		floatsF16C(dst[:n], src[:2*n])
	}
	portableFloats(dst[n:], src[2*n:])
}

//go:noescape
func floatsF16C(dst []float32, src []byte)

// Add adds numbers of src, as many as there are sums, to these: infinite ones as Max,
// and none for what is no number.
func Add(sums []float32, src []byte) {
	_ = src[:2*len(sums)]
	n := 0
	if cpu.X86.HasAVX2 {
		n = len(sums) &^ 7
	}
	if n > 0 {
		addF16C(sums[:n], src[:2*n])
	}
	portableAdd(sums[n:], src[2*n:])
}

//go:noescape
func addF16C(sums []float32, src []byte)
