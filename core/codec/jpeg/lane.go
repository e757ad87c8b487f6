package jpeg

import "encoding/binary"

// lane is a place in entropy-coded data from which blocks are passed over, to learn
// where each begins. The layout is known to assembly.
type lane struct {
	bit    uint64 // of the next code, from the front of the data
	k      uint64 // number of the next coefficient, 0 for DC
	phase  uint64 // of the block in its MCU
	count  uint64 // of starts
	until  uint64 // where a run stops, soon after its first code that begins there
	starts []uint32

	limit   uint64 // where the lane ends
	guessed bool   // it may have begun in the middle of a code
}

// phase is the place of a block in its MCU, and what passing over such a block
// takes. The layout is known to assembly.
type phase struct {
	ac, nextDC *stepTable // of the coefficients of this block, and of those of the next
	next       *phase
	_          uint64 // 0, for assembly
	dc         *stepTable
	tables     *scanComponent
	_          [2]uint64
}

// newPhases returns the phases of a scan's MCUs.
func newPhases(s *scan) []phase {
	var phases []phase
	for i := range s.comps {
		c := &s.comps[i]
		for range c.h * c.v {
			phases = append(phases, phase{ac: c.ac.steps, dc: c.dc.steps, tables: c})
		}
	}
	for i := range phases {
		next := &phases[(i+1)%len(phases)]
		phases[i].next, phases[i].nextDC = next, next.dc
	}
	return phases
}

// laneSlack is how many starts a lane must have room for to be run: assembly may note
// some before it looks at its limit again.
const laneSlack = 64

// put places the lane before the first block of an MCU.
func (l *lane) put(bit uint64) {
	l.bit, l.k, l.phase, l.count = bit, 0, 0, 1
	l.starts[0] = uint32(bit)
}

// prepare sets how far the lane can run, with the room for starts that is left: every
// block has two bits at least. It returns false at the end.
func (l *lane) prepare() bool {
	room := len(l.starts) - int(l.count)
	if room < laneSlack {
		return false
	}
	l.until = min(l.limit, l.bit+2*uint64(room-laneSlack)+1)
	return l.bit < l.limit
}

// peek returns 57 bits or more from number bit on.
func peek(buf []byte, bit uint64) uint64 {
	return binary.BigEndian.Uint64(buf[bit>>3:]) << (bit & 7)
}

// skim passes over codes until the lane ends, has no room, or finds no code.
func (l *lane) skim(buf []byte, phases []phase) {
	for l.prepare() {
		run(l, buf, phases)
		l.pass(buf, phases)
	}
}

// skimBoth is skim of two lanes until either is done; they run faster together than one
// after the other.
func skimBoth(a, b *lane, buf []byte, phases []phase) {
	for a.prepare() && b.prepare() {
		runBoth(a, b, buf, phases)
		a.pass(buf, phases)
		b.pass(buf, phases)
	}
}

// pass passes over the code that a run did. Where there is none the lane ends, or goes
// on behind it if it began at a guess.
func (l *lane) pass(buf []byte, phases []phase) {
	if l.bit >= l.until || l.code(buf, phases) {
		return
	}
	if l.guessed {
		l.put(l.bit/8*8 + 8)
		return
	}
	l.limit = l.bit
}

// runPortable passes over codes up to l.until, or up to one that its tables do not
// know.
func runPortable(l *lane, buf []byte, phases []phase) {
	for l.bit < l.until {
		p := &phases[l.phase]
		steps := p.ac
		if l.k == 0 {
			steps = p.dc
		}
		entry := steps[peek(buf, l.bit)>>(64-stepBits)]
		to := l.k + uint64(entry>>stepShift)
		if to&noStep != 0 {
			return
		}
		l.bit += uint64(entry & stepSize)
		if l.k = to; to >= stepEnd {
			l.endBlock(phases)
		}
	}
}

// code passes over one code, with what it says of the bits behind it. It returns
// false, where it was, if there is none.
func (l *lane) code(buf []byte, phases []phase) bool {
	c, acc := phases[l.phase].tables, peek(buf, l.bit)
	table := c.ac
	if l.k == 0 {
		table = c.dc
	}
	length, symbol := table.find(acc)
	size, to := uint64(symbol&15), l.k+uint64(symbol>>4)+1
	switch {
	case l.k == 0:
		to = 1
	case size == 0 && symbol != symbolZRL:
		to = 64
	}
	if length == 0 || to > 64 {
		return false
	}
	l.bit += uint64(length) + size
	if l.k = to; to == 64 {
		l.endBlock(phases)
	}
	return true
}

// endBlock notes where the next block begins.
func (l *lane) endBlock(phases []phase) {
	l.starts[l.count] = uint32(l.bit)
	l.count++
	l.k = 0
	if l.phase++; l.phase == uint64(len(phases)) {
		l.phase = 0
	}
}

// meets runs the lane into other, which was guessed further on, until both agree
// where a block begins and which one of its MCU it is. It returns the number of that
// start among those of other, or false where the lane ends, or passes all of them,
// before.
func (l *lane) meets(other *lane, buf []byte, phases []phase) (start int, ok bool) {
	for i := uint64(0); i < other.count; i++ {
		at := uint64(other.starts[i])
		for l.bit < at || l.k > 0 {
			l.until = l.bit + 1
			if len(l.starts) < int(l.count)+laneSlack {
				return 0, false
			}
			bit := l.bit
			if runPortable(l, buf, phases); l.bit == bit && !l.code(buf, phases) {
				return 0, false
			}
		}
		if l.bit == at && i%uint64(len(phases)) == l.phase {
			return int(i), true
		}
	}
	return 0, false
}
