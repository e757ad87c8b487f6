package typeface

import (
	"slices"
	"strings"
	"unicode/utf16"

	"apsync/core/bits"
	"apsync/core/container/sfnt"
)

const (
	maxNameBytes = 512 << 10
	maxName      = 256 // bytes of one name
)

// Names of a font, by their numbers (OpenType, "name").
const (
	nameFamily            = 1
	nameSubfamily         = 2
	nameTypographicFamily = 16
	nameTypographicStyle  = 17
	englishUS             = 0x409
)

// readNames returns a font's family and style, empty where it tells none: those that
// group all of its styles rather than the four of old programs, in English where there
// is a choice.
func readNames(font *sfnt.Font) (family, style string, err error) {
	table, err := font.Table("name")
	if err != nil {
		return "", "", err
	}
	data, err := table.Head(maxNameBytes)
	if err != nil {
		return "", "", err
	}
	found := map[uint16]string{}
	ranks := map[uint16]int{}
	c := bits.Big(data)
	c.Skip(2)
	count, storage := c.U16(), int(c.U16())
	for range count {
		platform, encoding, language, id := c.U16(), c.U16(), c.U16(), c.U16()
		length, offset := int(c.U16()), int(c.U16())
		rank := nameRank(platform, language)
		if c.Err() != nil || id > nameTypographicStyle || rank <= ranks[id] {
			continue
		}
		at := storage + offset
		if at+length > len(data) {
			continue
		}
		if text := nameText(data[at:at+min(length, maxName)], platform, encoding); text != "" {
			found[id], ranks[id] = text, rank
		}
	}
	family, style = found[nameFamily], found[nameSubfamily]
	if found[nameTypographicFamily] != "" {
		family = found[nameTypographicFamily]
	}
	if found[nameTypographicStyle] != "" {
		style = found[nameTypographicStyle]
	}
	return family, style, nil
}

// nameRank tells how welcome a name is; 0 is not at all.
func nameRank(platform, language uint16) int {
	switch {
	case platform == 3 && language == englishUS:
		return 5
	case platform == 3 && language&0x3ff == englishUS&0x3ff:
		return 4
	case platform == 0:
		return 3
	case platform == 3:
		return 2
	case platform == 1 && language == 0:
		return 3
	case platform == 1:
		return 1
	}
	return 0
}

// nameText returns a name as text: UTF-16, or Mac OS Roman, of which only ASCII is
// read, since fonts with other names have them in UTF-16 too.
func nameText(data []byte, platform, encoding uint16) string {
	if platform == 1 {
		isASCII := !slices.ContainsFunc(data, func(b byte) bool { return b > '~' })
		if encoding == 0 && isASCII {
			return cleaned(string(data))
		}
		return ""
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i])<<8 | uint16(data[2*i+1])
	}
	return cleaned(string(utf16.Decode(units)))
}

// cleaned returns text without what no one sees.
func cleaned(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
