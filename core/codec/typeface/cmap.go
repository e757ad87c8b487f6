package typeface

import (
	"sort"

	"apsync/core/bits"
	"apsync/core/container/sfnt"
)

const (
	maxCmapBytes = 4 << 20
	maxRune      = 0x10ffff
	// symbols is where fonts of symbols have what they call 0 to 255.
	symbols = 0xf000
)

// charmap tells which glyph shows a character (OpenType, "cmap").
type charmap struct {
	spans  []span // by their characters, of which each has its own
	symbol bool   // the characters are a font's own, from symbols on
	roman  bool   // the characters are those of Mac OS Roman
}

// span is a run of characters.
type span struct {
	first, last rune
	glyph       int    // of the first
	list        []byte // of glyphs, two bytes each
	bytes       bool   // list holds one byte each
	kind        kind   // how the others follow
	before      int32  // characters of the spans before it
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
	m.settle()
	return m, nil
}

// settle puts the spans in order. Characters of damaged tables that are in several
// belong to the one that begins first, so that no table has more than there are.
func (m *charmap) settle() {
	sort.SliceStable(m.spans, func(i, j int) bool { return m.spans[i].first < m.spans[j].first })
	apart := m.spans[:0]
	next, before := rune(0), int32(0)
	for _, s := range m.spans {
		if s.last < next {
			continue
		}
		s.dropBelow(next)
		s.before = before
		before += s.last - s.first + 1
		next = s.last + 1
		apart = append(apart, s)
	}
	m.spans = apart
}

// dropBelow takes the characters below one out of the span, which has others.
func (s *span) dropBelow(r rune) {
	n := int(r - s.first)
	if n <= 0 {
		return
	}
	s.first = r
	switch {
	case s.kind == following:
		s.glyph += n
	case s.kind == listed && s.bytes:
		s.list = s.list[min(n, len(s.list)):]
	case s.kind == listed:
		s.list = s.list[min(2*n, len(s.list)):]
	}
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
	if i := m.from(r); i < len(m.spans) && m.spans[i].first <= r {
		return m.spans[i].at(r)
	}
	return 0
}

// from returns the first span that does not end below a character.
func (m *charmap) from(r rune) int {
	return sort.Search(len(m.spans), func(i int) bool { return m.spans[i].last >= r })
}

// each calls f for characters from first to last in their order until it returns false.
func (m *charmap) each(first, last rune, f func(r rune, glyph int) bool) {
	for i := m.from(first); i < len(m.spans) && m.spans[i].first <= last; i++ {
		s := &m.spans[i]
		for r := max(first, s.first); r <= min(last, s.last); r++ {
			if g := s.at(r); g != 0 && !f(r, g) {
				return
			}
		}
	}
}

// count returns how many characters lie from first to last, of those in spans.
func (m *charmap) count(first, last rune) int {
	return m.below(min(last, maxRune)+1) - m.below(first)
}

// below returns how many characters of spans lie below one.
func (m *charmap) below(r rune) int {
	i := sort.Search(len(m.spans), func(i int) bool { return m.spans[i].first >= r })
	if i == 0 {
		return 0
	}
	s := &m.spans[i-1]
	return int(s.before + min(r, s.last+1) - s.first)
}
