package vp8

// workspace is where a macroblock is made: its 16 rows of luma below a row of what
// is above, its 8 rows of Cb and of Cr side by side below another. To the left of
// each lies what is to the left, to the right of luma, in the rows above blocks,
// what is above the next macroblock.
//
//	row 0       corner, 16 above, 4 above to the right
//	rows 1-16   left, 16 luma
//	row 17      corner, 8 above of Cb; corner, 8 above of Cr
//	rows 18-25  left, 8 Cb; left, 8 Cr
type workspace [26*stride + 8]uint8

const (
	stride = 32
	lumaAt = stride + 8
	cbAt   = 18*stride + 8
	crAt   = cbAt + 16
)

// What lies beyond the picture: above, and to the left (RFC 6386 §12.2). The corner
// counts as above.
const (
	beyondAbove = 127
	beyondLeft  = 129
)

// square predicts a square of 8·n pixels a side at an offset, one or two to the
// word, by the mode of a whole macroblock. Above and left say which neighbours
// there are.
func (w *workspace) square(at, side int, mode uint8, above, left bool) {
	switch mode {
	case modeTrueMotion:
		w.trueMotion(at, side)
	case modeAbove:
		for x := 0; x < side; x += 8 {
			w.fill(at+x, side, load8((*[8]uint8)(w[at+x-stride:])))
		}
	case modeLeft:
		for y := range side {
			row := at + y*stride
			v := uint64(w[row-1]) * all8
			for x := 0; x < side; x += 8 {
				store8((*[8]uint8)(w[row+x:]), v)
			}
		}
	default:
		v := w.mean(at, side, above, left) * all8
		for x := 0; x < side; x += 8 {
			w.fill(at+x, side, v)
		}
	}
}

// fill writes eight pixels into each row of a column.
func (w *workspace) fill(at, rows int, v uint64) {
	for range rows {
		store8((*[8]uint8)(w[at:]), v)
		at += stride
	}
}

// mean returns the mean of the neighbours that there are.
func (w *workspace) mean(at, side int, above, left bool) uint64 {
	var sum, n uint64
	if above {
		for x := 0; x < side; x += 8 {
			sum += sum8(load8((*[8]uint8)(w[at+x-stride:])))
		}
		n += uint64(side)
	}
	if left {
		for y := range side {
			sum += uint64(w[at+y*stride-1])
		}
		n += uint64(side)
	}
	if n == 0 {
		return 128
	}
	return (sum + n/2) / n
}

func (w *workspace) trueMotion(at, side int) {
	corner := int(w[at-stride-1])
	for y := range side {
		row := at + y*stride
		bias := lanes(int(w[row-1]) - corner)
		for x := 0; x < side; x += 8 {
			store8((*[8]uint8)(w[row+x:]), addLimited(load8((*[8]uint8)(w[at+x-stride:])), bias))
		}
	}
}
