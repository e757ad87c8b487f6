package font

import (
	"math"
	"slices"
	"unicode"

	"apsync/core/outline"
)

const (
	maxShown  = 25   // glyphs in rows
	maxTried  = 4096 // glyphs that may turn out to be empty
	cellShare = 0.84 // of a cell that its glyph may take
)

// favourites are the characters that a font of symbols is known by, where it has them:
// faces, signs of the weather, planets and zodiac, dingbats, pictures, a font's own.
var favourites = [...][2]rune{
	{0x1f600, 0x1f64f},
	{0x2600, 0x26ff},
	{0x2701, 0x27bf},
	{0x1f300, 0x1f5ff},
	{0x1f900, 0x1f9ff},
	{0xe000, 0xefff},
	{0xf000, 0xf8ff},
	{0xf0000, 0xffffd},
}

// grid shows glyphs in rows.
func (s *setter) grid() []mark {
	glyphs := s.shown()
	if len(glyphs) == 0 {
		return nil
	}
	columns := int(math.Ceil(math.Sqrt(float64(len(glyphs)))))
	rows := (len(glyphs) + columns - 1) / columns
	cell := inner / float64(columns)
	size := cell * cellShare / s.extent(glyphs)
	top := (1 - cell*float64(rows)) / 2
	var marks []mark
	for i, glyph := range glyphs {
		b := s.box(glyph)
		x := margin + (float64(i%columns)+0.5)*cell
		y := top + (float64(i/columns)+0.5)*cell
		fits := min(size, cell*0.94/max(b.MaxX-b.MinX, b.MaxY-b.MinY))
		at := outline.Point{X: x - (b.MinX+b.MaxX)/2*fits, Y: y + (b.MinY+b.MaxY)/2*fits}
		marks = append(marks, mark{glyph, at, fits})
	}
	return marks
}

// extent returns how large most of the glyphs are, in ems.
func (s *setter) extent(glyphs []int) float64 {
	var sizes []float64
	for _, glyph := range glyphs {
		b := s.box(glyph)
		sizes = append(sizes, max(b.MaxX-b.MinX, b.MaxY-b.MinY))
	}
	slices.Sort(sizes)
	return sizes[len(sizes)*4/5]
}

// shown returns the glyphs to show: favourites, then those of other characters, then
// those without any.
func (s *setter) shown() []int {
	g := gatherer{setter: s, seen: map[int]bool{}}
	for _, span := range favourites {
		g.characters(span[0], span[1])
	}
	if len(g.glyphs) < maxShown {
		g.characters('!', unicode.MaxRune)
	}
	for glyph := 1; glyph < s.face.Glyphs && g.add(glyph); glyph++ {
	}
	return g.glyphs
}

// gatherer collects glyphs that can be seen, each once.
type gatherer struct {
	*setter
	glyphs []int
	seen   map[int]bool
}

// characters adds those of the characters from first to last.
func (g *gatherer) characters(first, last rune) {
	g.face.Each(first, last, func(_ rune, glyph int) bool { return g.add(glyph) })
}

// add adds a glyph, and returns false when no more are wanted.
func (g *gatherer) add(glyph int) bool {
	if len(g.glyphs) == maxShown || len(g.seen) == maxTried {
		return false
	}
	if !g.seen[glyph] && glyph != 0 {
		g.seen[glyph] = true
		if !g.box(glyph).Empty() {
			g.glyphs = append(g.glyphs, glyph)
		}
	}
	return len(g.glyphs) < maxShown
}
