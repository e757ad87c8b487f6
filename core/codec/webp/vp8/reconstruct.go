package vp8

// reconstruct makes the pixels of macroblock x of a row: what is predicted, and what
// that lacks.
func (p *pixels) reconstruct(x int, top bool, m *macroblock, r *residue) {
	w := &p.work
	p.surround(x, top)
	if m.blocks {
		for i, mode := range m.lumaOf {
			at := lumaAt + i/4*4*stride + i%4*4
			w.block(at, mode)
			w.add(at, i, r)
		}
	} else {
		w.square(lumaAt, 16, m.luma, !top, x > 0)
		for i := range 16 {
			w.add(lumaAt+i/4*4*stride+i%4*4, i, r)
		}
	}
	w.square(cbAt, 8, m.colour, !top, x > 0)
	w.square(crAt, 8, m.colour, !top, x > 0)
	for i := range 4 {
		at := i/2*4*stride + i%2*4
		w.add(cbAt+at, 16+i, r)
		w.add(crAt+at, 20+i, r)
	}
	m.coded = r.dc|r.full != 0
	p.keep(x)
}

// add adds what is coded of block i to the pixels at an offset.
func (w *workspace) add(at, i int, r *residue) {
	switch {
	case r.full>>i&1 != 0:
		addBlock((*blockPixels)(w[at:]), &r.blocks[i])
	case r.dc>>i&1 != 0:
		addMean((*blockPixels)(w[at:]), &r.blocks[i])
	}
}
