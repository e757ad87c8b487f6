package metafile

import (
	"math"

	"apsync/core/codec/typeface"
	"apsync/core/outline"
)

// Alignments of text (MS-WMF §2.1.2.3).
const (
	alignUpdate   = 1
	alignRight    = 2
	alignCentre   = 6
	alignBottom   = 8
	alignBaseline = 24
)

// Options of text (MS-EMF §2.1.11).
const (
	textOpaque  = 0x2
	textClipped = 0x4
	textGlyphs  = 0x10
	textNoRect  = 0x100
	textBytes   = 0x200
	textPairs   = 0x2000
)

// Proportions of the fonts that metafiles name most, Arial and Times, in ems.
const (
	ascent    = 0.905
	descent   = 0.212
	meanWidth = 0.44
	// slim is by how much the letters at hand are wider than those.
	slim = 0.9
	// Steps of decoration.
	underlineAt, strikeAt, lineWidth = -0.1, 0.26, 0.07
	leastFit, mostFit                = 0.5, 1.2
)

// text is a line of it.
type text struct {
	at      outline.Point // logical
	letters []letter
	steps   []outline.Point // from unit to unit, logical; none for the font's own
	options uint32
	rect    outline.Rect // for textOpaque and textClipped
}

// line is a text that was laid out. Its own axes are logical units, x along the line
// and y upwards from the base line.
type line struct {
	face         *typeface.Face
	m            outline.Matrix // to pixels
	em           float64
	scale        float64 // of widths
	places       []outline.Point
	end          outline.Point
	ascent, down float64
}

// write draws a text.
func (p *player) write(t text) {
	m := p.matrix()
	if t.options&textOpaque != 0 {
		p.fillPath(box(m, t.rect).path(), false, p.back, patCopy)
	}
	if len(t.letters) == 0 {
		return
	}
	if p.align&alignUpdate != 0 {
		t.at = p.at
	}
	outer := p.clip
	if t.options&textClipped != 0 {
		p.clipTo(box(m, t.rect), false, clipAnd)
	}
	l, err := p.lay(t)
	if err != nil {
		p.fail(err)
		return
	}
	if p.opaque && t.options&textOpaque == 0 && !p.inPath {
		ground := outline.Rect{MinY: -l.down, MaxX: l.end.X, MaxY: l.ascent}
		p.fillPath(box(l.m, ground).path(), false, p.back, patCopy)
	}
	p.glyphs(t, l)
	p.decorate(l)
	p.clip = outer
}

// em returns the size of the current font, logical.
func (p *player) em() float64 {
	switch h := p.font.height; {
	case h < 0:
		return -h
	case h > 0:
		return h / (ascent + descent)
	}
	// The size is left to the device: 12 points, or a 50th of a picture without.
	if scale := scaleOf(p.matrix()); scale > 0 {
		return float64(max(p.canvas.w, p.canvas.h)) / 50 / scale
	}
	return 12
}

// lay finds where the letters of a text stand.
func (p *player) lay(t text) (line, error) {
	face, err := p.faces.face(p.ctx, p.font)
	if err != nil {
		return line{}, err
	}
	l := line{face: face, em: p.em(), scale: slim}
	if face == p.faces.opened[&programs.mono] {
		l.scale = 1
	}
	l.ascent, l.down = ascent*l.em, descent*l.em
	if w := math.Abs(p.font.width); w > 0 {
		l.scale = min(max(slim*w/(meanWidth*l.em), 0.2), 4)
	}
	p.space(t, &l)
	l.m = p.upright(t.at, &l)
	if p.align&alignUpdate != 0 {
		p.at.X += l.end.X
	}
	return l, nil
}

