package metafile

import (
	"encoding/binary"
	"unicode/utf16"

	"apsync/core/outline"
)

// set32 puts an object at the place that the record begins with.
func (p *player) set32(r *record, o any) {
	i := r.U32()
	if r.Err() == nil && i < 0x80000000 {
		p.set(int(i), o)
	}
}

// emfPen reads EMR_CREATEPEN (MS-EMF §2.3.7.7).
func emfPen(p *player, r *record) {
	i := r.U32()
	style, width := r.U32(), point32(r)
	p.put(r, i, newPen(style, width.X, colourRef(r.U32())))
}

// put puts an object in the table if its record was whole.
func (p *player) put(r *record, i uint32, o any) {
	if r.Err() == nil && i < 0x80000000 {
		p.set(int(i), o)
	}
}

// emfExtPen reads EMR_EXTCREATEPEN (MS-EMF §2.3.7.9).
func emfExtPen(p *player, r *record) {
	i := r.U32()
	r.Skip(16) // a bitmap's place
	style, width := r.U32(), r.U32()
	kind, colour := r.U32(), colourRef(r.U32())
	r.Skip(4)
	made := newPen(style, float64(width), colour)
	if style&penGeometry == 0 {
		made.width = 0
	}
	if kind == brushNull {
		made.null = true
	}
	if style&penStyle == penUser {
		n := r.U32()
		for ; n > 0 && r.Len() >= 4 && len(made.dashes) < 16; n-- {
			made.dashes = append(made.dashes, float64(r.U32()))
		}
		if len(made.dashes)%2 != 0 {
			made.dashes = append(made.dashes, made.dashes...)
		}
		made.user = style&penGeometry != 0
	}
	p.put(r, i, made)
}

// emfBrush reads EMR_CREATEBRUSHINDIRECT (MS-EMF §2.3.7.2).
func emfBrush(p *player, r *record) {
	i := r.U32()
	style, colour := r.U32(), colourRef(r.U32())
	p.put(r, i, newBrush(style, colour, int(r.I32())))
}

// emfPattern reads EMR_CREATEDIBPATTERNBRUSHPT and EMR_CREATEMONOBRUSH (MS-EMF
// §2.3.7.4, §2.3.7.5).
func emfPattern(p *player, r *record) {
	i, usage := r.U32(), r.U32()
	data := joined(r)
	b := brush{colour: rgb{128, 128, 128}}
	if usage == palIndex {
		p.leave(unread)
	} else if len(data) > 0 {
		b.tile = p.newTile(data)
	}
	p.put(r, i, b)
}

// joined reads where a bitmap's headers and its rows lie in the record, and returns
// both.
func joined(r *record) []byte {
	header, headerBytes := int64(r.U32()), int64(r.U32())
	rows, rowBytes := int64(r.U32()), int64(r.U32())
	size := int64(len(r.data))
	if r.Err() != nil || headerBytes == 0 || header+headerBytes > size || rows+rowBytes > size {
		return nil
	}
	if rows == header+headerBytes {
		return r.data[header : rows+rowBytes]
	}
	both := make([]byte, 0, headerBytes+rowBytes)
	return append(append(both, r.data[header:header+headerBytes]...), r.data[rows:rows+rowBytes]...)
}

// emfFont reads EMR_EXTCREATEFONTINDIRECTW (MS-EMF §2.3.7.8), of whose LogFont the name
// is UTF-16.
func emfFont(p *player, r *record) {
	i := r.U32()
	f := font{height: float64(r.I32()), width: float64(r.I32()), escapement: float64(r.I32()) / 10}
	r.Skip(4)
	f.style(uint32(r.I32()), r.Bytes(8))
	raw := r.Bytes(64)
	units := make([]uint16, 0, 32)
	for ; len(raw) >= 2 && (raw[0] != 0 || raw[1] != 0); raw = raw[2:] {
		units = append(units, binary.LittleEndian.Uint16(raw))
	}
	f.name = string(utf16.Decode(units))
	p.put(r, i, f)
}

// style takes the weight, and the bytes behind it: italic, underline, strike out,
// character set, precisions, quality, pitch.
func (f *font) style(weight uint32, b []byte) {
	const semiBold = 600
	if len(b) < 8 {
		return
	}
	f.bold = weight >= semiBold && weight <= 1000
	f.italic, f.underline, f.strikeOut = b[0] != 0, b[1] != 0, b[2] != 0
	f.charset, f.pitch = b[3], b[7]
}

// emfText reads EMR_EXTTEXTOUTA and EMR_EXTTEXTOUTW (MS-EMF §2.3.5.7, §2.2.5).
func emfText(isWide bool) func(p *player, r *record) {
	return func(p *player, r *record) {
		r.Skip(28) // bounds, mode, scales
		t := text{at: point32(r)}
		n, off := r.U32(), r.U32()
		t.options = r.U32()
		t.rect = ordered(rect32(r))
		steps := r.U32()
		if r.Err() != nil {
			return
		}
		t.letters = p.letters32(r, off, n, isWide && t.options&textBytes == 0, t.options)
		t.steps = r.steps(steps, n, t.options&textPairs != 0)
		p.write(t)
	}
}

// letters32 reads n units of text.
func (p *player) letters32(r *record, off, n uint32, isWide bool, options uint32) []letter {
	if !isWide {
		data := r.part(off, int64(n))
		return narrow(data, p.font)
	}
	data := r.part(off, 2*int64(n))
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(data[2*i:])
		if options&textGlyphs != 0 {
			units[i] = letterOf(units[i])
		}
	}
	return wide(units, p.font)
}

// letterOf returns the character of a glyph's number. That is the font's own matter, but
// in those that came with Windows the third glyph is the space and those of ASCII
// follow in their order.
func letterOf(glyph uint16) uint16 {
	const space, tilde = 3, 97
	if glyph >= space && glyph <= tilde {
		return glyph + ' ' - space
	}
	return missing
}

// part returns n bytes of the record, none where it has fewer.
func (r *record) part(off uint32, n int64) []byte {
	if int64(off)+n > int64(len(r.data)) {
		return nil
	}
	return r.data[off : int64(off)+n]
}

// steps reads the distances of n units.
func (r *record) steps(off, n uint32, pairs bool) []outline.Point {
	size := int64(4)
	if pairs {
		size = 8
	}
	data := r.part(off, size*int64(n))
	if off == 0 || len(data) == 0 {
		return nil
	}
	list := make([]outline.Point, n)
	for i := range list {
		at := data[size*int64(i):]
		list[i].X = float64(int32(binary.LittleEndian.Uint32(at)))
		if pairs {
			list[i].Y = float64(int32(binary.LittleEndian.Uint32(at[4:])))
		}
	}
	return list
}

// smallText reads EMR_SMALLTEXTOUT (MS-EMF §2.3.5.37).
func smallText(p *player, r *record) {
	t := text{at: point32(r)}
	n := r.U32()
	t.options = r.U32()
	r.Skip(12)
	if t.options&textNoRect == 0 {
		t.rect = ordered(rect32(r))
	} else {
		t.options &^= textOpaque | textClipped
	}
	if r.Err() != nil {
		return
	}
	t.letters = p.letters32(r, uint32(r.Offset())+8, n, t.options&textBytes == 0, t.options)
	p.write(t)
}
