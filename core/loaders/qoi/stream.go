package qoi

import (
	"bufio"
	"io"
)

// Codes: a whole byte, or its upper two bits.
const (
	opRGB   = 0xfe
	opRGBA  = 0xff
	opIndex = 0
	opDiff  = 1
	opLuma  = 2
)

// maxCode is the length of the longest code.
const maxCode = 5

type pixel struct{ r, g, b, a uint8 }

// stream makes pixels of codes.
type stream struct {
	r    *bufio.Reader
	buf  []byte // what r holds and is not used yet
	held int    // how much of what r holds begins before that, and buf
	last pixel
	seen [64]pixel
	run  int
}

// row makes the next pixels, of n samples each. It returns io.EOF where the codes
// end before.
func (s *stream) row(row []uint8, n int) error {
	for len(row) >= n {
		if s.run > 0 {
			s.run--
		} else if err := s.code(); err != nil {
			return err
		}
		p := &s.last
		row[0], row[1], row[2] = p.r, p.g, p.b
		if n == 4 {
			row[3] = p.a
		}
		row = row[n:]
	}
	return nil
}

// code reads one code and makes its pixel.
func (s *stream) code() error {
	if len(s.buf) < maxCode {
		if err := s.refill(); err != nil {
			return err
		}
	}
	n, ok := s.apply(s.buf)
	if !ok {
		return io.EOF
	}
	s.buf = s.buf[n:]
	return nil
}

// refill makes r read on behind what is not used yet. It fails where nothing is left.
func (s *stream) refill() error {
	if _, err := s.r.Discard(s.held - len(s.buf)); err != nil {
		return err
	}
	if b, err := s.r.Peek(maxCode); len(b) == 0 {
		return err
	}
	var err error
	s.buf, err = s.r.Peek(s.r.Buffered())
	s.held = len(s.buf)
	return err
}

// apply makes the pixel of the code that b begins with, at least one byte, and
// returns its length; false where b is too short for it.
func (s *stream) apply(b []byte) (int, bool) {
	p, n := &s.last, 1
	switch c := b[0]; {
	case c == opRGBA:
		if len(b) < 5 {
			return 0, false
		}
		*p, n = pixel{b[1], b[2], b[3], b[4]}, 5
	case c == opRGB:
		if len(b) < 4 {
			return 0, false
		}
		p.r, p.g, p.b, n = b[1], b[2], b[3], 4
	case c>>6 == opIndex:
		*p = s.seen[c]
		return n, true
	case c>>6 == opDiff:
		p.r += c>>4&3 - 2
		p.g += c>>2&3 - 2
		p.b += c&3 - 2
	case c>>6 == opLuma:
		if len(b) < 2 {
			return 0, false
		}
		green := c&63 - 32
		p.r += green + b[1]>>4 - 8
		p.g += green
		p.b += green + b[1]&15 - 8
		n = 2
	default:
		s.run = int(c & 63)
	}
	s.seen[(p.r*3+p.g*5+p.b*7+p.a*11)&63] = *p
	return n, true
}
