package tiff

import "sync"

// The 14-bit codes of chromaticity in 24-bit LogLuv number squares of CIE 1976 u'v' that
// cover the visible colours, row by row from the lowest v' (Larson, "LogLuv Encoding
// for Full Gamut, High Dynamic Range Images", 1998; the numbers are those of uvcode.h
// in the libtiff project, version 1.0).
const (
	uvSide   = 0.0035   // of a square
	uvLowest = 0.016940 // v' of the lowest row
	uvCodes  = 16289
)

// uvRun is so many rows, one upon the other, that begin at the same u', which is in
// millionths, and have as many squares.
type uvRun struct{ start, squares, rows int }

var uvRuns = []uvRun{
	{247663, 4, 1},
	{243779, 6, 1},
	{241684, 7, 1},
	{237874, 9, 1},
	{235906, 10, 1},
	{232153, 12, 1},
	{228352, 14, 1},
	{226259, 15, 1},
	{222371, 17, 1},
	{220410, 18, 1},
	{214710, 21, 1},
	{212714, 22, 1},
	{210721, 23, 1},
	{204976, 26, 1},
	{202986, 27, 1},
	{199245, 29, 1},
	{195525, 31, 1},
	{193560, 32, 1},
	{189878, 34, 1},
	{186216, 36, 2},
	{182592, 38, 1},
	{179003, 40, 1},
	{175466, 42, 1},
	{172001, 44, 2},
	{168612, 46, 2},
	{163575, 49, 1},
	{158642, 52, 3},
	{153815, 55, 2},
	{149097, 58, 2},
	{142746, 62, 3},
	{138270, 65, 3},
	{132166, 69, 2},
	{126204, 73, 3},
	{120381, 77, 4},
	{112962, 82, 3},
	{107450, 86, 4},
	{100343, 91, 3},
	{95126, 95, 4},
	{88276, 100, 4},
	{81523, 105, 4},
	{74861, 110, 4},
	{68290, 115, 4},
	{63573, 119, 4},
	{57219, 124, 4},
	{50985, 129, 5},
	{44859, 134, 4},
	{40571, 138, 4},
	{36339, 142, 4},
	{32139, 146, 4},
	{27947, 150, 3},
	{23739, 154, 4},
	{19504, 158, 3},
	{16976, 161, 4},
	{12639, 165, 3},
	{9991, 168, 3},
	{9016, 170, 3},
	{6217, 173, 2},
	{5097, 175, 3},
	{3909, 177, 2},
	{2340, 177, 1},
	{2389, 170, 1},
	{1068, 164, 1},
	{1653, 157, 1},
	{717, 150, 1},
	{1614, 143, 1},
	{270, 136, 1},
	{484, 129, 1},
	{1103, 123, 1},
	{1242, 115, 1},
	{1188, 109, 1},
	{1011, 103, 1},
	{709, 97, 1},
	{301, 89, 1},
	{2416, 82, 1},
	{3251, 76, 1},
	{3246, 69, 1},
	{4141, 62, 1},
	{5963, 55, 1},
	{8839, 47, 1},
	{10490, 40, 1},
	{16994, 31, 1},
	{23659, 21, 1},
}

// chromaticity is a pair of CIE 1976 u' and v'.
type chromaticity struct{ u, v float32 }

// neutral is white E, which stands for codes that mean nothing.
var neutral = chromaticity{4.0 / 19, 9.0 / 19}

// uvSquares returns the middles of the squares by their codes.
var uvSquares = sync.OnceValue(func() []chromaticity {
	squares := make([]chromaticity, 0, uvCodes)
	v := 0
	for _, run := range uvRuns {
		for range run.rows {
			for i := range run.squares {
				squares = append(squares, chromaticity{
					u: float32(float64(run.start)/1e6 + (float64(i)+0.5)*uvSide),
					v: float32(uvLowest + (float64(v)+0.5)*uvSide),
				})
			}
			v++
		}
	}
	return squares
})
