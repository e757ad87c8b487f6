// Package huffman decodes the Huffman codes of OpenEXR's compressions PIZ and DWA:
// words of 16 bits, and one symbol more that repeats the word before it.
//
// A stream begins with five little-endian numbers of 32 bits: the lowest and the
// highest symbol that occur, of which the latter is the repetition; the length of
// the code lengths; the number of bits of the words; nothing. Code lengths of 6
// bits follow, among them two kinds of runs of zeros, then the words' bits, the most
// significant first. Codes are canonical, the longest being the smallest numbers.
//
// Codes of more than 56 bits, which no picture makes, are refused as corrupt.
package huffman

import (
	"encoding/binary"
	"slices"

	"apsync/core/fault"
)

const (
	headerSize = 20
	// symbols is one more than there are words.
	symbols = 1<<16 + 1
	// maxLength is the longest code that is read; the format allows maxCode.
	maxLength = 56
	maxCode   = 58
	// Code lengths from shortRun to longRun-1 stand for 2 to 5 zeros; longRun is
	// followed by 8 bits that say how many more than minLongRun.
	shortRun   = 59
	longRun    = 63
	minLongRun = 6
	// lookupBits are looked up at once.
	lookupBits = 13
)

// Decoder decodes one stream after the other.
type Decoder struct {
	lengths [symbols]uint8
	lookup  [1 << lookupBits]uint32 // symbol<<8 | length, 0 for longer codes
	sorted  []uint32                // symbols by length, then by number
	first   [maxCode + 2]uint64     // the smallest code of a length
	count   [maxCode + 2]int        // codes of a length
	start   [maxCode + 2]int        // of a length in sorted
}

// Decode fills dst with the words of the stream src.
func (d *Decoder) Decode(dst []uint16, src []byte) error {
	if len(dst) == 0 {
		return nil
	}
	if len(src) < headerSize {
		return fault.New(fault.Truncated, "%d bytes of Huffman codes", len(src))
	}
	low, high := binary.LittleEndian.Uint32(src), binary.LittleEndian.Uint32(src[4:])
	if low > high || high >= symbols {
		return fault.New(fault.Corrupt, "Huffman symbols from %d to %d", low, high)
	}
	bitCount := binary.LittleEndian.Uint32(src[12:])
	r := reader{src: src[headerSize:]}
	if err := d.readLengths(&r, int(low), int(high)); err != nil {
		return err
	}
	words := src[len(src)-len(r.src)-int(r.have/8):] // behind the byte that bits were taken of
	if n := (int64(bitCount) + 7) / 8; n < int64(len(words)) {
		words = words[:n]
	}
	if err := d.build(int(low), int(high)); err != nil {
		return err
	}
	return d.decode(dst, words, high)
}

// readLengths reads the code lengths of the symbols low to high.
func (d *Decoder) readLengths(r *reader, low, high int) error {
	for i := low; i <= high; {
		length, ok := r.take(6)
		run := 0
		switch {
		case !ok:
			return fault.New(fault.Truncated, "the Huffman code lengths end at symbol %d of %d", i, high)
		case length == longRun:
			n, _ := r.take(8)
			run = int(n) + minLongRun
		case length >= shortRun:
			run = int(length) - shortRun + 2
		default:
			d.lengths[i] = uint8(length)
			i++
			continue
		}
		if run > high+1-i {
			return fault.New(fault.Corrupt, "a run of %d unused Huffman symbols behind %d of %d", run, i, high)
		}
		clear(d.lengths[i : i+run])
		i += run
	}
	return nil
}

// build makes the codes of the symbols low to high.
func (d *Decoder) build(low, high int) error {
	clear(d.count[:])
	for _, length := range d.lengths[low : high+1] {
		d.count[length]++
	}
	d.count[0] = 0
	if d.count[maxCode] > 0 || d.count[maxCode-1] > 0 {
		return fault.New(fault.Corrupt, "Huffman codes of more than %d bits", maxLength)
	}
	total := 0
	for length := 1; length <= maxLength; length++ {
		d.start[length] = total
		total += d.count[length]
	}
	code := uint64(0)
	for length := maxLength; length > 0; length-- {
		d.first[length] = code
		code += uint64(d.count[length])
		if code > 1<<length {
			return fault.New(fault.Corrupt, "more Huffman codes of %d bits than there can be", length)
		}
		code >>= 1
	}
	d.sort(low, high, total)
	d.fillLookup()
	return nil
}

