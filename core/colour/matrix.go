package colour

import (
	"math"

	"apsync/core/colour/icc"
)

// matrix is a 3×3 matrix in rows.
type matrix [3][3]float64

var identity = matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}

// bradford takes XYZ to the cone responses in which Bradford's chromatic
// adaptation scales, ICC.1:2022 annex E.
var bradford = matrix{
	{0.8951, 0.2664, -0.1614},
	{-0.7502, 1.7135, 0.0367},
	{0.0389, -0.0685, 1.0296},
}

// xyzToSRGB takes XYZ relative to D50 to linear light of sRGB's primaries.
var xyzToSRGB = displayMatrix()

func displayMatrix() matrix {
	toXYZ, _ := BT709.toXYZ()
	m, _ := toXYZ.inverse()
	return m
}

// toXYZ returns the matrix that takes light of the primaries to XYZ relative to
// D50, white to white. It is false for chromaticities that span no space.
func (p *Primaries) toXYZ() (matrix, bool) {
	white, ok := p.White.xyz()
	if !ok {
		return identity, false
	}
	var columns matrix
	for c, chroma := range []Chromaticity{p.Red, p.Green, p.Blue} {
		// Of imaginary primaries y may be 0 or negative, so they are scaled by x+y+z.
		columns[0][c], columns[1][c], columns[2][c] = chroma.X, chroma.Y, 1-chroma.X-chroma.Y
	}
	inverse, ok := columns.inverse()
	if !ok {
		return identity, false
	}
	scale := inverse.apply(white)
	for i := range 3 {
		for c := range 3 {
			columns[i][c] *= scale[c]
		}
	}
	m := adaptation(white).mul(columns)
	return m, m.isFinite()
}

// xyz returns the colour of luminance 1, or false where there is none.
func (c Chromaticity) xyz() ([3]float64, bool) {
	if !(c.Y > 1e-6 && c.X >= 0 && c.X+c.Y <= 1) {
		return [3]float64{}, false
	}
	return [3]float64{c.X / c.Y, 1, (1 - c.X - c.Y) / c.Y}, true
}

// adaptation returns the matrix of Bradford's chromatic adaptation to D50.
func adaptation(white [3]float64) matrix {
	from, to := bradford.apply(white), bradford.apply(icc.White)
	scale := matrix{{to[0] / from[0]}, {0, to[1] / from[1]}, {0, 0, to[2] / from[2]}}
	back, _ := bradford.inverse()
	return back.mul(scale.mul(bradford))
}

func (m matrix) apply(v [3]float64) [3]float64 {
	var out [3]float64
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

// mul returns the matrix that applies n, then m.
func (m matrix) mul(n matrix) matrix {
	var out matrix
	for i := range 3 {
		for j := range 3 {
			out[i][j] = m[i][0]*n[0][j] + m[i][1]*n[1][j] + m[i][2]*n[2][j]
		}
	}
	return out
}

// inverse returns the inverse, or false where there is none worth the name.
func (m matrix) inverse() (matrix, bool) {
	var out matrix
	for i := range 3 {
		for j := range 3 {
			a, b, c, d := (j+1)%3, (j+2)%3, (i+1)%3, (i+2)%3
			out[i][j] = m[a][c]*m[b][d] - m[a][d]*m[b][c]
		}
	}
	det := m[0][0]*out[0][0] + m[0][1]*out[1][0] + m[0][2]*out[2][0]
	for i := range 3 {
		for j := range 3 {
			out[i][j] /= det
		}
	}
	return out, math.Abs(det) > 1e-9 && out.isFinite()
}

// isFinite reports whether all elements are numbers within reason.
func (m matrix) isFinite() bool {
	for _, row := range m {
		for _, v := range row {
			if !(math.Abs(v) < 1e6) {
				return false
			}
		}
	}
	return true
}
