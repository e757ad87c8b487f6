// Package outline holds shapes of lines and curves, and covers pixels with them: what
// glyphs, and whatever else is drawn rather than stored, are made of.
//
// A shape covers what its contours wind around at all (the nonzero rule), or an odd
// number of times where that is asked for, each pixel by the share of its area that lies within, exactly for straight lines. Curves are
// cut into lines that leave them by at most a 25th of a pixel. The work that a shape
// may make is bounded: see Filler.
package outline

import "math"

// Point is a place, or a step.
type Point struct{ X, Y float64 }

// Matrix takes (x, y) to (XX·x + XY·y + DX, YX·x + YY·y + DY).
type Matrix struct{ XX, YX, XY, YY, DX, DY float64 }

// Identity leaves points where they are.
var Identity = Matrix{XX: 1, YY: 1}

// Apply returns where m takes p.
func (m Matrix) Apply(p Point) Point {
	return Point{m.XX*p.X + m.XY*p.Y + m.DX, m.YX*p.X + m.YY*p.Y + m.DY}
}

// Then returns the matrix that does m first and n after.
func (m Matrix) Then(n Matrix) Matrix {
	return Matrix{
		XX: n.XX*m.XX + n.XY*m.YX, YX: n.YX*m.XX + n.YY*m.YX,
		XY: n.XX*m.XY + n.XY*m.YY, YY: n.YX*m.XY + n.YY*m.YY,
		DX: n.XX*m.DX + n.XY*m.DY + n.DX, DY: n.YX*m.DX + n.YY*m.DY + n.DY,
	}
}

// Verb is a kind of segment.
type Verb uint8

// The kinds of segments, which end in the last of their points.
const (
	Move  Verb = iota // begins a contour, after closing that before
	Line              // a straight line
	Quad              // a quadratic Bézier curve with one control point
	Cubic             // a cubic Bézier curve with two control points
)

// Segment is a part of a contour; it has as many points as its verb says.
type Segment struct {
	Verb   Verb
	Points [3]Point
}

// Path is a shape: contours, each of which is closed by a line where it ends.
type Path []Segment

// MoveTo begins a contour.
func (p *Path) MoveTo(to Point) { *p = append(*p, Segment{Move, [3]Point{to}}) }

// LineTo adds a line.
func (p *Path) LineTo(to Point) { *p = append(*p, Segment{Line, [3]Point{to}}) }

// QuadTo adds a quadratic curve.
func (p *Path) QuadTo(control, to Point) { *p = append(*p, Segment{Quad, [3]Point{control, to}}) }

// CubicTo adds a cubic curve.
func (p *Path) CubicTo(first, second, to Point) {
	*p = append(*p, Segment{Cubic, [3]Point{first, second, to}})
}

// points returns the segment's points.
func (s *Segment) points() []Point { return s.Points[:max(1, int(s.Verb))] }

// Transformed returns the shape where m takes it.
func (p Path) Transformed(m Matrix) Path {
	moved := make(Path, len(p))
	for i, s := range p {
		for j := range s.points() {
			s.Points[j] = m.Apply(s.Points[j])
		}
		moved[i] = s
	}
	return moved
}

// Rect is an area that does not hold its Max.
type Rect struct{ MinX, MinY, MaxX, MaxY float64 }

// Empty reports whether nothing is in r.
func (r Rect) Empty() bool { return !(r.MinX < r.MaxX && r.MinY < r.MaxY) }

// Union returns the least area that holds both; an empty one counts for nothing.
func (r Rect) Union(o Rect) Rect {
	switch {
	case r.Empty():
		return o
	case o.Empty():
		return r
	}
	return Rect{min(r.MinX, o.MinX), min(r.MinY, o.MinY), max(r.MaxX, o.MaxX), max(r.MaxY, o.MaxY)}
}

// Bounds returns an area that holds the shape: that of all its points, those that
// control curves too.
func (p Path) Bounds() Rect {
	r := Rect{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for i := range p {
		for _, q := range p[i].points() {
			r = Rect{min(r.MinX, q.X), min(r.MinY, q.Y), max(r.MaxX, q.X), max(r.MaxY, q.Y)}
		}
	}
	return r
}
