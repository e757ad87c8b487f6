package vorbis

import "encoding/binary"

// bitReader reads numbers of up to 32 bits, the lowest first (Vorbis I §2). Beyond the
// end it reads zeros, and short says so.
type bitReader struct {
	data []byte
	pos  int // in bits
}

// peek returns the next n bits, up to 32.
func (r *bitReader) peek(n int) uint32 {
	at := r.pos >> 3
	var v uint64
	if at+8 <= len(r.data) {
		v = binary.LittleEndian.Uint64(r.data[at:])
	} else {
		for i := at; i < len(r.data); i++ {
			v |= uint64(r.data[i]) << (8 * (i - at))
		}
	}
	return uint32(v >> (r.pos & 7) & (1<<n - 1))
}

// read returns the next n bits, up to 32.
func (r *bitReader) read(n int) int {
	v := r.peek(n)
	r.skip(n)
	return int(v)
}

// skip passes over n bits. The position stays near the end once it is beyond.
func (r *bitReader) skip(n int) { r.pos = min(r.pos+n, 8*len(r.data)+64) }

func (r *bitReader) flag() bool { return r.read(1) == 1 }

// short reports whether more was read than there is.
func (r *bitReader) short() bool { return r.pos > 8*len(r.data) }
