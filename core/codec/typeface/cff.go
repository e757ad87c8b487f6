package typeface

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/container/sfnt"
	"apsync/core/fault"
	"apsync/core/outline"
)

const (
	maxCharstring = 1 << 16 // bytes
	maxDict       = 1 << 16 // bytes
	maxFontDicts  = 256
)

// Operators of dictionaries (Adobe TN 5176 §9 and §15; OpenType, "CFF2"); those after
// an escape have 256 added.
const (
	opVSIndex     = 22
	opVarStore    = 24
	opCharStrings = 17
	opPrivate     = 18
	opSubrs       = 19
	opFontMatrix  = 256 + 7
	opFDArray     = 256 + 36
	opFDSelect    = 256 + 37
)

// compact are the glyphs of a CFF or CFF2 table: programs that draw cubic curves.
type compact struct {
	table    sfnt.Table
	second   bool // CFF2
	glyphs   index
	global   index
	dicts    []fontDict
	selected []byte // FDSelect
	regions  []int  // of each item of the variation store
	scale    float64
	steps    int64 // of all charstrings that were run
}

// fontDict is what a group of glyphs shares.
type fontDict struct {
	local  index
	item   int // of the variation store
	matrix outline.Matrix
}

// index is an INDEX: strings of bytes that lie one behind the other.
type index struct {
	table   sfnt.Table
	count   int
	width   int   // bytes of an offset
	offsets int64 // where they begin
	data    int64 // one before the first string
	end     int64 // behind the last string
}

// readIndex reads the beginning of an INDEX (TN 5176 §5).
func readIndex(t sfnt.Table, at int64, second bool) (index, error) {
	x := index{table: t}
	countBytes := int64(2)
	if second {
		countBytes = 4
	}
	head, err := t.Bytes(at, countBytes)
	if err != nil {
		return x, err
	}
	x.count = int(number(head))
	if x.count == 0 {
		x.end = at + countBytes
		return x, nil
	}
	head, err = t.Bytes(at+countBytes, 1)
	if err != nil {
		return x, err
	}
	x.width = int(head[0])
	x.offsets = at + countBytes + 1
	x.data = x.offsets + int64(x.count+1)*int64(x.width) - 1
	if x.width < 1 || x.width > 4 || x.data > t.Len() {
		return x, fault.New(fault.Corrupt, "an index of %d strings with offsets of %d bytes", x.count, x.width)
	}
	last, err := t.Bytes(x.offsets+int64(x.count)*int64(x.width), int64(x.width))
	x.end = x.data + number(last)
	return x, err
}

// number returns a big-endian number of up to four bytes.
func number(b []byte) int64 {
	var n int64
	for _, v := range b {
		n = n<<8 | int64(v)
	}
	return n
}

// get returns a string.
func (x *index) get(i int, limit int64) ([]byte, error) {
	if i < 0 || i >= x.count {
		return nil, fault.New(fault.Corrupt, "string %d of %d", i, x.count)
	}
	w := int64(x.width)
	offsets, err := x.table.Bytes(x.offsets+int64(i)*w, 2*w)
	if err != nil {
		return nil, err
	}
	from, to := number(offsets[:w]), number(offsets[w:])
	if to < from || to-from > limit {
		return nil, fault.New(fault.Corrupt, "string %d from %d to %d", i, from, to)
	}
	return x.table.Bytes(x.data+from, to-from)
}

// newCompact reads what lies before the glyphs (TN 5176 §2; OpenType, "CFF2").
func newCompact(table sfnt.Table, second bool, unitsPerEm float64) (*compact, error) {
	c := &compact{table: table, second: second, scale: 1 / unitsPerEm}
	head, err := table.Bytes(0, 5)
	if err != nil {
		return nil, err
	}
	at := int64(head[2])
	var top []byte
	if second {
		n := int64(binary.BigEndian.Uint16(head[3:]))
		if top, err = table.Bytes(at, n); err != nil {
			return nil, err
		}
		at += n
	} else if top, at, err = topDict(table, at); err != nil {
		return nil, err
	}
	if c.global, err = readIndex(table, at, second); err != nil {
		return nil, err
	}
	return c, c.readTop(parseDict(top))
}

// topDict returns the first font's dictionary and where what follows it begins.
func topDict(table sfnt.Table, at int64) ([]byte, int64, error) {
	names, err := readIndex(table, at, false)
	if err != nil {
		return nil, 0, err
	}
	dicts, err := readIndex(table, names.end, false)
	if err != nil {
		return nil, 0, err
	}
	top, err := dicts.get(0, maxDict)
	if err != nil {
		return nil, 0, err
	}
	strings, err := readIndex(table, dicts.end, false)
	return top, strings.end, err
}

