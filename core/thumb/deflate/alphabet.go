package deflate

import "math/bits"

// The alphabets (RFC 1951 §3.2.5).
const (
	endOfBlock     = 256
	firstOfLengths = 257
	symbols        = 286 // literals, the end, lengths
	distances      = 30
	// lengthSymbols is how many symbols lengths of codes are written with (§3.2.7).
	lengthSymbols = 19
)

// lengthOrder is in what order the lengths of the codes of those are written.
var lengthOrder = [lengthSymbols]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// alphabet is what one block is written with.
type alphabet struct {
	counts         [symbols]uint32
	distanceCounts [distances]uint32

	lengths       [symbols + distances]uint8 // of the codes of both
	codes         [symbols]code
	distanceCodes [distances]code
	// matches are the codes of the lengths of matches from minMatch on, with what says
	// which of several a symbol means.
	matches [maxMatch - minMatch + 1]code
	tree    tree
}

// prepare makes codes of counts.
func (a *alphabet) prepare() {
	a.counts[endOfBlock] = 1
	a.tree.build(a.lengths[:symbols], a.counts[:], maxBits)
	assign(a.codes[:], a.lengths[:symbols])
	if used(a.distanceCounts[:]) == 0 {
		a.distanceCounts[0] = 1 // one must be described (§3.2.7)
	}
	a.tree.build(a.lengths[symbols:], a.distanceCounts[:], maxBits)
	assign(a.distanceCodes[:], a.lengths[symbols:])
}

// prepareMatches fills matches.
func (a *alphabet) prepareMatches() {
	for i := range a.matches {
		symbol, extra, n := lengthSymbol(i + minMatch)
		c := a.codes[symbol]
		a.matches[i] = (c>>8|code(extra)<<(c&0xff))<<8 | c&0xff + code(n)
	}
}

// lengthSymbol returns the symbol of a length, and n bits that follow it.
func lengthSymbol(length int) (symbol int, extra uint32, n uint) {
	if length == maxMatch {
		return symbols - 1, 0, 0
	}
	v := uint32(length - minMatch)
	if v < 8 {
		return firstOfLengths + int(v), 0, 0
	}
	n = uint(bits.Len32(v) - 3)
	return firstOfLengths + int(n)*4 + int(v>>n), v & (1<<n - 1), n
}

// distanceSymbol returns the symbol of a distance less one, and how many of its lowest
// bits follow it.
func distanceSymbol(before uint32) (symbol int, n uint) {
	if before < 4 {
		return int(before), 0
	}
	n = uint(bits.Len32(before) - 2)
	return int(n)*2 + int(before>>n), n
}

// used returns how many counts there are up to the last that is not 0.
func used(counts []uint32) int {
	n := len(counts)
	for n > 0 && counts[n-1] == 0 {
		n--
	}
	return n
}

// writeHeader begins a block with dynamic codes that is not the last (RFC 1951
// §3.2.7).
func (a *alphabet) writeHeader(w *writer) {
	literals, matches := used(a.counts[:]), used(a.distanceCounts[:])
	var all [symbols + distances]uint8
	copy(all[:], a.lengths[:literals])
	copy(all[literals:], a.lengths[symbols:symbols+matches])
	var runs [symbols + distances]run
	var counts [lengthSymbols]uint32
	n := 0
	for rest := all[:literals+matches]; len(rest) > 0; n++ {
		runs[n] = firstRun(rest)
		counts[runs[n].symbol]++
		rest = rest[runs[n].covers:]
	}
	var lengths [lengthSymbols]uint8
	var codes [lengthSymbols]code
	a.tree.build(lengths[:], counts[:], 7)
	assign(codes[:], lengths[:])
	described := lengthSymbols
	for described > 4 && lengths[lengthOrder[described-1]] == 0 {
		described--
	}
	w.write(2<<1, 3)
	w.write(uint32(literals-firstOfLengths), 5)
	w.write(uint32(matches-1), 5)
	w.write(uint32(described-4), 4)
	for _, symbol := range lengthOrder[:described] {
		w.write(uint32(lengths[symbol]), 3)
	}
	for _, r := range runs[:n] {
		w.code(codes[r.symbol])
		w.write(uint32(r.extra), uint(r.extraBits))
	}
}

// run is a symbol of the alphabet of lengths and how many lengths it stands for.
type run struct {
	symbol, extra, extraBits uint8
	covers                   int
}

// firstRun returns the symbol for the first of lengths, or for as many zeros as one
// can stand for.
func firstRun(lengths []uint8) run {
	n := 0
	for n < min(len(lengths), 138) && lengths[n] == 0 {
		n++
	}
	switch {
	case n >= 11:
		return run{18, uint8(n - 11), 7, n}
	case n >= 3:
		return run{17, uint8(n - 3), 3, n}
	default:
		return run{symbol: lengths[0], covers: 1}
	}
}
