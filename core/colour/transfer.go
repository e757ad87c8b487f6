package colour

import "math"

// encodeSRGB returns the sRGB code, 1 being white, of linear light, IEC 61966-2-1.
// It goes on above 1 and is odd, so that light out of gamut keeps its order.
func encodeSRGB(light float64) float64 {
	switch {
	case light < 0:
		return -encodeSRGB(-light)
	case light <= 0.0031308:
		return 12.92 * light
	}
	return 1.055*math.Pow(light, 1/2.4) - 0.055
}
