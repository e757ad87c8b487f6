package raster

import "encoding/binary"

// byteColumns is columns for bytes, eight at a time: the even and the odd bytes of
// a word are added in four lanes of 16 bits each, which hold 257 rows.
type byteColumns struct {
	columns[uint8, uint32]
	lanes []uint64 // of even and of odd bytes in turns
}

// newByteColumns returns sums for factors up to maxNarrow.
func newByteColumns(w, f, n int) *byteColumns {
	return &byteColumns{
		columns: *newColumns[uint8, uint32](w, f, n),
		lanes:   make([]uint64, (w*n+7)/8*2),
	}
}

func (c *byteColumns) add(row []uint8) {
	const even = 0x00ff00ff00ff00ff
	lanes := c.lanes
	for len(row) >= 8 && len(lanes) >= 2 {
		v := binary.LittleEndian.Uint64(row)
		lanes[0] += v & even
		lanes[1] += v >> 8 & even
		row, lanes = row[8:], lanes[2:]
	}
	if len(row) > 0 && len(lanes) >= 2 {
		var v uint64
		for i, b := range row {
			v |= uint64(b) << (8 * i)
		}
		lanes[0] += v & even
		lanes[1] += v >> 8 & even
	}
}

func (c *byteColumns) mean(dst []uint8, rows int) {
	sums, lanes := c.sums, c.lanes
	for len(sums) >= 8 && len(lanes) >= 2 {
		even, odd := lanes[0], lanes[1]
		sums[0], sums[1] = uint32(even&0xffff), uint32(odd&0xffff)
		sums[2], sums[3] = uint32(even>>16&0xffff), uint32(odd>>16&0xffff)
		sums[4], sums[5] = uint32(even>>32&0xffff), uint32(odd>>32&0xffff)
		sums[6], sums[7] = uint32(even>>48), uint32(odd>>48)
		sums, lanes = sums[8:], lanes[2:]
	}
	for i := range sums {
		sums[i] = uint32(lanes[i&1] >> (i & 6 << 3) & 0xffff)
	}
	clear(c.lanes)
	c.columns.mean(dst, rows)
}
