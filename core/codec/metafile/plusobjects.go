package metafile

import (
	"encoding/binary"
	"math"

	"apsync/core/bits"
	"apsync/core/outline"
)

// Types of objects (MS-EMFPLUS §2.1.1.22).
const (
	plusBrushType = 1
	plusPenType   = 2
	plusPathType  = 3
	plusImageType = 5
)

// argb is a colour with alpha.
type argb struct {
	rgb
	alpha uint8
}

func newARGB(v uint32) argb {
	return argb{rgb{uint8(v >> 16), uint8(v >> 8), uint8(v)}, uint8(v >> 24)}
}

// plusPen draws lines.
type plusPen struct {
	argb
	width float64
}

// plusFigure is a path.
type plusFigure struct {
	points []outline.Point
	kinds  []byte
}

// plusObject reads EmfPlusObject (MS-EMFPLUS §2.3.5.1), which may be cut into records,
// each of which then begins with the size of the whole.
func plusObject(p *player, r plusRecord) {
	const goesOn = 0x8000
	if r.flags&goesOn == 0 {
		p.partialDone(r.flags, r.data)
		return
	}
	total := int64(r.U32())
	if r.Err() != nil {
		return
	}
	if p.plus.partOf != r.flags {
		p.plus.partial, p.plus.partOf = nil, r.flags
	}
	p.plus.partial = append(p.plus.partial, r.data[4:]...)
	if int64(len(p.plus.partial)) >= total {
		whole := p.plus.partial
		p.plus.partial, p.plus.partOf = nil, 0
		p.setPlus(r.flags&^goesOn, whole)
	}
}

// partialDone sets an object from its last or only record: the last one of several is
// not marked, and has no size.
func (p *player) partialDone(flags uint16, data []byte) {
	if p.plus.partial != nil && p.plus.partOf&^0x8000 == flags {
		data = append(p.plus.partial, data...)
	}
	p.plus.partial, p.plus.partOf = nil, 0
	p.setPlus(flags, data)
}

func (p *player) setPlus(flags uint16, data []byte) {
	r := &record{Cursor: bits.Little(data), data: data}
	r.Skip(4) // version
	var o any
	switch flags >> 8 & 0x7f {
	case plusBrushType:
		o = plusBrush(r)
	case plusPenType:
		o = newPlusPen(r)
	case plusPathType:
		o = newPlusFigure(r)
	case plusImageType:
		if image := plusImage(r); image != nil {
			o = image
		} else {
			p.leave(unread)
		}
	}
	if r.Err() != nil {
		p.leave(damaged)
		o = nil
	}
	p.plus.objects[flags&63] = o
}

// plusBrush reads a brush (MS-EMFPLUS §2.2.1.1): of gradients the mean of the colours at
// their ends, of hatches that of the lines.
func plusBrush(r *record) argb {
	switch r.U32() {
	case 0:
		return newARGB(r.U32())
	case 1:
		r.Skip(4)
		return newARGB(r.U32())
	case 3:
		r.Skip(8)
		return newARGB(r.U32())
	case 4:
		r.Skip(24)
		a, b := newARGB(r.U32()), newARGB(r.U32())
		for i := range a.rgb {
			a.rgb[i] = uint8((int(a.rgb[i]) + int(b.rgb[i])) / 2)
		}
		return a
	}
	return argb{rgb{128, 128, 128}, 255}
}

// newPlusPen reads a pen (MS-EMFPLUS §2.2.1.7), whose brush comes behind what its flags
// announce.
func newPlusPen(r *record) plusPen {
	r.Skip(4)
	flags := r.U32()
	r.Skip(4)
	pen := plusPen{width: number(r)}
	for bit, size := range [...]int{24, 4, 4, 4, 4, 4, 4, 4, -4, 4, -4, -1, -1} {
		switch {
		case flags>>bit&1 == 0:
		case size > 0:
			r.Skip(size)
		default:
			r.Skip(int(min(int64(r.U32())*int64(-size), math.MaxInt32)))
		}
	}
	r.Skip(4)
	pen.argb = plusBrush(r)
	return pen
}

// newPlusFigure reads a path (MS-EMFPLUS §2.2.1.6).
func newPlusFigure(r *record) plusFigure {
	n := r.U32()
	flags := uint16(r.U32())
	var f plusFigure
	if flags&plusRelative != 0 || int64(n) > int64(r.Len()/4) {
		return f
	}
	for range n {
		f.points = append(f.points, plusPoint(plusRecord{r, flags}))
	}
	f.kinds = r.Bytes(int(n))
	if r.Err() != nil {
		return plusFigure{}
	}
	return f
}

// shape returns the path in pixels.
func (f plusFigure) shape(m outline.Matrix) shape {
	const start, curve, kind, closes = 0, 3, 7, 0x80
	var s shape
	for i := 0; i < len(f.points); i++ {
		at := m.Apply(f.points[i])
		switch {
		case f.kinds[i]&kind == start || len(s) == 0:
			s.begin(at)
		case f.kinds[i]&kind == curve && i+2 < len(f.points):
			s.curve(at, m.Apply(f.points[i+1]), m.Apply(f.points[i+2]))
			i += 2
		default:
			s.line(at)
		}
		if f.kinds[i]&closes != 0 {
			s.end()
		}
	}
	return s
}

