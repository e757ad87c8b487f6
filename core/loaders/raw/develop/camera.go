package develop

import (
	"math"

	"apsync/core/container/tiff"
	"apsync/core/fault"
)

// camera is how a camera's red, green and blue become those of sRGB.
type camera struct {
	// gains make the camera's neutral grey: the least is 1, so that what is clipped in
	// the sensor is white in all channels.
	gains vector
	// toSRGB turns balanced values into linear sRGB; its rows sum to 1.
	toSRGB matrix
}

type (
	vector [3]float64
	matrix [3]vector
)

var (
	identity = matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	// d50 is the white of the profile connection space, XYZ with Y = 1 (DNG 1.7,
	// chapter 6).
	d50 = vector{0.9642, 1, 0.8249}
	// d50ToSRGB is XYZ relative to D50 to linear sRGB, adapted by Bradford's method.
	d50ToSRGB = matrix{
		{3.1338561, -1.6168667, -0.4906146},
		{-0.9787684, 1.9161415, 0.0334540},
		{0.0719453, -0.2289914, 1.4052427},
	}
	// bradford is the matrix of the cone responses that the method adapts.
	bradford = matrix{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}
)

// calibration is a set of matrices for one light.
type calibration struct {
	kelvin  float64
	colour  matrix // XYZ to the camera's reference
	own     matrix // reference to this camera: CameraCalibration
	forward *matrix
}

// readCamera reads the matrices and the white balance, and combines them (DNG 1.7,
// chapter 6).
func readCamera(root *tiff.Directory) (camera, error) {
	first, ok := readCalibration(root, tagColourMatrix1, tagCalibration1, tagForwardMatrix1, tagIlluminant1)
	if !ok {
		return camera{}, fault.New(fault.Unsupported, "the file has no colour matrix of its camera")
	}
	second, ok := readCalibration(root, tagColourMatrix2, tagCalibration2, tagForwardMatrix2, tagIlluminant2)
	if !ok || first.kelvin == 0 || second.kelvin == 0 || first.kelvin == second.kelvin {
		second = first
	}
	balance := identity
	if v := floats(root, tagAnalogBalance, 3); len(v) == 3 {
		balance = diagonal(vector(v))
	}
	white, neutral := asShot(root, first, second, balance)
	for i, v := range neutral {
		if !(v > 1e-4 && v < 1e4) {
			return camera{}, fault.New(fault.Corrupt, "the neutral colour is %g in channel %d", v, i)
		}
	}
	return combine(first.towards(second, white), balance, neutral, white)
}

func readCalibration(root *tiff.Directory, colour, own, forward, illuminant uint16) (calibration, bool) {
	c := calibration{own: identity}
	m, ok := readMatrix(root, colour)
	if !ok {
		return c, false
	}
	c.colour = m
	if m, ok := readMatrix(root, own); ok {
		c.own = m
	}
	if m, ok := readMatrix(root, forward); ok {
		c.forward = &m
	}
	light, _ := root.Uint(illuminant)
	c.kelvin = kelvinOf(light)
	return c, true
}

// readMatrix returns a matrix of three rows, by rows.
func readMatrix(root *tiff.Directory, tag uint16) (m matrix, ok bool) {
	e, found := root.Find(tag)
	v := floats(root, tag, 9)
	if !found || e.Count != 9 || len(v) != 9 {
		return m, false
	}
	for i := range 3 {
		m[i] = vector(v[3*i:])
	}
	_, ok = m.inverse()
	return m, ok
}

// kelvinOf returns the temperature of a LightSource of Exif, 0 where that says nothing.
func kelvinOf(light uint32) float64 {
	return map[uint32]float64{
		1: 5500, 2: 4150, 3: 2850, 4: 5500, 9: 5500, 10: 6500, 11: 7500, 12: 6400, 13: 5050, 14: 4150,
		15: 3525, 16: 2925, 17: 2856, 18: 4874, 19: 6774, 20: 5503, 21: 6504, 22: 7504, 23: 5003, 24: 3200,
	}[light]
}

