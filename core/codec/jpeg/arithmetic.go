package jpeg

// arithmetic decodes binary decisions (T.81 annex D), each of which has a state of its
// own that adapts to how it falls.
type arithmetic struct {
	*entropy
	c     uint32 // code register: what lies above the interval's base, in the high half
	a     uint32 // size of the interval
	count int    // bits of c that can be shifted out before a byte is wanted

	// The states of the decisions of DC differences and AC coefficients, by table
	// (T.81 §F.1.4), and what the last difference of each component was like.
	dc      [4][dcStates]state
	ac      [4][acStates]state
	context [4]int
}

// How many states there are, and where those begin that several decisions share: of
// magnitudes of DC differences, and of AC coefficients up to number K and beyond; those
// of the bits of magnitudes lie so far behind (T.81 tables F.4 and F.5).
const (
	dcStates     = dcMagnitudes + 2*magnitudes + 1
	acStates     = acHigh + 2*magnitudes
	dcMagnitudes = 20
	acLow        = 189
	acHigh       = 217
	magnitudes   = 14
)

// state is the number of an estimate with, in the highest bit, the decision that is
// the more probable.
type state uint8

// even is the state of decisions that fall either way as often, which never changes
// (T.81 §F.1.4.4.2).
const even = 113

// estimate is how probable the less probable decision is, in 1/65536 of 4/3 or so, and
// which estimate follows when a decision falls one way or the other. Exchange says that
// after the less probable decision that one is the more probable.
type estimate struct {
	qe       uint16
	lps, mps uint8
	exchange bool
}

// estimates is T.81 table D.3, and that for even.
var estimates = [...]estimate{
	{0x5a1d, 1, 1, true},
	{0x2586, 14, 2, false},
	{0x1114, 16, 3, false},
	{0x080b, 18, 4, false},
	{0x03d8, 20, 5, false},
	{0x01da, 23, 6, false},
	{0x00e5, 25, 7, false},
	{0x006f, 28, 8, false},
	{0x0036, 30, 9, false},
	{0x001a, 33, 10, false},
	{0x000d, 35, 11, false},
	{0x0006, 9, 12, false},
	{0x0003, 10, 13, false},
	{0x0001, 12, 13, false},
	{0x5a7f, 15, 15, true},
	{0x3f25, 36, 16, false},
	{0x2cf2, 38, 17, false},
	{0x207c, 39, 18, false},
	{0x17b9, 40, 19, false},
	{0x1182, 42, 20, false},
	{0x0cef, 43, 21, false},
	{0x09a1, 45, 22, false},
	{0x072f, 46, 23, false},
	{0x055c, 48, 24, false},
	{0x0406, 49, 25, false},
	{0x0303, 51, 26, false},
	{0x0240, 52, 27, false},
	{0x01b1, 54, 28, false},
	{0x0144, 56, 29, false},
	{0x00f5, 57, 30, false},
	{0x00b7, 59, 31, false},
	{0x008a, 60, 32, false},
	{0x0068, 62, 33, false},
	{0x004e, 63, 34, false},
	{0x003b, 32, 35, false},
	{0x002c, 33, 9, false},
	{0x5ae1, 37, 37, true},
	{0x484c, 64, 38, false},
	{0x3a0d, 65, 39, false},
	{0x2ef1, 67, 40, false},
	{0x261f, 68, 41, false},
	{0x1f33, 69, 42, false},
	{0x19a8, 70, 43, false},
	{0x1518, 72, 44, false},
	{0x1177, 73, 45, false},
	{0x0e74, 74, 46, false},
	{0x0bfb, 75, 47, false},
	{0x09f8, 77, 48, false},
	{0x0861, 78, 49, false},
	{0x0706, 79, 50, false},
	{0x05cd, 48, 51, false},
	{0x04de, 50, 52, false},
	{0x040f, 50, 53, false},
	{0x0363, 51, 54, false},
	{0x02d4, 52, 55, false},
	{0x025c, 53, 56, false},
	{0x01f8, 54, 57, false},
	{0x01a4, 55, 58, false},
	{0x0160, 56, 59, false},
	{0x0125, 57, 60, false},
	{0x00f6, 58, 61, false},
	{0x00cb, 59, 62, false},
	{0x00ab, 61, 63, false},
	{0x008f, 61, 32, false},
	{0x5b12, 65, 65, true},
	{0x4d04, 80, 66, false},
	{0x412c, 81, 67, false},
	{0x37d8, 82, 68, false},
	{0x2fe8, 83, 69, false},
	{0x293c, 84, 70, false},
	{0x2379, 86, 71, false},
	{0x1edf, 87, 72, false},
	{0x1aa9, 87, 73, false},
	{0x174e, 72, 74, false},
	{0x1424, 72, 75, false},
	{0x119c, 74, 76, false},
	{0x0f6b, 74, 77, false},
	{0x0d51, 75, 78, false},
	{0x0bb6, 77, 79, false},
	{0x0a40, 77, 48, false},
	{0x5832, 80, 81, true},
	{0x4d1c, 88, 82, false},
	{0x438e, 89, 83, false},
	{0x3bdd, 90, 84, false},
	{0x34ee, 91, 85, false},
	{0x2eae, 92, 86, false},
	{0x299a, 93, 87, false},
	{0x2516, 86, 71, false},
	{0x5570, 88, 89, true},
	{0x4ca9, 95, 90, false},
	{0x44d9, 96, 91, false},
	{0x3e22, 97, 92, false},
	{0x3824, 99, 93, false},
	{0x32b4, 99, 94, false},
	{0x2e17, 93, 86, false},
	{0x56a8, 95, 96, true},
	{0x4f46, 101, 97, false},
	{0x47e5, 102, 98, false},
	{0x41cf, 103, 99, false},
	{0x3c3d, 104, 100, false},
	{0x375e, 99, 93, false},
	{0x5231, 105, 102, false},
	{0x4c0f, 106, 103, false},
	{0x4639, 107, 104, false},
	{0x415e, 103, 99, false},
	{0x5627, 105, 106, true},
	{0x50e7, 108, 107, false},
	{0x4b85, 109, 103, false},
	{0x5597, 110, 109, false},
	{0x504f, 111, 107, false},
	{0x5a10, 110, 111, true},
	{0x5522, 112, 109, false},
	{0x59eb, 112, 111, true},
	{0x5a1d, even, even, false},
}

