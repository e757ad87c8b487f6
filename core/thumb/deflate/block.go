package deflate

const (
	endOfBlock = 256
	// symbols are literals and the end; there are no lengths.
	symbols = 257
	// lengthSymbols is how many symbols lengths of codes are written with (RFC 1951
	// §3.2.7).
	lengthSymbols = 19
)

// lengthOrder is in what order the lengths of the codes of those are written.
var lengthOrder = [lengthSymbols]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// alphabet is what one block is written with.
type alphabet struct {
	counts [symbols]uint32
	// lengths are those of the codes, and of that of a distance, which is never used
	// but must be described.
	lengths [symbols + 1]uint8
	codes   [symbols]code
	tree    tree
}

// prepare makes codes of counts.
func (a *alphabet) prepare() {
	a.counts[endOfBlock] = 1
	a.tree.build(a.lengths[:symbols], a.counts[:], maxBits)
	assign(a.codes[:], a.lengths[:symbols])
	a.lengths[symbols] = 1
}

// writeHeader begins a block with dynamic codes that is not the last (RFC 1951
// §3.2.7).
func (a *alphabet) writeHeader(w *writer) {
	var runs [symbols + 1]run
	var counts [lengthSymbols]uint32
	n := 0
	for rest := a.lengths[:]; len(rest) > 0; n++ {
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
	w.write(symbols-257, 5)
	w.write(0, 5) // one distance
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
