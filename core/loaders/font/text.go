package font

import (
	"context"
	"strings"
	"unicode"

	"apsync/core/codec/typeface"
	"apsync/core/fault"
	"apsync/core/outline"
)

// defaultSpace is how wide a space is where the font has none, in ems.
const defaultSpace = 0.28

// maxWork is how much may be done to find glyphs that can be seen; see Face.Work. It is
// about a second's, and a thousand operations for each of all that are tried.
const maxWork = 1 << 22

// mark is a glyph in its place. The picture is 1 wide and high, y growing downwards.
type mark struct {
	glyph int
	at    outline.Point // of the origin
	size  float64       // of an em
}

// setter sets text in a font.
type setter struct {
	ctx   context.Context
	face  *typeface.Face
	boxes map[int]outline.Rect
	limit error // that a glyph went beyond, or nil
}

func newSetter(ctx context.Context, face *typeface.Face) *setter {
	return &setter{ctx: ctx, face: face, boxes: map[int]outline.Rect{}}
}

// box returns what a glyph covers, in ems, y growing upwards; empty where nothing is
// seen of it.
func (s *setter) box(glyph int) outline.Rect {
	box, ok := s.boxes[glyph]
	if !ok {
		box = s.measure(glyph)
		s.boxes[glyph] = box
	}
	return box
}

func (s *setter) measure(glyph int) outline.Rect {
	var box outline.Rect
	if s.ctx.Err() != nil {
		return box
	}
	if s.face.Work() > maxWork {
		s.limit = fault.New(fault.LimitCount, "glyphs that show nothing, of more than %d operations in all", maxWork)
		return box
	}
	if p, err := s.face.Picture(glyph); err == nil && p != nil {
		if placed, err := place(p); err == nil {
			return placed.box
		}
	}
	layers, err := s.face.Layers(glyph)
	if err != nil {
		if code := fault.CodeOf(err); code == fault.LimitCount || code == fault.LimitDepth {
			s.limit = err
		}
		return box
	}
	for _, layer := range layers {
		if len(layer.Path) > 0 {
			box = box.Union(layer.Path.Bounds())
		}
	}
	const largest = 1 << 10 // ems
	if max(box.MaxX, box.MaxY, -box.MinX, -box.MinY) > largest {
		return outline.Rect{}
	}
	return box
}

// covers reports whether every character of the text can be seen.
func (s *setter) covers(text string) bool {
	for _, r := range text {
		if r != ' ' && s.face.Index(r) == 0 {
			return false
		}
	}
	for _, r := range text {
		if r != ' ' && s.box(s.face.Index(r)).Empty() {
			return false
		}
	}
	return strings.TrimSpace(text) != ""
}

// line is a row of glyphs, in ems from its origin.
type line struct {
	marks []mark
	width float64
	box   outline.Rect // y growing upwards
}

// set returns a line of text, in the order in which it is seen.
func (s *setter) set(text string, rightToLeft bool) line {
	runes := []rune(text)
	if rightToLeft {
		runes = turned(s.joined(runes))
	}
	var l line
	for _, r := range runes {
		glyph := s.face.Index(r)
		if glyph == 0 {
			l.width += defaultSpace
			continue
		}
		if b := s.box(glyph); !b.Empty() {
			l.marks = append(l.marks, mark{glyph, outline.Point{X: l.width}, 1})
			l.box = l.box.Union(outline.Rect{MinX: b.MinX + l.width, MinY: b.MinY, MaxX: b.MaxX + l.width, MaxY: b.MaxY})
		}
		l.width += s.face.Advance(glyph)
	}
	return l
}

// turned returns text from its end to its beginning, numbers as they were.
func turned(runes []rune) []rune {
	var out []rune
	for end := len(runes); end > 0; {
		begin := end - 1
		for unicode.IsDigit(runes[begin]) && begin > 0 && unicode.IsDigit(runes[begin-1]) {
			begin--
		}
		out = append(out, runes[begin:end]...)
		end = begin
	}
	return out
}

// text is what is to be set within a width.
type text struct {
	words       []string
	dense       bool // words stand side by side without spaces
	rightToLeft bool
}

// block is text on lines of one size.
type block struct {
	lines       []line
	size        float64
	top, bottom float64 // of the highest and the lowest line's ink, in ems from the base line
	rightToLeft bool
}

// leading is the distance of base lines, over the height of a line's ink.
const leading = 1.24

// height returns the height of the block.
func (b *block) height() float64 {
	ink := b.top - b.bottom
	return b.size * ink * (1 + leading*float64(max(0, len(b.lines)-1)))
}

// fit sets text as large as it can be within a width and a height, its lines being no
// higher than the given line height.
func (s *setter) fit(t text, width, height, lineHeight float64) block {
	whole := s.set(strings.Join(t.words, " "), t.rightToLeft)
	ink := whole.box.MaxY - whole.box.MinY
	b := block{rightToLeft: t.rightToLeft, top: whole.box.MaxY, bottom: whole.box.MinY}
	if !(ink > 0) {
		return b
	}
	const steps, shrink = 80, 0.96
	b.size = lineHeight / ink
	for range steps {
		var fits bool
		b.lines, fits = s.wrap(t, width/b.size)
		if fits && b.height() <= height {
			break
		}
		b.size *= shrink
	}
	return b
}

// wrap breaks text into lines of a width in ems; false where a word is wider.
func (s *setter) wrap(t text, width float64) ([]line, bool) {
	var lines []line
	between := " "
	if t.dense {
		between = ""
	}
	fits := true
	for words := t.words; len(words) > 0; {
		l := s.set(words[0], t.rightToLeft)
		n := 1
		for ; n < len(words); n++ {
			longer := s.set(strings.Join(words[:n+1], between), t.rightToLeft)
			if longer.width > width {
				break
			}
			l = longer
		}
		fits = fits && max(l.width, l.box.MaxX) <= width*1.001
		lines = append(lines, l)
		words = words[n:]
	}
	return lines, fits
}

// marks returns the block's glyphs where its ink begins at top, its lines at left or,
// where they run that way, at right.
func (b *block) marks(left, right, top float64) []mark {
	var all []mark
	y := top + b.top*b.size
	for _, l := range b.lines {
		x := left
		if b.rightToLeft {
			x = right - l.width*b.size
		}
		for _, m := range l.marks {
			all = append(all, mark{m.glyph, outline.Point{X: x + m.at.X*b.size, Y: y}, b.size})
		}
		y += (b.top - b.bottom) * leading * b.size
	}
	return all
}
