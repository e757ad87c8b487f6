package vp8

// residue is what a macroblock's prediction lacks: dequantised coefficients of 16
// blocks of luma, 4 of Cb and 4 of Cr, row by row. Those that are not coded are 0,
// and who uses the others clears them.
type residue struct {
	blocks [24][16]int16
	dc     uint32 // blocks of which only the first coefficient may not be 0
	full   uint32 // blocks of which others may not be 0
}

// coded tells of the blocks along an edge of a macroblock which have coefficients, a
// bit for each from the lowest on, and of the second order, by a one.
type coded struct{ luma, cb, cr, second uint8 }

// tokens reads the coefficients of macroblocks (RFC 6386 §13).
type tokens struct{ partition }

// read reads the coefficients of a macroblock.
func (t *tokens) read(h *header, m *macroblock, above, left *coded, r *residue) {
	r.dc, r.full = 0, 0
	if m.skipped {
		above.skip(m.blocks)
		left.skip(m.blocks)
		return
	}
	t.provide()
	steps := &h.steps[m.segment%maxSegments]
	if m.blocks {
		t.group(&group{&h.odds[kindLuma], &steps.luma, 0, 4, 0}, &above.luma, &left.luma, r)
	} else {
		var second [16]int16
		some := t.second(&h.odds[kindSecond], &steps.second, above.second+left.second, &second)
		above.second, left.second = some, some
		t.group(&group{&h.odds[kindRest], &steps.luma, 1, 4, 0}, &above.luma, &left.luma, r)
		if some != 0 {
			r.spread(&second)
		}
	}
	t.group(&group{&h.odds[kindColour], &steps.colour, 0, 2, 16}, &above.cb, &left.cb, r)
	t.group(&group{&h.odds[kindColour], &steps.colour, 0, 2, 20}, &above.cr, &left.cr, r)
}

// skip notes a macroblock without coefficients. One that is predicted in blocks
// has no second order, and leaves what is known of that.
func (c *coded) skip(blocks bool) {
	second := c.second
	*c = coded{}
	if blocks {
		c.second = second
	}
}

// second reads the second order of luma. It returns 1 where there is one.
func (t *tokens) second(odds *blockOdds, steps *[16]int32, context uint8, out *[16]int16) uint8 {
	a := t.fill(t.arith)
	p := &odds[0][context&3]
	s := a.split(p[0])
	if a.below(s) {
		t.arith = a.no(s)
		return 0
	}
	t.arith, _ = t.block(a.yes(s), odds, p, 0, steps, out)
	return 1
}

// group is a square of blocks of one plane in a macroblock.
type group struct {
	odds  *blockOdds
	steps *[16]int32
	first int // coefficient of each block that is coded
	side  int // blocks along an edge: 4 or 2
	at    int // the first block's place in a residue
}

// groupPortable reads the coefficients of a group; above and left tell of the blocks
// around it, and are told of its own.
func (t *tokens) groupPortable(g *group, above, left *uint8, r *residue) {
	a := t.arith
	behind := uint8(1) << (g.side & 7)
	i := g.at
	for range g.side {
		side := *left & 1
		for range g.side {
			p := &g.odds[g.first&15][(*above&1+side)&3]
			if a.have < 8 {
				a = t.fill(a)
			}
			s := a.split(p[0])
			if a.below(s) {
				a = a.no(s)
				side = 0
			} else {
				var n uint
				a, n = t.block(a.yes(s), g.odds, p, uint(g.first), g.steps, &r.blocks[i])
				side = 1
				r.note(1<<(i&31), n)
			}
			*above = (*above | side*behind) >> 1
			i++
		}
		*left = (*left | side*behind) >> 1
	}
	t.arith = a
}

// note keeps that the coefficients of a block end at n.
func (r *residue) note(block uint32, n uint) {
	if n > 1 {
		r.full |= block
	} else {
		r.dc |= block
	}
}

// block reads the coefficients of a block from n on, of which there are some: the
// decision on that, the first of the odds p, was read. It returns where they end.
//
// Decisions take seven bits at most, a sign one. The bits that the ways through
// need are provided before them: 22 to a one and to the end behind it, 29 from the
// third decision on.
func (t *tokens) block(a arith, odds *blockOdds, p *[16]uint8, n uint, steps *[16]int32, out *[16]int16) (arith, uint) {
	for {
		if a.have < 22 {
			a = t.fill(a)
		}
		s := a.split(p[1])
		if a.below(s) {
			a = a.no(s)
			if n++; n == 16 {
				return a, n
			}
			p = &odds[n&15][0]
			continue
		}
		a = a.yes(s)
		v, context := int32(1), uint(1)
		if s = a.split(p[2]); a.below(s) {
			a = a.no(s)
		} else {
			a, v = t.more(a.yes(s), p)
			context = 2
		}
		a, v = a.sign(v)
		out[zigzag[n&15]&15] = int16(v * steps[n&15])
		if n++; n == 16 {
			return a, n
		}
		p = &odds[n&15][context&3]
		if s = a.split(p[0]); a.below(s) {
			return a.no(s), n
		}
		a = a.yes(s)
	}
}

// more reads an absolute value above 1 and leaves eight bits.
func (t *tokens) more(a arith, p *[16]uint8) (arith, int32) {
	if a.have < 29 {
		a = t.fill(a)
	}
	s := a.split(p[3])
	if !a.below(s) {
		return t.large(a.yes(s), p)
	}
	a = a.no(s)
	if s = a.split(p[4]); a.below(s) {
		return a.no(s), 2
	}
	a = a.yes(s)
	if s = a.split(p[5]); a.below(s) {
		return a.no(s), 3
	}
	return a.yes(s), 4
}

// categories are the odds of the bits of large values (RFC 6386 §13.2).
var categories = [...][]uint8{
	{159},
	{165, 145},
	{173, 148, 140},
	{176, 155, 140, 135},
	{180, 157, 141, 134, 130},
	{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129},
}

// large reads an absolute value above 4: 5 to 6, 7 to 10 and so forth.
func (t *tokens) large(a arith, p *[16]uint8) (arith, int32) {
	f := fields{&t.partition}
	f.arith = a
	category := 0
	switch {
	case f.decide(p[6]):
		category = 2
		i := 9
		if f.decide(p[8]) {
			category, i = 4, 10
		}
		if f.decide(p[i]) {
			category++
		}
	case f.decide(p[7]):
		category = 1
	}
	v := int32(0)
	for _, odds := range categories[category] {
		v <<= 1
		if f.decide(odds) {
			v |= 1
		}
	}
	return f.fill(f.arith), v + 3 + 2<<category
}
