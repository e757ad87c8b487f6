package metafile

import (
	"encoding/binary"
	"math"

	"apsync/core/outline"
)

// Records of bitmaps that are laid out nearly alike.
const (
	emrMaskBlt        = 78
	emrAlphaBlend     = 114
	emrTransparentBlt = 116
	emrStretchBlt     = 77
)

// bitBlt reads EMR_BITBLT, EMR_STRETCHBLT, EMR_MASKBLT, EMR_ALPHABLEND and
// EMR_TRANSPARENTBLT (MS-EMF §2.3.1).
func bitBlt(p *player, r *record) {
	kind := binary.LittleEndian.Uint32(r.data)
	r.Skip(16)
	at, size := point32(r), point32(r)
	op := r.U32()
	from := point32(r)
	r.Skip(28) // the source's transform and ground
	usage := r.U32()
	b := blit{dib: joined(r), to: rectangle(at.X, at.Y, size.X, size.Y).Then(p.matrix()), op: uint8(op >> 16), alpha: 255}
	b.from = outline.Rect{MinX: from.X, MinY: from.Y, MaxX: from.X + size.X, MaxY: from.Y + size.Y}
	switch kind {
	case emrMaskBlt:
		r.Skip(8) // the mask is a stencil, without which the picture is a rectangle
	case emrStretchBlt, emrAlphaBlend, emrTransparentBlt:
		ext := point32(r)
		b.from.MaxX, b.from.MaxY = from.X+ext.X, from.Y+ext.Y
	}
	switch kind {
	case emrAlphaBlend:
		const sourceAlpha = 1
		b.op, b.alpha = srcCopy, uint8(op>>16)
		if op>>24&sourceAlpha != 0 {
			b.dib = withAlpha(b.dib, true)
		}
	case emrTransparentBlt:
		b.op, b.keyed, b.key = srcCopy, true, colourRef(op)
	}
	p.blit(r, b, usage)
}

// blit shows a bitmap whose record was whole.
func (p *player) blit(r *record, b blit, usage uint32) {
	switch {
	case r.Err() != nil:
	case usage == palIndex && len(b.dib) > 0:
		p.leave(unread)
	default:
		p.show(b)
	}
}

// plgBlt reads EMR_PLGBLT, which shows a bitmap in a parallelogram.
func plgBlt(p *player, r *record) {
	r.Skip(16)
	a, right, below := point32(r), point32(r), point32(r)
	from, size := point32(r), point32(r)
	r.Skip(28)
	usage := r.U32()
	to := outline.Matrix{XX: right.X - a.X, YX: right.Y - a.Y, XY: below.X - a.X, YY: below.Y - a.Y, DX: a.X, DY: a.Y}
	b := blit{dib: joined(r), to: to.Then(p.matrix()), op: srcCopy, alpha: 255}
	b.from = outline.Rect{MinX: from.X, MinY: from.Y, MaxX: from.X + size.X, MaxY: from.Y + size.Y}
	p.blit(r, b, usage)
}

// setBits reads EMR_SETDIBITSTODEVICE, whose pixels are those of the device and whose
// bitmap may be a band of the picture.
func setBits(p *player, r *record) {
	r.Skip(16)
	at, from, size := point32(r), point32(r), point32(r)
	data := joined(r)
	usage, first, rows := r.U32(), float64(r.U32()), r.U32()
	corner := p.matrix().Apply(at)
	to := rectangle(0, 0, size.X*math.Abs(p.device.XX), size.Y*math.Abs(p.device.YY))
	to.DX, to.DY = corner.X, corner.Y
	b := blit{dib: data, to: to, op: srcCopy, alpha: 255, fromBelow: true}
	b.from = outline.Rect{MinX: from.X, MinY: from.Y, MaxX: from.X + size.X, MaxY: from.Y + size.Y}
	if len(data) >= dibHeader && !topDown(data) && rows < binary.LittleEndian.Uint32(data[8:]) {
		b.dib = append([]byte(nil), data...)
		binary.LittleEndian.PutUint32(b.dib[8:], rows)
		b.from.MinY, b.from.MaxY = 0, float64(rows)
		down := size.Y - (first - from.Y) - float64(rows)
		b.to = rectangle(corner.X, corner.Y+down*math.Abs(p.device.YY), to.XX, float64(rows)*math.Abs(p.device.YY))
	}
	p.blit(r, b, usage)
}

