package vp8l

// predictor adds what pixels are predicted from those to the left and above (RFC
// 9649 §4.1).
type predictor struct {
	tiled
	// row and above have a pixel more than the picture is wide: at the end of a row,
	// what is above to the right is the next row's first pixel.
	row, above []uint8
}

func newPredictor(t tiled, width int) *predictor {
	return &predictor{tiled: t, row: make([]uint8, 4*width+4), above: make([]uint8, 4*width+4)}
}

func (p *predictor) undo(coded []uint8, y int) []uint8 {
	p.row, p.above = p.above, p.row
	n := len(coded)
	if y == 0 {
		store(p.row, addBytes(load(coded), opaqueBlack))
		if n > 4 {
			predict(modeLeft, p.row[:n], coded, p.above, 4)
		}
		return p.row[:n]
	}
	first := addBytes(load(coded), load(p.above))
	store(p.row, first)
	store(p.above[n:], first)
	at := 4
	for i, parameter := range p.tiled.row(y) {
		end := min((i+1)*4<<p.bits, n)
		if at < end {
			predict(int(parameter>>8&15), p.row[:end], coded, p.above, at)
			at = end
		}
	}
	return p.row[:n]
}

// The modes of prediction: left, above and above to the left or right, means of
// them, and more.
const (
	modeBlack = iota
	modeLeft
	modeAbove
	modeAboveRight
	modeAboveLeft
	modeMeanLeftRightAbove
	modeMeanLeftCorner
	modeMeanLeftAbove
	modeMeanCornerAbove
	modeMeanAboveRight
	modeMeanFour
	modeSelect
	modeGradient
	modeHalfGradient
)

const opaqueBlack = 0xff000000

func predictEach(mode int, row, coded, above []uint8, at int) {
	n := len(row)
	left := load(row[at-4:])
	corner, top := load(above[at-4:]), load(above[at:])
	for ; at < n; at += 4 {
		right := load(above[at+4:])
		left = addBytes(load(coded[at:]), prediction(mode, left, corner, top, right))
		store(row[at:], left)
		corner, top = top, right
	}
}

func prediction(mode int, left, corner, top, right uint32) uint32 {
	switch mode {
	case modeBlack:
		return opaqueBlack
	case modeLeft:
		return left
	case modeAbove:
		return top
	case modeAboveRight:
		return right
	case modeAboveLeft:
		return corner
	case modeMeanLeftRightAbove:
		return mean(mean(left, right), top)
	case modeMeanLeftCorner:
		return mean(left, corner)
	case modeMeanLeftAbove:
		return mean(left, top)
	case modeMeanCornerAbove:
		return mean(corner, top)
	case modeMeanAboveRight:
		return mean(top, right)
	case modeMeanFour:
		return mean(mean(left, corner), mean(top, right))
	case modeSelect:
		return choose(left, corner, top)
	case modeGradient:
		return gradient(left, corner, top)
	case modeHalfGradient:
		return halfGradient(mean(left, top), corner)
	}
	return 0
}

// mean returns the means of the bytes of two pixels, rounded down.
func mean(a, b uint32) uint32 { return a&b + (a^b)&0xfefefefe>>1 }

// choose returns what is nearer to left+top-corner: left or top.
func choose(left, corner, top uint32) uint32 {
	var toLeft, toTop int
	for shift := 0; shift < 32; shift += 8 {
		l, c, t := int(left>>shift&0xff), int(corner>>shift&0xff), int(top>>shift&0xff)
		toLeft += max(t-c, c-t)
		toTop += max(l-c, c-l)
	}
	if toLeft < toTop {
		return left
	}
	return top
}

// gradient returns left+top-corner, each byte limited.
func gradient(left, corner, top uint32) (v uint32) {
	for shift := 0; shift < 32; shift += 8 {
		v |= limit(int(left>>shift&0xff)+int(top>>shift&0xff)-int(corner>>shift&0xff)) << shift
	}
	return v
}

// halfGradient returns a and half of what it is above the corner, each byte limited.
func halfGradient(a, corner uint32) (v uint32) {
	for shift := 0; shift < 32; shift += 8 {
		w := int(a >> shift & 0xff)
		v |= limit(w+(w-int(corner>>shift&0xff))/2) << shift
	}
	return v
}

func limit(v int) uint32 { return uint32(min(max(v, 0), 255)) }
