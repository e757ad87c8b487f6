package tiff

import (
	"encoding/binary"

	"apsync/core/raster"
)

// The values of the Predictor tag (TIFF 6.0 §14, TIFF Technical Note 3).
const (
	predictorNone       = 1
	predictorHorizontal = 2
	predictorFloat      = 3
)

// undoPredictor restores a row of samples from its differences, in place: step
// samples lie between one and its neighbour.
func undoPredictor(row []byte, bits, step int, order binary.ByteOrder) {
	switch bits {
	case 8:
		raster.SumAcross(row, step)
	case 16:
		for i := 2 * step; i+2 <= len(row); i += 2 {
			order.PutUint16(row[i:], order.Uint16(row[i:])+order.Uint16(row[i-2*step:]))
		}
	case 32:
		for i := 4 * step; i+4 <= len(row); i += 4 {
			order.PutUint32(row[i:], order.Uint32(row[i:])+order.Uint32(row[i-4*step:]))
		}
	case 64:
		for i := 8 * step; i+8 <= len(row); i += 8 {
			order.PutUint64(row[i:], order.Uint64(row[i:])+order.Uint64(row[i-8*step:]))
		}
	}
}

// undoFloatPredictor restores a row of floating-point samples to dst, which is as
// long: the row has the first byte of all of them, then the second of all, and so
// on, the most significant first, and of these bytes the differences. The samples
// come out with their most significant byte first, whatever the file's order.
func undoFloatPredictor(dst, row []byte, size, step int) {
	raster.SumAcross(row, step)
	n := len(row) / size
	for k := range size {
		plane := row[k*n : (k+1)*n]
		for i, v := range plane {
			dst[i*size+k] = v
		}
	}
}
