package inflate

import (
	"encoding/binary"
	"errors"
	"io"

	"apsync/core/fault"
)

// inputSize is how much is read at once.
const inputSize = 64 << 10

// input reads bits, the lowest of a byte first.
type input struct {
	src    io.Reader // nil where in is all there is
	in     []byte
	pos    int    // of the next byte of in that is not in bits
	before int64  // bytes of the stream before in
	bits   uint64 // the next n bits, above which lie more of them or zeros
	n      uint
	srcErr error // why no more can be read
	buffer []byte
}

func (r *input) reset(src io.Reader) {
	if r.buffer == nil {
		r.buffer = make([]byte, inputSize)
	}
	*r = input{src: src, buffer: r.buffer}
}

func (r *input) resetBytes(data []byte) {
	*r = input{in: data, buffer: r.buffer, srcErr: io.EOF}
}

// offset is that of the next byte of which no bit was used.
func (r *input) offset() int64 { return r.before + int64(r.pos) - int64(r.n>>3) }

// fill makes n at least 56 where the stream has so many bits.
func (r *input) fill() {
	for len(r.in)-r.pos < 8 && r.more() {
	}
	if len(r.in)-r.pos >= 8 {
		r.bits |= binary.LittleEndian.Uint64(r.in[r.pos:]) << r.n
		r.pos += int(63-r.n) >> 3
		r.n |= 56
		return
	}
	for ; r.n <= 56 && r.pos < len(r.in); r.n += 8 {
		r.bits |= uint64(r.in[r.pos]) << r.n
		r.pos++
	}
}

// more reads more of the stream behind what is left of in. Bytes that are in bits
// already are put back first.
func (r *input) more() bool {
	if r.srcErr != nil {
		return false
	}
	r.putBack()
	left := copy(r.buffer, r.in[r.pos:])
	r.before += int64(r.pos)
	r.pos = 0
	// A reader that gives nothing for so long is broken.
	for range 100 {
		n, err := r.src.Read(r.buffer[left:])
		r.in = r.buffer[:left+n]
		if err != nil {
			r.srcErr = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	r.srcErr = io.ErrNoProgress
	return false
}

// putBack puts whole bytes of bits back.
func (r *input) putBack() {
	r.pos -= int(r.n >> 3)
	r.n &= 7
	r.bits &= 1<<r.n - 1
}

// drop passes over k bits, of which there are n.
func (r *input) drop(k uint) {
	r.bits >>= k
	r.n -= k
}

// take returns the next k bits, at most 32.
func (r *input) take(k uint) (uint32, error) {
	if r.n < k {
		r.fill()
		if r.n < k {
			return 0, r.ended()
		}
	}
	v := r.bits & (1<<k - 1)
	r.drop(k)
	return uint32(v), nil
}

// ended returns why the stream has no more bits.
func (r *input) ended() error {
	if r.srcErr != nil && !errors.Is(r.srcErr, io.EOF) && !errors.Is(r.srcErr, io.ErrUnexpectedEOF) {
		return r.srcErr
	}
	return fault.New(fault.Truncated, "the compressed data ends at its byte %d: %w", r.before+int64(len(r.in)), io.ErrUnexpectedEOF)
}

// damaged returns an error for what was read last.
func (r *input) damaged(what string) error {
	return fault.New(fault.Corrupt, "the compressed data is damaged at its byte %d: %s", r.offset(), what)
}
