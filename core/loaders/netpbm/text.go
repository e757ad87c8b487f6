package netpbm

import (
	"bytes"
	"math"
)

// scanner reads the text of a header.
type scanner struct {
	data   []byte
	off    int
	failed bool
}

func isSpace(b byte) bool {
	return b == ' ' || b >= '\t' && b <= '\r'
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// number reads a number behind white space and comments. It fails where there is
// none, or more than fits 31 bits.
func (s *scanner) number() int {
	s.skip()
	n, start := 0, s.off
	for ; s.off < len(s.data) && isDigit(s.data[s.off]); s.off++ {
		n = min(10*n+int(s.data[s.off]-'0'), math.MaxInt32+1)
	}
	if s.off == start || n > math.MaxInt32 {
		s.failed = true
		return 0
	}
	return n
}

// skip passes over white space and comments, which go to the end of their line.
func (s *scanner) skip() {
	for ; s.off < len(s.data); s.off++ {
		switch b := s.data[s.off]; {
		case b == '#':
			end := bytes.IndexAny(s.data[s.off:], "\r\n")
			if end < 0 {
				s.off = len(s.data)
				return
			}
			s.off += end
		case !isSpace(b):
			return
		}
	}
}

// line returns the next line that is no comment.
func (s *scanner) line() (string, bool) {
	for {
		end := bytes.IndexByte(s.data[min(s.off, len(s.data)):], '\n')
		if end < 0 {
			return "", false
		}
		line := s.data[s.off : s.off+end]
		s.off += end + 1
		if !bytes.HasPrefix(line, []byte("#")) {
			return string(line), true
		}
	}
}
