package vp8

// block predicts 4×4 pixels of luma at an offset (RFC 6386 §12.3). Its neighbours
// are words of bytes: above holds eight from left to right, left four from top to
// bottom, and edge runs from the lowest on the left over the corner to the third
// above.
func (w *workspace) block(at int, mode uint8) {
	b := (*[3*stride + stride + 5]uint8)(w[at-stride-1:])
	corner := uint64(b[0])
	above := load8((*[8]uint8)(b[1:]))
	left := uint64(b[stride]) | uint64(b[2*stride])<<8 | uint64(b[3*stride])<<16 | uint64(b[4*stride])<<24
	var r0, r1, r2, r3 uint64
	switch mode {
	case modeDC:
		r0 = (sum8(above&0xffffffff|left<<32) + 4) >> 3 * all8
		r1, r2, r3 = r0, r0, r0
	case modeTrueMotion:
		r0, r1, r2, r3 = trueMotion4(above, left, corner)
	case modeAbove:
		r0 = mean3(above<<8|corner, above, above>>8)
		r1, r2, r3 = r0, r0, r0
	case modeLeft:
		v := mean3(left<<8|corner, left, left>>8|left&0xff000000)
		r0, r1, r2, r3 = v&0xff*all8, v>>8&0xff*all8, v>>16&0xff*all8, v>>24&0xff*all8
	case modeLeftDown:
		v := mean3(above, above>>8, above>>16|above>>56<<48)
		r0, r1, r2, r3 = v, v>>8, v>>16, v>>24
	case modeVerticalLeft:
		m, v := mean2(above, above>>8), mean3(above, above>>8, above>>16)
		r0, r1 = m, v
		r2 = m>>8&0xffffff | v>>32<<24
		r3 = v>>8&0xffffff | v>>40<<24
	case modeHorizontalUp:
		last := left >> 24
		m, v := mean2(left, left>>8), mean3(left, left>>8, left>>16|last<<16)
		z := interleave(m, v)&0xffffffffffff | last*0x0101<<48
		r0, r1, r2, r3 = z, z>>16, z>>32, last*all8
	default:
		r0, r1, r2, r3 = downRight(reversed(left)|corner<<32|above<<40, above, mode)
	}
	store4((*[4]uint8)(b[stride+1:]), uint32(r0))
	store4((*[4]uint8)(b[2*stride+1:]), uint32(r1))
	store4((*[4]uint8)(b[3*stride+1:]), uint32(r2))
	store4((*[4]uint8)(b[4*stride+1:]), uint32(r3))
}

// downRight predicts in the modes that run down from the edge.
func downRight(edge, above uint64, mode uint8) (r0, r1, r2, r3 uint64) {
	v := mean3(edge, edge>>8, edge>>16|above>>24<<48)
	switch mode {
	case modeRightDown:
		return v >> 24, v >> 16, v >> 8, v
	case modeVerticalRight:
		m := mean2(edge>>32|above>>24<<32, above)
		return m, v >> 24, m<<8 | v>>16&0xff, v>>24<<8 | v>>8&0xff
	}
	z := interleave(mean2(edge, edge>>8), v) // modeHorizontalDown
	return z>>48 | v>>32<<16, z >> 32, z >> 16, z
}

func trueMotion4(above, left, corner uint64) (r0, r1, r2, r3 uint64) {
	row := above&0xffffffff | above<<32
	bias := func(a, b uint64) uint64 {
		return (a&0xff+256-corner)*0x00010001 | (b&0xff+256-corner)*0x0001000100000000
	}
	r0 = addLimited(row, bias(left, left>>8))
	r2 = addLimited(row, bias(left>>16, left>>24))
	return r0, r0 >> 32, r2, r2 >> 32
}

// reversed returns four bytes in reverse order.
func reversed(v uint64) uint64 {
	return v>>24&0xff | v>>8&0xff00 | v<<8&0xff0000 | v<<24&0xff000000
}

// interleave returns the lower four bytes of a and b in turns.
func interleave(a, b uint64) uint64 { return apart(a) | apart(b)<<8 }

func apart(v uint64) uint64 {
	v &= 0xffffffff
	v = (v | v<<16) & 0x0000ffff0000ffff
	return (v | v<<8) & lows
}
