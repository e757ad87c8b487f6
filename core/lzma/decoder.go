package lzma

import "apsync/core/fault"

const (
	states       = 12
	maxPosStates = 16
	minMatch     = 2
	endPosSlot   = 14  // from here on distances have bits of even odds
	fullPlaces   = 128 // distances below have all their bits in trees
	alignBits    = 4
	endMarker    = 0xffffffff
)

// lengths reads the lengths of matches.
type lengths struct {
	choice, choice2 prob
	low, mid        [maxPosStates][8]prob
	high            [256]prob
}

func (l *lengths) reset() {
	l.choice, l.choice2 = evenOdds, evenOdds
	for i := range maxPosStates {
		even(l.low[i][:])
		even(l.mid[i][:])
	}
	even(l.high[:])
}

func (l *lengths) decode(in *rangeDecoder, posState uint32) uint32 {
	if in.bit(&l.choice) == 0 {
		return in.tree(l.low[posState][:], 3)
	}
	if in.bit(&l.choice2) == 0 {
		return 8 + in.tree(l.mid[posState][:], 3)
	}
	return 16 + in.tree(l.high[:], 8)
}

// decoder is the state of a stream (LZMA Specification, "Main Loop of Decoder").
type decoder struct {
	in     rangeDecoder
	window window

	lc         uint32
	lpMask     uint32
	pbMask     uint32
	state      uint32
	reps       [4]uint32
	pending    int // bytes of a match for which there was no room
	literals   []prob
	isMatch    [states][maxPosStates]prob
	isRep      [states]prob
	isRepG0    [states]prob
	isRepG1    [states]prob
	isRepG2    [states]prob
	isRep0Long [states][maxPosStates]prob
	posSlots   [4][64]prob
	places     [1 + fullPlaces - endPosSlot]prob
	align      [1 << alignBits]prob
	length     lengths
	repLength  lengths
}

// setProperties takes lc, lp and pb out of their byte.
func (d *decoder) setProperties(b byte) error {
	if b >= 9*5*5 {
		return fault.New(fault.Corrupt, "lzma: properties %d", b)
	}
	lp := b / 9 % 5
	d.lc, d.lpMask, d.pbMask = uint32(b%9), 1<<lp-1, 1<<(b/45)-1
	if n := 0x300 << (b%9 + lp); cap(d.literals) < n {
		d.literals = make([]prob, n)
	} else {
		d.literals = d.literals[:n]
	}
	return nil
}

// reset begins anew with the properties.
func (d *decoder) reset() {
	d.state, d.reps, d.pending = 0, [4]uint32{}, 0
	even(d.literals)
	for i := range states {
		even(d.isMatch[i][:])
		even(d.isRep0Long[i][:])
	}
	for _, p := range [][]prob{d.isRep[:], d.isRepG0[:], d.isRepG1[:], d.isRepG2[:], d.places[:], d.align[:]} {
		even(p)
	}
	for i := range d.posSlots {
		even(d.posSlots[i][:])
	}
	d.length.reset()
	d.repLength.reset()
}

func even(probs []prob) {
	for i := range probs {
		probs[i] = evenOdds
	}
}

// decode adds n bytes to the window, for which there is room.
func (d *decoder) decode(n int) error {
	for n > 0 {
		if d.pending > 0 {
			part := min(d.pending, n)
			d.window.repeat(int(d.reps[0])+1, part)
			d.pending -= part
			n -= part
			continue
		}
		posState := uint32(d.window.total) & d.pbMask
		if d.in.bit(&d.isMatch[d.state][posState]) == 0 {
			d.window.put(d.literal())
			n--
		} else if err := d.match(posState); err != nil {
			return err
		}
		if d.in.err != nil {
			return d.in.err
		}
	}
	return nil
}

// literal reads a byte that is no match.
func (d *decoder) literal() byte {
	var before byte
	if d.window.total > 0 {
		before = d.window.back(1)
	}
	context := (uint32(d.window.total)&d.lpMask)<<d.lc + uint32(before)>>(8-d.lc)
	probs := d.literals[0x300*context:][:0x300]
	symbol := uint32(1)
	if d.state >= 7 {
		matched := uint32(d.window.back(int(d.reps[0]) + 1))
		for symbol < 0x100 {
			matched <<= 1
			bit := matched & 0x100
			got := d.in.bit(&probs[0x100+bit+symbol])
			symbol = symbol<<1 | got
			if got != bit>>8 {
				break
			}
		}
	}
	for symbol < 0x100 {
		symbol = symbol<<1 | d.in.bit(&probs[symbol])
	}
	switch {
	case d.state < 4:
		d.state = 0
	case d.state < 10:
		d.state -= 3
	default:
		d.state -= 6
	}
	return byte(symbol)
}

// match reads how far back a match is and how long.
func (d *decoder) match(posState uint32) error {
	var length uint32
	switch {
	case d.in.bit(&d.isRep[d.state]) == 0:
		d.reps = [4]uint32{0, d.reps[0], d.reps[1], d.reps[2]}
		length = minMatch + d.length.decode(&d.in, posState)
		d.reps[0] = d.distance(length - minMatch)
		d.state = after(d.state, 7, 10)
		if d.reps[0] == endMarker {
			return fault.New(fault.Truncated, "lzma: an end marker %d bytes on", d.window.total)
		}
	case d.shortRep(posState):
		length = 1
		d.state = after(d.state, 9, 11)
	default:
		length = minMatch + d.repLength.decode(&d.in, posState)
		d.state = after(d.state, 8, 11)
	}
	if back := int64(d.reps[0]) + 1; !d.window.holds(back) {
		return fault.New(fault.Corrupt, "lzma: a match %d bytes back of %d", back, d.window.total)
	}
	d.pending = int(length)
	return nil
}

// shortRep reads which of the last distances counts, which becomes the first; it
// reports whether a single byte is repeated.
func (d *decoder) shortRep(posState uint32) bool {
	if d.in.bit(&d.isRepG0[d.state]) == 0 {
		return d.in.bit(&d.isRep0Long[d.state][posState]) == 0
	}
	which := 1
	if d.in.bit(&d.isRepG1[d.state]) != 0 {
		which = 2 + int(d.in.bit(&d.isRepG2[d.state]))
	}
	distance := d.reps[which]
	copy(d.reps[1:which+1], d.reps[:which])
	d.reps[0] = distance
	return false
}

// after returns the state after a match: what comes after literals, or after others.
func after(state, literal, other uint32) uint32 {
	if state < 7 {
		return literal
	}
	return other
}

// distance reads how far back a new match is, less one.
func (d *decoder) distance(length uint32) uint32 {
	slot := d.in.tree(d.posSlots[min(length, 3)][:], 6)
	if slot < 4 {
		return slot
	}
	bits := slot>>1 - 1
	distance := (2 | slot&1) << bits
	if slot < endPosSlot {
		return distance + d.in.reverse(d.places[distance-slot:], bits)
	}
	distance += d.in.direct(bits-alignBits) << alignBits
	return distance + d.in.reverse(d.align[:], alignBits)
}
