package vp8l

import "apsync/core/fault"

// The prefix codes of a group (RFC 9649 §6.2.1): of green, lengths of copies and
// places in the colour cache; of red, blue and alpha; of distances.
const (
	green = iota
	red
	blue
	alpha
	distance
	codesInGroup
)

const (
	literals    = 256
	lengthCodes = 24
	// maxGroups is how many groups are used at most: encoders make no more.
	maxGroups      = 2600
	maxLengthCodes = 19 // of code lengths
)

// alphabets are the counts of symbols, less those of the colour cache.
var alphabets = [codesInGroup]int{literals + lengthCodes, 256, 256, 256, 40}

// group is the codes of a part of the picture.
type group struct {
	codes  [codesInGroup]prefixCode
	quick  []uint32 // see quick.go
	alpha  uint32
	opaque bool
}

// readGroup reads a group for a cache of so many colours. One that is not used is
// passed over.
func (b *bitReader) readGroup(colours int, used bool) (g group, err error) {
	for i, n := range alphabets {
		if i == green {
			n += colours
		}
		if g.codes[i], err = b.readCode(n, used); err != nil {
			return group{}, err
		}
	}
	return g, b.err()
}

// readCode reads a prefix code of n symbols.
func (b *bitReader) readCode(n int, used bool) (prefixCode, error) {
	if b.flag() {
		return b.readSimpleCode(n, used)
	}
	lengths := b.lengths[:n]
	clear(lengths)
	if err := b.readLengths(lengths); err != nil || !used {
		return prefixCode{}, err
	}
	return newPrefixCode(lengths)
}

// readSimpleCode reads a code of one or two symbols (RFC 9649 §6.2.1.1).
func (b *bitReader) readSimpleCode(n int, used bool) (prefixCode, error) {
	two, width := b.flag(), 1
	if b.flag() {
		width = 8
	}
	first, second := b.bits(width), uint32(0)
	if two {
		second = b.bits(8)
	}
	if max(first, second) >= uint32(n) && used {
		return prefixCode{}, fault.New(fault.Corrupt, "vp8l: symbol %d of an alphabet of %d", max(first, second), n)
	}
	if !two {
		return single(uint16(first)), nil
	}
	return prefixCode{table: []uint16{uint16(first<<4 | 1), uint16(second<<4 | 1)}, width: 1}, nil
}

// lengthOrder is the order in which the lengths of the code of code lengths come.
var lengthOrder = [maxLengthCodes]uint8{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

// readLengths reads the lengths of a code's words, themselves coded (RFC 9649
// §6.2.1.2).
func (b *bitReader) readLengths(lengths []uint8) error {
	var own [maxLengthCodes]uint8
	for i := range 4 + b.bits(4) {
		own[lengthOrder[i]] = uint8(b.bits(3))
	}
	code, err := newPrefixCode(own[:])
	if err != nil {
		return err
	}
	coded := len(lengths)
	if b.flag() {
		coded = 2 + int(b.bits(2+2*int(b.bits(3))))
		if coded > len(lengths) {
			return fault.New(fault.Corrupt, "vp8l: lengths of %d symbols of %d", coded, len(lengths))
		}
	}
	previous := uint8(8)
	for i := 0; i < len(lengths) && coded > 0; coded-- {
		symbol := b.symbol(&code)
		v, n := uint8(symbol), 1
		switch symbol {
		case 16:
			v, n = previous, 3+int(b.bits(2))
		case 17:
			v, n = 0, 3+int(b.bits(3))
		case 18:
			v, n = 0, 11+int(b.bits(7))
		}
		if n > len(lengths)-i {
			return fault.New(fault.Corrupt, "vp8l: lengths of more than %d symbols", len(lengths))
		}
		for range n {
			lengths[i] = v
			i++
		}
		if v != 0 {
			previous = v
		}
	}
	return nil
}

// symbol reads a symbol.
func (b *bitReader) symbol(c *prefixCode) uint16 {
	if b.have < maxLength {
		b.provide()
		b.cursor = b.fill(b.window)
	}
	symbol, n := c.find(b.value)
	b.cursor = b.skip(n)
	return symbol
}
