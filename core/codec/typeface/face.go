// Package typeface reads fonts as far as one needs to show them: names, which glyph
// shows a character, how far each takes one on, and the outlines, colours and pictures
// of glyphs.
//
// Specifications: OpenType 1.9.1 (Microsoft); CFF and its charstrings in Adobe's
// Technical Notes 5176 and 5177; "Adobe Type 1 Font Format" 1.1.
//
// Read are outlines of glyf, CFF and CFF2 tables, of Type 1 programs (PFA and PFB),
// layers of colour (COLR of both versions with CPAL's first palette; gradients as their
// mean colour), and pictures of glyphs (CBDT, sbix, and EBDT of one bit). A variable font
// is shown as its default instance. Characters are found by cmap formats 0, 4, 6, 10, 12
// and 13. Not read are hints, kerning and everything that puts glyphs for others (GSUB,
// morx), and SVG; a glyph that has nothing else is empty.
//
// Tables are read glyph by glyph. Limits for one glyph: 32,768 points and segments,
// 131,072 operations, 256 components of at most 8 levels, subroutines of 10; 4 MiB of
// cmap, of which what lies beyond is not there.
package typeface

import (
	"encoding/binary"

	"apsync/core/container/sfnt"
	"apsync/core/fault"
	"apsync/core/outline"
)

// maxGlyphs is the largest number that a glyph can have.
const maxGlyphs = 65535

// Bytes bounds the memory of a face of a font whose file has size bytes, beside what
// the container holds.
func Bytes(size int64) int64 { return 12<<20 + min(4*size, 24<<20) }

// shapes are the outlines of a font's glyphs, in ems, upwards.
type shapes interface {
	outline(glyph int) (outline.Path, error)
	// worked counts the steps that outlines took so far, failed ones too.
	worked() int64
}

// Face is a font. Glyphs are numbers from 0 on, of which 0 stands for what is missing.
// One goroutine at a time may use it.
type Face struct {
	// Family and Style are its names, either of which may be empty.
	Family, Style string
	// Glyphs counts its glyphs.
	Glyphs int
	// Pictorial says that letters are shown by other signs.
	Pictorial bool
	// CodePages are the character sets that it is made for (OpenType, "OS/2",
	// ulCodePageRange1).
	CodePages uint32

	chars    *charmap
	shapes   shapes // nil where there are only pictures
	advances []byte // hmtx
	metrics  int    // glyphs that have an advance of their own
	em       float64
	layers   *layers
	paints   *paints
	painted  int64 // paints that were looked at
	pictures pictures
}

// Open reads a font's tables, but for the glyphs.
func Open(font *sfnt.Font) (*Face, error) {
	f := &Face{em: 1000}
	var err error
	if f.Family, f.Style, err = readNames(font); err != nil {
		return nil, err
	}
	if f.chars, err = readCharmap(font); err != nil {
		return nil, err
	}
	long, err := f.readHeads(font)
	if err != nil {
		return nil, err
	}
	if err := f.readShapes(font, long); err != nil {
		return nil, err
	}
	if f.layers, err = readLayers(font); err != nil {
		return nil, err
	}
	if f.layers != nil {
		if f.paints, err = readPaints(f.layers.table); err != nil {
			return nil, err
		}
	}
	if f.pictures, err = readPictures(font, f.Glyphs, f.shapes != nil); err != nil {
		return nil, err
	}
	if f.shapes == nil && f.pictures == nil {
		return nil, fault.New(fault.NoPicture, "the font has no glyphs").
			Advise("it holds neither outlines nor pictures of glyphs that are read")
	}
	return f, nil
}

// readHeads reads the tables of a few numbers each.
func (f *Face) readHeads(font *sfnt.Font) (long bool, err error) {
	head, err := headOf(font, "head", 54)
	if err != nil {
		return false, err
	}
	if em := binary.BigEndian.Uint16(head[18:]); em != 0 {
		f.em = float64(em)
	}
	maxp, err := headOf(font, "maxp", 6)
	if err != nil {
		return false, err
	}
	f.Glyphs = int(binary.BigEndian.Uint16(maxp[4:]))
	hhea, err := headOf(font, "hhea", 36)
	if err != nil {
		return false, err
	}
	f.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	hmtx, err := font.Table("hmtx")
	if err != nil {
		return false, err
	}
	if f.advances, err = hmtx.Head(4 * int64(f.metrics)); err != nil {
		return false, err
	}
	os2, err := headOf(font, "OS/2", 82)
	if err != nil {
		return false, err
	}
	const latinSymbol = 5 // PANOSE's family of pictures
	f.Pictorial = os2[32] == latinSymbol
	f.CodePages = binary.BigEndian.Uint32(os2[78:])
	return binary.BigEndian.Uint16(head[50:]) != 0, nil
}

// headOf returns the first n bytes of a table, zeros where it has fewer.
func headOf(font *sfnt.Font, tag string, n int) ([]byte, error) {
	table, err := font.Table(tag)
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	data, err := table.Head(int64(n))
	copy(b, data)
	return b, err
}

// readShapes finds the outlines.
func (f *Face) readShapes(font *sfnt.Font, long bool) error {
	for _, tag := range []string{"CFF ", "CFF2"} {
		table, err := font.Table(tag)
		if err != nil {
			return err
		}
		if table.Len() > 0 {
			c, err := newCompact(table, tag == "CFF2", f.em)
			if err != nil {
				return err
			}
			f.shapes, f.Glyphs = c, max(f.Glyphs, min(c.glyphs.count, maxGlyphs))
			return nil
		}
	}
	q, err := newQuadratic(font, long, 1/f.em)
	if err == nil && q.glyf.Len() > 0 {
		f.shapes = q
	}
	return err
}

// Index returns the glyph that shows a character, 0 for none.
func (f *Face) Index(r rune) int { return f.chars.find(r) }

// Each calls yield for the characters from first to last that the font has, in their
// order, until it returns false. Characters of a font of symbols may be its own, from
// U+F000 on.
func (f *Face) Each(first, last rune, yield func(r rune, glyph int) bool) {
	f.chars.each(first, last, yield)
}

// Count returns how many characters from first to last the font lays claim to.
func (f *Face) Count(first, last rune) int { return f.chars.count(first, last) }

// Advance returns how far a glyph takes one on, in ems.
func (f *Face) Advance(glyph int) float64 {
	if t, ok := f.shapes.(*type1); ok {
		return t.advance(glyph)
	}
	i := min(glyph, f.metrics-1)
	if i < 0 || 4*i+2 > len(f.advances) {
		return 0.5
	}
	return float64(binary.BigEndian.Uint16(f.advances[4*i:])) / f.em
}

// Work tells how much was done for outlines so far: operations of charstrings, points
// of other descriptions and their bytes in eights, and paints, which count eight times.
// Who looks through many glyphs of a font that may be made to harm looks at it too.
func (f *Face) Work() int64 {
	const paint = 8
	work := paint * f.painted
	if f.shapes != nil {
		work += f.shapes.worked()
	}
	return work
}

// Outline returns the shape of a glyph in ems, the base line being 0 and y growing
// upwards. It is empty where the glyph is, or has only a picture.
func (f *Face) Outline(glyph int) (outline.Path, error) {
	if f.shapes == nil || glyph < 0 || glyph >= max(f.Glyphs, 1) {
		return nil, nil
	}
	return f.shapes.outline(glyph)
}
