package psd

import (
	"cmp"
	"image"
	"slices"

	"apsync/core/fault"
	"apsync/core/picture"
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

// vectorMask is where a vector mask is stored.
type vectorMask struct {
	data    span
	off     bool
	inverts bool
	density float32 // how much it hides
}

// path is closed curves of which each adds to those before it or takes away from them.
type path struct {
	subpaths []subpath
	starts   float32 // coverage before the first subpath
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

// readVectorMask reads the beginning of a vector mask (Vector mask setting).
func readVectorMask(w *walker) *vectorMask {
	const inverts, off = 1, 4
	w.skip(4)
	flags := w.u32()
	if w.err != nil {
		return nil
	}
	return &vectorMask{
		data: span{w.at, w.left()}, inverts: flags&inverts != 0, off: flags&off != 0, density: 1,
	}
}

// recordBytes is the size of a path record.
const recordBytes = 26

// read reads the path of a vector mask, for a canvas.
func (m *vectorMask) read(src *picture.Source, canvas image.Rectangle) (*path, error) {
	w := newWalker(src, m.data.off, m.data.end())
	p := &path{}
	knots := 0
	for w.left() >= recordBytes {
		kind := w.u16()
		record := newWalker(w.window.src, w.at, w.at+24)
		w.skip(24)
		switch kind {
		case recordClosedLength, recordOpenLength:
			if len(p.subpaths) >= maxKnots {
				return nil, fault.New(fault.LimitCount, "a vector mask of more than %d subpaths", maxKnots)
			}
			record.skip(2)
			p.begin(int(int16(record.u16()))) // the bits are a signed number
		case recordFillStart:
			p.starts = float32(record.u16() & 1)
		case recordClosedLinked, recordClosedFree, recordOpenLength + 1, recordOpenLength + 2:
			if knots++; knots > maxKnots {
				return nil, fault.New(fault.LimitCount, "a vector mask of more than %d knots", maxKnots)
			}
			if len(p.subpaths) == 0 {
				p.begin(pathCombine)
			}
			last := &p.subpaths[len(p.subpaths)-1]
			last.knots = append(last.knots, [3]point{readPoint(record), readPoint(record), readPoint(record)})
		}
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
	return p, w.err
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

// scanner covers rows by the path of a vector mask, from the top down.
type scanner struct {
	*path
	mask       *vectorMask
	total, one []float32
	begun      []int    // of each subpath, edges that have begun
	active     [][]edge // those of them that have not ended
	crossings  []crossing
}

// scannerBytes bounds what scanning the path takes on a canvas of that width.
func (m *vectorMask) scannerBytes(width int) int64 {
	// A record is a knot of so many edges, which grow into place twice, or a subpath.
	const record = 48 + curveLines*(2*40+2*40+2*16) + 256
	return 8*int64(width) + min(m.data.size/recordBytes, 2*maxKnots)*record + 2*walkerBytes
}

// scan returns the scanner of a vector mask.
func (m *vectorMask) scan(src *picture.Source, canvas image.Rectangle) (*scanner, error) {
	p, err := m.read(src, canvas)
	if err != nil {
		return nil, err
	}
	width := canvas.Dx()
	return &scanner{
		path: p, mask: m, total: make([]float32, width), one: make([]float32, width),
		begun: make([]int, len(p.subpaths)), active: make([][]edge, len(p.subpaths)),
	}, nil
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
		if s.mask.inverts {
			v = 1 - v
		}
		dst[x] *= 1 - s.mask.density*(1-v)
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
