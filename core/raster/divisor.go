package raster

import "math/bits"

// maxInverse is below what divisors are replaced by their inverse.
const maxInverse = 1 << 24

// divisor divides sums by a number that many of them have in common, to the
// nearest whole number where they are integers. Anything over 0 is 0.
type divisor[S sum] struct {
	by, half S
	inverse  uint64 // 1<<64 over by, rounded up; 0 where divide must divide
}

func newDivisor[S sum](by S) divisor[S] {
	d := divisor[S]{by: by}
	if S(1)/S(2) != 0 { // floating-point numbers keep fractions
		return d
	}
	d.half = S(uint64(by) / 2)
	if by > 1 && uint64(by) < maxInverse {
		d.inverse = ^uint64(0)/uint64(by) + 1
	}
	return d
}

// divide returns v, at most 1<<16 times the divisor, over it. The inverse is too
// large by less than by/(1<<64), so that the product is by less than 1/by: no
// whole number comes out wrong.
func (d *divisor[S]) divide(v S) S {
	if d.inverse != 0 {
		quotient, _ := bits.Mul64(uint64(v+d.half), d.inverse)
		return S(quotient)
	}
	if d.by == 0 {
		return 0
	}
	return (v + d.half) / d.by
}