// readTop finds what the top dictionary names.
func (c *compact) readTop(top dict) error {
	var err error
	if c.glyphs, err = readIndex(c.table, top.offset(opCharStrings), c.second); err != nil {
		return err
	}
	if _, ok := top[opVarStore]; ok {
		c.regions = readRegions(c.table, top.offset(opVarStore)+2)
	}
	matrix, own := top.matrix()
	if own {
		c.scale = 1
	}
	if _, ok := top[opFDArray]; !ok {
		font, err := c.readPrivate(top)
		font.matrix = matrix
		c.dicts = []fontDict{font}
		return err
	}
	fonts, err := readIndex(c.table, top.offset(opFDArray), c.second)
	if err != nil {
		return err
	}
	for i := range min(fonts.count, maxFontDicts) {
		data, err := fonts.get(i, maxDict)
		if err != nil {
			return err
		}
		parsed := parseDict(data)
		font, err := c.readPrivate(parsed)
		if err != nil {
			return err
		}
		inner, scaled := parsed.matrix()
		font.matrix = c.combined(matrix, own, inner, scaled)
		c.dicts = append(c.dicts, font)
	}
	return c.readSelect(top)
}

// combined returns the matrix of a font dictionary within the top dictionary's. Where
// neither has one, units are those of the head table; a dictionary that alone has one
// takes units to ems, as the top one's does.
func (c *compact) combined(top outline.Matrix, topOwn bool, inner outline.Matrix, innerOwn bool) outline.Matrix {
	switch {
	case !innerOwn:
		return top
	case topOwn:
		return inner.Then(top)
	}
	back := 1 / c.scale
	return inner.Then(outline.Matrix{XX: back, YY: back})
}

// readSelect reads which dictionary is whose.
func (c *compact) readSelect(top dict) error {
	if _, ok := top[opFDSelect]; !ok || len(c.dicts) < 2 {
		return nil
	}
	const most = 5 + 6*maxGlyphs
	var err error
	c.selected, err = c.table.Part(top.offset(opFDSelect), most).Head(most)
	return err
}

// readPrivate reads a dictionary's private one, of which only subroutines count.
func (c *compact) readPrivate(d dict) (fontDict, error) {
	values := d[opPrivate]
	if len(values) < 2 {
		return fontDict{}, nil
	}
	size, at := int64(values[0]), int64(values[1])
	data, err := c.table.Bytes(at, min(max(size, 0), maxDict))
	if err != nil {
		return fontDict{}, err
	}
	private := parseDict(data)
	font := fontDict{item: int(max(0, private.offset(opVSIndex)))}
	if _, ok := private[opSubrs]; ok {
		font.local, err = readIndex(c.table, at+private.offset(opSubrs), c.second)
	}
	return font, err
}

// fontDictOf returns the dictionary of a glyph (TN 5176 §19).
func (c *compact) fontDictOf(glyph int) *fontDict {
	i := 0
	switch d := c.selected; {
	case len(d) == 0:
	case d[0] == 0 && glyph+1 < len(d):
		i = int(d[glyph+1])
	case d[0] == 3 && len(d) > 3:
		for d = d[3:]; len(d) >= 5 && int(binary.BigEndian.Uint16(d[3:])) <= glyph; {
			d = d[3:]
		}
		if len(d) >= 3 {
			i = int(d[2])
		}
	case d[0] == 4 && len(d) > 5:
		for d = d[5:]; len(d) >= 10 && int(binary.BigEndian.Uint32(d[6:])) <= glyph; {
			d = d[6:]
		}
		if len(d) >= 6 {
			i = int(binary.BigEndian.Uint16(d[4:]))
		}
	}
	if i >= len(c.dicts) {
		i = 0
	}
	return &c.dicts[i]
}

// outline implements shapes.
func (c *compact) outline(glyph int) (outline.Path, error) {
	program, err := c.glyphs.get(glyph, maxCharstring)
	if err != nil {
		return nil, err
	}
	font := c.fontDictOf(glyph)
	run := &type2{font: c, local: &font.local, item: font.item}
	err = run.run(program, 0)
	c.steps += int64(run.operations)
	if err != nil {
		return nil, err
	}
	return run.path.Transformed(font.matrix.Then(outline.Matrix{XX: c.scale, YY: c.scale})), nil
}

// worked implements shapes.
func (c *compact) worked() int64 { return c.steps }

// readRegions returns how many regions each item of a variation store has, which is
// how many steps follow each number that varies (OpenType, "Item Variation Store").
func readRegions(t sfnt.Table, at int64) []int {
	head, err := t.Bytes(at, 8)
	if err != nil {
		return nil
	}
	c := bits.Big(head)
	c.Skip(6)
	var regions []int
	for i := range int64(c.U16()) {
		offset, err := t.Bytes(at+8+4*i, 4)
		if err != nil {
			break
		}
		item, err := t.Bytes(at+number(offset)+4, 2)
		if err != nil {
			break
		}
		regions = append(regions, int(number(item)))
	}
	return regions
}
