package metafile

import (
	"bytes"
	"encoding/binary"

	"apsync/core/outline"
)

// wmfRecords are what the records of a WMF do, by their function (MS-WMF §2.1.1.1),
// whose parameters mostly come last first. Those that are not here, but draw, are
// counted.
var wmfRecords = map[uint32]func(p *player, r *record){
	0x001e: func(p *player, _ *record) { p.save() },
	0x0102: func(p *player, r *record) { p.opaque = r.U16() == 2 },
	0x0103: func(p *player, r *record) { p.wmfMode(int(r.U16())) },
	0x0104: func(p *player, r *record) { p.rop2 = int(r.U16()) },
	0x0106: func(p *player, r *record) { p.evenOdd = r.U16() != 2 },
	0x0127: func(p *player, r *record) { p.restore(int32(r.I16())) },
	0x012a: func(p *player, r *record) { p.wmfRegion(p.object(uint32(r.U16())), 0x55, rgb{}) },
	0x012b: func(p *player, r *record) { p.wmfRegion(p.object(uint32(r.U16())), patCopy, p.paint(p.brush)) },
	0x012c: func(p *player, r *record) { p.choose(p.object(uint32(r.U16()))) },
	0x012d: func(p *player, r *record) { p.choose(p.object(uint32(r.U16()))) },
	0x012e: func(p *player, r *record) { p.align = uint32(r.U16()) },
	0x0142: wmfDIBPattern,
	0x01f0: func(p *player, r *record) { p.forget(int(r.U16())) },
	0x00f7: func(p *player, _ *record) { p.add(other{}) }, // META_CREATEPALETTE
	0x01f9: func(p *player, _ *record) { p.add(brush{colour: rgb{128, 128, 128}}) },
	0x0201: func(p *player, r *record) { p.back = colourRef(r.U32()) },
	0x0209: func(p *player, r *record) { p.text = colourRef(r.U32()) },
	0x020b: func(p *player, r *record) { p.windowOrg = swapped(r) },
	0x020c: func(p *player, r *record) { p.windowExt = swapped(r) },
	0x020f: func(p *player, r *record) { p.windowOrg = stepped(p.windowOrg, swapped(r), 1) },
	0x0213: func(p *player, r *record) { p.lineTo([]outline.Point{swapped(r)}) },
	0x0214: func(p *player, r *record) { p.moveTo(swapped(r)) },
	0x0228: func(p *player, r *record) { o := p.object(uint32(r.U16())); p.wmfFill(o, p.object(uint32(r.U16()))) },
	0x02fa: wmfPen,
	0x02fb: wmfFont,
	0x02fc: func(p *player, r *record) {
		style, c := r.U16(), colourRef(r.U32())
		p.add(newBrush(uint32(style), c, int(r.I16())))
	},
	0x0324: func(p *player, r *record) { p.wmfPolygon(r, true) },
	0x0325: func(p *player, r *record) { p.wmfPolygon(r, false) },
	0x0410: func(p *player, r *record) { p.windowExt = swappedScale(p.windowExt, r) },
	0x0415: func(p *player, r *record) { p.clipTo(box(p.matrix(), swappedRect(r)), false, clipDiff) },
	0x0416: func(p *player, r *record) { p.clipTo(box(p.matrix(), swappedRect(r)), false, clipAnd) },
	0x0418: func(p *player, r *record) { p.ellipse(swappedRect(r)) },
	0x041b: func(p *player, r *record) { p.rectangle(swappedRect(r), 0, 0) },
	0x041f: func(p *player, r *record) { c := colourRef(r.U32()); p.pixel(swapped(r), c) },
	0x0521: wmfText,
	0x0538: wmfPolyPolygon,
	0x061c: func(p *player, r *record) { c := swapped(r); p.rectangle(swappedRect(r), c.X, c.Y) },
	0x061d: func(p *player, r *record) { p.patBlt(r) },
	0x06ff: wmfCreateRegion,
	0x0817: wmfArc(arcOpen),
	0x081a: wmfArc(arcPie),
	0x0830: wmfArc(arcChord),
	0x0940: wmfBlt(false),
	0x0a32: wmfExtText,
	0x0b41: wmfBlt(true),
	0x0d33: wmfSetBits,
	0x0f43: wmfStretchBits,
}

// other is an object that is not looked at, but takes a place in the table.
type other struct{}

