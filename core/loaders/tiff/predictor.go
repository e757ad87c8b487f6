package tiff

import "encoding/binary"

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
		sumBytes(row, step)
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

// sumBytes adds to each byte the sum at the one step before it. The usual steps
// keep their sums out of memory.
func sumBytes(row []byte, step int) {
	switch step {
	case 1:
		var sum byte
		for i, v := range row {
			sum += v
			row[i] = sum
		}
	case 3:
		var r, g, b byte
		for ; len(row) >= 3; row = row[3:] {
			r, g, b = r+row[0], g+row[1], b+row[2]
			row[0], row[1], row[2] = r, g, b
		}
	case 4:
		var r, g, b, a byte
		for ; len(row) >= 4; row = row[4:] {
			r, g, b, a = r+row[0], g+row[1], b+row[2], a+row[3]
			row[0], row[1], row[2], row[3] = r, g, b, a
		}
	default:
		for i := step; i < len(row); i++ {
			row[i] += row[i-step]
		}
	}
}

// undoFloatPredictor restores a row of floating-point samples to dst, which is as
// long: the row has the first byte of all of them, then the second of all, and so
// on, the most significant first, and of these bytes the differences. The samples
// come out with their most significant byte first, whatever the file's order.
func undoFloatPredictor(dst, row []byte, size, step int) {
	sumBytes(row, step)
	n := len(row) / size
	for k := range size {
		plane := row[k*n : (k+1)*n]
		for i, v := range plane {
			dst[i*size+k] = v
		}
	}
}
