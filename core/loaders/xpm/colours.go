package xpm

import (
	"fmt"
	"strconv"
	"strings"

	"apsync/core/fault"
)

// Entries of a map of colours, and of the tables for keys of one or two characters,
// in bytes.
const (
	mapEntryBytes = 64
	tableEntry    = 4
)

// table finds the colour of a key. Short ones are looked up without hashing.
type table struct {
	key   int
	short [][4]uint8 // alpha of 1 marks what is not there
	long  map[uint64][4]uint8
}

// missing is the alpha of keys that stand for no colour.
const missing = 1

// tableBytes is what a table allocates.
func tableBytes(colours, key int) int64 {
	if key <= 2 {
		return tableEntry << (8 * key)
	}
	return int64(colours) * mapEntryBytes
}

// meaning is what is said of a colour.
type meaning struct {
	value   [4]uint8
	unknown string // a name that is not known
}

// readTable reads the colours.
func (f *file) readTable(t *text) (*table, []string, error) {
	colours := &table{key: f.key, long: map[uint64][4]uint8{}}
	if f.key <= 2 {
		colours.short = make([][4]uint8, 1<<(8*f.key))
		for i := range colours.short {
			colours.short[i][3] = missing
		}
	}
	var notes []string
	for range f.colours {
		key, c, err := f.readColour(t)
		if err != nil {
			return nil, nil, err
		}
		if colours.short != nil {
			colours.short[key] = c.value
		} else {
			colours.long[key] = c.value
		}
		if c.unknown != "" && notes == nil {
			notes = append(notes, fmt.Sprintf("the colour %.40q is not known and shown as black", c.unknown))
		}
	}
	return colours, notes, nil
}

// readColour reads a key and what it means: "# c #ff0000 m black", or in version 1
// the key and the colour apart.
func (f *file) readColour(t *text) (key uint64, c meaning, err error) {
	line, err := t.next(maxLine)
	if err != nil {
		return 0, c, fault.New(fault.Truncated, "the table of %d colours ends too early", f.colours)
	}
	if len(line) < f.key {
		return 0, c, fault.New(fault.Corrupt, "colour %q is shorter than %d characters", line, f.key)
	}
	key = number(line[:f.key])
	if f.version != 1 {
		return key, parseMeanings(string(line[f.key:])), nil
	}
	value, err := t.next(maxLine)
	if err != nil {
		return 0, c, fault.New(fault.Truncated, "the table of %d colours ends too early", f.colours)
	}
	return key, parseColour(string(value)), nil
}

// number makes a key a number.
func number(key []byte) uint64 {
	var n uint64
	for _, b := range key {
		n = n<<8 | uint64(b)
	}
	return n
}

// parseMeanings chooses from meanings for kinds of display, each a letter or two and
// a colour, whose name may have spaces in it.
func parseMeanings(s string) meaning {
	kinds := map[string]int{"c": 5, "g": 4, "g4": 3, "m": 2, "s": 0}
	best, chosen, name := 0, "", ""
	rank := 0
	settle := func() {
		if rank > best && name != "" {
			best, chosen = rank, name
		}
		name = ""
	}
	for _, field := range strings.Fields(s) {
		if r, isKind := kinds[field]; isKind {
			settle()
			rank = r
			continue
		}
		name += field
	}
	settle()
	if chosen == "" {
		return meaning{value: [4]uint8{3: 255}, unknown: s}
	}
	return parseColour(chosen)
}

// parseColour returns the colour of a name or a number.
func parseColour(s string) meaning {
	name := strings.ToLower(strings.Join(strings.Fields(s), ""))
	if name == "none" || name == "transparent" {
		return meaning{}
	}
	if c, ok := parseNumber(name); ok {
		return meaning{value: c}
	}
	if c, ok := named(name); ok {
		return meaning{value: c}
	}
	return meaning{value: [4]uint8{3: 255}, unknown: s}
}

// parseNumber reads a # and three numbers of one to four hexadecimal digits each.
func parseNumber(s string) (c [4]uint8, ok bool) {
	digits, found := strings.CutPrefix(s, "#")
	n := len(digits) / 3
	if !found || n < 1 || n > 4 || len(digits)%3 != 0 {
		return c, false
	}
	c[3] = 255
	top := uint64(1)<<(4*n) - 1
	for i := range 3 {
		v, err := strconv.ParseUint(digits[i*n:(i+1)*n], 16, 16)
		if err != nil {
			return c, false
		}
		c[i] = uint8((v*255 + top/2) / top)
	}
	return c, true
}

// row makes pixels of n samples of the characters of a row.
func (t *table) row(dst []uint8, line []byte, n int) error {
	for x := 0; len(dst) >= n; x++ {
		if len(line) < t.key {
			return fault.New(fault.Corrupt, "a row ends after %d pixels", x)
		}
		key := number(line[:t.key])
		c := [4]uint8{3: missing}
		if t.short != nil {
			c = t.short[key]
		} else if value, ok := t.long[key]; ok {
			c = value
		}
		if c[3] == missing {
			return fault.New(fault.Corrupt, "%q stands for no colour", line[:t.key])
		}
		copy(dst[:n], c[:])
		dst, line = dst[n:], line[t.key:]
	}
	return nil
}
