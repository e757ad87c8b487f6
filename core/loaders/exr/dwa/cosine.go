package dwa

// zigzag is where coefficients stand in a block, in the order in which they come
// (ITU-T T.81 figure A.6).
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// Halves of the cosines of multiples of π/16.
const (
	cos1 = 0.490392640201615
	cos2 = 0.461939766255643
	cos3 = 0.415734806151273
	cos4 = 0.353553390593274
	cos5 = 0.277785116509801
	cos6 = 0.191341716182545
	cos7 = 0.0975451610080641
)

// transform makes the values of coefficients that are 0 below row last.
func (e *component) transform(coefficients *[64]float32, last int) {
	var between [64]float32
	for y := 0; y <= last; y++ {
		row := (*[8]float32)(coefficients[8*y:])
		cosines((*[8]float32)(between[8*y:]), row)
	}
	var column, out [8]float32
	for x := range 8 {
		for y := range column {
			column[y] = between[8*y+x]
		}
		cosines(&out, &column)
		for y := range out {
			e.values[8*y+x] = out[y]
		}
	}
}

// cosines is the orthonormal inverse cosine transform of eight coefficients.
func cosines(dst, c *[8]float32) {
	even0, even1 := (c[0]+c[4])*cos4, (c[0]-c[4])*cos4
	even2, even3 := c[2]*cos2+c[6]*cos6, c[2]*cos6-c[6]*cos2
	odd0 := c[1]*cos1 + c[3]*cos3 + c[5]*cos5 + c[7]*cos7
	odd1 := c[1]*cos3 - c[3]*cos7 - c[5]*cos1 - c[7]*cos5
	odd2 := c[1]*cos5 - c[3]*cos1 + c[5]*cos7 + c[7]*cos3
	odd3 := c[1]*cos7 - c[3]*cos5 + c[5]*cos3 - c[7]*cos1
	a, b, d, e := even0+even2, even1+even3, even1-even3, even0-even2
	dst[0], dst[7] = a+odd0, a-odd0
	dst[1], dst[6] = b+odd1, b-odd1
	dst[2], dst[5] = d+odd2, d-odd2
	dst[3], dst[4] = e+odd3, e-odd3
}
