package typeface

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/container/sfnt"
	"apsync/core/fault"
	"apsync/core/outline"
)

const (
	maxGlyphBytes = 1 << 18 // of a glyph's description
	maxPoints     = 1 << 15 // of a glyph with its components
	maxComponents = 256     // of a glyph with theirs
	maxDepth      = 8       // of components within components
)

// quadratic are the glyphs of a glyf table: contours of quadratic curves, or other
// glyphs put together (OpenType, "glyf").
type quadratic struct {
	glyf  sfnt.Table
	loca  []byte
	long  bool // loca holds four bytes a glyph, else two that count words
	scale float64
	steps int64 // eights of bytes that were read, and points
}

func newQuadratic(font *sfnt.Font, long bool, scale float64) (*quadratic, error) {
	q := &quadratic{long: long, scale: scale}
	var err error
	if q.glyf, err = font.Table("glyf"); err != nil {
		return nil, err
	}
	loca, err := font.Table("loca")
	if err != nil {
		return nil, err
	}
	q.loca, err = loca.Head(4 * (maxGlyphs + 1))
	return q, err
}

// span returns where a glyph's description lies.
func (q *quadratic) span(glyph int) (from, to int64, ok bool) {
	if q.long {
		if 4*glyph+8 > len(q.loca) {
			return 0, 0, false
		}
		return int64(binary.BigEndian.Uint32(q.loca[4*glyph:])), int64(binary.BigEndian.Uint32(q.loca[4*glyph+4:])), true
	}
	if 2*glyph+4 > len(q.loca) {
		return 0, 0, false
	}
	return 2 * int64(binary.BigEndian.Uint16(q.loca[2*glyph:])), 2 * int64(binary.BigEndian.Uint16(q.loca[2*glyph+2:])), true
}

// outline implements shapes.
func (q *quadratic) outline(glyph int) (outline.Path, error) {
	a := assembly{q: q}
	if err := a.add(glyph, outline.Identity, 0); err != nil {
		return nil, err
	}
	return contours(a.points, q.scale), nil
}

// worked implements shapes.
func (q *quadratic) worked() int64 { return q.steps }

// point is a point of a contour, in units of the font.
type point struct {
	outline.Point
	on, last bool // on the curve; the last of its contour
}

// assembly collects the points of a glyph and of its components.
type assembly struct {
	q          *quadratic
	points     []point
	components int
}

// add adds the points of a glyph where m takes them.
func (a *assembly) add(glyph int, m outline.Matrix, depth int) error {
	from, to, ok := a.q.span(glyph)
	if !ok || to <= from {
		return nil
	}
	if to-from > maxGlyphBytes {
		return fault.New(fault.Corrupt, "glyph %d of %d bytes", glyph, to-from)
	}
	data, err := a.q.glyf.Bytes(from, min(to, a.q.glyf.Len())-from)
	if err != nil {
		return err
	}
	a.q.steps += int64(len(data)/8) + 1
	c := bits.Big(data)
	count := c.I16()
	c.Skip(8)
	if count < 0 {
		return a.composite(c, m, depth)
	}
	return a.simple(c, int(count), m)
}

// Flags of points.
const (
	onCurve  = 1
	xShort   = 2
	yShort   = 4
	repeated = 8
	xSame    = 16 // or positive, where short
	ySame    = 32
)

// simple adds the points of a glyph that has contours itself.
func (a *assembly) simple(c *bits.Cursor, count int, m outline.Matrix) error {
	if count == 0 {
		return nil
	}
	ends := c.Bytes(2 * count)
	if err := c.Err(); err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(ends[2*count-2:])) + 1
	if len(a.points)+n > maxPoints {
		return fault.New(fault.LimitCount, "a glyph of more than %d points", maxPoints)
	}
	a.q.steps += int64(n)
	c.Skip(int(c.U16())) // instructions
	flags := pointFlags(c, n)
	x := steps(c, flags, xShort, xSame)
	y := steps(c, flags, yShort, ySame)
	if err := c.Err(); err != nil {
		return err
	}
	begin := len(a.points)
	for i, flag := range flags {
		at := m.Apply(outline.Point{X: float64(x[i]), Y: float64(y[i])})
		a.points = append(a.points, point{Point: at, on: flag&onCurve != 0})
	}
	for i := range count {
		if end := int(binary.BigEndian.Uint16(ends[2*i:])); end < n {
			a.points[begin+end].last = true
		}
	}
	return nil
}

func pointFlags(c *bits.Cursor, n int) []uint8 {
	flags := make([]uint8, 0, n)
	for len(flags) < n && c.Err() == nil {
		flag, times := c.U8(), 1
		if flag&repeated != 0 {
			times += int(c.U8())
		}
		for ; times > 0 && len(flags) < n; times-- {
			flags = append(flags, flag)
		}
	}
	return flags
}

