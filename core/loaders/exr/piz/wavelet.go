package piz

// plane is words of one kind, step apart in rows that are stride apart.
type plane struct {
	words        []uint16
	w, h         int
	step, stride int
}

// small is the number of words up to which wavelets need no wrapping.
const small = 1 << 14

// unwave undoes the wavelet of words up to highest. Averages of 2×2 words lie at
// their upper left, which are averaged again, and so on.
func (p *plane) unwave(highest uint16) {
	level := 1
	for level <= min(p.w, p.h) {
		level <<= 1
	}
	for level >>= 2; level >= 1; level >>= 1 {
		p.unwaveLevel(level, highest < small)
	}
}

// unwaveLevel undoes the wavelet between words that are distance apart.
func (p *plane) unwaveLevel(distance int, narrow bool) {
	across, down := distance*p.step, distance*p.stride
	pairs := p.w / (2 * distance)
	y := 0
	for ; y+2*distance <= p.h; y += 2 * distance {
		upper := p.words[y*p.stride:]
		if narrow {
			unwaveRowsNarrow(upper, across, down, pairs)
		} else {
			unwaveRowsWide(upper, across, down, pairs)
		}
		if p.w&distance != 0 {
			at := 2 * pairs * across
			upper[at], upper[at+down] = unpair(upper[at], upper[at+down], narrow)
		}
	}
	if p.h&distance == 0 {
		return
	}
	row := p.words[y*p.stride:]
	for i := range pairs {
		at := 2 * i * across
		row[at], row[at+across] = unpair(row[at], row[at+across], narrow)
	}
}

// unwaveRowsNarrow undoes 2×2 words of two rows, pairs times.
func unwaveRowsNarrow(rows []uint16, across, down, pairs int) {
	for ; pairs > 0; pairs-- {
		a, b := unpairNarrow(rows[0], rows[down])
		c, d := unpairNarrow(rows[across], rows[down+across])
		rows[0], rows[across] = unpairNarrow(a, c)
		rows[down], rows[down+across] = unpairNarrow(b, d)
		if pairs > 1 {
			rows = rows[2*across:]
		}
	}
}

// unwaveRowsWide is unwaveRowsNarrow for words that wrap.
func unwaveRowsWide(rows []uint16, across, down, pairs int) {
	for ; pairs > 0; pairs-- {
		a, b := unpairWide(rows[0], rows[down])
		c, d := unpairWide(rows[across], rows[down+across])
		rows[0], rows[across] = unpairWide(a, c)
		rows[down], rows[down+across] = unpairWide(b, d)
		if pairs > 1 {
			rows = rows[2*across:]
		}
	}
}

func unpair(average, difference uint16, narrow bool) (first, second uint16) {
	if narrow {
		return unpairNarrow(average, difference)
	}
	return unpairWide(average, difference)
}

// unpairNarrow returns two words by their average, rounded down, and difference.
func unpairNarrow(average, difference uint16) (first, second uint16) {
	d := int32(int16(difference))
	a := int32(int16(average)) + d&1 + d>>1
	return uint16(a), uint16(a - d)
}

// unpairWide returns two words by their average and difference modulo 1<<16.
func unpairWide(average, difference uint16) (first, second uint16) {
	second = average - difference>>1
	return difference + second - 1<<15, second
}
