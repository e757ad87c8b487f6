package vp8

// march is what readBlocks works on, in the order of its offsets.
type march struct {
	walk
	odds        *blockOdds
	steps       *[16]int32
	out         *[16]int16    // the first block
	first       *[4][16]uint8 // odds of the first coefficient that is coded
	last        *[4][16]uint8 // behind those of the last
	side        int           // blocks along an edge
	behind      uint64        // the bit behind those of an edge's blocks
	above, left uint64        // see coded
	bit         uint64        // of the first block in dc and full
	dc, full    uint64
	_           [3]int // what is left of a row, and of rows, and bits of a value
}

// group reads the coefficients of a group of blocks.
func (t *tokens) group(g *group, above, left *uint8, r *residue) {
	if !walks {
		t.groupPortable(g, above, left, r)
		return
	}
	side := max(1, g.side)
	blocks := r.blocks[g.at:][:side*side]
	m := march{
		walk: t.walk(),
		odds: g.odds, steps: g.steps, out: &blocks[0],
		first: &g.odds[g.first&15], last: &g.odds[16],
		side: side, behind: 1 << side, above: uint64(*above), left: uint64(*left),
		bit: 1 << g.at,
	}
	readBlocks(&m)
	t.follow(&m.walk)
	*above, *left = uint8(m.above), uint8(m.left)
	r.dc |= uint32(m.dc)
	r.full |= uint32(m.full)
}

// readBlocks reads coefficients into side times side blocks from out on: from first,
// which is before last, to before last. It looks at the odds behind those of each, and
// takes steps by their number among odds.
//
//go:noescape
func readBlocks(m *march)