// colourOf returns the colour of a brush that a record names or is.
func (p *player) colourOf(r plusRecord, b uint32) (argb, bool) {
	if r.flags&plusSolid != 0 {
		return newARGB(b), true
	}
	c, ok := p.plus.objects[b&63].(argb)
	return c, ok
}

// plusFill fills a shape.
func (p *player) plusFill(r plusRecord, b uint32, s shape) {
	if c, ok := p.colourOf(r, b); ok && r.Err() == nil {
		p.plusPaint(c, func() { p.fillPath(s.path(), true, c.rgb, patCopy) })
	}
}

// plusStroke draws the lines of a shape.
func (p *player) plusStroke(i uint32, s shape) {
	by, ok := p.plus.objects[i&63].(plusPen)
	if !ok {
		return
	}
	width := by.width * scaleOf(p.plusMatrix())
	p.plusPaint(by.argb, func() {
		k := &stroker{half: max(width, 1) / 2, end: endFlat, join: joinMitre, mitre: 10, spend: p.canvas.spend}
		k.flush = func(path outline.Path) error { return p.canvas.fill(path, false, by.rgb, patCopy, p.clip) }
		if err := k.stroke(visible(s, p.canvas, width)); err != nil {
			p.fail(err)
		}
	})
}

// plusPaint paints with the alpha of a colour.
func (p *player) plusPaint(c argb, paint func()) {
	p.canvas.veil = 255 - c.alpha
	paint()
	p.canvas.veil = 0
}

func (p *player) plusClear(colour uint32) {
	c := newARGB(colour)
	p.plusPaint(c, func() {
		whole := outline.Rect{MaxX: float64(p.canvas.w), MaxY: float64(p.canvas.h)}
		p.fillPath(box(outline.Identity, whole).path(), false, c.rgb, patCopy)
	})
}

// plusBitmap is the bitmap of an image: a file, or headers, colours and rows.
type plusBitmap []byte

// Pixels of bitmaps (MS-EMFPLUS §2.1.1.25): bits in bits 8 to 15, alpha, premultiplied.
const (
	plusAlpha         = 0x40000
	plusPremultiplied = 0x80000
)

// plusImage reads a bitmap (MS-EMFPLUS §2.2.2.2), compressed ones as the files that they
// are, others as a bitmap of Windows.
func plusImage(r *record) plusBitmap {
	const bitmap, compressed = 1, 1
	if r.U32() != bitmap {
		return nil
	}
	w, h, stride, format, kind := r.I32(), r.I32(), r.I32(), r.U32(), r.U32()
	data := r.Bytes(r.Len())
	if kind == compressed {
		return data
	}
	depth := format >> 8 & 0xff
	if w < 1 || h < 1 || depth < 24 || depth > 32 || int64(stride) != (int64(w)*int64(depth)+31)/32*4 || int64(len(data)) < int64(stride)*int64(h) {
		return nil
	}
	le := binary.LittleEndian
	head := make([]byte, dibHeader, dibHeader+len(data))
	le.PutUint32(head, dibHeader)
	le.PutUint32(head[4:], uint32(w))
	le.PutUint32(head[8:], uint32(-h))
	le.PutUint16(head[12:], 1)
	le.PutUint16(head[14:], uint16(depth))
	whole := append(head, data...)
	if format&plusAlpha != 0 {
		return withAlpha(whole, format&plusPremultiplied != 0)
	}
	return whole
}

// drawImage reads EmfPlusDrawImage (MS-EMFPLUS §2.3.4.8).
func drawImage(p *player, r plusRecord) {
	r.Skip(8)
	from := plusFrom(r)
	to := plusRect(r)
	p.plusShow(r, from, rectangle(to.MinX, to.MinY, to.MaxX-to.MinX, to.MaxY-to.MinY))
}

// drawImagePoints reads EmfPlusDrawImagePoints (MS-EMFPLUS §2.3.4.9), which gives three
// corners of a parallelogram.
func drawImagePoints(p *player, r plusRecord) {
	r.Skip(8)
	from := plusFrom(r)
	if r.U32() != 3 || r.flags&plusRelative != 0 {
		p.leave(unread)
		return
	}
	a, right, below := plusPoint(r), plusPoint(r), plusPoint(r)
	p.plusShow(r, from, outline.Matrix{XX: right.X - a.X, YX: right.Y - a.Y, XY: below.X - a.X, YY: below.Y - a.Y, DX: a.X, DY: a.Y})
}

// plusFrom reads the part of the image that is shown.
func plusFrom(r plusRecord) outline.Rect {
	x, y, w, h := number(r.record), number(r.record), number(r.record), number(r.record)
	return outline.Rect{MinX: x, MinY: y, MaxX: x + w, MaxY: y + h}
}

func (p *player) plusShow(r plusRecord, from outline.Rect, to outline.Matrix) {
	data, ok := p.plus.objects[r.flags&63].(plusBitmap)
	if ok && r.Err() == nil {
		p.show(blit{dib: data, to: to.Then(p.plusMatrix()), from: from, op: srcCopy, alpha: 255})
	}
}
