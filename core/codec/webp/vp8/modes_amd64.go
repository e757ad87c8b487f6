package vp8

// stroll is what readBlockModes works on, in the order of its offsets.
type stroll struct {
	walk
	odds  *[modes][modes][16]uint8
	above *[5]uint8
	left  *[4]uint8
	out   *[16]uint8
	_     [2]int // what is left of a row, and of rows
}

// blockModes reads the modes of 16 blocks, whose odds depend on those above and to
// the left. Above is looked one ahead in.
func (f fields) blockModes(m *macroblock, above *[5]uint8, left *[4]uint8) {
	if !walks || !areModes(uint64(load4((*[4]uint8)(above[:])))|uint64(load4(left))<<32) {
		f.blockModesPortable(m, above, left)
		return
	}
	s := stroll{walk: f.walk(), odds: &blockModeOdds, above: above, left: left, out: &m.lumaOf}
	readBlockModes(&s)
	f.follow(&s.walk)
}

// areModes reports whether all bytes are numbers of modes, as all are that were read:
// what is none would lead out of the odds.
func areModes(v uint64) bool {
	const highest = 128 * all8
	return (v&^highest+(128-modes)*all8|v)&highest == 0
}

// readBlockModes reads 16 modes, whose odds are those at the modes above and to the left.
//
//go:noescape
func readBlockModes(s *stroll)
