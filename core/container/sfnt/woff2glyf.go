package sfnt

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
)

const maxGlyphs = 65535

// rebuiltBytes bounds what a transformed table becomes: each point takes two bytes at
// least and becomes five, each glyph gets a header and an offset.
func rebuiltBytes(e *entry) int64 { return 3*e.length + maxGlyphs*(16+4) + 64 }

// glyphStreams are the parts of a transformed glyf table (WOFF 2.0 §5.1).
type glyphStreams struct {
	contours, points, flags, coordinates, composites, boxes *bits.Cursor

	hasBox []byte // a bit a glyph
	glyf   []byte
}

// rebuildGlyphs makes a glyf table, without instructions and without boxes that are not
// stored, and a loca table of long offsets.
func rebuildGlyphs(data []byte) (glyf, loca []byte, err error) {
	c := bits.Big(data)
	c.Skip(4)
	glyphs := int(c.U16())
	c.Skip(2)
	var lengths [7]uint32
	for i := range lengths {
		lengths[i] = c.U32()
	}
	s := &glyphStreams{glyf: make([]byte, 0, 3*len(data)+16*glyphs)}
	streams := [...]**bits.Cursor{&s.contours, &s.points, &s.flags, &s.coordinates, &s.composites, &s.boxes}
	for i, stream := range streams {
		*stream = bits.Big(c.Bytes(int(lengths[i])))
	}
	s.hasBox = s.boxes.Bytes((glyphs + 31) / 32 * 4)
	if c.Err() != nil || s.boxes.Err() != nil {
		return nil, nil, fault.New(fault.Corrupt, "the parts of the glyphs are longer than their table of %d bytes", len(data))
	}
	loca = make([]byte, 0, 4*(glyphs+1))
	for i := range glyphs {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(s.glyf)))
		if err := s.glyph(i); err != nil {
			return nil, nil, fault.New(fault.Corrupt, "glyph %d: %w", i, err)
		}
	}
	return s.glyf, binary.BigEndian.AppendUint32(loca, uint32(len(s.glyf))), nil
}

// glyph appends a glyph.
func (s *glyphStreams) glyph(i int) error {
	contours := int(s.contours.I16())
	box := make([]byte, 8)
	if s.hasBox[i/8]>>(7-i%8)&1 != 0 {
		copy(box, s.boxes.Bytes(8))
	}
	if contours == 0 {
		return s.contours.Err()
	}
	s.glyf = append(binary.BigEndian.AppendUint16(s.glyf, uint16(contours)), box...)
	if contours < 0 {
		return s.composite()
	}
	return s.simple(contours)
}

// composite copies the components of a glyph.
func (s *glyphStreams) composite() error {
	const argumentsAreWords, scale, more, scales, matrix, instructed = 1, 8, 0x20, 0x40, 0x80, 0x100
	var seen uint16
	for flags := uint16(more); flags&more != 0; {
		flags = s.composites.U16()
		seen |= flags
		n := 2 + 2
		if flags&argumentsAreWords != 0 {
			n += 2
		}
		switch {
		case flags&scale != 0:
			n += 2
		case flags&scales != 0:
			n += 4
		case flags&matrix != 0:
			n += 8
		}
		s.glyf = binary.BigEndian.AppendUint16(s.glyf, flags)
		s.glyf = append(s.glyf, s.composites.Bytes(n)...)
		if err := s.composites.Err(); err != nil {
			return err
		}
	}
	if seen&instructed != 0 {
		short(s.coordinates)
	}
	return s.coordinates.Err()
}

// simple appends a glyph of contours: the last point of each, no instructions, a flag
// for each point, all of two-byte steps, and the steps.
func (s *glyphStreams) simple(contours int) error {
	points := 0
	for range contours {
		points += short(s.points)
		if points > maxGlyphs {
			return fault.New(fault.Corrupt, "%d points", points)
		}
		s.glyf = binary.BigEndian.AppendUint16(s.glyf, uint16(points-1))
	}
	s.glyf = append(s.glyf, 0, 0)
	flags := s.flags.Bytes(points)
	if s.points.Err() != nil || s.flags.Err() != nil {
		return fault.New(fault.Truncated, "%d points are more than there are", points)
	}
	const onCurve = 1
	at := len(s.glyf)
	s.glyf = append(s.glyf, make([]byte, 5*points)...)
	out := s.glyf[at:]
	for i, flag := range flags {
		dx, dy := triplet(flag&127, s.coordinates)
		if flag < 128 {
			out[i] = onCurve
		}
		binary.BigEndian.PutUint16(out[points+2*i:], uint16(dx))
		binary.BigEndian.PutUint16(out[3*points+2*i:], uint16(dy))
	}
	short(s.coordinates) // length of the instructions
	return s.coordinates.Err()
}

// triplet reads the step to a point, whose flag says how it is stored (WOFF 2.0 §5.2).
func triplet(flag uint8, c *bits.Cursor) (dx, dy int) {
	f := int(flag)
	switch {
	case f < 10:
		return 0, signed(f, f&14<<7+int(c.U8()))
	case f < 20:
		return signed(f, (f-10)&14<<7+int(c.U8())), 0
	case f < 84:
		n, b := f-20, int(c.U8())
		return signed(f, 1+n&0x30+b>>4), signed(f>>1, 1+n&0x0c<<2+b&15)
	case f < 120:
		n := f - 84
		dx = signed(f, 1+n/12<<8+int(c.U8()))
		return dx, signed(f>>1, 1+n%12>>2<<8+int(c.U8()))
	case f < 124:
		a, b, d := int(c.U8()), int(c.U8()), int(c.U8())
		return signed(f, a<<4+b>>4), signed(f>>1, b&15<<8+d)
	}
	dx = signed(f, int(c.U16()))
	return dx, signed(f>>1, int(c.U16()))
}

func signed(flag, v int) int {
	if flag&1 == 0 {
		return -v
	}
	return v
}

// rebuildMetrics makes an hmtx table with the advance of each glyph (WOFF 2.0 §5.4),
// side bearings being 0.
func rebuildMetrics(data, hhea []byte) ([]byte, error) {
	if len(hhea) < 36 {
		return nil, fault.New(fault.Corrupt, "advances without an hhea table")
	}
	n := int(binary.BigEndian.Uint16(hhea[34:]))
	c := bits.Big(data)
	c.Skip(1)
	hmtx := make([]byte, 0, 4*n)
	for range n {
		hmtx = append(binary.BigEndian.AppendUint16(hmtx, c.U16()), 0, 0)
	}
	return hmtx, c.Err()
}
