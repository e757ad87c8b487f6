package psd

import (
	"cmp"
	"image"
	"slices"

	"apsync/core/fault"
)

// A path is coarse beside what it may be: so many lines to a curve, so many rows
// looked at in a row of pixels, so many knots at most.
const (
	curveLines = 16
	pathRows   = 4
	maxKnots   = 4096
)

// The kinds of path records (Path resource format).
const (
	recordClosedLength = 0
	recordClosedLinked = 1
	recordClosedFree   = 2
	recordOpenLength   = 3
	recordFillStart    = 8
)

// How a subpath goes with those before it.
const (
	pathExclude   = 0
	pathCombine   = 1
	pathSubtract  = 2
	pathIntersect = 3
)

// path is a vector mask: closed curves of which each adds to those before it or takes
// away from them.
type path struct {
	subpaths []subpath
	inverts  bool
	starts   float32 // coverage before the first subpath
	off      bool
	density  float32 // how much the mask hides
}

// subpath is one or more closed outlines that are filled together.
type subpath struct {
	operation int
	knots     [][3]point // before, at and behind each
	edges     []edge     // of the outline on the canvas, the uppermost first
}

// point is a place; in records, in parts of the canvas.
type point struct{ x, y float64 }

// edge is a straight piece of an outline, from its upper end to its lower.
type edge struct {
	from, to point
	winding  int
}

// readPath reads a vector mask (Vector mask setting) for a canvas, or nil where it is
// none.
func readPath(w *walker, canvas image.Rectangle) *path {
	const inverts, off = 1, 4
	w.skip(4)
	flags := w.u32()
	p := &path{inverts: flags&inverts != 0, off: flags&off != 0, density: 1}
	knots := 0
	for w.left() >= 26 {
		kind := w.u16()
		if kind > recordFillStart {
			return nil
		}
		record := newWalker(w.window.src, w.at, w.at+24)
		w.skip(24)
		switch kind {
		case recordClosedLength, recordOpenLength:
			record.skip(2)
			p.begin(int(int16(record.u16()))) // the bits are a signed number
		case recordFillStart:
			p.starts = float32(record.u16() & 1)
		case recordClosedLinked, recordClosedFree, recordOpenLength + 1, recordOpenLength + 2:
			if knots++; knots > maxKnots || len(p.subpaths) == 0 {
				w.fail(fault.New(fault.LimitCount, "more than %d knots", maxKnots))
				return nil
			}
			last := &p.subpaths[len(p.subpaths)-1]
			last.knots = append(last.knots, [3]point{readPoint(record), readPoint(record), readPoint(record)})
		}
	}
	if w.err != nil {
		return nil
	}
	// What the first subpath takes away from or meets is everything; what it adds to is
	// nothing, whatever the record says.
	if len(p.subpaths) > 0 {
		p.starts = 0
		if first := p.subpaths[0].operation; first == pathSubtract || first == pathIntersect {
			p.starts = 1
		}
	}
	for i := range p.subpaths {
		p.subpaths[i].outline(float64(canvas.Dx()), float64(canvas.Dy()))
	}
	return p
}

// readPoint reads a place: two numbers of 8 bits before the point and 24 behind it.
func readPoint(w *walker) point {
	const one = 1 << 24
	y, x := w.i32(), w.i32()
	return point{float64(x) / one, float64(y) / one}
}

// begin begins a subpath; an operation below 0 is that of the one before.
func (p *path) begin(operation int) {
	if operation < 0 {
		operation = pathCombine
		if n := len(p.subpaths); n > 0 {
			operation = p.subpaths[n-1].operation
		}
	}
	p.subpaths = append(p.subpaths, subpath{operation: operation})
}

// outline makes the edges of the knots' curves on a canvas of w×h.
func (s *subpath) outline(w, h float64) {
	at := func(p point) point { return point{p.x * w, p.y * h} }
	for i := range s.knots {
		from, to := s.knots[i], s.knots[(i+1)%len(s.knots)]
		a, b, c, d := at(from[1]), at(from[2]), at(to[0]), at(to[1])
		lines := curveLines
		if from[1] == from[2] && to[0] == to[1] {
			lines = 1
		}
		last := a
		for k := 1; k <= lines; k++ {
			next := bezier(a, b, c, d, float64(k)/float64(lines))
			s.add(last, next)
			last = next
		}
	}
	slices.SortFunc(s.edges, func(a, b edge) int { return cmp.Compare(a.from.y, b.from.y) })
	s.knots = nil
}

