package inflate

import "math/bits"

// Widths of the tables, in bits of a code.
const (
	literalBits  = 11
	distanceBits = 9
	lengthBits   = 7 // the longest there is
	maxCodeBits  = 15
)

// Sizes of the tables with those for longer codes behind them, rounded up to powers
// of two: at most 2342 entries of literals and 594 of distances are used, whatever
// the code.
const (
	literalSize  = 4096
	distanceSize = 1024
)

// An entry says what a code stands for. All have in their lowest six bits how many
// bits are used up.
//
//	literals  number<<6 | bytes<<8: one to three, the first lowest
//	length    length of the code<<8 | mask of the extra bits<<12 | base<<17
//	distance  length of the code<<8 | mask of the extra bits<<12, from base<<? on
//	others    isSpecial: a table of longer codes, the end of a block, no code
type entry = uint32

const (
	usedMask    = 63
	isLiteral   = 3 << 6
	isSpecial   = 1 << 31
	isTable     = 1 << 30 // bits of the table<<8 | its place<<12
	isEnd       = 1 << 29
	oneLiteral  = 1 << 6
	noCode      = isSpecial
	endOfBlock  = 256
	firstLength = 257
)

// tables are those of a block.
type tables struct {
	// multi decodes up to three literals at once, single one symbol.
	multi       [1 << literalBits]entry
	single      [literalSize]entry
	distances   [distanceSize]entry
	lengthTable [1 << lengthBits]entry
	sorted      [288]uint16
	fixed       bool // the tables are those of fixed codes
}

// lengthBase and lengthExtra are the match lengths of symbols 257 to 285, distBase and
// distExtra the distances of 0 to 29 (RFC 1951 §3.2.5).
var (
	lengthBase = [29]uint16{
		3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
	}
	lengthExtra = [29]uint8{
		0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
	}
	distBase = [30]uint16{
		1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
		8193, 12289, 16385, 24577,
	}
	distExtra = [30]uint8{
		0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
	}
)

// literalEntry returns the entry of a symbol of the literals' alphabet whose code
// has n bits.
func literalEntry(symbol uint16, n uint32) entry {
	switch {
	case symbol < endOfBlock:
		return uint32(symbol)<<8 | oneLiteral | n
	case symbol == endOfBlock:
		return isSpecial | isEnd | n
	case symbol >= maxLiterals:
		return noCode | n
	}
	i := symbol - firstLength
	extra := uint32(lengthExtra[i])
	return uint32(lengthBase[i])<<17 | (1<<extra-1)<<12 | n<<8 | (n + extra)
}

// distanceEntry returns the entry of a distance: its bits, the length of its code
// at 6, its extra bits at 10 and its base at 14.
func distanceEntry(symbol uint16, n uint32) entry {
	if symbol >= maxDistances {
		return noCode | n
	}
	extra := uint32(distExtra[symbol])
	return uint32(distBase[symbol])<<14 | extra<<10 | n<<6 | (n + extra)
}

// lengthEntry returns the entry of a code length: it at 8.
func lengthEntry(symbol uint16, n uint32) entry { return uint32(symbol)<<8 | n }

// buildLengths makes the table of the code of code lengths.
func (t *tables) buildLengths(sizes []uint8) bool {
	return t.build(t.lengthTable[:], lengthBits, sizes, lengthEntry, 0)
}

func (t *tables) buildLiterals(sizes []uint8) bool {
	t.fixed = false
	if !t.build(t.single[:], literalBits, sizes, literalEntry, noCode) {
		return false
	}
	t.join(sizes)
	return true
}

func (t *tables) buildDistances(sizes []uint8) bool {
	return t.build(t.distances[:], distanceBits, sizes, distanceEntry, noCode)
}

// useFixed makes the tables of the fixed codes (RFC 1951 §3.2.6).
func (t *tables) useFixed() {
	if t.fixed {
		return
	}
	var sizes [288]uint8
	for i := range sizes {
		switch {
		case i < 144, i >= 280:
			sizes[i] = 8
		case i < 256:
			sizes[i] = 9
		default:
			sizes[i] = 7
		}
	}
	t.buildLiterals(sizes[:])
	for i := range 32 {
		sizes[i] = 5
	}
	t.buildDistances(sizes[:32])
	t.fixed = true
}

// join makes multi: single, with literals whose codes together fit the table in one
// entry.
func (t *tables) join(sizes []uint8) {
	var present uint // the lengths of the literals' codes
	for _, n := range sizes[:endOfBlock] {
		present |= 1 << (n & maxCodeBits)
	}
	// After a literal of n bits, rest bits are left of an entry's index, which choose
	// from the second half of as many entries.
	var seconds [1 << literalBits]entry
	for rest := range uint(literalBits) {
		if present>>(literalBits-rest)&1 == 1 {
			t.joinTwo(seconds[1<<rest:2<<rest], uint32(rest))
		}
	}
	single := t.single[:1<<literalBits]
	for i, e := range single {
		if e&isLiteral != 0 {
			n := e & 15
			e += behind(seconds[(1<<literalBits|uint32(i))>>n&(1<<literalBits-1)])
		}
		t.multi[i] = e
	}
}

