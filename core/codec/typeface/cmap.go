package typeface

import (
	"sort"

	"apsync/core/bits"
	"apsync/core/container/sfnt"
)

const (
	maxCmapBytes = 4 << 20
	maxRune      = 0x10ffff
	// maxListed bounds the characters that are looked at one after the other: twice as
	// many as there are.
	maxListed = 2 * maxRune
	// symbols is where fonts of symbols have what they call 0 to 255.
	symbols = 0xf000
)

// charmap tells which glyph shows a character (OpenType, "cmap").
type charmap struct {
	spans  []span // by their first characters
	symbol bool   // the characters are a font's own, from symbols on
	roman  bool   // the characters are those of Mac OS Roman
}

// span is a run of characters.
type span struct {
	first, last rune
	glyph       int    // of the first
	kind        kind   // how the others follow
	list        []byte // of glyphs, two bytes each
	bytes       bool   // list holds one byte each
}

type kind uint8

const (
	following kind = iota // one glyph after the other
	constant              // one glyph for all
	listed                // glyph is added to those that the list has
)

// readCharmap reads the table's subtable that covers most of Unicode.
func readCharmap(font *sfnt.Font) (*charmap, error) {
	table, err := font.Table("cmap")
	if err != nil {
		return nil, err
	}
	data, err := table.Head(maxCmapBytes)
	if err != nil {
		return nil, err
	}
	c := bits.Big(data)
	c.Skip(2)
	best, at := 0, 0
	var symbol, roman bool
	for range c.U16() {
		platform, encoding, offset := c.U16(), c.U16(), int(c.U32())
		if c.Err() != nil {
			break
		}
		if rank := subtableRank(platform, encoding, data, offset); rank > best {
			best, at = rank, offset
			symbol, roman = platform == 3 && encoding == 0, platform == 1
		}
	}
	m := &charmap{symbol: symbol, roman: roman}
	if best > 0 {
		m.read(data[at:])
	}
	sort.SliceStable(m.spans, func(i, j int) bool { return m.spans[i].first < m.spans[j].first })
	return m, nil
}

// subtableRank tells how welcome a subtable is; 0 is not at all.
func subtableRank(platform, encoding uint16, data []byte, offset int) int {
	if offset < 0 || offset+2 > len(data) {
		return 0
	}
	format := int(data[offset])<<8 | int(data[offset+1])
	switch format {
	case 0, 4, 6, 10, 12, 13:
	default:
		return 0
	}
	switch {
	case platform == 3 && encoding == 10, platform == 0 && (encoding == 4 || encoding == 6):
		return 6
	case platform == 3 && encoding == 1:
		return 5
	case platform == 0 && encoding != 5:
		return 4
	case platform == 3 && encoding == 0:
		return 3
	case platform == 1 && encoding == 0:
		return 1
	}
	return 0
}

// read reads a subtable. What is cut counts as far as it is there.
func (m *charmap) read(data []byte) {
	c := bits.Big(data)
	switch format := c.U16(); format {
	case 0:
		c.Skip(4)
		list := c.Bytes(min(256, c.Len()))
		m.spans = append(m.spans, span{last: rune(len(list) - 1), kind: listed, list: list, bytes: true})
	case 4:
		m.segments(data)
	case 6:
		c.Skip(4)
		first := rune(c.U16())
		m.trimmed(c, first, int(c.U16()))
	case 10:
		c.Skip(10)
		first := rune(c.U32() & 0x1fffff)
		m.trimmed(c, first, int(c.U32()))
	default:
		m.groups(c, format == 13)
	}
}

// trimmed reads an array of glyphs for the characters from first on.
func (m *charmap) trimmed(c *bits.Cursor, first rune, n int) {
	list := c.Bytes(2 * min(n, c.Len()/2))
	if len(list) > 0 {
		m.spans = append(m.spans, span{first: first, last: first + rune(len(list)/2) - 1, kind: listed, list: list})
	}
}

// segments reads format 4.
func (m *charmap) segments(data []byte) {
	c := bits.Big(data)
	c.Skip(6)
	n := int(c.U16()) / 2
	const header = 14
	ends, starts, deltas, offsets := bits.Big(data), bits.Big(data), bits.Big(data), bits.Big(data)
	ends.Seek(header)
	starts.Seek(header + 2*n + 2)
	deltas.Seek(header + 4*n + 2)
	offsets.Seek(header + 6*n + 2)
	for range n {
		at := offsets.Offset()
		s := span{last: rune(ends.U16()), first: rune(starts.U16()), glyph: int(deltas.I16())}
		offset := int(offsets.U16())
		if offsets.Err() != nil {
			return
		}
		if s.first > s.last || s.first == 0xffff {
			continue
		}
		if offset == 0 || offset == 0xffff {
			s.glyph = (s.glyph + int(s.first)) & 0xffff
		} else {
			from := min(at+offset, len(data))
			s.kind = listed
			s.list = data[from:min(len(data), from+2*int(s.last-s.first+1))]
		}
		m.spans = append(m.spans, s)
	}
}

// groups reads formats 12 and 13.
func (m *charmap) groups(c *bits.Cursor, constants bool) {
	c.Skip(10)
	for range min(int(c.U32()), c.Len()/12) {
		first, last, glyph := c.U32(), c.U32(), c.U32()
		if first > last || last > maxRune || glyph > maxGlyphs {
			continue
		}
		s := span{first: rune(first), last: rune(last), glyph: int(glyph)}
		if constants {
			s.kind = constant
		}
		m.spans = append(m.spans, s)
	}
}

// at returns the glyph of a character within the span, 0 for none.
func (s *span) at(r rune) int {
	i := int(r - s.first)
	switch {
	case s.kind == constant:
		return s.glyph
	case s.kind == following:
		return (s.glyph + i) & 0xffff
	case s.bytes && i < len(s.list):
		return int(s.list[i])
	case !s.bytes && 2*i+1 < len(s.list):
		if g := int(s.list[2*i])<<8 | int(s.list[2*i+1]); g != 0 {
			return (g + s.glyph) & 0xffff
		}
	}
	return 0
}

// find returns the glyph of a character, 0 for none.
func (m *charmap) find(r rune) int {
	if m.roman && r > 127 {
		return 0
	}
	if g := m.exact(r); g != 0 || !m.symbol || r > 255 {
		return g
	}
	return m.exact(symbols + r)
}

func (m *charmap) exact(r rune) int {
	i := sort.Search(len(m.spans), func(i int) bool { return m.spans[i].first > r })
	// Spans of damaged tables may overlap: a few are tried.
	for tries := 0; i > 0 && tries < 4; tries++ {
		i--
		if s := &m.spans[i]; r <= s.last {
			if g := s.at(r); g != 0 {
				return g
			}
		}
	}
	return 0
}

// each calls f for characters in their order until it returns false.
func (m *charmap) each(f func(r rune, glyph int) bool) {
	left := maxListed
	for i := range m.spans {
		s := &m.spans[i]
		for r := s.first; r <= s.last; r++ {
			left--
			if g := s.at(r); left < 0 || g != 0 && !f(r, g) {
				return
			}
		}
	}
}

// count returns how many characters lie from first to last, of those in spans.
func (m *charmap) count(first, last rune) int {
	n := 0
	for i := range m.spans {
		n += max(0, int(min(last, m.spans[i].last)-max(first, m.spans[i].first)+1))
	}
	return n
}