// begin prepares for an interval, which begins where the data is (T.81 §D.2.5).
func (d *arithmetic) begin() {
	*d = arithmetic{entropy: d.entropy, a: 1 << 16}
	d.c = d.octet() << 24
	d.c |= d.octet() << 16
}

// octet returns the next byte of the data; beyond the end they are zeros, which
// encoders leave out (T.81 §D.1.8).
func (e *entropy) octet() uint32 {
	if e.pos >= e.end {
		if !e.ended && e.err == nil {
			e.err = e.load()
		}
		if e.pos >= e.end {
			return 0
		}
	}
	e.pos++
	return uint32(e.buf[e.pos-1])
}

// decide returns the next decision of a state (T.81 figures D.16 to D.20).
func (d *arithmetic) decide(s *state) bool {
	number, probable := *s&127, *s>>7
	e := &estimates[number]
	qe := uint32(e.qe)
	d.a -= qe
	below := d.c>>16 < d.a
	if below && d.a >= 1<<15 {
		return probable != 0
	}
	less := below == (d.a < qe) // the smaller part of the interval may have the more probable one
	if !below {
		d.c -= d.a << 16
		d.a = qe
	}
	decision := probable
	if less {
		decision = 1 - probable
		if e.exchange {
			probable = decision
		}
		*s = state(e.lps) | probable<<7
	} else {
		*s = state(e.mps) | probable<<7
	}
	for d.a < 1<<15 {
		if d.count == 0 {
			d.c |= d.octet() << 8
			d.count = 8
		}
		d.a <<= 1
		d.c <<= 1
		d.count--
	}
	return decision != 0
}

// toss returns a decision that falls either way as often.
func (d *arithmetic) toss() bool {
	s := state(even)
	return d.decide(&s)
}

// number reads the rest of a number (T.81 figures F.23 and F.24) that is more than m, a
// power of two. The states of its magnitude begin at at.
func (d *arithmetic) number(states []state, at, m int) (v int, ok bool) {
	for d.decide(&states[at]) {
		at++
		if m <<= 1; m >= 1<<15 {
			return 0, false
		}
	}
	v = m
	for at += magnitudes; m > 1; {
		m >>= 1
		if d.decide(&states[at]) {
			v |= m
		}
	}
	return v + 1, true
}

// difference reads a DC difference of a component (T.81 §F.2.4.1), whose conditioning
// has the bounds of differences that count as small.
func (d *arithmetic) difference(component int, table byte, c conditioning) (diff int, ok bool) {
	states := &d.dc[table&3]
	at := d.context[component]
	d.context[component] = 0
	if !d.decide(&states[at]) {
		return 0, true
	}
	negative := d.decide(&states[at+1])
	at, side := at+2, 0
	if negative {
		at, side = at+1, 4
	}
	diff = 1
	if d.decide(&states[at]) {
		if diff, ok = d.number(states[:], dcMagnitudes, 1); !ok {
			return 0, false
		}
	}
	switch m := diff - 1; {
	case highest(m) > 1<<c.upper>>1:
		d.context[component] = 12 + side
	case highest(m) >= 1<<c.lower>>1:
		d.context[component] = 4 + side
	}
	if negative {
		diff = -diff
	}
	return diff, true
}

// highest returns the highest bit of m alone.
func highest(m int) int {
	for m&(m-1) != 0 {
		m &= m - 1
	}
	return m
}

// coefficient reads an AC coefficient that is not 0, number k of a block (T.81
// §F.2.4.2).
func (d *arithmetic) coefficient(states *[acStates]state, k int, c conditioning) (v int, ok bool) {
	negative := d.toss()
	at := 3*(k-1) + 2
	v = 1
	if d.decide(&states[at]) {
		v = 2
		if d.decide(&states[at]) {
			from := acLow
			if k > int(c.k) {
				from = acHigh
			}
			if v, ok = d.number(states[:], from, 2); !ok {
				return 0, false
			}
		}
	}
	if negative {
		v = -v
	}
	return v, true
}

// conditioning is what a DAC segment says of a table (T.81 §B.2.4.3).
type conditioning struct {
	lower, upper uint8 // of DC differences
	k            uint8 // the last AC coefficient of the lower ones
}

// unconditioned is what holds where there is no such segment.
var unconditioned = conditioning{lower: 0, upper: 1, k: 5}
