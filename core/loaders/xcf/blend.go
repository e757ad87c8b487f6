package xcf

import "apsync/core/composite"

// rgb is a colour; grey has three that are equal.
type rgb [3]float32

// blender blends rows of a layer as GIMP does (app/operations/layer-modes), which
// differs from package composite's way in the spaces that it does it in and in what it
// does where either is half transparent.
type blender struct {
	colours   int
	composite uint8
	// mix returns the colour of a mode for those below and of the layer; nil is the
	// layer's.
	mix func(b, s rgb) rgb
	// each does what mix does, for modes that treat each sample by itself; limits says
	// that its results lie between black and white.
	each   func(b, s float32) float32
	limits bool
	// alter returns colour and alpha of modes that change alpha.
	alter func(b, s rgb, ab, as float32) (rgb, float32)
	// Curves from the samples of the rows to the space of composition and back, and from
	// there to that of blending; nil is none.
	in, out, inner, outer *curve
	lab                   bool // blending is in CIE L*a*b*
}

// newBlender returns what blends layers of a mode of rows that are light or not. It
// is nil for normal ones that composite blends alike. known is false for a mode that
// is not, which is taken for the normal one.
func newBlender(d *document, l *layer, light bool) (b *blender, known bool) {
	s := l.spaces
	b = &blender{colours: d.header.colours(), composite: s.composite, lab: s.blendSpace == spaceLab}
	composited := light
	if s.compositeSpace != spaceAuto {
		composited = s.compositeSpace == spaceLight
	}
	b.in, b.out = between(light, composited), between(composited, light)
	blended := composited
	if s.blendSpace != spaceAuto {
		blended = s.blendSpace == spaceLight || b.lab
	}
	b.inner, b.outer = between(composited, blended), between(blended, composited)
	mode := modern(l.mode)
	if b.alter = altering(mode); b.alter != nil {
		b.composite = compositeAlpha
		return b, true
	}
	var normal bool
	b.mix, normal, known = mixing(mode)
	if b.limits = legacy(l.mode); b.limits && b.mix != nil {
		b.mix = limited(b.mix)
	}
	if b.inner == nil && (s.composite == compositeLegacy || s.composite == compositeBackdrop) {
		b.each = separable(mode)
	}
	if normal && s.composite == compositeUnion && b.in == nil {
		return nil, known
	}
	return b, known
}

// between returns the curve from samples that are light or not to others.
func between(from, to bool) *curve {
	switch {
	case from == to:
		return nil
	case to:
		return toLight()
	}
	return fromLight()
}

// blend blends pixels of src onto those of dst.
func (m *blender) blend(dst, src []float32, opacity float32) {
	n := m.colours + 1
	if m.each != nil {
		m.blendEach(dst, src, opacity)
		return
	}
	passes := m.composite != compositeLayer && m.composite != compositeIntersection
	for ; len(dst) >= n && len(src) >= n; dst, src = dst[n:], src[n:] {
		if src[n-1]*opacity > 0 || !passes {
			m.pixel(dst[:n], src[:n], opacity)
		}
	}
}

// blendEach is blend for layers whose samples do not depend on each other, and which
// leave alpha as it is.
func (m *blender) blendEach(dst, src []float32, opacity float32) {
	n := m.colours + 1
	for ; len(dst) >= n && len(src) >= n; dst, src = dst[n:], src[n:] {
		d, s := dst[:n], src[:n]
		ab := d[n-1]
		share := s[n-1] * opacity
		if m.composite == compositeLegacy {
			share = min(ab, s[n-1]) * opacity
			share /= max(ab+(1-ab)*share, tiny)
		}
		if share <= 0 || ab <= 0 {
			continue
		}
		for c, below := range d[:n-1] {
			layer := s[c]
			if m.in != nil {
				below, layer = m.in.at(below), m.in.at(layer)
			}
			mixed := m.each(below, layer)
			if m.limits {
				mixed = composite.Within(mixed)
			}
			below += share * (mixed - below)
			if m.out != nil {
				below = m.out.at(below)
			}
			d[c] = below
		}
	}
}

// pixel blends one.
func (m *blender) pixel(d, s []float32, opacity float32) {
	n := m.colours
	ab, as := d[n], s[n]*opacity
	below, layer := m.load(d), m.load(s)
	var out rgb
	var alpha float32
	switch m.composite {
	case compositeAlpha:
		out, alpha = m.alter(below, layer, ab, as)
	case compositeLegacy:
		share := min(ab, s[n]) * opacity
		out, alpha = below, ab
		if share > 0 {
			out = toward(below, m.mixed(below, layer, ab, as), share/(ab+(1-ab)*share))
		}
	default:
		out, alpha = m.composed(below, layer, ab, as)
	}
	m.save(d, out)
	d[n] = alpha
}

