package vp8

import (
	"encoding/binary"
	"io"
	"math/bits"

	"apsync/core/fault"
)

// arith reads decisions that are coded with the odds of their outcomes (RFC 6386
// §7). It is a value of three words, so that loops keep it in registers: each step
// returns the next state. A decision is read as
//
//	s := a.split(odds)
//	if a.below(s) {
//		a = a.no(s)
//	} else {
//		a = a.yes(s)
//	}
//
// and takes at most seven bits, which partition.fill provides.
type arith struct {
	value uint64 // bits to come, from the highest down; the first eight decide
	span  uint64 // of the first eight, less one: 127 to 254
	have  int    // bits of value that count
}

// split returns where a decision divides the span: it is no below. Odds are those
// of no, in 256ths.
func (a arith) split(odds uint8) uint64 { return a.span * uint64(odds) >> 8 }

func (a arith) below(s uint64) bool { return a.value < (s+1)<<56 }

func (a arith) no(s uint64) arith {
	n := doublings[uint8(s)]
	return arith{a.value << (n & 63), uint64(doubled[uint8(s)]), a.have - int(n)}
}

func (a arith) yes(s uint64) arith {
	a.value -= (s + 1) << 56
	return a.no(a.span - s - 1)
}

// sign reads a decision of even odds that makes v negative, without branching. It
// never is a partition's first: both halves of the span are doubled once.
func (a arith) sign(v int32) (arith, int32) {
	s := a.span>>1 + 1
	_, no := bits.Sub64(a.value, s<<56, 0)
	yes := no - 1
	a.value = (a.value - s<<56&yes) << 1
	a.span = (s-(^a.span&1)&yes)<<1 - 1
	a.have--
	return a, (v ^ int32(yes)) - int32(yes)
}

// doublings tells how often a span, of which one less is given, must be doubled to
// be at least 128, and doubled what it is then, less one.
var doublings, doubled = func() (times, span [256]uint8) {
	for i := range times {
		n := bits.LeadingZeros8(uint8(i + 1))
		times[i], span[i] = uint8(n), uint8((i+1)<<n-1)
	}
	return times, span
}()

const (
	windowSize = 64 << 10
	padding    = 8 // bytes, of any value, behind those of a window: they are read in words
	// mostBytes is more than a macroblock takes: 400 coefficients of 19 decisions of
	// up to seven bits. A header takes less.
	mostBytes = 8 << 10
)

// partition is data that decisions are read from, through a window on them.
type partition struct {
	arith         // where loops that keep it have left it
	window []byte // and padding
	next   int    // offset in the window of the byte behind the bits that arith has
	begin  int    // offset of the window in the data
	size   int    // of the data
	r      io.ReaderAt
	off    int64 // of the data in r
	failed error
}

// newPartition returns n bytes of r from off on.
func newPartition(r io.ReaderAt, off int64, n int) partition {
	p := partition{arith: arith{span: 254}, size: n, r: r, off: off}
	p.move()
	return p
}

// provide moves the window on where less than what a macroblock takes is left in it.
func (p *partition) provide() {
	if p.next > len(p.window)-padding-mostBytes && p.begin+len(p.window)-padding < p.size {
		p.move()
	}
}

// move has the window begin with what comes next.
func (p *partition) move() {
	if p.window == nil {
		p.window = make([]byte, min(p.size, windowSize)+padding)
		p.next = len(p.window) - padding
		p.begin = -p.next
	}
	kept := copy(p.window, p.window[p.next:len(p.window)-padding])
	p.begin += p.next
	p.next = 0
	n := min(p.size-p.begin, cap(p.window)-padding)
	p.window = p.window[:n+padding]
	got, err := p.r.ReadAt(p.window[kept:n], p.off+int64(p.begin+kept))
	if got < n-kept {
		p.failed = err
	}
}

// fill reads data until there are at least 56 bits. Behind the end of the window
// anything is read.
func (p *partition) fill(a arith) arith {
	if p.next+8 <= len(p.window) {
		a.value |= binary.BigEndian.Uint64(p.window[p.next:]) >> (a.have & 63)
	}
	p.next += (63 - a.have) >> 3
	a.have |= 56
	return a
}

// err returns what went wrong: reading, or that the last byte of the data was taken
// whole, which decisions only look ahead at.
func (p *partition) err() error {
	if p.failed != nil {
		return p.failed
	}
	if 8*(p.begin+p.next)-p.have > max(8*p.size-1, 0) {
		return fault.New(fault.Truncated, "vp8: the data end within the picture")
	}
	return nil
}
