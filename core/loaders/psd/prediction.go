package psd

import "encoding/binary"

// undoPrediction restores a row from the differences of its samples of 8 or 16 bits, in
// place.
func undoPrediction(row []byte, depth int) {
	if depth != 16 {
		var sum byte
		for i, v := range row {
			sum += v
			row[i] = sum
		}
		return
	}
	var sum uint16
	for ; len(row) >= 2; row = row[2:] {
		sum += binary.BigEndian.Uint16(row)
		binary.BigEndian.PutUint16(row, sum)
	}
}

// undoFloatPrediction restores a row of samples of 32 bits to dst: src has the first
// bytes of all samples, then the second ones, and so on, and of these the differences.
func undoFloatPrediction(dst, src []byte) {
	n := len(src) / 4
	var sum byte
	for i, v := range src[:4*n] {
		sum += v
		dst[i%n*4+i/n] = sum
	}
}
