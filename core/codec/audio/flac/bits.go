package flac

import (
	"encoding/binary"
	"math/bits"
)

// bitReader reads numbers of up to 57 bits, the highest bit first. Beyond the end it
// reads zeros, and short says so.
type bitReader struct {
	data []byte
	next int    // the byte behind the cache
	bits uint64 // the cache, at its upper end
	n    int    // how many bits it has; negative beyond the end
}

func newBitReader(data []byte, off int) *bitReader { return &bitReader{data: data, next: off} }

// fill makes the cache at least 57 bits long, but before the end.
func (r *bitReader) fill() {
	if r.next+8 <= len(r.data) && r.n >= 0 {
		r.bits |= binary.BigEndian.Uint64(r.data[r.next:]) >> r.n
		taken := (63 - r.n) >> 3
		r.next += taken
		r.n += 8 * taken
		return
	}
	for r.n >= 0 && r.n <= 56 && r.next < len(r.data) {
		r.bits |= uint64(r.data[r.next]) << (56 - r.n)
		r.next++
		r.n += 8
	}
}

// take drops n bits of the cache.
func (r *bitReader) take(n int) {
	r.bits <<= n
	r.n -= n
}

// read returns the next n bits, up to 57.
func (r *bitReader) read(n int) uint64 {
	if r.n < n {
		r.fill()
	}
	v := r.bits >> 1 >> (63 - n)
	r.take(n)
	return v
}

// signed returns the next n bits as a number with a sign.
func (r *bitReader) signed(n int) int64 {
	if n == 0 {
		return 0
	}
	return int64(r.read(n)<<(64-n)) >> (64 - n)
}

// unary returns how many zeros are before the next one, which it passes over.
func (r *bitReader) unary() int {
	zeros := 0
	for {
		if r.n < 32 {
			r.fill()
		}
		if n := bits.LeadingZeros64(r.bits); n < r.n {
			r.take(n + 1)
			return zeros + n
		}
		if r.n <= 0 {
			r.n = -1
			return zeros
		}
		zeros += r.n
		r.take(r.n)
	}
}

// rice reads numbers of Rice's code: a quotient in unary, then a remainder of so many
// bits, the lowest bit of both being the sign (RFC 9639 §9.2.7.2).
func (r *bitReader) rice(dst []int64, parameter int) {
	for i := range dst {
		v := uint64(r.unary())<<parameter | r.read(parameter)
		dst[i] = int64(v>>1) ^ -int64(v&1)
		if r.n < 0 {
			return
		}
	}
}

// short reports whether more was read than there is.
func (r *bitReader) short() bool { return r.n < 0 }

// bytes returns how many bytes were begun.
func (r *bitReader) bytes() int { return r.next - r.n/8 }

// checksum8 is the checksum of headers, of polynomial x^8+x^2+x+1 (§9.1.8).
func checksum8(data []byte) byte {
	var sum byte
	for _, b := range data {
		sum ^= b
		for range 8 {
			sum = sum<<1 ^ 0x07&-(sum>>7)
		}
	}
	return sum
}

// checksum16 is the checksum of frames, of polynomial x^16+x^15+x^2+1 (§9.3).
func checksum16(data []byte) uint16 {
	var sum uint16
	for _, b := range data {
		sum = sum<<8 ^ crc16[byte(sum>>8)^b]
	}
	return sum
}

var crc16 = makeCRC16()

func makeCRC16() (table [256]uint16) {
	for i := range table {
		sum := uint16(i) << 8
		for range 8 {
			sum = sum<<1 ^ 0x8005&-(sum>>15)
		}
		table[i] = sum
	}
	return table
}