func bezier(a, b, c, d point, t float64) point {
	u := 1 - t
	k0, k1, k2, k3 := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
	return point{k0*a.x + k1*b.x + k2*c.x + k3*d.x, k0*a.y + k1*b.y + k2*c.y + k3*d.y}
}

// add adds a line that is not level.
func (s *subpath) add(a, b point) {
	switch {
	case a.y < b.y:
		s.edges = append(s.edges, edge{a, b, 1})
	case a.y > b.y:
		s.edges = append(s.edges, edge{b, a, -1})
	}
}

// scanner covers rows by a path, from the top down.
type scanner struct {
	*path
	total, one []float32
	begun      []int    // of each subpath, edges that have begun
	active     [][]edge // those of them that have not ended
	crossings  []crossing
}

// scannerBytes bounds what scanning the path takes on a canvas of that width.
func (p *path) scannerBytes(width int) int64 {
	edges := int64(0)
	for i := range p.subpaths {
		edges += int64(len(p.subpaths[i].edges))
	}
	return 8*int64(width) + 40*int64(len(p.subpaths)) + 2*(40+16)*edges + 4096
}

func (p *path) scan(width int) *scanner {
	return &scanner{
		path: p, total: make([]float32, width), one: make([]float32, width),
		begun: make([]int, len(p.subpaths)), active: make([][]edge, len(p.subpaths)),
	}
}

// row multiplies dst with how much the path covers of every pixel of row y.
func (s *scanner) row(y int, dst []float32) {
	for x := range s.total {
		s.total[x] = s.starts
	}
	for i := range s.subpaths {
		s.advance(i, y)
		operation := s.subpaths[i].operation
		if len(s.active[i]) == 0 && operation != pathIntersect {
			continue
		}
		s.cover(s.active[i], y)
		combine(s.total, s.one, operation)
	}
	for x, v := range s.total {
		if s.inverts {
			v = 1 - v
		}
		dst[x] *= 1 - s.density*(1-v)
	}
}

// advance finds the edges of subpath i that row y has.
func (s *scanner) advance(i, y int) {
	edges := s.subpaths[i].edges
	s.active[i] = slices.DeleteFunc(s.active[i], func(e edge) bool { return e.to.y <= float64(y) })
	for ; s.begun[i] < len(edges) && edges[s.begun[i]].from.y < float64(y+1); s.begun[i]++ {
		if e := edges[s.begun[i]]; e.to.y > float64(y) {
			s.active[i] = append(s.active[i], e)
		}
	}
}

// combine leads the coverage of subpaths on by that of another.
func combine(total, one []float32, operation int) {
	for x, v := range one {
		t := total[x]
		switch operation {
		case pathSubtract:
			t *= 1 - v
		case pathIntersect:
			t *= v
		case pathExclude:
			t += v - 2*t*v
		default:
			t += v - t*v
		}
		total[x] = t
	}
}

// crossing is where an edge crosses a line across the canvas.
type crossing struct {
	x       float64
	winding int
}

// cover writes how much of each pixel of row y lies inside an outline.
func (s *scanner) cover(edges []edge, y int) {
	clear(s.one)
	for k := range pathRows {
		at := float64(y) + (float64(k)+0.5)/pathRows
		crossings := s.crossings[:0]
		for _, e := range edges {
			if e.from.y <= at && e.to.y > at {
				t := (at - e.from.y) / (e.to.y - e.from.y)
				crossings = append(crossings, crossing{e.from.x + t*(e.to.x-e.from.x), e.winding})
			}
		}
		s.crossings = crossings
		slices.SortFunc(crossings, func(a, b crossing) int { return cmp.Compare(a.x, b.x) })
		winding := 0
		for i := range crossings {
			if winding != 0 {
				fillSpan(s.one, crossings[i-1].x, crossings[i].x)
			}
			winding += crossings[i].winding
		}
	}
}

// fillSpan adds a line from x a to b to the pixels that it touches.
func fillSpan(dst []float32, a, b float64) {
	a, b = max(a, 0), min(b, float64(len(dst)))
	for x := int(a); float64(x) < b; x++ {
		part := min(b, float64(x+1)) - max(a, float64(x))
		dst[x] += float32(part) / pathRows
	}
}
