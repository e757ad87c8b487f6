package ktx

import (
	"math/bits"

	"apsync/core/fault"
)

// Huffman codes of BasisLZ (KTX 2.0, appendix "BasisLZ/ETC1S Bitstream").

// bitReader reads bits from the lowest of each byte up. Behind the end there are zeros.
type bitReader struct {
	data []byte
	bits uint64
	n    int // of bits
	over int // bytes read behind the end
}

// slack is how many bytes behind the end a sound stream may look at.
const slack = 16

// fill makes sure that there are 32 bits.
func (r *bitReader) fill() {
	for r.n <= 32 {
		if len(r.data) > 0 {
			r.bits |= uint64(r.data[0]) << r.n
			r.data = r.data[1:]
		} else {
			r.over++
		}
		r.n += 8
	}
}

// take returns the next n bits, at most 16.
func (r *bitReader) take(n int) uint32 {
	r.fill()
	v := uint32(r.bits & (1<<n - 1))
	r.bits >>= n
	r.n -= n
	return v
}

// err returns an error if more was read than there is.
func (r *bitReader) err() error {
	if r.over > slack {
		return fault.New(fault.Truncated, "basislz data end too early")
	}
	return nil
}

// variable returns a number in groups of n bits, of which another tells whether there
// are more.
func (r *bitReader) variable(n int) (v uint32) {
	for at := 0; at < 32; at += n {
		group := r.take(n + 1)
		v |= group & (1<<n - 1) << at
		if group>>n == 0 {
			break
		}
	}
	return v
}

// maxCode is the longest code, in bits.
const maxCode = 16

// huffman is a table of codes: for the next bits, the symbol and, in the lowest five
// bits, the length of its code, 0 where there is none.
type huffman struct {
	table []uint32
	width int
}

// newHuffman makes the table of canonical codes with these lengths.
func newHuffman(lengths []uint8) (h huffman, err error) {
	var count, next [maxCode + 2]uint32
	for _, n := range lengths {
		count[n]++
		h.width = max(h.width, int(n))
	}
	count[0] = 0
	for n := 1; n <= maxCode; n++ {
		next[n+1] = (next[n] + count[n]) << 1
		if next[n]+count[n] > 1<<n {
			return h, fault.New(fault.Corrupt, "basislz: more codes of %d bits than there are", n)
		}
	}
	h.table = make([]uint32, 1<<h.width)
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		code := bits.Reverse32(next[n]) >> (32 - n)
		next[n]++
		for i := code; i < 1<<h.width; i += 1 << n {
			h.table[i] = uint32(symbol)<<5 | uint32(n)
		}
	}
	return h, nil
}

// read returns the next symbol. What is no code counts as one bit behind the end.
func (h *huffman) read(r *bitReader) uint32 {
	r.fill()
	entry := h.table[r.bits&uint64(len(h.table)-1)]
	n := entry & 31
	if n == 0 {
		r.over += slack + 1
		return 0
	}
	r.bits >>= n
	r.n -= int(n)
	return entry >> 5
}

// lengthOrder is the order in which the lengths of the codes for lengths come.
var lengthOrder = [21]uint8{17, 18, 19, 20, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15, 16}

// readHuffman reads a table of codes.
func readHuffman(r *bitReader) (huffman, error) {
	total, n := int(r.take(14)), int(r.take(5))
	if n > len(lengthOrder) {
		return huffman{}, fault.New(fault.Corrupt, "basislz: %d lengths of code lengths", n)
	}
	var small [len(lengthOrder)]uint8
	for _, symbol := range lengthOrder[:n] {
		small[symbol] = uint8(r.take(3))
	}
	codes, err := newHuffman(small[:])
	if err != nil {
		return codes, err
	}
	lengths := make([]uint8, 0, total)
	for len(lengths) < total {
		symbol := codes.read(r)
		if err := r.err(); err != nil {
			return codes, err
		}
		run, value := runOf(r, symbol)
		if symbol > 18 {
			if len(lengths) == 0 {
				return codes, fault.New(fault.Corrupt, "basislz: nothing to repeat")
			}
			value = lengths[len(lengths)-1]
		}
		if run > total-len(lengths) {
			return codes, fault.New(fault.Corrupt, "basislz: more than %d code lengths", total)
		}
		for range run {
			lengths = append(lengths, value)
		}
	}
	return newHuffman(lengths)
}

// runOf returns how often a symbol's length comes, and which it is where it is not that
// of the one before.
func runOf(r *bitReader, symbol uint32) (run int, length uint8) {
	switch symbol {
	case 17:
		return int(r.take(3)) + 3, 0
	case 18:
		return int(r.take(7)) + 11, 0
	case 19:
		return int(r.take(2)) + 3, 0
	case 20:
		return int(r.take(7)) + 7, 0
	}
	return 1, uint8(symbol)
}
