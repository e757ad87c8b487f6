package typeface

import (
	"encoding/binary"
	"math"

	"apsync/core/container/sfnt"
	"apsync/core/fault"
	"apsync/core/outline"
)

const (
	maxPaints     = 512 // of a glyph
	maxPaintDepth = 32
	maxStops      = 64
)

// Kinds of paints (OpenType, "COLR" version 1). Each that is odd and not named here is
// one that varies, which begins as the one before it does.
const (
	paintLayers         = 1
	paintSolid          = 2
	paintFirstGradient  = 4
	paintLastGradient   = 9
	paintGlyph          = 10
	paintOtherGlyph     = 11
	paintTransform      = 12
	paintTranslate      = 14
	paintScale          = 16
	paintScaleAround    = 18
	paintScaleBoth      = 20
	paintScaleBothAbout = 22
	paintRotate         = 24
	paintRotateAround   = 26
	paintSkew           = 28
	paintSkewAround     = 30
	paintComposite      = 32
)

// paints are a font's glyphs that are trees of shapes, fills and their changes. A
// gradient is shown as one colour, the mean of its stops, and what is composed in
// whichever mode as one upon the other.
type paints struct {
	table   sfnt.Table
	bases   int64
	count   int64
	layers  int64
	nLayers int64
}

// readPaints returns nil where the table is of version 0, or has no such glyphs.
func readPaints(table sfnt.Table) (*paints, error) {
	head, err := table.Head(34)
	if err != nil || len(head) < 34 || number(head[:2]) == 0 || number(head[14:18]) == 0 {
		return nil, err
	}
	p := &paints{table: table, bases: number(head[14:18]), layers: number(head[18:22])}
	count, err := table.Bytes(p.bases, 4)
	if err != nil {
		return nil, err
	}
	p.count = min(number(count), maxGlyphs)
	if p.layers != 0 {
		if count, err = table.Bytes(p.layers, 4); err != nil {
			return nil, err
		}
		p.nLayers = number(count)
	}
	return p, nil
}

// find returns where the tree of a glyph begins; 0 where it has none.
func (p *paints) find(glyph int) (int64, error) {
	for low, high := int64(0), p.count; low < high; {
		i := (low + high) / 2
		record, err := p.table.Bytes(p.bases+4+6*i, 6)
		if err != nil {
			return 0, err
		}
		switch at := int(number(record[:2])); {
		case at == glyph:
			return p.bases + number(record[2:]), nil
		case at < glyph:
			low = i + 1
		default:
			high = i
		}
	}
	return 0, nil
}

// painter collects the layers of a glyph.
type painter struct {
	face     *Face
	out      []Layer
	nodes    int
	segments int
}

// state is what a paint inherits.
type state struct {
	matrix outline.Matrix // of ems
	shape  outline.Path   // what is filled
	depth  int
}

// paint walks the tree that begins at an offset.
func (p *painter) paint(at int64, s state) error {
	if p.nodes++; p.nodes > maxPaints || s.depth > maxPaintDepth || len(p.out) >= maxLayers {
		return fault.New(fault.LimitCount, "a glyph of more than %d paints", maxPaints)
	}
	s.depth++
	p.face.painted++
	data, err := p.face.paints.table.Part(at, 24).Head(24)
	if err != nil {
		return err
	}
	b := make([]byte, 24)
	copy(b, data)
	kind := b[0]
	child := at + number(b[1:4])
	switch {
	case kind == paintLayers:
		return p.list(number(b[2:6]), int64(b[1]), s)
	case kind == paintSolid || kind == paintSolid+1:
		p.fill(s, [][2]int{{int(number(b[1:3])), int(int16(number(b[3:5])))}})
		return nil
	case kind >= paintFirstGradient && kind <= paintLastGradient:
		return p.gradient(child, kind%2 == 1, s)
	case kind == paintGlyph:
		shape, err := p.face.Outline(int(number(b[4:6])))
		if err != nil {
			return err
		}
		if p.segments += len(shape); p.segments > maxPoints {
			return fault.New(fault.LimitCount, "a glyph of more than %d segments", maxPoints)
		}
		s.shape = shape.Transformed(s.matrix)
		return p.paint(child, s)
	case kind == paintOtherGlyph:
		other, err := p.face.paints.find(int(number(b[1:3])))
		if other == 0 || err != nil {
			return err
		}
		return p.paint(other, s)
	case kind == paintComposite:
		if err := p.paint(at+number(b[5:8]), s); err != nil {
			return err
		}
		return p.paint(child, s)
	case kind >= paintTransform && kind < paintComposite:
		m, err := p.transform(at, b)
		if err != nil {
			return err
		}
		s.matrix = m.Then(s.matrix)
		return p.paint(child, s)
	}
	return nil
}

