package vp8

// thresholds are what differences between pixels are compared with at one kind of
// edge: 16 equal bytes of each.
type thresholds struct{ edge, interior, variance [16]uint8 }

// strength is how the edges of macroblocks of one kind are filtered.
type strength struct {
	none         bool
	outer, inner thresholds // at edges between macroblocks and within them
}

// strengths returns the strengths by segment and by whether luma is predicted in
// blocks (RFC 6386 §9.6).
func (h *header) strengths() *[maxSegments][2]strength {
	var all [maxSegments][2]strength
	for i := range all {
		base := h.levelOf(i)
		whole, blocks := base, base
		if h.adjusted {
			whole += h.frameDelta
			blocks = whole + h.blocksDelta
		}
		all[i] = [2]strength{h.strengthOf(whole), h.strengthOf(blocks)}
	}
	return &all
}

// levelOf returns the level of a segment, before differences by mode.
func (h *header) levelOf(segment int) int {
	switch {
	case !h.segmented:
		return h.level
	case h.absolute:
		return h.strength[segment]
	}
	return h.level + h.strength[segment]
}

// strengthOf returns the strength of a level (RFC 6386 §15.2, §15.3).
func (h *header) strengthOf(level int) strength {
	const maxLevel = 63
	if level <= 0 {
		return strength{none: true}
	}
	level = min(level, maxLevel)
	interior := level
	if h.sharpness > 0 {
		interior >>= 1
		if h.sharpness > 4 {
			interior >>= 1
		}
		interior = min(interior, 9-h.sharpness)
	}
	interior = max(interior, 1)
	variance := 0
	switch {
	case level >= 40:
		variance = 2
	case level >= 15:
		variance = 1
	}
	edge := 2*level + interior
	return strength{
		outer: thresholds{all16(edge + 4), all16(interior), all16(variance)},
		inner: thresholds{all16(edge), all16(interior), all16(variance)},
	}
}

// all16 returns 16 times v, which is below 256.
func all16(v int) (all [16]uint8) {
	for i := range all {
		all[i] = uint8(v)
	}
	return all
}

// filterRow filters the edges of the macroblocks of row y, each with those to its
// left and above (RFC 6386 §15.1).
func (d *Decoder) filterRow(y int, row []macroblock) {
	for x := range row {
		m := &row[x]
		s := &d.strengths[m.segment%maxSegments][0]
		if m.blocks {
			s = &d.strengths[m.segment%maxSegments][1]
		}
		if s.none {
			continue
		}
		e := edges{pixels: &d.pixels, strength: s}
		e.lumaOff, e.colourOff = d.at(x)
		inner := m.blocks || m.coded
		if d.header.simple {
			e.simple(x > 0, y > 0, inner)
		} else {
			e.normal(x > 0, y > 0, inner)
		}
	}
}

// edges are those of a macroblock, which lies at the given offsets of luma and of
// the colour planes.
type edges struct {
	*pixels
	*strength
	lumaOff, colourOff int
}

// normal filters them in the order that the specification demands.
func (e *edges) normal(left, above, inner bool) {
	half := e.stride / 2
	if left {
		e.columns(0, &e.outer, true)
		e.pair(e.colourOff-4, half, 1, &e.outer, true)
	}
	if inner {
		for x := 4; x < 16; x += 4 {
			e.columns(x, &e.inner, false)
		}
		e.pair(e.colourOff, half, 1, &e.inner, false)
	}
	if above {
		e.rows(0, &e.outer, true)
		e.pair(e.colourOff-4*half, 1, half, &e.outer, true)
	}
	if inner {
		for y := 4; y < 16; y += 4 {
			e.rows(y, &e.inner, false)
		}
		e.pair(e.colourOff, 1, half, &e.inner, false)
	}
}

// columns filters luma along the column x.
func (e *edges) columns(x int, t *thresholds, outer bool) {
	a := e.luma[e.lumaOff+x-4:]
	filterEdge(a, a[8*e.stride:], e.stride, 1, t, outer)
}

// rows filters luma along the row y.
func (e *edges) rows(y int, t *thresholds, outer bool) {
	a := e.luma[e.lumaOff+(y-4)*e.stride:]
	filterEdge(a, a[8:], 1, e.stride, t, outer)
}

// pair filters Cb and Cr along one edge.
func (e *edges) pair(at, along, across int, t *thresholds, outer bool) {
	filterEdge(e.cb[at:], e.cr[at:], along, across, t, outer)
}

// simple filters luma alone.
func (e *edges) simple(left, above, inner bool) {
	if left {
		filterSimple(e.luma[e.lumaOff-2:], e.stride, 1, &e.outer)
	}
	if inner {
		for x := 4; x < 16; x += 4 {
			filterSimple(e.luma[e.lumaOff+x-2:], e.stride, 1, &e.inner)
		}
	}
	if above {
		filterSimple(e.luma[e.lumaOff-2*e.stride:], 1, e.stride, &e.outer)
	}
	if inner {
		for y := 4; y < 16; y += 4 {
			filterSimple(e.luma[e.lumaOff+(y-2)*e.stride:], 1, e.stride, &e.inner)
		}
	}
}
