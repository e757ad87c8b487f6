package jpeg

import (
	"apsync/core/bits"
	"apsync/core/fault"
)

// Codes are looked up by the bits that come next: so many that most of them, and
// most coefficients with their codes, are found at once.
const (
	codeBits  = 10 // of tables of codes
	valueBits = 12 // of tables of coefficients
)

// huffman is a Huffman table (T.81 §C, §F.2.2.3): as the file gives it, and the
// look-up tables made of that when they are first wanted.
type huffman struct {
	counts  [17]int // codes of each length
	symbols []byte  // in the order of their codes

	// codes gives, for the next codeBits bits, the length of the code in the high
	// byte and its symbol in the low; 0 where the code is longer.
	codes [1 << codeBits]uint16
	// above is, for each length, the first code that is too large for it, in the
	// high bits of 16; first is what to add to a code for the index of its symbol.
	above [17]uint32
	first [17]int

	values *valueTable
	steps  *stepTable
}

// readHuffman reads one table of a DHT segment behind its selector.
func readHuffman(c *bits.Cursor) (*huffman, error) {
	t := new(huffman)
	total := 0
	for length := 1; length <= 16; length++ {
		t.counts[length] = int(c.U8())
		total += t.counts[length]
	}
	if c.Err() == nil && (total == 0 || total > 256) {
		return nil, fault.New(fault.Corrupt, "huffman table with %d codes, not 1 to 256", total)
	}
	t.symbols = c.Bytes(total)
	if c.Err() != nil {
		return nil, c.Err()
	}
	return t, t.index()
}

// index assigns the codes (T.81 §C.2).
func (t *huffman) index() error {
	code, n := 0, 0
	for length := 1; length <= 16; length++ {
		count := t.counts[length]
		if code+count > 1<<length {
			return fault.New(fault.Corrupt, "huffman table with more codes of %d bits than there can be", length)
		}
		t.first[length] = n - code
		for range count {
			if length <= codeBits {
				entry := uint16(length)<<8 | uint16(t.symbols[n])
				low := code << (codeBits - length)
				fill(t.codes[low:low+1<<(codeBits-length)], entry)
			}
			code++
			n++
		}
		t.above[length] = uint32(code) << (16 - length)
		code <<= 1
	}
	return nil
}

// long returns length and symbol of the code in the high bits of next where codes
// does not have it. The length is 0 where there is no such code.
func (t *huffman) long(next uint64) (length uint, symbol byte) {
	code := uint32(next >> 48)
	for length := codeBits + 1; length <= 16; length++ {
		if code < t.above[length] {
			return uint(length), t.symbols[int(code>>(16-length))+t.first[length]]
		}
	}
	return 0, 0
}

// find returns length and symbol of the code in the high bits of next, 0 where
// there is no such code.
func (t *huffman) find(next uint64) (length uint, symbol byte) {
	if entry := t.codes[next>>(64-codeBits)]; entry != 0 {
		return uint(entry >> 8), byte(entry)
	}
	return t.long(next)
}

// valueTable gives, for the next valueBits bits, a coefficient together with the
// zeros before it, if code and value have no more bits than that. An entry is
//
//	bits 0–3    bits of code and value; 0 for the entries below
//	bits 4–7    zeros before the coefficient
//	bits 16–31  the coefficient; 0, with 15 zeros before it, for ZRL
//
// where the value does not fit, and for ends of blocks and bands,
//
//	bits 4–7    bits of the code
//	bits 8–15   its symbol
//
// and 0 where the code itself does not fit.
type valueTable [1 << valueBits]uint32

// symbolZRL stands for sixteen zeros (T.81 §F.1.2.2.1).
const symbolZRL = 0xf0

// wantValues makes t.values.
func (t *huffman) wantValues() {
	if t.values != nil {
		return
	}
	t.values = new(valueTable)
	code, n := 0, 0
	for length := 1; length <= valueBits; length++ {
		for range t.counts[length] {
			low := code << (valueBits - length)
			t.values.define(low, length, t.symbols[n])
			code++
			n++
		}
		code <<= 1
	}
}

// define fills the entries from low on for a symbol whose code has length bits.
func (v *valueTable) define(low, length int, symbol byte) {
	run, size := uint32(symbol>>4), int(symbol&15)
	free := valueBits - length
	switch {
	case symbol == symbolZRL:
		fill(v[low:low+1<<free], uint32(length)|run<<4)
	case size == 0 || size > free:
		fill(v[low:low+1<<free], uint32(length)<<4|uint32(symbol)<<8)
	default:
		free -= size
		for m := range 1 << size {
			value := uint32(uint16(extend(m, size)))
			at := low + m<<free
			fill(v[at:at+1<<free], uint32(length+size)|run<<4|value<<16)
		}
	}
}

// extend returns the number that size bits stand for (T.81 figure F.12).
func extend(bits, size int) int {
	if bits < 1<<size>>1 {
		return bits - 1<<size + 1
	}
	return bits
}

// fill sets every entry of a table's part.
func fill[T uint8 | uint16 | uint32](entries []T, entry T) {
	for i := range entries {
		entries[i] = entry
	}
}

// prepare makes the look-up tables for AC coefficients of which those of blocks
// become side samples.
func (t *huffman) prepare(s *scan, side int, buffered bool) {
	switch {
	case s.high > 0: // single bits and few codes
	case side == 1 && !buffered:
		t.wantSteps()
	case side < 8 && !buffered:
		t.wantSteps()
		t.wantValues()
	default:
		t.wantValues()
	}
}
