package colour

// matrix is a 3×3 matrix in rows.
type matrix [3][3]float64

// xyzD50ToSRGB takes XYZ relative to D50 to linear light of sRGB's primaries,
// through Bradford's chromatic adaptation (IEC 61966-2-1, ICC.1:2022 annex E).
var xyzD50ToSRGB = matrix{
	{3.1338561, -1.6168667, -0.4906146},
	{-0.9787684, 1.9161415, 0.0334540},
	{0.0719453, -0.2289914, 1.4052427},
}

func (m *matrix) apply(v [3]float64) [3]float64 {
	var out [3]float64
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}
