package typeface

import (
	"sort"
	"strconv"
	"strings"
)

// punctuation are the names of ASCII's signs and digits in the Adobe Glyph List, from
// the space on, by their characters; letters are called by themselves.
const punctuation = "space exclam quotedbl numbersign dollar percent ampersand quotesingle " +
	"parenleft parenright asterisk plus comma hyphen period slash " +
	"zero one two three four five six seven eight nine colon semicolon less equal greater question at"

// afterCapitals and afterLetters follow Z and z.
const (
	afterCapitals = "bracketleft backslash bracketright asciicircum underscore grave"
	afterLetters  = "braceleft bar braceright asciitilde"
)

// accents are the names of accents in the standard encoding of Type 1, by their codes
// ("Adobe Type 1 Font Format" §6.4).
var accents = [...]struct {
	code int
	name string
}{
	{193, "grave"},
	{194, "acute"},
	{195, "circumflex"},
	{196, "tilde"},
	{197, "macron"},
	{198, "breve"},
	{199, "dotaccent"},
	{200, "dieresis"},
	{202, "ring"},
	{203, "cedilla"},
	{205, "hungarumlaut"},
	{206, "ogonek"},
	{207, "caron"},
	{245, "dotlessi"},
}

// standardName returns the name of a character of the standard encoding, of those that
// accented letters are made of; empty for others.
func standardName(code int) string {
	if code >= 'A' && code <= 'Z' || code >= 'a' && code <= 'z' {
		return string(rune(code))
	}
	for _, accent := range accents {
		if accent.code == code {
			return accent.name
		}
	}
	return ""
}

// runeNames returns the characters of ASCII by the names of their glyphs.
func runeNames() map[string]rune {
	names := map[string]rune{}
	for first, list := range map[rune]string{' ': punctuation, '[': afterCapitals, '{': afterLetters} {
		for i, name := range strings.Fields(list) {
			names[name] = first + rune(i)
		}
	}
	for r := 'A'; r <= 'Z'; r++ {
		names[string(r)], names[string(r+'a'-'A')] = r, r+'a'-'A'
	}
	return names
}

// charmap returns which glyph shows a character, by the glyphs' names: those of ASCII,
// and those of the form uni0041 and u1F600.
func (t *type1) charmap() *charmap {
	known := runeNames()
	m := &charmap{}
	for name, glyph := range t.names {
		r, ok := known[name]
		if !ok {
			r, ok = numbered(name)
		}
		if ok {
			m.spans = append(m.spans, span{first: r, last: r, glyph: glyph})
		}
	}
	sort.Slice(m.spans, func(i, j int) bool {
		a, b := m.spans[i], m.spans[j]
		return a.first < b.first || a.first == b.first && a.glyph < b.glyph
	})
	m.settle()
	return m
}

// numbered returns the character of a name that tells its number.
func numbered(name string) (rune, bool) {
	digits, ok := strings.CutPrefix(name, "uni")
	if !ok {
		digits, ok = strings.CutPrefix(name, "u")
	}
	if !ok || len(digits) < 4 || len(digits) > 6 {
		return 0, false
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	return rune(v), err == nil && v <= maxRune
}
