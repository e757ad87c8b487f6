package develop

import "math"

func diagonal(v vector) matrix {
	return matrix{{v[0], 0, 0}, {0, v[1], 0}, {0, 0, v[2]}}
}

func (v vector) scaled(k float64) vector { return vector{v[0] * k, v[1] * k, v[2] * k} }

func (m matrix) times(v vector) (out vector) {
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

func (m matrix) multiply(by matrix) (out matrix) {
	for i := range 3 {
		for j := range 3 {
			out[i][j] = m[i][0]*by[0][j] + m[i][1]*by[1][j] + m[i][2]*by[2][j]
		}
	}
	return out
}

// mix returns g parts of m and 1 - g of other.
func (m matrix) mix(other matrix, g float64) (out matrix) {
	for i := range 3 {
		for j := range 3 {
			out[i][j] = g*m[i][j] + (1-g)*other[i][j]
		}
	}
	return out
}

// inverse is false where there is none.
func (m matrix) inverse() (out matrix, ok bool) {
	var cofactors matrix
	for i := range 3 {
		for j := range 3 {
			a, b, c, d := (j+1)%3, (j+2)%3, (i+1)%3, (i+2)%3
			cofactors[i][j] = m[a][c]*m[b][d] - m[a][d]*m[b][c]
		}
	}
	determinant := m[0][0]*cofactors[0][0] + m[0][1]*cofactors[1][0] + m[0][2]*cofactors[2][0]
	if !(math.Abs(determinant) > 1e-12) || math.IsInf(determinant, 0) {
		return out, false
	}
	for i := range 3 {
		out[i] = cofactors[i].scaled(1 / determinant)
	}
	return out, true
}
