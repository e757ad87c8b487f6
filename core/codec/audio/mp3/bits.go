package mp3

import "encoding/binary"

// bitReader reads numbers of up to 32 bits, the highest first. The eight bytes at the
// end of data are padding: beyond them it reads zeros.
type bitReader struct {
	data []byte
	pos  int // in bits
}

const padding = 8

// peek returns the next n bits, from 1 to 32.
func (r *bitReader) peek(n int) uint32 {
	at := r.pos >> 3
	if at+padding > len(r.data) {
		return 0
	}
	return uint32(binary.BigEndian.Uint64(r.data[at:]) << (r.pos & 7) >> (64 - n))
}

// read returns the next n bits, from 0 to 32.
func (r *bitReader) read(n int) int {
	if n == 0 {
		return 0
	}
	v := r.peek(n)
	r.pos += n
	return int(v)
}

func (r *bitReader) flag() bool { return r.read(1) == 1 }
