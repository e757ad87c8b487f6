//go:build !amd64

package vp8l

// putPixels writes pixels as bytes.
func putPixels(dst []uint8, src []uint32) { putPixelsEach(dst, src) }

// addGreen writes the pixels of src into dst, their green added to red and blue.
func addGreen(dst, src []uint8) { addGreenEach(dst, src) }

// addColour adds what of red and blue follows from green, and of blue from red, by
// the factors in blue, green and red, in 32nds.
func addColour(row []uint8, factors uint32) { addColourEach(row, factors) }

// predict adds predictions to the coded pixels from the offset at on, which is not
// the first, and writes them into row. Above is the row above, a pixel longer.
func predict(mode int, row, coded, above []uint8, at int) { predictEach(mode, row, coded, above, at) }