// composed returns colour and alpha of a pixel.
func (m *blender) composed(below, layer rgb, ab, as float32) (rgb, float32) {
	mixed := m.mixed(below, layer, ab, as)
	switch m.composite {
	case compositeBackdrop:
		return toward(below, mixed, as), ab
	case compositeLayer:
		return toward(layer, mixed, ab), as
	case compositeIntersection:
		return mixed, ab * as
	}
	if ab <= 0 || as >= 1 && m.mix == nil {
		return layer, as + ab*(1-as)
	}
	alpha := as + ab*(1-as)
	return toward(below, toward(layer, mixed, ab), as/alpha), alpha
}

// mixed returns the colour that the mode makes of two.
func (m *blender) mixed(below, layer rgb, ab, as float32) rgb {
	if m.mix == nil || ab <= 0 || as <= 0 {
		return layer
	}
	b, s := below.through(m.inner), layer.through(m.inner)
	if m.lab {
		return m.mix(b.toLab(), s.toLab()).fromLab().through(m.outer)
	}
	return m.mix(b, s).through(m.outer)
}

// load returns the colour of a pixel in the space of composition.
func (m *blender) load(pixel []float32) rgb {
	c := rgb{pixel[0], pixel[0], pixel[0]}
	if m.colours == 3 {
		c = rgb(pixel[:3])
	}
	return c.through(m.in)
}

// save stores one.
func (m *blender) save(pixel []float32, c rgb) {
	c = c.through(m.out)
	copy(pixel[:m.colours], c[:])
}

// through returns the colour with a curve applied, which may be nil.
func (c rgb) through(curve *curve) rgb {
	if curve == nil {
		return c
	}
	return rgb{curve.at(c[0]), curve.at(c[1]), curve.at(c[2])}
}

// toward returns what lies between two colours, nearer to the second with larger k.
func toward(a, b rgb, k float32) rgb {
	return rgb{a[0] + k*(b[0]-a[0]), a[1] + k*(b[1]-a[1]), a[2] + k*(b[2]-a[2])}
}

// limited returns mix with its results between black and white.
func limited(mix func(b, s rgb) rgb) func(b, s rgb) rgb {
	return func(b, s rgb) rgb {
		c := mix(b, s)
		return rgb{composite.Within(c[0]), composite.Within(c[1]), composite.Within(c[2])}
	}
}

// modern returns the mode that has the formula of a legacy one.
func modern(mode uint32) uint32 {
	switch {
	case mode == 3 || mode == 4:
		return mode + 27
	case mode == 5: // the legacy overlay, which was soft light
		return 45
	case mode > 5 && mode <= modeMergeLegacy:
		return mode + 26
	case mode == modeEraseLegacy:
		return modeColourErase
	case mode == modeBehindLegacy:
		return modeBehind
	}
	return mode
}

// altering returns the function of a mode that changes alpha, or nil.
func altering(mode uint32) func(b, s rgb, ab, as float32) (rgb, float32) {
	switch mode {
	case modeBehind:
		return func(b, s rgb, ab, as float32) (rgb, float32) {
			alpha := ab + as*(1-ab)
			return toward(s, b, ab/alpha), alpha
		}
	case modeErase:
		return func(b, _ rgb, ab, as float32) (rgb, float32) { return b, ab * (1 - as) }
	case modeSplit:
		return func(b, _ rgb, ab, as float32) (rgb, float32) { return b, max(ab-as, 0) }
	case modeAntiErase:
		return func(b, _ rgb, ab, as float32) (rgb, float32) { return b, ab + as*(1-ab) }
	case modeMerge:
		return func(b, s rgb, ab, as float32) (rgb, float32) {
			as = min(as, 1-ab)
			alpha := ab + as
			return toward(b, s, as/max(alpha, tiny)), alpha
		}
	case modeColourErase:
		return eraseColour
	}
	return nil
}

// eraseColour takes the colour of the layer out of what is below, as if that had been
// laid over it half transparent.
func eraseColour(b, s rgb, ab, as float32) (rgb, float32) {
	var left float32
	for c := range b {
		col, ground := composite.Within(b[c]), composite.Within(s[c])
		switch {
		case col > ground+tiny:
			left = max(left, (col-ground)/(1-ground))
		case col < ground-tiny:
			left = max(left, (ground-col)/ground)
		}
	}
	var freed rgb
	if left > tiny {
		freed = toward(s, b, 1/left)
	}
	left *= as
	alpha := 1 - as + left
	if left <= 0 {
		return b, alpha * ab
	}
	return toward(b, freed, left/alpha), alpha * ab
}
