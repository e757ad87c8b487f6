//go:build !amd64

package half

// Floats converts as many little-endian numbers of src as dst has room for, which
// src must hold.
func Floats(dst []float32, src []byte) { portableFloats(dst, src) }

// Add adds numbers of src, as many as there are sums, to these: infinite ones as Max,
// and none for what is no number.
func Add(sums []float32, src []byte) { portableAdd(sums, src) }
