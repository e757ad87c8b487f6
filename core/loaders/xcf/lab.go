package xcf

import "math"

// Light of sRGB's primaries to CIE XYZ relative to white, and back (IEC 61966-2-1).
var (
	toXYZ = [3]rgb{
		{0.433887, 0.376224, 0.189889},
		{0.212639, 0.715169, 0.072192},
		{0.017750, 0.109448, 0.872802},
	}
	fromXYZ = [3]rgb{
		{3.080399, -1.537383, -0.543016},
		{-0.921223, 1.875967, 0.045256},
		{0.052874, -0.203977, 1.151103},
	}
)

func (c rgb) times(m *[3]rgb) (out rgb) {
	for i, row := range m {
		out[i] = row[0]*c[0] + row[1]*c[1] + row[2]*c[2]
	}
	return out
}

// toLab returns light as L*, a*, b* (CIE 15).
func (c rgb) toLab() rgb {
	xyz := c.times(&toXYZ)
	for i, v := range xyz {
		if v > 216.0/24389 {
			xyz[i] = float32(math.Cbrt(float64(v)))
		} else {
			xyz[i] = (24389.0/27*v + 16) / 116
		}
	}
	return rgb{116*xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])}
}

// fromLab returns the light of L*, a*, b*.
func (c rgb) fromLab() rgb {
	y := (c[0] + 16) / 116
	xyz := rgb{y + c[1]/500, y, y - c[2]/200}
	for i, v := range xyz {
		if cube := v * v * v; cube > 216.0/24389 {
			xyz[i] = cube
		} else {
			xyz[i] = (116*v - 16) * 27 / 24389
		}
	}
	return xyz.times(&fromXYZ)
}
