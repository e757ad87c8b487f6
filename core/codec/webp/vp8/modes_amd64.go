package vp8

// stroll is what readBlockModes works on, in the order of its offsets.
type stroll struct {
	walk
	odds        *[modes][modes][16]uint8
	above, left *[4]uint8
	out         *[16]uint8
	_           [2]int // what is left of a row, and of rows
}

// blockModes reads the modes of 16 blocks, whose odds depend on those above and to
// the left.
func (f fields) blockModes(m *macroblock, above, left *[4]uint8) {
	if !walks {
		f.blockModesPortable(m, above, left)
		return
	}
	s := stroll{walk: f.walk(), odds: &blockModeOdds, above: above, left: left, out: &m.lumaOf}
	readBlockModes(&s)
	f.follow(&s.walk)
}

//go:noescape
func readBlockModes(s *stroll)
