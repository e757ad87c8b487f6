package metafile

import (
	"math"

	"apsync/core/bits"
	"apsync/core/outline"
)

// emfRecords are what the records of an EMF do, by their type (MS-EMF §2.1.1). Those
// that are not here, but draw, are counted.
var emfRecords = map[uint32]func(p *player, r *record){
	2:   polyBezier(point32),
	3:   polygon(point32, true),
	4:   polygon(point32, false),
	5:   func(p *player, r *record) { p.curveTo(bounds32(r, point32)) },
	6:   func(p *player, r *record) { p.lineTo(bounds32(r, point32)) },
	7:   polyPoly(point32, false),
	8:   polyPoly(point32, true),
	9:   func(p *player, r *record) { p.windowExt = point32(r) },
	10:  func(p *player, r *record) { p.windowOrg = point32(r) },
	11:  func(p *player, r *record) { p.viewportExt = point32(r) },
	12:  func(p *player, r *record) { p.viewportOrg = point32(r) },
	13:  func(p *player, r *record) { p.brushOrg = point32(r) },
	15:  func(p *player, r *record) { p.pixel(point32(r), colourRef(r.U32())) },
	17:  func(p *player, r *record) { p.mode = int(r.U32()) },
	18:  func(p *player, r *record) { p.opaque = r.U32() == 2 },
	19:  func(p *player, r *record) { p.evenOdd = r.U32() != 2 },
	20:  func(p *player, r *record) { p.rop2 = int(r.U32()) },
	22:  func(p *player, r *record) { p.align = r.U32() },
	24:  func(p *player, r *record) { p.text = colourRef(r.U32()) },
	25:  func(p *player, r *record) { p.back = colourRef(r.U32()) },
	27:  func(p *player, r *record) { p.moveTo(point32(r)) },
	29:  func(p *player, r *record) { p.clipTo(box(p.matrix(), ordered(rect32(r))), false, clipDiff) },
	30:  func(p *player, r *record) { p.clipTo(box(p.matrix(), ordered(rect32(r))), false, clipAnd) },
	31:  func(p *player, r *record) { p.viewportExt = scaled(p.viewportExt, r) },
	32:  func(p *player, r *record) { p.windowExt = scaled(p.windowExt, r) },
	33:  func(p *player, _ *record) { p.save() },
	34:  func(p *player, r *record) { p.restore(r.I32()) },
	35:  func(p *player, r *record) { p.setWorld(matrix(r), worldSet) },
	36:  func(p *player, r *record) { m := matrix(r); p.setWorld(m, r.U32()) },
	37:  func(p *player, r *record) { p.choose(p.object(r.U32())) },
	38:  emfPen,
	39:  emfBrush,
	40:  func(p *player, r *record) { p.set32(r, nil) },
	41:  angleArc,
	42:  func(p *player, r *record) { p.ellipse(rect32(r)) },
	43:  func(p *player, r *record) { p.rectangle(rect32(r), 0, 0) },
	44:  func(p *player, r *record) { b, c := rect32(r), point32(r); p.rectangle(b, c.X, c.Y) },
	45:  emfArc(arcOpen),
	46:  emfArc(arcChord),
	47:  emfArc(arcPie),
	54:  func(p *player, r *record) { p.lineTo([]outline.Point{point32(r)}) },
	55:  emfArc(arcTo),
	56:  polyDraw(point32),
	57:  func(p *player, r *record) { p.clockwise = r.U32() == 2 },
	58:  func(p *player, r *record) { p.mitre = mitre(r.U32()) },
	59:  func(p *player, _ *record) { p.begin() },
	60:  func(p *player, _ *record) { p.inPath = false },
	61:  func(p *player, _ *record) { p.closeFigure() },
	62:  func(p *player, _ *record) { p.usePath(true, false) },
	63:  func(p *player, _ *record) { p.usePath(true, true) },
	64:  func(p *player, _ *record) { p.usePath(false, true) },
	67:  func(p *player, r *record) { p.clipTo(p.path, p.evenOdd, int(r.U32())); p.path = nil },
	68:  func(p *player, _ *record) { p.path, p.inPath = nil, false },
	72:  frameRegion,
	70:  comment,
	71:  fillRegion,
	73:  invertRegion,
	74:  paintRegion,
	75:  clipRegion,
	76:  bitBlt,
	77:  bitBlt,
	78:  bitBlt,
	79:  plgBlt,
	80:  setBits,
	81:  stretchBits,
	82:  emfFont,
	83:  emfText(false),
	84:  emfText(true),
	85:  polyBezier(point16),
	86:  polygon(point16, true),
	87:  polygon(point16, false),
	88:  func(p *player, r *record) { p.curveTo(bounds32(r, point16)) },
	89:  func(p *player, r *record) { p.lineTo(bounds32(r, point16)) },
	90:  polyPoly(point16, false),
	91:  polyPoly(point16, true),
	92:  polyDraw(point16),
	93:  emfPattern,
	94:  emfPattern,
	95:  emfExtPen,
	108: smallText,
	114: bitBlt,
	116: bitBlt,
	118: gradient,
}

