package metafile

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// Character sets (MS-WMF §2.1.1.5).
const charsetSymbol = 2

// symbolName is the font whose signs are Greek.
const symbolName = "Symbol"

// codePages are those of the character sets of one byte.
var codePages = map[uint8]*charmap.Charmap{
	77: charmap.Macintosh, 161: charmap.Windows1253, 162: charmap.Windows1254, 163: charmap.Windows1258,
	177: charmap.Windows1255, 178: charmap.Windows1256, 186: charmap.Windows1257, 204: charmap.Windows1251,
	222: charmap.Windows874, 238: charmap.Windows1250, 255: charmap.CodePage437,
}

// leads are the bytes that begin characters of two, by character set: Japanese,
// Korean (both ways), Chinese (simplified, traditional).
var leads = map[uint8]func(b byte) bool{
	128: func(b byte) bool { return b >= 0x81 && b <= 0x9f || b >= 0xe0 && b <= 0xfc },
	129: func(b byte) bool { return b >= 0x81 && b <= 0xfe },
	130: func(b byte) bool { return b >= 0x81 && b <= 0xfe },
	134: func(b byte) bool { return b >= 0x81 && b <= 0xfe },
	136: func(b byte) bool { return b >= 0x81 && b <= 0xfe },
}

// missing is a character that no font here has.
const missing = 0xffff

// letter is a character of a text and how many of its units it takes, each of which has
// a distance of its own.
type letter struct {
	r     rune
	units int
}

// narrow reads text of bytes. Characters of two are not told apart: no font here has
// them.
func narrow(text []byte, f font) []letter {
	letters := make([]letter, 0, len(text))
	page, lead := codePages[f.charset], leads[f.charset]
	if page == nil {
		page = charmap.Windows1252
	}
	for i := 0; i < len(text); i++ {
		switch {
		case lead != nil && lead(text[i]) && i+1 < len(text):
			letters = append(letters, letter{missing, 2})
			i++
		case f.symbolic():
			letters = append(letters, letter{f.symbol(rune(text[i])), 1})
		default:
			letters = append(letters, letter{page.DecodeByte(text[i]), 1})
		}
	}
	return letters
}

// wide reads text of UTF-16.
func wide(text []uint16, f font) []letter {
	letters := make([]letter, 0, len(text))
	for i := 0; i < len(text); i++ {
		r, units := rune(text[i]), 1
		if utf16.IsSurrogate(r) && i+1 < len(text) {
			r, units = utf16.DecodeRune(r, rune(text[i+1])), 2
			i++
		}
		if f.symbolic() && (r < 0x100 || r&^0xff == 0xf000) {
			r = f.symbol(r & 0xff)
		}
		letters = append(letters, letter{r, units})
	}
	return letters
}

// greek are the letters of the font Symbol, from A and from a on.
const (
	greekUpper = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
	greekLower = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
)

// symbolic reports whether the font's characters are signs.
func (f font) symbolic() bool {
	return f.charset == charsetSymbol || strings.EqualFold(f.name, symbolName)
}

// symbol returns what stands for a sign of a font of signs: the Greek of Symbol, a
// bullet otherwise, which is what documents use others for most.
func (f font) symbol(r rune) rune {
	if !strings.EqualFold(f.name, symbolName) {
		if r <= ' ' {
			return ' '
		}
		return '•'
	}
	switch {
	case r >= 'A' && r <= 'Z':
		return []rune(greekUpper)[r-'A']
	case r >= 'a' && r <= 'z':
		return []rune(greekLower)[r-'a']
	case r == 0xb7:
		return '•'
	case r >= 0x80:
		return missing
	}
	return r
}