// space places the letters one behind the other, and makes them as wide as their
// distances say, where these are given.
func (p *player) space(t text, l *line) {
	var own, given float64
	unit := 0
	for _, x := range t.letters {
		l.places = append(l.places, l.end)
		width := l.face.Advance(p.glyph(l.face, x.r, false)) * l.em
		own += width
		step := outline.Point{X: width * l.scale}
		if unit+x.units <= len(t.steps) {
			step = outline.Point{}
			for _, s := range t.steps[unit : unit+x.units] {
				step = outline.Point{X: step.X + s.X, Y: step.Y + s.Y}
			}
		}
		given += step.X
		l.end = outline.Point{X: l.end.X + step.X, Y: l.end.Y + step.Y}
		unit += x.units
	}
	if len(t.steps) > 0 && own > 0 {
		l.scale = min(max(given/own, leastFit*l.scale), mostFit*l.scale)
	}
}

// upright returns the matrix from the axes of a line to pixels. Text is turned by its
// escapement and the world's transform; axes of the page that are turned round do not
// mirror it.
func (p *player) upright(at outline.Point, l *line) outline.Matrix {
	page := p.page(p.perMM)
	page.XX, page.YY, page.DX, page.DY = math.Abs(page.XX), math.Abs(page.YY), 0, 0
	device := p.device
	device.DX, device.DY = 0, 0
	world := p.world
	world.DX, world.DY = 0, 0
	sin, cos := math.Sincos(p.font.escapement * math.Pi / 180)
	turn := outline.Matrix{XX: cos, YX: -sin, XY: -sin, YY: -cos}
	from := outline.Point{}
	switch p.align & alignCentre {
	case alignCentre:
		from.X = -l.end.X / 2
	case alignRight:
		from.X = -l.end.X
	}
	switch p.align & alignBaseline {
	case 0:
		from.Y = -l.ascent
	case alignBottom:
		from.Y = l.down
	}
	m := turn.Then(world).Then(page).Then(device)
	origin := p.matrix().Apply(at)
	shift := m.Apply(from)
	m.DX, m.DY = origin.X+shift.X, origin.Y+shift.Y
	return m
}

// glyph returns the glyph of a character.
func (p *player) glyph(face *typeface.Face, r rune, count bool) int {
	g := face.Index(r)
	if g == 0 && count && r > ' ' {
		p.letters++
	}
	return g
}

// glyphs draws the letters.
func (p *player) glyphs(t text, l line) {
	for i, x := range t.letters {
		if x.r <= ' ' || x.r == 0xa0 {
			continue
		}
		if err := p.ctx.Err(); err != nil {
			p.fail(err)
			return
		}
		shape, err := p.faces.outline(l.face, p.glyph(l.face, x.r, true))
		if err != nil {
			p.fail(err)
			return
		}
		place := outline.Matrix{XX: l.em * l.scale, YY: l.em, DX: l.places[i].X, DY: l.places[i].Y}
		p.letter(shape.Transformed(place.Then(l.m)))
	}
}

// letter draws a glyph, or makes it part of the path.
func (p *player) letter(path outline.Path) {
	if !p.inPath {
		p.fillPath(path, false, p.text, patCopy)
		return
	}
	var s shape
	for _, segment := range path {
		if len(s) == 0 && segment.Verb != outline.Move {
			continue
		}
		switch q := segment.Points; segment.Verb {
		case outline.Move:
			s.end()
			s.begin(q[0])
		case outline.Line:
			s.line(q[0])
		case outline.Quad:
			a := s[len(s)-1].points[len(s[len(s)-1].points)-1]
			s.curve(between(a, q[0]), between(q[1], q[0]), q[1])
		default:
			s.curve(q[0], q[1], q[2])
		}
	}
	s.end()
	p.addToPath(s)
}

// between returns the point two thirds from a to b.
func between(a, b outline.Point) outline.Point {
	return outline.Point{X: a.X + (b.X-a.X)*2/3, Y: a.Y + (b.Y-a.Y)*2/3}
}

// decorate draws lines under and through the letters.
func (p *player) decorate(l line) {
	for _, d := range []struct {
		on bool
		at float64
	}{{p.font.underline, underlineAt}, {p.font.strikeOut, strikeAt}} {
		if d.on {
			r := outline.Rect{MinY: d.at * l.em, MaxX: l.end.X, MaxY: (d.at + lineWidth) * l.em}
			p.fillPath(box(l.m, r).path(), false, p.text, patCopy)
		}
	}
}
