package tiff

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// inputSize is the size of the buffer between the file and a decompressor.
const inputSize = 64 << 10

// bitReader reads bits, the most significant of each byte first. Behind the end it reads zeros and counts them.
type bitReader struct {
	src  *bufio.Reader
	in   []byte // what src has buffered
	off  int    // of the next byte of in
	gone uint   // bytes of the stream before in
	// acc holds the next n bits, from its most significant bit down; below them lie
	// either zeros or the bits that follow in the stream.
	acc  uint64
	n    uint
	pad  uint  // zero bits at the end of acc that the stream does not have
	err  error // why the stream ended, where it is not its end
	done bool  // the stream has ended
}

func (b *bitReader) reset(r io.Reader) {
	src := b.src
	if src == nil {
		src = bufio.NewReaderSize(nil, inputSize)
	}
	src.Reset(r)
	*b = bitReader{src: src}
}

// fill makes n at least 56.
func (b *bitReader) fill() {
	if b.n >= 56 {
		return
	}
	if len(b.in)-b.off < 8 {
		b.fillSlowly()
		return
	}
	next := binary.BigEndian.Uint64(b.in[b.off:])
	b.acc |= next >> b.n
	b.off += int((63 - b.n) >> 3)
	b.n |= 56
}

func (b *bitReader) fillSlowly() {
	if !b.done {
		b.more()
	}
	b.acc &= ^uint64(0) << (64 - b.n) // for n = 0 the shift gives 0
	for ; b.n <= 56; b.n += 8 {
		if b.off == len(b.in) {
			b.pad += 8
			continue
		}
		next := b.in[b.off]
		b.acc |= uint64(next) << (56 - b.n)
		b.off++
	}
}

// more gets the next bytes of the stream, and those left of before.
func (b *bitReader) more() {
	_, _ = b.src.Discard(b.off) // it is buffered
	b.gone += uint(b.off)
	_, err := b.src.Peek(8)
	b.in, _ = b.src.Peek(b.src.Buffered())
	b.off = 0
	if err != nil {
		b.done = true
		if !errors.Is(err, io.EOF) {
			b.err = err
		}
	}
}

// place returns how many bits were taken of the stream.
func (b *bitReader) place() uint { return 8*(b.gone+uint(b.off)) + b.pad - b.n }

// skip passes over k bits that fill has brought.
func (b *bitReader) skip(k uint) {
	b.acc <<= k
	b.n -= k
}

// overrun returns an error if bits behind the end of the stream were used.
func (b *bitReader) overrun() error {
	if b.pad <= b.n {
		return nil
	}
	if b.err != nil {
		return b.err
	}
	return io.ErrUnexpectedEOF
}
