package vp8

// The modes of prediction, in the order of their probabilities' table (RFC 6386
// §8.1, §11.2): the first four are those of whole macroblocks too.
const (
	modeDC         = iota // the mean of what is above and to the left
	modeTrueMotion        // left plus above less the corner
	modeAbove             // continues what is above
	modeLeft
	modeRightDown
	modeVerticalRight
	modeLeftDown
	modeVerticalLeft
	modeHorizontalDown
	modeHorizontalUp
	modes
)

// macroblock is what the first partition says of 16×16 pixels.
type macroblock struct {
	segment uint8
	skipped bool // it has no coefficients
	blocks  bool // luma is predicted in blocks of 4×4
	coded   bool // there are coefficients that are not 0
	luma    uint8
	colour  uint8
	lumaOf  [16]uint8 // modes of the blocks, row by row
}

// readModes reads the macroblocks of a row (RFC 6386 §11).
func (d *Decoder) readModes(row []macroblock) error {
	f := fields{&d.modes}
	h := &d.header
	var left [4]uint8
	for x := range row {
		f.provide()
		m := &row[x]
		if h.mapped {
			m.segment = f.segment(&h.segmentOdds)
		}
		m.skipped = h.skips && f.decide(h.skipOdds)
		above := (*[5]uint8)(d.lumaAbove[4*x:])
		if m.blocks = !f.decide(145); m.blocks {
			f.blockModes(m, above, &left)
		} else {
			m.luma = f.lumaMode()
			for i := range left {
				above[i], left[i] = m.luma, m.luma
			}
		}
		m.colour = f.colourMode()
	}
	return f.err()
}

func (f fields) segment(odds *[maxSegments - 1]uint8) uint8 {
	high, i := uint8(0), 1
	if f.decide(odds[0]) {
		high, i = 2, 2
	}
	if f.decide(odds[i]) {
		return high + 1
	}
	return high
}

// lumaMode and colourMode walk the trees of RFC 6386 §11.2 with the probabilities
// of key frames.
func (f fields) lumaMode() uint8 {
	if !f.decide(156) {
		if f.decide(163) {
			return modeAbove
		}
		return modeDC
	}
	if f.decide(128) {
		return modeTrueMotion
	}
	return modeLeft
}

func (f fields) colourMode() uint8 {
	switch {
	case !f.decide(142):
		return modeDC
	case !f.decide(114):
		return modeAbove
	case !f.decide(183):
		return modeLeft
	}
	return modeTrueMotion
}

// blockModesPortable is blockModes for any processor.
func (f fields) blockModesPortable(m *macroblock, above *[5]uint8, left *[4]uint8) {
	a := f.arith
	for y := range left {
		mode := left[y]
		for x := range 4 {
			odds := &blockModeOdds[above[x]][mode]
			if a.have < 28 {
				a = f.fill(a)
			}
			if s := a.split(odds[0]); a.below(s) {
				a, mode = a.no(s), modeDC
			} else {
				a, mode = f.blockMode(a.yes(s), odds)
			}
			above[x] = mode
			m.lumaOf[4*y+x] = mode
		}
		left[y] = mode
	}
	f.arith = a
}

// blockMode walks the tree of the modes of blocks from its second decision on (RFC
// 6386 §11.2). There are 21 bits, for three decisions.
func (f fields) blockMode(a arith, odds *[16]uint8) (arith, uint8) {
	s := a.split(odds[1])
	if a.below(s) {
		return a.no(s), modeTrueMotion
	}
	a = a.yes(s)
	if s = a.split(odds[2]); a.below(s) {
		return a.no(s), modeAbove
	}
	a = a.yes(s)
	if s = a.split(odds[3]); !a.below(s) {
		return f.lowBlockMode(a.yes(s), odds)
	}
	a = a.no(s)
	if a.have < 14 {
		a = f.fill(a)
	}
	if s = a.split(odds[4]); a.below(s) {
		return a.no(s), modeLeft
	}
	a = a.yes(s)
	if s = a.split(odds[5]); a.below(s) {
		return a.no(s), modeRightDown
	}
	return a.yes(s), modeVerticalRight
}

func (f fields) lowBlockMode(a arith, odds *[16]uint8) (arith, uint8) {
	if a.have < 21 {
		a = f.fill(a)
	}
	s := a.split(odds[6])
	if a.below(s) {
		return a.no(s), modeLeftDown
	}
	a = a.yes(s)
	if s = a.split(odds[7]); a.below(s) {
		return a.no(s), modeVerticalLeft
	}
	a = a.yes(s)
	if s = a.split(odds[8]); a.below(s) {
		return a.no(s), modeHorizontalDown
	}
	return a.yes(s), modeHorizontalUp
}