// wmfMode sets the mapping mode. Where a WMF is shown its window is what is shown,
// whatever the mode says of millimetres; only y may grow upwards.
func (p *player) wmfMode(mode int) {
	p.mode = mapAnisotropic
	if mode >= mapLoMetric && mode <= mapTwips && p.windowExt.Y > 0 {
		p.windowExt.Y = -p.windowExt.Y
	}
}

// swapped reads a point whose y comes first.
func swapped(r *record) outline.Point {
	y, x := r.I16(), r.I16()
	return outline.Point{X: float64(x), Y: float64(y)}
}

// swappedRect reads a rectangle: bottom, right, top, left.
func swappedRect(r *record) outline.Rect {
	b, a := swapped(r), swapped(r)
	return ordered(outline.Rect{MinX: a.X, MinY: a.Y, MaxX: b.X, MaxY: b.Y})
}

func swappedScale(ext outline.Point, r *record) outline.Point {
	yd, yn, xd, xn := float64(r.I16()), float64(r.I16()), float64(r.I16()), float64(r.I16())
	return outline.Point{X: ext.X * quotient(xn, xd), Y: ext.Y * quotient(yn, yd)}
}

// add puts an object in the first free place of the table, which is how a WMF numbers
// them (MS-WMF §3.1.4.1).
func (p *player) add(o any) {
	for ; p.free < len(p.objects) && p.objects[p.free] != nil; p.free++ {
	}
	p.set(p.free, o)
}

// forget frees a place.
func (p *player) forget(i int) {
	if i < len(p.objects) {
		p.objects[i] = nil
		p.free = min(p.free, i)
	}
}

// wmfPen reads META_CREATEPENINDIRECT.
func wmfPen(p *player, r *record) {
	style, width := r.U16(), r.I16()
	r.Skip(2)
	p.add(newPen(uint32(style), float64(width), colourRef(r.U32())))
}

// wmfFont reads META_CREATEFONTINDIRECT (MS-WMF §2.2.1.2).
func wmfFont(p *player, r *record) {
	f := font{height: float64(r.I16()), width: float64(r.I16()), escapement: float64(r.I16()) / 10}
	r.Skip(2)
	f.style(uint32(r.U16()), r.Bytes(8))
	name := r.Bytes(min(32, r.Len()))
	if i := bytes.IndexByte(name, 0); i >= 0 {
		name = name[:i]
	}
	f.name = string(name)
	p.add(f)
}

// wmfDIBPattern reads META_DIBCREATEPATTERNBRUSH.
func wmfDIBPattern(p *player, r *record) {
	style, usage := r.U16(), r.U16()
	b := brush{colour: rgb{128, 128, 128}}
	if usage == palIndex {
		p.leave(unread)
	} else if data := r.Bytes(r.Len()); len(data) > 0 && style != brushNull {
		b.tile = p.newTile(data)
	}
	p.add(b)
}

func (p *player) wmfPolygon(r *record, closed bool) {
	var s shape
	p.polygon(&s, points(r, uint32(r.U16()), point16), closed)
	p.draw(s, closed, true)
}

func wmfPolyPolygon(p *player, r *record) {
	counts := make([]uint16, r.U16())
	for i := range counts {
		counts[i] = r.U16()
	}
	var s shape
	for _, n := range counts {
		if r.Err() != nil {
			return
		}
		p.polygon(&s, points(r, uint32(n), point16), true)
	}
	p.draw(s, true, true)
}

func wmfArc(how int) func(p *player, r *record) {
	return func(p *player, r *record) {
		to, from := swapped(r), swapped(r)
		p.arc(swappedRect(r), from, to, how)
	}
}

// wmfText reads META_TEXTOUT.
func wmfText(p *player, r *record) {
	n := int(r.U16())
	letters := narrow(r.Bytes(n), p.font)
	r.Skip(n & 1)
	at := swapped(r)
	if r.Err() == nil {
		p.write(text{at: at, letters: letters})
	}
}

// wmfExtText reads META_EXTTEXTOUT.
func wmfExtText(p *player, r *record) {
	t := text{at: swapped(r)}
	n := int(r.U16())
	t.options = uint32(r.U16())
	if t.options&(textOpaque|textClipped) != 0 {
		a, b := point16(r), point16(r)
		t.rect = ordered(outline.Rect{MinX: a.X, MinY: a.Y, MaxX: b.X, MaxY: b.Y})
	}
	t.letters = narrow(r.Bytes(n), p.font)
	if r.Err() != nil {
		return
	}
	if r.Len() > 0 {
		r.Skip(n & 1)
	}
	for ; n > 0 && r.Len() >= 2; n-- {
		t.steps = append(t.steps, outline.Point{X: float64(r.I16())})
	}
	p.write(t)
}

