package hdr

import "math"

// tableBytes is the size of a scale.
const tableBytes = 4 << 8

// scale holds what mantissas are multiplied by, for each exponent.
type scale [256]float32

// newScale returns the powers of two: mantissas are of 256, exponents above 128.
// Exponent 0 is black.
func newScale() *scale {
	s := new(scale)
	for e := 1; e < len(s); e++ {
		s[e] = float32(math.Ldexp(1, e-128-8))
	}
	return s
}

// convert makes the light of a row.
func (s *scale) convert(row []float32, stored []byte) {
	if stored[0] == planar {
		n := len(row) / 3
		s.planes(row, [4][]byte{stored[1 : 1+n], stored[1+n : 1+2*n], stored[1+2*n : 1+3*n], stored[1+3*n : 1+4*n]})
		return
	}
	for pixels := stored[1:]; len(row) >= 3 && len(pixels) >= 4; row, pixels = row[3:], pixels[4:] {
		by := s[pixels[3]]
		row[0], row[1], row[2] = float32(pixels[0])*by, float32(pixels[1])*by, float32(pixels[2])*by
	}
}

func (s *scale) planes(row []float32, rgbe [4][]byte) {
	r, g, b, exponents := rgbe[0], rgbe[1], rgbe[2], rgbe[3]
	r, g, b = r[:len(exponents)], g[:len(exponents)], b[:len(exponents)]
	for i, e := range exponents {
		by, pixel := s[e], row[3*i:3*i+3]
		pixel[0], pixel[1], pixel[2] = float32(r[i])*by, float32(g[i])*by, float32(b[i])*by
	}
}