// bounds32 reads the points behind their bounds and their count.
func bounds32(r *record, read reader) []outline.Point {
	r.Skip(16)
	return points(r, r.U32(), read)
}

func (p *player) moveTo(at outline.Point) { p.at = at }

func polyBezier(read reader) func(p *player, r *record) {
	return func(p *player, r *record) {
		list := bounds32(r, read)
		if len(list) == 0 {
			return
		}
		var s shape
		s.begin(p.matrix().Apply(list[0]))
		p.beziers(s, list[1:])
		p.draw(s, false, true)
	}
}

func polygon(read reader, closed bool) func(p *player, r *record) {
	return func(p *player, r *record) {
		var s shape
		p.polygon(&s, bounds32(r, read), closed)
		p.draw(s, closed, true)
	}
}

func polyPoly(read reader, closed bool) func(p *player, r *record) {
	return func(p *player, r *record) {
		r.Skip(16)
		n := r.U32()
		r.Skip(4)
		counts := r.Bytes(int(min(4*int64(n), math.MaxInt32)))
		if r.Err() != nil {
			return
		}
		var s shape
		for c := bits.Little(counts); c.Len() > 0; {
			p.polygon(&s, points(r, c.U32(), read), closed)
		}
		p.draw(s, closed, true)
	}
}

// Kinds of points (MS-EMF §2.1.26).
const (
	ptClose  = 1
	ptKind   = 6
	ptLine   = 2
	ptBezier = 4
	ptMove   = 6
)

func polyDraw(read reader) func(p *player, r *record) {
	return func(p *player, r *record) {
		list := bounds32(r, read)
		kinds := r.Bytes(len(list))
		if r.Err() != nil {
			return
		}
		m := p.matrix()
		var s shape
		s.begin(m.Apply(p.at))
		for i := 0; i < len(list); i++ {
			switch kinds[i] & ptKind {
			case ptMove:
				s.begin(m.Apply(list[i]))
			case ptLine:
				s.line(m.Apply(list[i]))
			case ptBezier:
				if i+2 < len(list) {
					p.beziers(s, list[i:i+3])
					i += 2
				}
			}
			if kinds[i]&ptClose != 0 {
				s.end()
				s.begin(m.Apply(list[i]))
			}
			p.at = list[i]
		}
		p.draw(s, false, true)
	}
}

// scaled returns an extent multiplied by two fractions.
func scaled(ext outline.Point, r *record) outline.Point {
	xn, xd, yn, yd := float64(r.I32()), float64(r.I32()), float64(r.I32()), float64(r.I32())
	return outline.Point{X: ext.X * quotient(xn, xd), Y: ext.Y * quotient(yn, yd)}
}

// Ways to change the world's transform (MS-EMF §2.1.24).
const (
	worldIdentity = 1
	worldLeft     = 2
	worldRight    = 3
	worldSet      = 4
)

// matrix reads an XFORM (MS-EMF §2.2.28).
func matrix(r *record) outline.Matrix {
	return outline.Matrix{XX: number(r), YX: number(r), XY: number(r), YY: number(r), DX: number(r), DY: number(r)}
}

