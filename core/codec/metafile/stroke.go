package metafile

import (
	"math"

	"apsync/core/outline"
)

// Ends and joins of lines, as the styles of pens number them (MS-EMF §2.1.25).
const (
	endRound, endSquare, endFlat    = 0, 1, 2
	joinRound, joinBevel, joinMitre = 0, 1, 2
)

// batch is how many segments of strokes are filled at once.
const batch = 1 << 14

// stroker makes shapes of the lines that a pen draws: a box for every line, and pieces
// for ends and joins, all turning the same way, so that the nonzero rule unites them.
type stroker struct {
	half      float64 // of the width, in pixels
	end, join int
	mitre     float64
	dashes    []float64 // in pixels, on and off in turn
	flush     func(p outline.Path) error
	path      outline.Path
	spend     func(n int64) error
}

// stroke draws the contours.
func (s *stroker) stroke(lines shape) error {
	for _, c := range lines {
		points := distinct(c.points)
		if c.closed && len(points) > 1 && points[0] != points[len(points)-1] {
			points = append(points, points[0])
		}
		var err error
		if len(s.dashes) > 0 {
			err = s.dashed(points)
		} else {
			err = s.solid(points, c.closed)
		}
		if err != nil {
			return err
		}
	}
	return s.empty()
}

func (s *stroker) empty() error {
	err := s.flush(s.path)
	s.path = s.path[:0]
	return err
}

// distinct returns the points without those that equal the one before.
func distinct(points []outline.Point) []outline.Point {
	kept := make([]outline.Point, 0, len(points)+1)
	for _, p := range points {
		if n := len(kept); n == 0 || math.Abs(kept[n-1].X-p.X)+math.Abs(kept[n-1].Y-p.Y) > 1e-3 {
			kept = append(kept, p)
		}
	}
	return kept
}

// solid draws a line of lines.
func (s *stroker) solid(points []outline.Point, closed bool) error {
	last := len(points) - 1
	if last == 0 {
		s.dot(points[0])
	}
	for i := range last {
		from, to := points[i], points[i+1]
		a, b := from, to
		if s.end == endSquare && !closed {
			if i == 0 {
				a = along(from, to, -s.half)
			}
			if i == last-1 {
				b = along(to, from, -s.half)
			}
		}
		s.box(a, b)
		switch {
		case i > 0:
			s.joint(points[i-1], from, to)
		case closed:
			s.joint(points[last-1], from, to)
		}
		if err := s.room(); err != nil {
			return err
		}
	}
	if s.end == endRound && !closed && last > 0 {
		s.circle(points[0])
		s.circle(points[last])
	}
	return nil
}

// room empties the path where it is long.
func (s *stroker) room() error {
	if len(s.path) < batch {
		return nil
	}
	return s.empty()
}

// dot draws a line of no length.
func (s *stroker) dot(at outline.Point) {
	if s.end == endRound {
		s.circle(at)
		return
	}
	s.box(outline.Point{X: at.X - s.half, Y: at.Y}, outline.Point{X: at.X + s.half, Y: at.Y})
}

// dashed draws the parts of a line of lines that the dashes leave.
func (s *stroker) dashed(points []outline.Point) error {
	i, left := 0, s.dashes[0]
	var part []outline.Point
	for j := range max(0, len(points)-1) {
		from, to := points[j], points[j+1]
		length, done := math.Hypot(to.X-from.X, to.Y-from.Y), 0.0
		if i%2 == 0 && len(part) == 0 {
			part = append(part, from)
		}
		for length-done > left {
			done += left
			at := along(from, to, done)
			if i%2 == 0 {
				if err := s.solid(distinct(append(part, at)), false); err != nil {
					return err
				}
			}
			part = part[:0]
			i, left = i+1, s.dashes[(i+1)%len(s.dashes)]
			if i%2 == 0 {
				part = append(part, at)
			}
			if err := s.spend(4); err != nil {
				return err
			}
		}
		left -= length - done
		if i%2 == 0 {
			part = append(part, to)
		}
	}
	if len(part) > 1 {
		return s.solid(distinct(part), false)
	}
	return nil
}

// along returns the point that lies a distance from a towards b.
func along(a, b outline.Point, distance float64) outline.Point {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	if length == 0 {
		return a
	}
	t := distance / length
	return outline.Point{X: a.X + (b.X-a.X)*t, Y: a.Y + (b.Y-a.Y)*t}
}

// across returns the step of half the width to the right of a line.
func (s *stroker) across(a, b outline.Point) outline.Point {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	return outline.Point{X: -(b.Y - a.Y) / length * s.half, Y: (b.X - a.X) / length * s.half}
}

func (s *stroker) box(a, b outline.Point) {
	if a == b {
		return
	}
	n := s.across(a, b)
	s.polygon(stepped(a, n, -1), stepped(b, n, -1), stepped(b, n, 1), stepped(a, n, 1))
}

func stepped(p, step outline.Point, times float64) outline.Point {
	return outline.Point{X: p.X + step.X*times, Y: p.Y + step.Y*times}
}

// joint fills the wedge between two lines that meet in b.
func (s *stroker) joint(a, b, c outline.Point) {
	if s.half < 0.6 {
		return
	}
	if s.join == joinRound {
		s.circle(b)
		return
	}
	n, m := s.across(a, b), s.across(b, c)
	turn := n.X*m.Y - n.Y*m.X
	side := 1.0
	if turn > 0 {
		side = -1
	}
	from, to := stepped(b, n, side), stepped(b, m, side)
	middle := outline.Point{X: n.X + m.X, Y: n.Y + m.Y}
	square := middle.X*middle.X + middle.Y*middle.Y
	// The tip lies 2·half² / |n+m| from b, which is the mitre times half.
	if s.join == joinMitre && square*s.mitre*s.mitre >= 4*s.half*s.half && square > 0 {
		s.polygon(b, from, stepped(b, middle, side*2*s.half*s.half/square), to)
		return
	}
	s.polygon(b, from, to)
}

// circle draws a round end or join.
func (s *stroker) circle(at outline.Point) {
	n := int(min(64, max(8, 4*math.Sqrt(s.half)+4)))
	points := make([]outline.Point, n)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		points[i] = outline.Point{X: at.X + s.half*cos, Y: at.Y + s.half*sin}
	}
	s.polygon(points...)
}

// polygon adds a shape without holes, turned so that its area counts as positive.
func (s *stroker) polygon(points ...outline.Point) {
	area := 0.0
	for i, p := range points {
		q := points[(i+1)%len(points)]
		area += p.X*q.Y - q.X*p.Y
	}
	s.path.MoveTo(points[0])
	for i := 1; i < len(points); i++ {
		if area < 0 {
			s.path.LineTo(points[len(points)-i])
		} else {
			s.path.LineTo(points[i])
		}
	}
}
