package inflate

// Sizes of the alphabets (RFC 1951 §3.2.5, §3.2.7).
const (
	maxLiterals  = 286
	maxDistances = 30
	maxLengths   = 19
)

// readBlock reads the header of a block (RFC 1951 §3.2.3), or finds that there is
// none.
func (d *Decoder) readBlock() error {
	if d.final {
		d.step = stepTrailer
		return nil
	}
	head, err := d.take(3)
	if err != nil {
		return err
	}
	d.final = head&1 == 1
	switch head >> 1 {
	case 0:
		return d.readStored()
	case 1:
		d.step = stepSymbols
		d.useFixed()
		return nil
	case 2:
		d.step = stepSymbols
		return d.readCodes()
	}
	return d.damaged("a block of type 3")
}

// readStored reads the length of a stored block (RFC 1951 §3.2.4).
func (d *Decoder) readStored() error {
	d.drop(d.n & 7)
	sizes, err := d.take(32)
	if err != nil {
		return err
	}
	if sizes&0xffff != ^sizes>>16 {
		return d.damaged("a stored block contradicts its length")
	}
	d.stored = int(sizes & 0xffff)
	d.step = stepStored
	if d.stored == 0 {
		d.step = stepBlock
	}
	return nil
}

// copyStored copies bytes of a stored block.
func (d *Decoder) copyStored(out []byte, at int) (int, error) {
	d.putBack()
	for d.stored > 0 && at < len(out) {
		if d.pos == len(d.in) && !d.more() {
			return at, d.ended()
		}
		n := copy(out[at:min(len(out), at+d.stored)], d.in[d.pos:])
		d.pos += n
		d.stored -= n
		at += n
	}
	if d.stored == 0 {
		d.step = stepBlock
	}
	return at, nil
}

// lengthOrder is the order of the lengths of the code of lengths (RFC 1951 §3.2.7).
var lengthOrder = [maxLengths]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// readCodes reads the codes of a block (RFC 1951 §3.2.7).
func (d *Decoder) readCodes() error {
	head, err := d.take(14)
	if err != nil {
		return err
	}
	literals, distances, lengths := int(head&31)+257, int(head>>5&31)+1, int(head>>10)+4
	if literals > maxLiterals || distances > maxDistances {
		return d.damaged("codes for more symbols than there are")
	}
	var sizes [maxLengths]uint8
	for _, symbol := range lengthOrder[:lengths] {
		v, err := d.take(3)
		if err != nil {
			return err
		}
		sizes[symbol] = uint8(v)
	}
	if !d.buildLengths(sizes[:]) {
		return d.damaged("the code of code lengths")
	}
	var all [maxLiterals + maxDistances]uint8
	if err := d.readLengths(all[:literals+distances]); err != nil {
		return err
	}
	if !d.buildLiterals(all[:literals]) || !d.buildDistances(all[literals:literals+distances]) {
		return d.damaged("the codes of a block")
	}
	return nil
}

// readLengths reads the lengths of the codes of both alphabets.
func (d *Decoder) readLengths(all []uint8) error {
	for i := 0; i < len(all); {
		if d.n < 14 {
			d.fill()
		}
		e := d.lengthTable[d.bits&(1<<lengthBits-1)]
		used := uint(e & 15)
		symbol := uint8(e >> 8)
		bits, least, value := uint(0), 0, uint8(0)
		switch {
		case e == 0:
			if d.n < lengthBits {
				return d.ended()
			}
			return d.damaged("no code of a code length")
		case symbol < 16:
			bits, least, value = 0, 1, symbol
		case symbol == 16 && i == 0:
			return d.damaged("the first code length repeats one")
		case symbol == 16:
			bits, least, value = 2, 3, all[i-1]
		case symbol == 17:
			bits, least = 3, 3
		default:
			bits, least = 7, 11
		}
		if d.n < used+bits {
			return d.ended()
		}
		d.drop(used)
		run := least + int(d.bits&(1<<bits-1))
		d.drop(bits)
		if run > len(all)-i {
			return d.damaged("more code lengths than codes")
		}
		for range run {
			all[i] = value
			i++
		}
	}
	return nil
}