// list paints layers, the lowest first.
func (p *painter) list(first, n int64, s state) error {
	l := p.face.paints
	for i := first; i < min(first+n, l.nLayers); i++ {
		offset, err := l.table.Bytes(l.layers+4+4*i, 4)
		if err != nil {
			return err
		}
		if err := p.paint(l.layers+number(offset), s); err != nil {
			return err
		}
	}
	return nil
}

// gradient fills with the mean of a colour line's stops.
func (p *painter) gradient(at int64, varies bool, s state) error {
	head, err := p.face.paints.table.Bytes(at, 3)
	if err != nil {
		return err
	}
	size := int64(6)
	if varies {
		size += 4
	}
	n := min(number(head[1:]), maxStops)
	stops, err := p.face.paints.table.Bytes(at+3, n*size)
	if err != nil {
		return err
	}
	var colours [][2]int
	for ; len(stops) > 0; stops = stops[size:] {
		colours = append(colours, [2]int{int(number(stops[2:4])), int(int16(number(stops[4:6])))})
	}
	p.fill(s, colours)
	return nil
}

// fill adds a layer in the mean of colours: entries of the palette and alphas in 2.14
// fixed point.
func (p *painter) fill(s state, colours [][2]int) {
	if len(s.shape) == 0 || len(colours) == 0 {
		return
	}
	var sum [4]int
	text := true
	for _, c := range colours {
		colour, isText := p.face.layers.colour(c[0])
		if isText {
			colour = Colour{0, 0, 0, 255}
		}
		text = text && isText
		alpha := int(colour[3]) * min(max(c[1], 0), 1<<14) >> 14
		for i := range 3 {
			sum[i] += int(colour[i])
		}
		sum[3] += alpha
	}
	n := len(colours)
	mean := Colour{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n)}
	p.out = append(p.out, Layer{Path: s.shape, Colour: mean, Text: text && mean[3] == 255})
}

// transform returns what a paint of the given beginning does to what is within it, in
// ems.
func (p *painter) transform(at int64, b []byte) (outline.Matrix, error) {
	word := func(i int) float64 { return float64(int16(binary.BigEndian.Uint16(b[4+2*i:]))) }
	fraction := func(i int) float64 { return word(i) / (1 << 14) }
	length := func(i int) float64 { return word(i) / p.face.em }
	m := outline.Identity
	centre := 0 // where the words of a centre begin
	switch b[0] &^ 1 {
	case paintTransform:
		data, err := p.face.paints.table.Bytes(at+number(b[4:7]), 24)
		if err != nil {
			return m, err
		}
		fixed := func(i int) float64 { return float64(int32(binary.BigEndian.Uint32(data[4*i:]))) / (1 << 16) }
		em := p.face.em
		return outline.Matrix{XX: fixed(0), YX: fixed(1), XY: fixed(2), YY: fixed(3), DX: fixed(4) / em, DY: fixed(5) / em}, nil
	case paintTranslate:
		m.DX, m.DY = length(0), length(1)
	case paintScale, paintScaleAround:
		m.XX, m.YY, centre = fraction(0), fraction(1), 2
	case paintScaleBoth, paintScaleBothAbout:
		m.XX, m.YY, centre = fraction(0), fraction(0), 1
	case paintRotate, paintRotateAround:
		sin, cos := math.Sincos(fraction(0) * math.Pi)
		m, centre = outline.Matrix{XX: cos, YX: sin, XY: -sin, YY: cos}, 1
	case paintSkew, paintSkewAround:
		m.XY, m.YX, centre = -math.Tan(fraction(0)*math.Pi), math.Tan(fraction(1)*math.Pi), 2
	}
	switch b[0] &^ 1 {
	case paintScaleAround, paintScaleBothAbout, paintRotateAround, paintSkewAround:
		x, y := length(centre), length(centre+1)
		m = outline.Matrix{XX: 1, YY: 1, DX: -x, DY: -y}.Then(m).Then(outline.Matrix{XX: 1, YY: 1, DX: x, DY: y})
	}
	return m, nil
}
