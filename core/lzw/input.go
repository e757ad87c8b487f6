package lzw

import (
	"encoding/binary"
	"errors"
	"io"
)

// inputSize is how much is read at once.
const inputSize = 64 << 10

// input reads bits. Behind the end of its source it reads zeros and counts them.
type input struct {
	src    io.Reader
	in     []byte
	off    int // of the next byte of in
	buffer []byte
	// acc holds the next n bits: at its upper end, the first uppermost, or at its lower
	// end, the first lowest. Beyond them lie zeros or the bits that follow.
	acc    uint64
	n      uint
	pad    uint  // bits at the end of acc that the stream does not have
	srcErr error // why no more can be read
}

func (r *input) reset(src io.Reader) {
	if r.buffer == nil {
		r.buffer = make([]byte, inputSize)
	}
	*r = input{src: src, buffer: r.buffer}
}

// rewind goes back to the beginning of the buffer.
func (r *input) rewind() { r.off, r.acc, r.n, r.pad = 0, 0, 0, 0 }

// fill makes n at least 56.
func (r *input) fill(lowest bool) {
	if len(r.in)-r.off < 8 {
		r.more()
	}
	if len(r.in)-r.off < 8 {
		r.fillSlowly(lowest)
		return
	}
	if lowest {
		r.acc |= binary.LittleEndian.Uint64(r.in[r.off:]) << r.n
	} else {
		r.acc |= binary.BigEndian.Uint64(r.in[r.off:]) >> r.n
	}
	r.off += int(63-r.n) >> 3
	r.n |= 56
}

func (r *input) fillSlowly(lowest bool) {
	if lowest {
		r.acc &= 1<<r.n - 1
	} else {
		r.acc &= ^uint64(0) << (64 - r.n) // for n = 0 the shift gives 0
	}
	for ; r.n <= 56; r.n += 8 {
		if r.off == len(r.in) {
			r.pad += 8
			continue
		}
		next := uint64(r.in[r.off])
		r.off++
		if lowest {
			r.acc |= next << r.n
		} else {
			r.acc |= next << (56 - r.n)
		}
	}
}

// more reads more of the stream behind what is left of in, until that are eight bytes
// or the stream ends.
func (r *input) more() {
	left := copy(r.buffer, r.in[r.off:])
	r.off = 0
	r.in = r.buffer[:left]
	// A reader that gives nothing for so long is broken.
	for empty := 0; len(r.in) < 8 && r.srcErr == nil; {
		n, err := r.src.Read(r.buffer[len(r.in):])
		r.in = r.buffer[:len(r.in)+n]
		r.srcErr = err
		if n == 0 {
			empty++
		}
		if empty == 100 && err == nil {
			r.srcErr = io.ErrNoProgress
		}
	}
}

// overrun returns an error if bits behind the end of the stream were used.
func (r *input) overrun() error {
	if r.pad <= r.n {
		return nil
	}
	if errors.Is(r.srcErr, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return r.srcErr
}
