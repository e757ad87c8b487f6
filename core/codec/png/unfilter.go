package png

import (
	"encoding/binary"

	"apsync/core/fault"
	"apsync/core/raster"
)

// Filter types (PNG §9.2).
const (
	filterNone    = 0
	filterSub     = 1
	filterUp      = 2
	filterAverage = 3
	filterPaeth   = 4
)

// unfilter turns row, filtered against itself and the row above, into samples.
// n is the bytes of a pixel, at least 1; above is as long as row.
func unfilter(filter uint8, row, above []byte, n int) error {
	switch filter {
	case filterNone:
	case filterSub:
		raster.SumAcross(row, n)
	case filterUp:
		unfilterUp(row, above)
	case filterAverage:
		unfilterAverage(row, above, n)
	case filterPaeth:
		unfilterPaeth(row, above, n)
	default:
		return fault.New(fault.Corrupt, "filter type %d", filter)
	}
	return nil
}

// Bytes of a word are added side by side: without their highest bits, which are
// then added without a carry.
const (
	low7  = 0x7f7f7f7f7f7f7f7f
	high1 = 0x8080808080808080
)

func unfilterUp(row, above []byte) {
	for len(row) >= 8 && len(above) >= 8 {
		x, y := binary.LittleEndian.Uint64(row), binary.LittleEndian.Uint64(above)
		binary.LittleEndian.PutUint64(row, (x&low7+y&low7)^(x^y)&high1)
		row, above = row[8:], above[8:]
	}
	for i, v := range above[:len(row)] {
		row[i] += v
	}
}

// addBytes adds four bytes side by side.
func addBytes(x, y uint32) uint32 {
	const low, high = low7 & 0xffffffff, high1 & 0xffffffff
	return (x&low + y&low) ^ (x^y)&high
}

func unfilterAverage(row, above []byte, n int) {
	switch n {
	case 3:
		unfilterAverage3(row, above)
	case 4:
		var left uint32
		for ; len(row) >= 4 && len(above) >= 4; row, above = row[4:], above[4:] {
			up := binary.LittleEndian.Uint32(above)
			mean := left&up + (left^up)>>1&(low7&0xffffffff)
			left = addBytes(binary.LittleEndian.Uint32(row), mean)
			binary.LittleEndian.PutUint32(row, left)
		}
	default:
		first := min(n, len(row))
		for i, up := range above[:first] {
			row[i] += up >> 1
		}
		rest := row[first:]
		left := row[:len(rest)]
		for i, up := range above[first:len(row)] {
			rest[i] += byte((int(left[i]) + int(up)) >> 1)
		}
	}
}

func unfilterAverage3(row, above []byte) {
	var a, b, c int
	above = above[:len(row)]
	for i := 0; i+2 < len(row); i += 3 {
		a = int(row[i] + byte((a+int(above[i]))>>1))
		b = int(row[i+1] + byte((b+int(above[i+1]))>>1))
		c = int(row[i+2] + byte((c+int(above[i+2]))>>1))
		row[i], row[i+1], row[i+2] = byte(a), byte(b), byte(c)
	}
}

func unfilterPaeth(row, above []byte, n int) {
	if n == 1 {
		var left, corner int
		for i, up := range above[:len(row)] {
			left = int(row[i] + paeth(left, int(up), corner))
			row[i], corner = byte(left), int(up)
		}
		return
	}
	unfilterPaethFrom(row, above, n, paethPixels(row, above, n))
}

// unfilterPaethFrom goes on where the first bytes, which are whole pixels, are
// done.
func unfilterPaethFrom(row, above []byte, n, done int) {
	if done == 0 {
		done = min(n, len(row))
		for i, up := range above[:done] {
			row[i] += up
		}
	}
	rest := row[done:]
	left, corner := row[done-min(n, done):][:len(rest)], above[done-min(n, done):][:len(rest)]
	for i, up := range above[done:len(row)] {
		rest[i] += paeth(int(left[i]), int(up), int(corner[i]))
	}
}

// paeth returns which of left, up and corner lies closest to left+up-corner, in
// this order (PNG §9.4). Where corner lies two thirds of the way or more from one
// of left and up to the other, the first is closest, else corner is; so there is
// nothing to branch upon.
func paeth(left, up, corner int) byte {
	bound := 3*corner - left - up
	low, high := min(left, up), max(left, up)
	nearest := corner
	if high <= bound {
		nearest = low
	}
	if bound <= low {
		nearest = high
	}
	return byte(nearest)
}
