package jpeg

// stepTable steps over AC coefficients that nobody wants: for the next valueBits
// bits it says how many of them are whole codes with their values, and how far
// those lead. An entry is
//
//	bits 0–3   bits stepped over
//	bits 4–15  coefficients stepped over, plus endOfBlock or noStep
type stepTable [1 << valueBits]uint16

const (
	endOfBlock = 1 << 7 // the last code is the end of the block
	noStep     = 1 << 8 // the first code or its value has more bits
)

// wantSteps makes t.steps.
func (t *huffman) wantSteps() {
	if t.steps != nil {
		return
	}
	t.wantValues()
	t.steps = new(stepTable)
	for next := range t.steps {
		t.steps[next] = t.step(uint32(next))
	}
}

// step makes the entry for the bits of next: as many codes as lie in them whole.
func (t *huffman) step(next uint32) uint16 {
	used, count := 0, 0
	for {
		size, zeros := t.single(next << used & (1<<valueBits - 1))
		if size == 0 || used+size > valueBits || count+zeros >= 64 {
			break
		}
		used += size
		if zeros == 0 {
			return uint16(used | (count|endOfBlock)<<4)
		}
		count += zeros
	}
	if used == 0 {
		return noStep << 4
	}
	return uint16(used | count<<4)
}

// single returns how many bits the first code in next and its value have, and how
// many coefficients they make: none at the end of a block. Bits is 0 where the code
// or its value have more than valueBits.
func (t *huffman) single(next uint32) (bits, coefficients int) {
	entry := t.values[next]
	if n := entry & 15; n > 0 {
		return int(n), int(entry>>4&15) + 1
	}
	length, symbol := int(entry>>4&15), byte(entry>>8)
	if length == 0 || symbol&15 != 0 {
		return 0, 0
	}
	return length, 0
}