// wmfCreateRegion reads META_CREATEREGION (MS-WMF §2.2.1.5), whose scans have pairs of
// left and right.
func wmfCreateRegion(p *player, r *record) {
	r.Skip(10)
	scans := r.U16()
	r.Skip(10)
	m := p.matrix()
	s := shape{}
	for ; scans > 0 && r.Err() == nil; scans-- {
		n, top, bottom := r.U16(), r.I16(), r.I16()
		for ; n >= 2 && r.Err() == nil; n -= 2 {
			left, right := r.I16(), r.I16()
			s = append(s, box(m, outline.Rect{MinX: float64(left), MinY: float64(top), MaxX: float64(right), MaxY: float64(bottom)})...)
		}
		r.Skip(2)
	}
	if p.regions += len(s); p.regions > maxPoints/8 {
		p.leave(unread)
		s = shape{}
	}
	p.add(s)
}

// wmfRegion paints a region.
func (p *player) wmfRegion(o any, op uint8, with paint) {
	if s, ok := o.(shape); ok && (op != patCopy || !p.brush.null) {
		p.fillPath(s.path(), false, with, op)
	}
}

// wmfFill fills a region with a brush.
func (p *player) wmfFill(region, with any) {
	if b, ok := with.(brush); ok && !b.null {
		p.wmfRegion(region, patCopy, p.paint(b))
	}
}

// patBlt reads META_PATBLT.
func (p *player) patBlt(r *record) {
	op := r.U32()
	size, at := swapped(r), swapped(r)
	if r.Err() == nil {
		p.show(blit{to: rectangle(at.X, at.Y, size.X, size.Y).Then(p.matrix()), op: uint8(op >> 16), alpha: 255})
	}
}

// hasBitmap reports whether a record of bitmaps has one, and not only a pattern (MS-WMF
// §2.3.1.2).
func (r *record) hasBitmap() bool {
	const head = 3
	return len(r.data)/2 != int(binary.LittleEndian.Uint16(r.data[4:])>>8)+head
}

// wmfBlt reads META_DIBBITBLT and META_DIBSTRETCHBLT.
func wmfBlt(stretched bool) func(p *player, r *record) {
	return func(p *player, r *record) {
		with := r.hasBitmap()
		b := blit{op: uint8(r.U32() >> 16), alpha: 255}
		var part outline.Point
		if stretched {
			part = swapped(r)
		}
		from := swapped(r)
		if !with {
			r.Skip(2)
		}
		size, at := swapped(r), swapped(r)
		if !stretched {
			part = size
		}
		b.to = rectangle(at.X, at.Y, size.X, size.Y).Then(p.matrix())
		b.from = outline.Rect{MinX: from.X, MinY: from.Y, MaxX: from.X + part.X, MaxY: from.Y + part.Y}
		if with && r.Err() == nil {
			b.dib = r.Bytes(r.Len())
		}
		p.blit(r, b, 0)
	}
}

// wmfSetBits reads META_SETDIBTODEV.
func wmfSetBits(p *player, r *record) {
	usage := uint32(r.U16())
	r.Skip(4) // scans
	from, size, at := swapped(r), swapped(r), swapped(r)
	if r.Err() != nil {
		return
	}
	b := blit{dib: r.Bytes(r.Len()), op: srcCopy, alpha: 255, fromBelow: true}
	b.to = rectangle(at.X, at.Y, size.X, size.Y).Then(p.matrix())
	b.from = outline.Rect{MinX: from.X, MinY: from.Y, MaxX: from.X + size.X, MaxY: from.Y + size.Y}
	p.blit(r, b, usage)
}

// wmfStretchBits reads META_STRETCHDIB.
func wmfStretchBits(p *player, r *record) {
	op, usage := r.U32(), uint32(r.U16())
	part, from, size, at := swapped(r), swapped(r), swapped(r), swapped(r)
	if r.Err() != nil {
		return
	}
	b := blit{dib: r.Bytes(r.Len()), op: uint8(op >> 16), alpha: 255, fromBelow: true}
	b.to = rectangle(at.X, at.Y, size.X, size.Y).Then(p.matrix())
	b.from = outline.Rect{MinX: from.X, MinY: from.Y, MaxX: from.X + part.X, MaxY: from.Y + part.Y}
	p.blit(r, b, usage)
}
