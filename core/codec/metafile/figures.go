package metafile

import (
	"math"

	"apsync/core/outline"
)

// reader reads the points of a record.
type reader func(r *record) outline.Point

func point32(r *record) outline.Point {
	x, y := r.I32(), r.I32()
	return outline.Point{X: float64(x), Y: float64(y)}
}

func point16(r *record) outline.Point {
	x, y := r.I16(), r.I16()
	return outline.Point{X: float64(x), Y: float64(y)}
}

func rect32(r *record) outline.Rect {
	a, b := point32(r), point32(r)
	return outline.Rect{MinX: a.X, MinY: a.Y, MaxX: b.X, MaxY: b.Y}
}

// ordered returns a rectangle whose corners may be exchanged.
func ordered(r outline.Rect) outline.Rect {
	return outline.Rect{MinX: min(r.MinX, r.MaxX), MinY: min(r.MinY, r.MaxY), MaxX: max(r.MinX, r.MaxX), MaxY: max(r.MinY, r.MaxY)}
}

// points reads n points; fewer where the record ends before.
func points(r *record, n uint32, read reader) []outline.Point {
	list := make([]outline.Point, 0, min(int64(n), int64(r.Len()/4)))
	for range n {
		at := read(r)
		if r.Err() != nil {
			break
		}
		list = append(list, at)
	}
	return list
}

// polygon adds points as a contour.
func (p *player) polygon(s *shape, list []outline.Point, closed bool) {
	if len(list) == 0 {
		return
	}
	m := p.matrix()
	s.begin(m.Apply(list[0]))
	for _, at := range list[1:] {
		s.line(m.Apply(at))
	}
	if closed {
		s.end()
	}
}

// beziers adds curves of three points each.
func (p *player) beziers(s shape, list []outline.Point) {
	m := p.matrix()
	for ; len(list) >= 3; list = list[3:] {
		s.curve(m.Apply(list[0]), m.Apply(list[1]), m.Apply(list[2]))
	}
}

// onwards begins a shape at the current position; in a path it goes on with the contour
// that ends there.
func (p *player) onwards(add func(s shape)) {
	at := p.matrix().Apply(p.at)
	if n := len(p.path); p.inPath && n > 0 && !p.path[n-1].closed {
		last := p.path[n-1].points
		if end := last[len(last)-1]; math.Abs(end.X-at.X)+math.Abs(end.Y-at.Y) < 1e-3 {
			add(p.path)
			p.grow(len(p.path[n-1].points) - len(last))
			return
		}
	}
	var s shape
	s.begin(at)
	add(s)
	p.draw(s, false, true)
}

// lineTo draws lines from the current position, which they move.
func (p *player) lineTo(list []outline.Point) {
	if len(list) == 0 {
		return
	}
	m := p.matrix()
	p.onwards(func(s shape) {
		for _, at := range list {
			s.line(m.Apply(at))
		}
	})
	p.at = list[len(list)-1]
}

// curveTo draws curves from the current position, which they move.
func (p *player) curveTo(list []outline.Point) {
	if len(list) < 3 {
		return
	}
	p.onwards(func(s shape) { p.beziers(s, list) })
	p.at = list[len(list)/3*3-1]
}

// What closes an arc.
const (
	arcOpen = iota
	arcChord
	arcPie
	arcTo
)

// arc draws the part of an ellipse between the rays to two points.
func (p *player) arc(r outline.Rect, from, to outline.Point, how int) {
	r = ordered(r)
	a := inscribed(p.matrix(), r)
	start, sweep := a.angle(from), 0.0
	// Arcs run counter-clockwise as seen, which is against y growing downwards.
	if p.clockwise {
		sweep = positive(a.angle(to) - start)
	} else {
		sweep = -positive(start - a.angle(to))
	}
	p.sweep(a, start, sweep, how)
	if how == arcTo {
		p.at = a.logical(start + sweep)
	}
}

func (p *player) sweep(a arcs, start, sweep float64, how int) {
	if how == arcTo {
		p.onwards(func(s shape) {
			s.line(a.at(start))
			a.sweep(s, start, sweep)
		})
		return
	}
	var s shape
	if how == arcPie {
		s.begin(a.m.Apply(a.centre))
		s.line(a.at(start))
	} else {
		s.begin(a.at(start))
	}
	a.sweep(s, start, sweep)
	if how != arcOpen {
		s.end()
	}
	p.draw(s, how != arcOpen, true)
}

// angle returns where on the ellipse the ray to a point goes through.
func (a arcs) angle(to outline.Point) float64 {
	return math.Atan2((to.Y-a.centre.Y)*a.rx, (to.X-a.centre.X)*a.ry)
}

func (a arcs) logical(angle float64) outline.Point {
	return outline.Point{X: a.centre.X + a.rx*math.Cos(angle), Y: a.centre.Y + a.ry*math.Sin(angle)}
}

// positive returns the angle of a turn, at least a whole one where there is none.
func positive(angle float64) float64 {
	angle = math.Mod(angle, 2*math.Pi)
	if angle <= 1e-12 {
		angle += 2 * math.Pi
	}
	return angle
}

// rectangle draws a rectangle with corners of that size.
func (p *player) rectangle(r outline.Rect, w, h float64) {
	p.draw(rounded(p.matrix(), ordered(r), math.Abs(w), math.Abs(h)), true, true)
}

func (p *player) ellipse(r outline.Rect) {
	p.draw(inscribed(p.matrix(), ordered(r)).ellipse(), true, true)
}

// pixel colours what a pixel of the device covers.
func (p *player) pixel(at outline.Point, c rgb) {
	q, size := p.matrix().Apply(at), max(1, scaleOf(p.device))
	r := outline.Rect{MinX: q.X, MinY: q.Y, MaxX: q.X + size, MaxY: q.Y + size}
	p.fillPath(box(outline.Identity, r).path(), false, c, patCopy)
}

// region fills rectangles of the device, or draws their frames.
func (p *player) region(rects []outline.Rect, m outline.Matrix) shape {
	var s shape
	for _, r := range rects {
		s = append(s, box(m, r)...)
	}
	return s
}
