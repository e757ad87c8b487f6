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
		above := (*[4]uint8)(d.lumaAbove[4*x:])
		if m.blocks = !f.decide(145); m.blocks {
			f.arith = f.blockModes(m, above, &left)
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

// blockTree is the tree of the modes of 4×4 blocks: what follows no and yes at each
// decision, another decision or, leaf added, a mode (RFC 6386 §11.2).
var blockTree = [16][2]uint8{
	{leaf + modeDC, 1},
	{leaf + modeTrueMotion, 2},
	{leaf + modeAbove, 3},
	{4, 6},
	{leaf + modeLeft, 5},
	{leaf + modeRightDown, leaf + modeVerticalRight},
	{leaf + modeLeftDown, 7},
	{leaf + modeVerticalLeft, 8},
	{leaf + modeHorizontalDown, leaf + modeHorizontalUp},
}

const leaf = 16

// blockModes reads the modes of 16 blocks, whose odds depend on those above and to
// the left.
func (f fields) blockModes(m *macroblock, above, left *[4]uint8) arith {
	a := f.arith
	for y := range left {
		mode := left[y]
		for x := range above {
			odds := &blockModeOdds[above[x]][mode]
			node := uint8(0)
			for node < leaf {
				if a.have < 8 {
					a = f.fill(a)
				}
				s := a.split(odds[node&15])
				if a.below(s) {
					a = a.no(s)
					node = blockTree[node&15][0]
				} else {
					a = a.yes(s)
					node = blockTree[node&15][1]
				}
			}
			mode = node - leaf
			above[x] = mode
			m.lumaOf[4*y+x] = mode
		}
		left[y] = mode
	}
	return a
}
