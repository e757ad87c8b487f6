package colour

import "math"

// whiteD50 is the white of the profile connection space, ICC.1:2022 §7.2.16.
var whiteD50 = [3]float64{0.9642, 1, 0.8249}

// labRows converts CIE L*a*b* of illuminant D50.
type labRows[T uint8 | uint16] struct{}

func (labRows[T]) convert(dst []uint8, src []T, step int) {
	limit := float64(full[T]())
	for len(dst) >= 4 && len(src) >= step && step >= 3 {
		xyz := labToXYZ([3]float64{
			float64(src[0]) / limit * 100,
			float64(src[1])/limit*255 - 128,
			float64(src[2])/limit*255 - 128,
		})
		for c, v := range xyzD50ToSRGB.apply(xyz) {
			dst[c] = uint8(math.Round(255 * min(1, encodeSRGB(max(0, v)))))
		}
		dst, src = dst[4:], src[step:]
	}
}

// labToXYZ converts CIE L*a*b* to XYZ relative to D50, CIE 15:2004 §8.2.1.
func labToXYZ(lab [3]float64) [3]float64 {
	fy := (lab[0] + 16) / 116
	f := [3]float64{fy + lab[1]/500, fy, fy - lab[2]/200}
	var xyz [3]float64
	for c, v := range f {
		if v > 6.0/29 {
			xyz[c] = whiteD50[c] * v * v * v
		} else {
			xyz[c] = whiteD50[c] * (v - 4.0/29) * 108 / 841
		}
	}
	return xyz
}