// sort puts the symbols in the order of their lengths.
func (d *Decoder) sort(low, high, total int) {
	d.sorted = slices.Grow(d.sorted[:0], total)[:total]
	next := d.start
	for i, length := range d.lengths[low : high+1] {
		if length > 0 {
			d.sorted[next[length]] = uint32(low + i)
			next[length]++
		}
	}
}

func (d *Decoder) fillLookup() {
	clear(d.lookup[:])
	for length := 1; length <= lookupBits; length++ {
		for i := range d.count[length] {
			code := int(d.first[length]) + i
			from := code << (lookupBits - length)
			entry := d.sorted[d.start[length]+i]<<8 | uint32(length)
			for j := range 1 << (lookupBits - length) {
				d.lookup[from+j] = entry
			}
		}
	}
}

// decode fills dst with words; repeat is the symbol that repeats the last one.
func (d *Decoder) decode(dst []uint16, src []byte, repeat uint32) error {
	r := reader{src: src}
	for n := 0; n < len(dst); {
		r.fill()
		e := d.lookup[r.bits>>(64-lookupBits)]
		// Three symbols that are looked up and a count need no more than was filled.
		for range 3 {
			length := uint(e & 0xff)
			if length == 0 || e>>8 == repeat || length > r.have || n == len(dst) {
				break
			}
			r.bits <<= length
			r.have -= length
			dst[n] = uint16(e >> 8)
			n++
			e = d.lookup[r.bits>>(64-lookupBits)]
		}
		if n == len(dst) {
			return nil
		}
		if e != 0 && e>>8 != repeat && uint(e&0xff) <= r.have {
			continue
		}
		var err error
		if n, err = d.decodeRare(dst, n, &r, repeat); err != nil {
			return err
		}
	}
	return nil
}

// decodeRare decodes a symbol of any length, repetitions among them, and returns
// how much of dst is filled.
func (d *Decoder) decodeRare(dst []uint16, n int, r *reader, repeat uint32) (int, error) {
	r.fill()
	e := d.lookup[r.bits>>(64-lookupBits)]
	symbol, length := e>>8, uint(e&0xff)
	if length == 0 {
		symbol, length = d.findLong(r.bits)
	}
	if length == 0 {
		return n, fault.New(fault.Corrupt, "no Huffman code stands at word %d of %d", n, len(dst))
	}
	if length > r.have {
		return n, fault.New(fault.Truncated, "the Huffman codes end at word %d of %d", n, len(dst))
	}
	r.bits <<= length
	r.have -= length
	if symbol != repeat {
		dst[n] = uint16(symbol)
		return n + 1, nil
	}
	if n == 0 {
		return n, fault.New(fault.Corrupt, "the Huffman codes begin with a repetition")
	}
	count, ok := r.take(8)
	if !ok || int(count) > len(dst)-n {
		return n, fault.New(fault.Corrupt, "word %d of %d is repeated %d times", n, len(dst), count)
	}
	for i := range dst[n : n+int(count)] {
		dst[n+i] = dst[n-1]
	}
	return n + int(count), nil
}

// findLong returns the symbol whose code, longer than what is looked up, bits begins
// with, and the code's length, 0 where there is none.
func (d *Decoder) findLong(bits uint64) (symbol uint32, length uint) {
	for length = lookupBits + 1; length <= maxLength; length++ {
		i := bits>>(64-length) - d.first[length]
		if i < uint64(d.count[length]) {
			return d.sorted[d.start[length]+int(i)], length
		}
	}
	return 0, 0
}

// reader reads bits, the most significant first.
type reader struct {
	src  []byte
	bits uint64 // the next, at the top
	have uint
}

// fill makes at least 56 bits ready, or all that are left.
func (r *reader) fill() {
	if len(r.src) >= 8 {
		r.bits |= binary.BigEndian.Uint64(r.src) >> r.have
		r.src = r.src[(63-r.have)>>3:]
		r.have |= 56
		return
	}
	for r.have <= 56 && len(r.src) > 0 {
		r.bits |= uint64(r.src[0]) << (56 - r.have)
		r.src = r.src[1:]
		r.have += 8
	}
}

// take returns the next n bits, at most 8.
func (r *reader) take(n uint) (uint64, bool) {
	if r.have < n {
		r.fill()
		if r.have < n {
			return 0, false
		}
	}
	v := r.bits >> (64 - n)
	r.bits <<= n
	r.have -= n
	return v, true
}
