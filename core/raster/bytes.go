package raster

import "encoding/binary"

// byteColumns is columns for bytes: their sums are numbers of 16 bits, which hold 257
// rows, so that four columns are added at a time, and the columns of a box a pixel at a
// time.
type byteColumns struct {
	f, n int
	sums []byte // one number for each sample of a row, the lower byte first, and a rest
	size int    // of sums without it
	add1 func(sums, row []byte)
}

// sumsRest is what lies behind the last sum, for what is read with it.
const sumsRest = 8

// newByteColumns returns sums for factors up to maxNarrow.
func newByteColumns(w, f, n int) *byteColumns {
	return &byteColumns{f: f, n: n, sums: make([]byte, 2*w*n+sumsRest), size: 2 * w * n, add1: addFastest()}
}

func (c *byteColumns) add(row []uint8) { c.add1(c.sums, row) }

// addBytes adds every byte of a row to its sum.
func addBytes(sums, row []byte) {
	for len(row) >= 8 && len(sums) >= 16 {
		v := binary.LittleEndian.Uint64(row)
		to := sums[:16]
		binary.LittleEndian.PutUint64(to, binary.LittleEndian.Uint64(to)+spread(v&0xffffffff))
		binary.LittleEndian.PutUint64(to[8:], binary.LittleEndian.Uint64(to[8:])+spread(v>>32))
		row, sums = row[8:], sums[16:]
	}
	for i, v := range row {
		to := sums[2*i:]
		binary.LittleEndian.PutUint16(to, binary.LittleEndian.Uint16(to)+uint16(v))
	}
}

// spread returns four bytes as numbers of 16 bits.
func spread(v uint64) uint64 {
	v = (v | v<<16) & 0x0000ffff0000ffff
	return (v | v<<8) & 0x00ff00ff00ff00ff
}

func (c *byteColumns) mean(dst []uint8, rows int) {
	n, step := c.n, 2*c.f*c.n
	whole := newDivisor(uint32(rows * c.f))
	sums, left := c.sums, c.size
	switch {
	case n == 1:
		for ; left >= step; left -= step {
			dst[0] = uint8(whole.divide(greySum(sums[:step])))
			dst, sums = dst[1:], sums[step:]
		}
	case n != 3 && n != 4:
		for ; left >= step; left -= step {
			meansOf(dst[:n], sums[:step], &whole)
			dst, sums = dst[n:], sums[step:]
		}
	case rows == 2 && c.f == 2:
		for ; left >= step; left -= step {
			quarters(dst[:n], sums)
			dst, sums = dst[n:], sums[step:]
		}
	default:
		for ; left >= step; left -= step {
			pixelMeans(dst[:n], sums[:step+sumsRest-2*n], &whole)
			dst, sums = dst[n:], sums[step:]
		}
	}
	if left > 0 {
		rest := newDivisor(uint32(rows * (left / (2 * n))))
		meansOf(dst[:n], sums[:left], &rest)
	}
	clear(c.sums)
}

// quarters writes the means of a box of two rows and two columns.
func quarters(dst []uint8, sums []byte) {
	const halves, mask = 0x0002000200020002, 0x00ff00ff00ff00ff
	v := (binary.LittleEndian.Uint64(sums) + binary.LittleEndian.Uint64(sums[2*len(dst):]) + halves) >> 2 & mask
	dst[0], dst[1], dst[2] = uint8(v), uint8(v>>16), uint8(v>>32)
	if len(dst) > 3 {
		dst[3] = uint8(v >> 48)
	}
}

// pixelMeans writes the means of a box of pixels of three or four channels. Behind the
// box lies what is read with the last pixel.
func pixelMeans(dst []uint8, box []byte, count *divisor[uint32]) {
	const maxLanes = 16 // columns of as many rows, whose sum 16 bits hold
	step := 2 * len(dst)
	var r, g, b, a uint32
	if len(box) <= step*maxLanes+sumsRest-step && count.by <= maxLanes*maxLanes {
		var all uint64
		for ; len(box) >= 8; box = box[step:] {
			all += binary.LittleEndian.Uint64(box)
		}
		r, g, b, a = uint32(all&0xffff), uint32(all>>16&0xffff), uint32(all>>32&0xffff), uint32(all>>48)
	} else {
		const even = 0x0000ffff0000ffff
		var redBlue, greenAlpha uint64
		for ; len(box) >= 8; box = box[step:] {
			v := binary.LittleEndian.Uint64(box)
			redBlue += v & even
			greenAlpha += v >> 16 & even
		}
		r, g, b, a = uint32(redBlue), uint32(greenAlpha), uint32(redBlue>>32), uint32(greenAlpha>>32)
	}
	dst[0], dst[1], dst[2] = uint8(count.divide(r)), uint8(count.divide(g)), uint8(count.divide(b))
	if len(dst) > 3 {
		dst[3] = uint8(count.divide(a))
	}
}

// meansOf writes the means of a box of as many channels as dst is long.
func meansOf(dst []uint8, box []byte, count *divisor[uint32]) {
	for channel := range dst {
		var total uint32
		for i := 2 * channel; i+2 <= len(box); i += 2 * len(dst) {
			total += uint32(binary.LittleEndian.Uint16(box[i:]))
		}
		dst[channel] = uint8(count.divide(total))
	}
}

// greySum returns the sum of a box of one channel, four columns at a time.
func greySum(box []byte) uint32 {
	const even = 0x0000ffff0000ffff
	var lanes uint64
	for ; len(box) >= 8; box = box[8:] {
		v := binary.LittleEndian.Uint64(box)
		lanes += v&even + v>>16&even
	}
	total := uint32(lanes) + uint32(lanes>>32)
	for ; len(box) >= 2; box = box[2:] {
		total += uint32(binary.LittleEndian.Uint16(box))
	}
	return total
}

// sumOf returns the sum of one channel of a box of n.
func sumOf(box []byte, channel, n int) uint64 {
	var total uint64
	for i := 2 * channel; i+2 <= len(box); i += 2 * n {
		total += uint64(binary.LittleEndian.Uint16(box[i:]))
	}
	return total
}
