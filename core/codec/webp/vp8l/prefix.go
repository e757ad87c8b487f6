package vp8l

import (
	"math/bits"

	"apsync/core/fault"
)

const (
	maxLength = 15     // of a code word
	tableBits = 9      // that prefixCode's table is looked up by, at most
	long      = 0xffff // stands in it for longer words
)

// prefixCode is a canonical prefix code (RFC 9649 §6.2). Code words of up to width
// bits are looked up; those of more are found among the first words of each length,
// which their order allows.
type prefixCode struct {
	table   []uint16 // symbol and, in the lower four bits, length, or long
	width   int
	symbols []uint16              // those of longer words, in the order of their words
	limit   [maxLength + 1]uint32 // first word behind those of a length, of 15 bits
	offset  [maxLength + 1]int32  // from a word of a length to its place in symbols
}

// single returns the code of one symbol, which takes no bits.
func single(symbol uint16) prefixCode { return prefixCode{table: []uint16{symbol << 4}} }

// newPrefixCode returns the code of which lengths gives the length of each symbol's
// word, 0 where it has none.
func newPrefixCode(lengths []uint8) (prefixCode, error) {
	var counts [maxLength + 1]int
	last := 0
	for symbol, n := range lengths {
		counts[n]++
		if n > 0 {
			last = symbol
		}
	}
	used := len(lengths) - counts[0]
	if used == 1 {
		return single(uint16(last)), nil
	}
	longest, room := 0, 1<<maxLength
	for n := 1; n <= maxLength; n++ {
		room -= counts[n] << (maxLength - n)
		if counts[n] > 0 {
			longest = n
		}
	}
	if room != 0 {
		return prefixCode{}, fault.New(fault.Corrupt, "vp8l: prefix code of %d symbols is not complete", used)
	}
	c := prefixCode{width: min(longest, tableBits)}
	c.build(lengths, &counts)
	return c, nil
}

// build assigns the words.
func (c *prefixCode) build(lengths []uint8, counts *[maxLength + 1]int) {
	c.table = make([]uint16, 1<<c.width)
	for i := range c.table {
		c.table[i] = long
	}
	var next [maxLength + 1]uint32
	word, longer := uint32(0), 0
	for n := 1; n <= maxLength; n++ {
		next[n] = word
		if n > c.width {
			c.offset[n] = int32(longer) - int32(word)
			longer += counts[n]
		}
		word += uint32(counts[n])
		c.limit[n] = word << (maxLength - n)
		word <<= 1
	}
	c.symbols = make([]uint16, longer)
	for symbol, n := range lengths {
		switch n := int(n); {
		case n == 0:
		case n > c.width:
			c.symbols[int(next[n])+int(c.offset[n])] = uint16(symbol)
			next[n]++
		default:
			entry := uint16(symbol<<4 | n)
			for i := int(bits.Reverse32(next[n]) >> (32 - n)); i < len(c.table); i += 1 << n {
				c.table[i] = entry
			}
			next[n]++
		}
	}
}

// find returns the symbol whose word comes next in value, and the word's length.
func (c *prefixCode) find(value uint64) (symbol uint16, length uint64) {
	e := c.table[value&uint64(len(c.table)-1)]
	if e != long {
		return e >> 4, uint64(e & 15)
	}
	word := uint32(bits.Reverse16(uint16(value)) >> 1)
	n := c.width + 1
	for _, limit := range c.limit[n:maxLength] {
		n += int((limit - 1 - word) >> 31) // one more where the word is not below
	}
	return c.symbols[int32(word>>(maxLength-n))+c.offset[n]], uint64(n)
}
