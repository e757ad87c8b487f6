package jpeg

// stepTable steps over coefficients that nobody wants: for the next stepBits bits it
// says how far the whole codes in them lead. The value of the last one may lie beyond
// them. An entry is
//
//	bits 0–5   bits stepped over, at most mostStep
//	bits 6–13  coefficients stepped over, plus stepEnd or noStep
type stepTable [1 << stepBits]uint16

const (
	stepBits  = 12
	mostStep  = 19 // three steps are made of what is loaded at once, 57 bits
	stepShift = 6
	stepSize  = 1<<stepShift - 1

	// Added to the number of a coefficient, 0 to 63, a step leads to a number whose bit
	// noStep is set where the block would be full, which takes a look at single codes,
	// else its bit stepEnd where the block ends.
	noStep  = 1 << 6 // the first code has more bits than the table looks at, or leads too far
	stepEnd = 1 << 7 // the last code is the end of the block
)

// wantDifferenceSteps makes t.steps of a table for DC coefficients, of which a block
// has one.
func (t *huffman) wantDifferenceSteps() {
	if t.steps == nil {
		t.steps, _ = t.singleSteps(func(byte) uint16 { return 1 })
	}
}

// wantSteps makes t.steps of a table for AC coefficients.
func (t *huffman) wantSteps() {
	if t.steps != nil {
		return
	}
	singles, lengths := t.singleSteps(func(symbol byte) uint16 {
		if symbol&15 == 0 && symbol != symbolZRL {
			return stepEnd
		}
		return uint16(symbol>>4) + 1
	})
	t.steps = new(stepTable)
	for next := range t.steps {
		t.steps[next] = singles.several(lengths, uint(next))
	}
}

// singleSteps returns steps over one code each, of which leads tells how far they
// lead, and the lengths of the codes; 0 where there is none.
func (t *huffman) singleSteps(leads func(symbol byte) uint16) (*stepTable, *[1 << stepBits]uint8) {
	steps, lengths := new(stepTable), new([1 << stepBits]uint8)
	code, n := 0, 0
	for length := 1; length <= stepBits; length++ {
		for range t.counts[length] {
			symbol := t.symbols[n]
			from, to := code<<(stepBits-length), (code+1)<<(stepBits-length)
			if size := length + int(symbol&15); size <= mostStep {
				fill(steps[from:to], uint16(size)|leads(symbol)<<stepShift)
				fill(lengths[from:to], uint8(length))
			} else {
				fill(steps[from:to], noStep<<stepShift)
			}
			code++
			n++
		}
		code <<= 1
	}
	fill(steps[code>>1:], noStep<<stepShift)
	return steps, lengths
}

// several makes the entry for the bits of next: as many codes as lie in them whole.
func (t *stepTable) several(lengths *[1 << stepBits]uint8, next uint) uint16 {
	used, count := uint(0), uint16(0)
	for used < stepBits && count < stepEnd {
		rest := next << used % (1 << stepBits)
		length, size, to := uint(lengths[rest]), uint(t[rest]&stepSize), count+t[rest]>>stepShift
		if length == 0 || used+length > stepBits || used+size > mostStep || to&noStep != 0 {
			break // the zeros behind next may have made up a code
		}
		used += size
		count = to
	}
	if used == 0 {
		return noStep << stepShift
	}
	return uint16(used) | count<<stepShift
}