// steps reads one coordinate of each point, stored as the step from the one before.
func steps(c *bits.Cursor, flags []uint8, short, same uint8) []int {
	at, places := 0, make([]int, len(flags))
	for i, flag := range flags {
		switch {
		case flag&short != 0 && flag&same != 0:
			at += int(c.U8())
		case flag&short != 0:
			at -= int(c.U8())
		case flag&same == 0:
			at += int(c.I16())
		}
		places[i] = at
	}
	return places
}

// Flags of components.
const (
	argumentsAreWords = 1
	argumentsAreSteps = 2 // else numbers of points that are to meet
	oneScale          = 8
	moreComponents    = 0x20
	twoScales         = 0x40
	twoByTwo          = 0x80
	scaledSteps       = 0x800
)

// composite adds a glyph's components.
func (a *assembly) composite(c *bits.Cursor, m outline.Matrix, depth int) error {
	if depth == maxDepth {
		return fault.New(fault.LimitDepth, "components nested more than %d deep", maxDepth)
	}
	begin := len(a.points)
	for flags := uint16(moreComponents); flags&moreComponents != 0; {
		if a.components++; a.components > maxComponents {
			return fault.New(fault.LimitCount, "a glyph of more than %d components", maxComponents)
		}
		flags = c.U16()
		glyph := int(c.U16())
		first, second := arguments(c, flags)
		own := transform(c, flags)
		if err := c.Err(); err != nil {
			return err
		}
		if flags&argumentsAreSteps != 0 {
			own.DX, own.DY = float64(int16(first)), float64(int16(second))
			if flags&scaledSteps != 0 {
				step := outline.Matrix{XX: own.XX, YX: own.YX, XY: own.XY, YY: own.YY}.Apply(outline.Point{X: own.DX, Y: own.DY})
				own.DX, own.DY = step.X, step.Y
			}
		}
		from := len(a.points)
		if err := a.add(glyph, own.Then(m), depth+1); err != nil {
			return err
		}
		if flags&argumentsAreSteps == 0 {
			a.meet(begin+int(first), from+int(second), from)
		}
	}
	return nil
}

// arguments reads where a component goes: steps as signed numbers of 16 bits, or
// points.
func arguments(c *bits.Cursor, flags uint16) (first, second uint16) {
	switch {
	case flags&argumentsAreWords != 0:
		return c.U16(), c.U16()
	case flags&argumentsAreSteps != 0:
		return uint16(int8(c.U8())), uint16(int8(c.U8()))
	}
	return uint16(c.U8()), uint16(c.U8())
}

// transform reads how a component is scaled, in 2.14 fixed point.
func transform(c *bits.Cursor, flags uint16) outline.Matrix {
	m := outline.Identity
	number := func() float64 { return float64(c.I16()) / (1 << 14) }
	switch {
	case flags&oneScale != 0:
		m.XX = number()
		m.YY = m.XX
	case flags&twoScales != 0:
		m.XX, m.YY = number(), number()
	case flags&twoByTwo != 0:
		m.XX, m.YX, m.XY, m.YY = number(), number(), number(), number()
	}
	return m
}

// meet moves the points from the given one on so that point theirs of them comes to
// lie on point ours.
func (a *assembly) meet(ours, theirs, from int) {
	if ours >= from || theirs >= len(a.points) {
		return
	}
	a.q.steps += int64(len(a.points)-from) / 8
	dx, dy := a.points[ours].X-a.points[theirs].X, a.points[ours].Y-a.points[theirs].Y
	for i := from; i < len(a.points); i++ {
		a.points[i].X += dx
		a.points[i].Y += dy
	}
}

// contours makes curves of points.
func contours(points []point, scale float64) outline.Path {
	var path outline.Path
	begin := 0
	for i := range points {
		points[i].X *= scale
		points[i].Y *= scale
		if points[i].last {
			path = contour(path, points[begin:i+1])
			begin = i + 1
		}
	}
	return path
}

// contour adds one contour: between two points that are off the curve lies one on it.
func contour(path outline.Path, points []point) outline.Path {
	if len(points) < 2 {
		return path
	}
	first, final := points[0], points[len(points)-1]
	start := first.Point
	switch {
	case first.on:
		points = points[1:]
	case final.on:
		start, points = final.Point, points[:len(points)-1]
	default:
		start = middle(first.Point, final.Point)
	}
	path.MoveTo(start)
	var control *outline.Point
	for i := range points {
		p := &points[i]
		switch {
		case p.on && control == nil:
			path.LineTo(p.Point)
		case p.on:
			path.QuadTo(*control, p.Point)
			control = nil
		default:
			if control != nil {
				path.QuadTo(*control, middle(*control, p.Point))
			}
			control = &p.Point
		}
	}
	if control != nil {
		path.QuadTo(*control, start)
	}
	return path
}

func middle(a, b outline.Point) outline.Point {
	return outline.Point{X: (a.X + b.X) / 2, Y: (a.Y + b.Y) / 2}
}
