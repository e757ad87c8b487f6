//go:build !amd64

package half

// Floats converts as many little-endian numbers of src as dst has room for, which
// src must hold. Infinite ones become Max, and 0 what is no number.
func Floats(dst []float32, src []byte) { portableFloats(dst, src) }

// Add adds numbers of src, as many as there are sums, to these, as Floats has them.
func Add(sums []float32, src []byte) { portableAdd(sums, src) }

// Words writes the Bits of as many numbers of src as dst has room for, which src must
// hold.
func Words(dst []uint16, src []float32) { portableWords(dst, src) }
