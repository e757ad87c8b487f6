package vp8l

// putPixels writes pixels as bytes.
func putPixels(dst []uint8, src []uint32) {
	n := len(src) &^ 3
	if n > 0 {
		_ = dst[4*n-1]
		copyFours(&dst[0], &src[0], n)
	}
	putPixelsEach(dst[4*n:], src[n:])
}

// addGreen writes the pixels of src into dst, their green added to red and blue.
func addGreen(dst, src []uint8) {
	n := len(src) &^ 15
	if n > 0 {
		_ = dst[n-1]
		addGreenFours(&dst[0], &src[0], n/4)
	}
	addGreenEach(dst[n:], src[n:])
}

// addColour adds what of red and blue follows from green, and of blue from red, by
// the factors in blue, green and red, in 32nds.
func addColour(row []uint8, factors uint32) {
	if n := len(row) &^ 15; n > 0 {
		word := func(shift int) uint32 { return uint32(uint16(int16(int8(factors>>shift)) * 8)) }
		addColourFours(&row[0], n/4, word(0)<<16|word(8), word(16)<<16)
		row = row[n:]
	}
	addColourEach(row, factors)
}

// predict adds predictions to the coded pixels from the offset at on, which is not
// the first, and writes them into row. Above is the row above, a pixel longer.
func predict(mode int, row, coded, above []uint8, at int) {
	end := len(row)
	n := (end - at) / 4
	if n <= 0 {
		return
	}
	_, _, _ = row[at-4], coded[end-1], above[end+3]
	predictPixels(mode, &row[at], &coded[at], &above[at], n)
}

// What follows works on n pixels, more than none. Those named for fours work on
// multiples of four.

//go:noescape
func copyFours(dst *uint8, src *uint32, n int)

//go:noescape
func addGreenFours(dst, src *uint8, n int)

// addColourFours takes factors times 8: from green to red and to blue, in the upper
// and the lower half of fromGreen, and from red to blue in the upper half of
// fromRed.
//
//go:noescape
func addColourFours(row *uint8, n int, fromGreen, fromRed uint32)

// predictPixels reads a pixel before and one behind those above, and the one before
// those of row.
//
//go:noescape
func predictPixels(mode int, row, coded, above *uint8, n int)
