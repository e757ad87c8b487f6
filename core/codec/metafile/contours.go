package metafile

import (
	"math"

	"apsync/core/outline"
)

// flatness is how far a line may be from the curve that it stands for, in pixels.
const flatness = 0.05

// maxPieces bounds the lines of a curve.
const maxPieces = 200

// contour is a line of lines, in pixels.
type contour struct {
	points []outline.Point
	closed bool
}

// shape is what is filled or stroked at once. Curves are lines already.
type shape []contour

// begin starts a contour.
func (s *shape) begin(at outline.Point) {
	*s = append(*s, contour{points: []outline.Point{at}})
}

// line adds a line to the last contour.
func (s shape) line(to outline.Point) {
	last := &s[len(s)-1]
	last.points = append(last.points, to)
}

// curve adds a cubic Bézier curve to the last contour.
func (s shape) curve(b, c, d outline.Point) {
	last := &s[len(s)-1]
	a := last.points[len(last.points)-1]
	bend := max(math.Hypot(a.X-2*b.X+c.X, a.Y-2*b.Y+c.Y), math.Hypot(b.X-2*c.X+d.X, b.Y-2*c.Y+d.Y))
	n := 1
	if pieces := math.Sqrt(bend * 6 / 8 / flatness); pieces > 0 {
		n = int(min(maxPieces, 1+pieces))
	}
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		wa, wb, wc, wd := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		last.points = append(last.points, outline.Point{
			X: wa*a.X + wb*b.X + wc*c.X + wd*d.X,
			Y: wa*a.Y + wb*b.Y + wc*c.Y + wd*d.Y,
		})
	}
}

// end closes the last contour.
func (s shape) end() {
	if len(s) > 0 {
		s[len(s)-1].closed = true
	}
}

// count returns how many points the shape has.
func (s shape) count() int {
	n := 0
	for _, c := range s {
		n += len(c.points) + 1
	}
	return n
}

// path returns the shape for filling.
func (s shape) path() outline.Path {
	p := make(outline.Path, 0, s.count())
	for _, c := range s {
		for i, at := range c.points {
			if i == 0 {
				p.MoveTo(at)
			} else {
				p.LineTo(at)
			}
		}
	}
	return p
}

// arcs draw ellipses in logical units, which m takes to pixels.
type arcs struct {
	m      outline.Matrix
	centre outline.Point
	rx, ry float64
}

func (a arcs) at(angle float64) outline.Point {
	return a.m.Apply(outline.Point{X: a.centre.X + a.rx*math.Cos(angle), Y: a.centre.Y + a.ry*math.Sin(angle)})
}

// sweep adds the arc from an angle on to the last contour; angles grow with y.
func (a arcs) sweep(s shape, from, sweep float64) {
	n := int(math.Ceil(math.Abs(sweep)/(math.Pi/2) - 1e-9))
	if n < 1 || n > 8 {
		return
	}
	step := sweep / float64(n)
	k := 4.0 / 3 * math.Tan(step/4)
	for i := range n {
		t := from + float64(i)*step
		u := t + step
		s.curve(a.control(t, k), a.control(u, -k), a.at(u))
	}
}

// control returns the control point of the curve that leaves the ellipse at an angle.
func (a arcs) control(angle, k float64) outline.Point {
	sin, cos := math.Sincos(angle)
	return a.m.Apply(outline.Point{X: a.centre.X + a.rx*(cos-k*sin), Y: a.centre.Y + a.ry*(sin+k*cos)})
}

// ellipse returns a whole one.
func (a arcs) ellipse() shape {
	var s shape
	s.begin(a.at(0))
	a.sweep(s, 0, 2*math.Pi)
	s.end()
	return s
}

// inscribed returns the arcs of the ellipse within a rectangle.
func inscribed(m outline.Matrix, r outline.Rect) arcs {
	return arcs{m, outline.Point{X: (r.MinX + r.MaxX) / 2, Y: (r.MinY + r.MaxY) / 2}, (r.MaxX - r.MinX) / 2, (r.MaxY - r.MinY) / 2}
}

// box returns a rectangle.
func box(m outline.Matrix, r outline.Rect) shape {
	var s shape
	s.begin(m.Apply(outline.Point{X: r.MinX, Y: r.MinY}))
	s.line(m.Apply(outline.Point{X: r.MaxX, Y: r.MinY}))
	s.line(m.Apply(outline.Point{X: r.MaxX, Y: r.MaxY}))
	s.line(m.Apply(outline.Point{X: r.MinX, Y: r.MaxY}))
	s.end()
	return s
}

// rounded returns a rectangle whose corners are quarters of ellipses of that size.
func rounded(m outline.Matrix, r outline.Rect, w, h float64) shape {
	rx, ry := min(w, r.MaxX-r.MinX)/2, min(h, r.MaxY-r.MinY)/2
	if !(rx > 0 && ry > 0) {
		return box(m, r)
	}
	var s shape
	for i, at := range []outline.Point{{X: r.MaxX - rx, Y: r.MaxY - ry}, {X: r.MinX + rx, Y: r.MaxY - ry}, {X: r.MinX + rx, Y: r.MinY + ry}, {X: r.MaxX - rx, Y: r.MinY + ry}} {
		corner := arcs{m, at, rx, ry}
		from := float64(i) * math.Pi / 2
		if i == 0 {
			s.begin(corner.at(from))
		} else {
			s.line(corner.at(from))
		}
		corner.sweep(s, from, math.Pi/2)
	}
	s.end()
	return s
}