// stretchBits reads EMR_STRETCHDIBITS.
func stretchBits(p *player, r *record) {
	r.Skip(16)
	at, from, part := point32(r), point32(r), point32(r)
	data := joined(r)
	usage, op, size := r.U32(), r.U32(), point32(r)
	b := blit{dib: data, to: rectangle(at.X, at.Y, size.X, size.Y).Then(p.matrix()), op: uint8(op >> 16), alpha: 255, fromBelow: true}
	b.from = outline.Rect{MinX: from.X, MinY: from.Y, MaxX: from.X + part.X, MaxY: from.Y + part.Y}
	p.blit(r, b, usage)
}

// Modes of gradients (MS-EMF §2.1.15).
const (
	gradientAcross   = 0
	gradientDown     = 1
	gradientTriangle = 2
)

// vertex is a TriVertex (MS-EMF §2.2.26).
type vertex struct {
	at     outline.Point
	colour [3]float64
}

// gradient reads EMR_GRADIENTFILL (MS-EMF §2.3.5.12).
func gradient(p *player, r *record) {
	r.Skip(16)
	n, shapes, mode := r.U32(), r.U32(), r.U32()
	var list []vertex
	for ; n > 0 && r.Len() >= 16; n-- {
		v := vertex{at: p.matrix().Apply(point32(r))}
		for i := range v.colour {
			v.colour[i] = float64(r.U16() >> 8)
		}
		r.Skip(2)
		list = append(list, v)
	}
	corner := func() (v vertex) {
		if i := r.U32(); int64(i) < int64(len(list)) {
			v = list[i]
		}
		return v
	}
	for ; shapes > 0 && r.Len() >= 8 && p.err == nil; shapes-- {
		a, b := corner(), corner()
		if mode == gradientTriangle {
			p.triangle(a, b, corner())
			continue
		}
		p.slope(a, b, mode == gradientDown)
	}
}

// shading paints colours that change evenly.
type shading struct{ origin, x, y [3]float64 }

func (s shading) at(x, y int) (c rgb, ok bool) {
	for i := range c {
		c[i] = uint8(min(max(s.origin[i]+s.x[i]*(float64(x)+0.5)+s.y[i]*(float64(y)+0.5)+0.5, 0), 255))
	}
	return c, true
}

// slope fills a rectangle from the colour at one corner to that at the other.
func (p *player) slope(a, b vertex, down bool) {
	s := shading{}
	for i := range a.colour {
		change := b.colour[i] - a.colour[i]
		if down {
			s.y[i] = change / apart(b.at.Y-a.at.Y)
		} else {
			s.x[i] = change / apart(b.at.X-a.at.X)
		}
		s.origin[i] = a.colour[i] - s.x[i]*a.at.X - s.y[i]*a.at.Y
	}
	r := ordered(outline.Rect{MinX: a.at.X, MinY: a.at.Y, MaxX: b.at.X, MaxY: b.at.Y})
	p.fillPath(box(outline.Identity, r).path(), false, s, patCopy)
}

// apart returns a distance that one can divide by.
func apart(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}

// triangle fills one between the colours of its corners.
func (p *player) triangle(a, b, c vertex) {
	s := shading{}
	ux, uy, vx, vy := b.at.X-a.at.X, b.at.Y-a.at.Y, c.at.X-a.at.X, c.at.Y-a.at.Y
	det := ux*vy - uy*vx
	if det == 0 {
		return
	}
	for i := range a.colour {
		u, v := b.colour[i]-a.colour[i], c.colour[i]-a.colour[i]
		s.x[i], s.y[i] = (u*vy-v*uy)/det, (v*ux-u*vx)/det
		s.origin[i] = a.colour[i] - s.x[i]*a.at.X - s.y[i]*a.at.Y
	}
	var path outline.Path
	path.MoveTo(a.at)
	path.LineTo(b.at)
	path.LineTo(c.at)
	p.fillPath(path, false, s, patCopy)
}