// joinTwo fills table with up to two literals whose codes are within rest bits.
func (t *tables) joinTwo(table []entry, rest uint32) {
	single := (*[1 << literalBits]entry)(t.single[:])
	for i := range table {
		e := single[i&(1<<literalBits-1)]
		n := e & usedMask
		if e&isLiteral == 0 || n > rest {
			table[i] = 0
			continue
		}
		next := single[uint32(i)>>(n&15)&(1<<literalBits-1)]
		if next&isLiteral != 0 && n+next&usedMask <= rest {
			e += behind(next)
		}
		table[i] = e
	}
}

// behind returns what an entry of literals adds to that of one literal before it.
func behind(e entry) entry { return e&0xff + e&0xffff00<<8 }

// build fills a table of the given width for the code whose lengths are sizes, with
// tables for longer codes behind it. It returns false for lengths that make no
// complete code, but for no code at all and one of a single bit.
func (t *tables) build(table []entry, width uint, sizes []uint8, of func(uint16, uint32) entry, none entry) bool {
	var counts [maxCodeBits + 1]int
	for _, n := range sizes {
		counts[n&maxCodeBits]++
	}
	symbols := t.sort(sizes, &counts)
	if len(symbols) == 0 || len(symbols) == 1 && counts[1] == 1 {
		fill(table[:1<<width], none)
		for i := 0; len(symbols) == 1 && i < 1<<width; i += 2 {
			table[i] = of(symbols[0], 1)
		}
		return true
	}
	left := 1
	for _, n := range counts[1:] {
		left = left<<1 - n
		if left < 0 {
			return false
		}
	}
	if left != 0 {
		return false
	}
	w := writer{table: table, width: width, counts: &counts, of: of}
	w.write(symbols)
	return true
}

func fill(table []entry, e entry) {
	for i := range table {
		table[i] = e
	}
}

// sort returns the symbols that have codes in the order of these.
func (t *tables) sort(sizes []uint8, counts *[maxCodeBits + 1]int) []uint16 {
	var next [maxCodeBits + 1]int
	for n := 1; n < maxCodeBits; n++ {
		next[n+1] = next[n] + counts[n]
	}
	total := next[maxCodeBits] + counts[maxCodeBits]
	for symbol, n := range sizes {
		if n != 0 {
			t.sorted[next[n&maxCodeBits]] = uint16(symbol)
			next[n&maxCodeBits]++
		}
	}
	return t.sorted[:total]
}

// writer writes a complete code's entries in the order of its codes, which count up
// from their first bit, the lowest.
type writer struct {
	table  []entry
	width  uint
	counts *[maxCodeBits + 1]int
	of     func(uint16, uint32) entry
}

func (w *writer) write(symbols []uint16) {
	code := uint(0)
	for n := uint(1); n <= w.width; n++ {
		for range w.counts[n] {
			w.table[code] = w.of(symbols[0], uint32(n))
			symbols = symbols[1:]
			code = following(code, n)
		}
		if n < w.width { // as codes of n bits and any other
			copy(w.table[1<<n:2<<n], w.table[:1<<n])
		}
	}
	w.writeLonger(symbols, code)
}

// writeLonger writes the codes that are longer than the table is wide, into tables
// of their own: one for each beginning.
func (w *writer) writeLonger(symbols []uint16, code uint) {
	mask := uint(1)<<w.width - 1
	start, end := uint(0), uint(1)<<w.width
	beginning := ^uint(0)
	var size uint
	n := w.width + 1
	left := w.counts[min(n, maxCodeBits)]
	for len(symbols) > 0 {
		for left == 0 {
			n++
			left = w.counts[n]
		}
		if code&mask != beginning {
			beginning = code & mask
			size = w.sizeFrom(n, left)
			start = end
			end += 1 << size
			w.table[beginning] = isSpecial | isTable | uint32(start)<<12 | uint32(size)<<8 | uint32(w.width)
		}
		e := w.of(symbols[0], uint32(n-w.width))
		for i := start + code>>w.width; i < end; i += 1 << (n - w.width) {
			w.table[i] = e
		}
		symbols = symbols[1:]
		code = following(code, n)
		left--
	}
}

// sizeFrom returns the width of the table for a beginning whose first code has n
// bits, of which left are still to be written.
func (w *writer) sizeFrom(n uint, left int) uint {
	size := n - w.width
	for used := left; used < 1<<size && size+w.width < maxCodeBits; {
		size++
		used = used<<1 + w.counts[w.width+size]
	}
	return size
}

// following returns the code of n bits after code: the bits count from the last on,
// which is the highest. After the last code comes 0.
func following(code, n uint) uint {
	zeros := ^code & (1<<n - 1)
	if zeros == 0 {
		return 0
	}
	top := uint(1) << (bits.Len(zeros) - 1)
	return code&(top-1) | top
}