// towards returns the calibration for a white: the two weighted by the inverse of the
// temperature.
func (c calibration) towards(other calibration, white vector) calibration {
	if c.kelvin == other.kelvin {
		return c
	}
	t := max(1/max(c.kelvin, other.kelvin), min(1/min(c.kelvin, other.kelvin), 1/temperature(white)))
	g := (t - 1/other.kelvin) / (1/c.kelvin - 1/other.kelvin)
	c.colour, c.own = c.colour.mix(other.colour, g), c.own.mix(other.own, g)
	if c.forward != nil && other.forward != nil {
		m := c.forward.mix(*other.forward, g)
		c.forward = &m
	}
	return c
}

// temperature returns the correlated colour temperature of XYZ in kelvin, by McCamy's
// approximation.
func temperature(xyz vector) float64 {
	sum := xyz[0] + xyz[1] + xyz[2]
	x, y := xyz[0]/sum, xyz[1]/sum
	n := (x - 0.3320) / (0.1858 - y)
	k := ((449*n+3525)*n+6823.3)*n + 5520.33
	if !(k > 1000) {
		return 1000
	}
	return min(k, 50000)
}

// asShot returns the white of the scene as XYZ, and what the camera sees of it, the
// largest being 1.
func asShot(root *tiff.Directory, first, second calibration, balance matrix) (white, neutral vector) {
	white = vector{0.9568, 1, 0.9214} // D55
	if v := floats(root, tagAsShotNeutral, 3); len(v) == 3 {
		neutral = vector(v)
		const rounds = 30
		white = d50
		for range rounds {
			inverse, ok := first.towards(second, white).toCamera(balance).inverse()
			next := inverse.times(neutral)
			if !ok || !(next[1] > 0) {
				break
			}
			white = next.scaled(1 / next[1])
		}
		return white, neutral.scaled(1 / max(neutral[0], neutral[1], neutral[2]))
	}
	if v := floats(root, tagAsShotWhiteXY, 2); len(v) == 2 && v[0] > 0 && v[1] > 0 && v[0]+v[1] < 1 {
		white = vector{v[0] / v[1], 1, (1 - v[0] - v[1]) / v[1]}
	}
	neutral = first.towards(second, white).toCamera(balance).times(white)
	return white, neutral.scaled(1 / max(neutral[0], neutral[1], neutral[2]))
}

// toCamera returns XYZ to the camera's values.
func (c calibration) toCamera(balance matrix) matrix {
	return balance.multiply(c.own).multiply(c.colour)
}

// combine returns what makes linear sRGB of the camera's values.
func combine(c calibration, balance matrix, neutral, white vector) (camera, error) {
	singular := fault.New(fault.Corrupt, "the camera's colour matrix has no inverse")
	var toD50 matrix
	if c.forward != nil {
		reference, ok := balance.multiply(c.own).inverse()
		seen := reference.times(neutral)
		if !ok || seen[0] <= 0 || seen[1] <= 0 || seen[2] <= 0 {
			return camera{}, singular
		}
		toD50 = c.forward.multiply(diagonal(vector{1 / seen[0], 1 / seen[1], 1 / seen[2]})).multiply(reference)
	} else {
		inverse, ok := c.toCamera(balance).inverse()
		if !ok {
			return camera{}, singular
		}
		toD50 = adaptation(white, d50).multiply(inverse)
	}
	made := camera{gains: vector{1 / neutral[0], 1 / neutral[1], 1 / neutral[2]}}
	made.toSRGB = d50ToSRGB.multiply(toD50).multiply(diagonal(neutral))
	for i, row := range made.toSRGB {
		sum := row[0] + row[1] + row[2]
		if !(sum > 1e-6) || math.IsInf(sum, 0) {
			return camera{}, singular
		}
		made.toSRGB[i] = row.scaled(1 / sum)
	}
	return made, nil
}

// adaptation returns XYZ under one white as XYZ under another.
func adaptation(from, to vector) matrix {
	cones, target := bradford.times(from), bradford.times(to)
	for i := range cones {
		if cones[i] <= 0 {
			return identity
		}
		cones[i] = target[i] / cones[i]
	}
	inverse, _ := bradford.inverse()
	return inverse.multiply(diagonal(cones)).multiply(bradford)
}