// number reads a float, 0 for what is none.
func number(r *record) float64 {
	v := float64(r.F32())
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func (p *player) setWorld(m outline.Matrix, how uint32) {
	switch how {
	case worldIdentity:
		p.world = outline.Identity
	case worldLeft:
		p.world = m.Then(p.world)
	case worldRight:
		p.world = p.world.Then(m)
	case worldSet:
		p.world = m
	}
}

func emfArc(how int) func(p *player, r *record) {
	return func(p *player, r *record) {
		b, from, to := rect32(r), point32(r), point32(r)
		p.arc(b, from, to, how)
	}
}

// angleArc draws a line to an arc, and the arc, whose angles grow counter-clockwise.
func angleArc(p *player, r *record) {
	centre, radius := point32(r), float64(r.U32())
	start, sweep := number(r)*math.Pi/180, number(r)*math.Pi/180
	a := arcs{p.matrix(), centre, radius, radius}
	sweep = min(max(sweep, -2*math.Pi), 2*math.Pi)
	p.sweep(a, -start, -sweep, arcTo)
	p.at = a.logical(-start - sweep)
}

// mitre reads the limit, which some writers give as a float.
func mitre(v uint32) float64 {
	if v > 0x10000 {
		return max(1, min(1000, float64(math.Float32frombits(v))))
	}
	return max(1, float64(v))
}

func (p *player) closeFigure() {
	if n := len(p.path); p.inPath && n > 0 {
		p.path.end()
		// What goes on from here begins where the contour did.
		if back, ok := inverse(p.matrix()); ok {
			p.at = back.Apply(p.path[n-1].points[0])
		}
	}
}

// usePath draws the path, and drops it.
func (p *player) usePath(fill, stroke bool) {
	s := p.path
	p.path, p.inPath = nil, false
	p.draw(s, fill, stroke)
}

// rects reads the rectangles of a region of that many bytes (MS-EMF §2.2.24).
func rects(r *record, n uint32) []outline.Rect {
	data := bits.Little(r.Bytes(int(min(int64(n), math.MaxInt32))))
	region := &record{Cursor: data}
	region.Skip(8)
	count := region.U32()
	region.Skip(20)
	var list []outline.Rect
	for ; count > 0 && region.Len() >= 16; count-- {
		list = append(list, rect32(region))
	}
	return list
}

func fillRegion(p *player, r *record) {
	r.Skip(16)
	n := r.U32()
	b, ok := p.object(r.U32()).(brush)
	if list := rects(r, n); ok && !b.null && len(list) < maxPoints/8 {
		p.fill(p.region(list, p.matrix()), b)
	}
}

// frameRegion draws the edges of a region with a brush.
func frameRegion(p *player, r *record) {
	r.Skip(16)
	n := r.U32()
	b, ok := p.object(r.U32()).(brush)
	size := point32(r)
	if list := rects(r, n); ok && !b.null && len(list) < maxPoints/8 {
		p.stroke(p.region(list, p.matrix()), pen{width: size.X, colour: b.colour, join: joinMitre})
	}
}

func paintRegion(p *player, r *record) {
	r.Skip(16)
	if list := rects(r, r.U32()); !p.brush.null && len(list) < maxPoints/8 {
		p.fill(p.region(list, p.matrix()), p.brush)
	}
}

func invertRegion(p *player, r *record) {
	r.Skip(16)
	if list := rects(r, r.U32()); len(list) < maxPoints/8 {
		const invert = 0x55
		p.fillPath(p.region(list, p.matrix()).path(), false, rgb{}, invert)
	}
}

// clipRegion combines the clip with a region of the device.
func clipRegion(p *player, r *record) {
	n, how := r.U32(), int(r.U32())
	if n == 0 && how == clipCopy {
		p.clip = all(p.canvas)
		return
	}
	if list := rects(r, n); len(list) < maxPoints/8 {
		p.clipTo(p.region(list, p.device), false, how)
	}
}
