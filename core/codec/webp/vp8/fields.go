package vp8

// fields reads the fields of headers.
type fields struct{ *partition }

// decide reads a decision.
func (f fields) decide(odds uint8) bool {
	a := f.fill(f.arith)
	s := a.split(odds)
	if a.below(s) {
		f.arith = a.no(s)
		return false
	}
	f.arith = a.yes(s)
	return true
}

// flag reads a bit, which is a decision of even odds.
func (f fields) flag() bool { return f.decide(128) }

// number reads n bits, the highest first.
func (f fields) number(n int) int {
	v := 0
	for range n {
		v <<= 1
		if f.flag() {
			v |= 1
		}
	}
	return v
}

// optional reads a number of n bits and a sign, where a flag says that there is one.
func (f fields) optional(n int) int {
	if !f.flag() {
		return 0
	}
	v := f.number(n)
	if f.flag() {
		return -v
	}
	return v
}

// odds reads a probability.
func (f fields) odds() uint8 { return uint8(f.number(8)) }
