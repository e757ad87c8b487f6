package colour

import "apsync/core/colour/icc"

// labRows converts CIE L*a*b* of illuminant D50.
type labRows[T uint8 | uint16] struct{}

func (labRows[T]) convert(dst []uint8, src []T, step int) {
	limit := float32(full[T]())
	table, m := codes(), newMatrix32(xyzToSRGB)
	for len(dst) >= 4 && len(src) >= step && step >= 3 {
		fy := (float32(src[0])*(100/limit) + 16) / 116
		x := float32(icc.White[0]) * labCube(fy+(float32(src[1])*(255/limit)-128)/500)
		y := labCube(fy)
		z := float32(icc.White[2]) * labCube(fy-(float32(src[2])*(255/limit)-128)/200)
		dst[0] = codeOf(table, m[0]*x+m[1]*y+m[2]*z)
		dst[1] = codeOf(table, m[3]*x+m[4]*y+m[5]*z)
		dst[2] = codeOf(table, m[6]*x+m[7]*y+m[8]*z)
		dst, src = dst[4:], src[step:]
	}
}

// labCube is the inverse of L*a*b*'s compression, CIE 15:2004 §8.2.1.
func labCube(f float32) float32 {
	if f > 6.0/29 {
		return f * f * f
	}
	return (f - 4.0/29) * (108.0 / 841)
}

// lightnessToY returns the luminance of L*.
func lightnessToY(l float64) float64 { return float64(labCube(float32((l + 16) / 116))) }
