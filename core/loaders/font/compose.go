package font

import (
	"strings"

	"apsync/core/outline"
)

// The parts of the picture, of its side.
const (
	margin       = 0.075
	inner        = 1 - 2*margin
	nameLine     = 0.085 // height of the name
	nameHeight   = 0.15  // on as many lines as it takes
	sampleLine   = 0.10
	sampleHeight = 0.36
	gap          = 0.065
)

// compose returns the picture's glyphs.
func (s *setter) compose() []mark {
	sample, ok := s.choose()
	if !ok {
		return s.grid()
	}
	top, bottom := margin, 1-margin
	var marks []mark
	if name := fullName(s.face); s.covers(name) {
		b := s.fit(text{words: strings.Fields(name)}, inner, nameHeight, nameLine)
		marks = b.marks(margin, 1-margin, top)
		top += b.height() + gap
	}
	b := s.fit(s.textOf(&sample), inner, sampleHeight, sampleLine)
	bottom -= b.height()
	marks = append(marks, b.marks(margin, 1-margin, bottom)...)
	hero := s.set(sample.pair, sample.rightToLeft)
	box := outline.Rect{MinX: margin, MinY: top, MaxX: 1 - margin, MaxY: bottom - gap}
	return append(marks, fill(&hero, box, sample.rightToLeft)...)
}

// textOf returns the sentence with digits, where the font has them.
func (s *setter) textOf(sample *sample) text {
	const digits = "0123456789"
	t := text{words: strings.Fields(sample.text), dense: sample.dense, rightToLeft: sample.rightToLeft}
	if sample.dense {
		t.words = strings.Split(sample.text, "")
	} else if s.covers(digits) {
		t.words = append(t.words, digits)
	}
	return t
}

// fill returns a line's glyphs as large as they can be within a box, at its left or its
// right, half way down.
func fill(l *line, box outline.Rect, right bool) []mark {
	w, h := l.box.MaxX-l.box.MinX, l.box.MaxY-l.box.MinY
	if l.box.Empty() || box.Empty() {
		return nil
	}
	size := min((box.MaxX-box.MinX)/w, (box.MaxY-box.MinY)/h)
	x := box.MinX - l.box.MinX*size
	if right {
		x = box.MaxX - l.box.MaxX*size
	}
	y := (box.MinY+box.MaxY)/2 + (l.box.MinY+l.box.MaxY)/2*size
	var marks []mark
	for _, m := range l.marks {
		marks = append(marks, mark{m.glyph, outline.Point{X: x + m.at.X*size, Y: y}, size})
	}
	return marks
}
