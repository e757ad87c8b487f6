package vp8l

import (
	"encoding/binary"
	"errors"
	"io"

	"apsync/core/fault"
)

// windowSize is how much of the data is held, in bytes.
const windowSize = 64 << 10

// cursor is a place among bits. It is a value of three words, so that loops keep it
// in registers.
type cursor struct {
	value uint64 // bits to come, the first lowest
	have  int    // how many of them count
	next  uint   // offset in the window of what follows them
}

// fill provides at least 56 bits, of a window that has eight bytes more.
func (c cursor) fill(window *[windowSize]uint8) cursor {
	if c.next <= windowSize-8 {
		c.value |= binary.LittleEndian.Uint64(window[c.next:c.next+8]) << (c.have & 63)
	}
	c.next += uint(63-c.have) >> 3
	c.have |= 56
	return c
}

func (c cursor) skip(n uint64) cursor {
	return cursor{c.value >> (n & 63), c.have - int(n), c.next}
}

// bitReader reads numbers, least significant bit first, through a window on data.
// Behind their end there are zeros; err tells that they were needed.
type bitReader struct {
	cursor
	window *[windowSize]uint8
	r      io.Reader
	begin  int64 // of the window in the data
	size   int64 // of the data, once their end was read; else -1
	failed error

	lengths [literals + lengthCodes + 1<<maxCacheBits]uint8 // of a prefix code that is being read
}

func newBitReader(r io.Reader) *bitReader {
	b := &bitReader{r: r, window: new([windowSize]uint8), size: -1}
	b.next = windowSize
	b.begin = -windowSize
	b.provide()
	return b
}

// provide moves the window on where fewer than eight bytes are left in it.
func (b *bitReader) provide() {
	if b.next <= windowSize-8 {
		return
	}
	b.begin += int64(b.next)
	n := copy(b.window[:], b.window[b.next:])
	b.next = 0
	for n < len(b.window) && b.size < 0 {
		got, err := b.r.Read(b.window[n:])
		n += got
		if err != nil {
			b.size = b.begin + int64(n)
			if !errors.Is(err, io.EOF) {
				b.failed = err
			}
		}
	}
	clear(b.window[n:])
}

// bits reads n bits, at most 32.
func (b *bitReader) bits(n int) uint32 {
	if b.have < n {
		b.provide()
		b.cursor = b.fill(b.window)
	}
	v := uint32(b.value & (1<<n - 1))
	b.cursor = b.skip(uint64(n))
	return v
}

func (b *bitReader) flag() bool { return b.bits(1) != 0 }

// err returns what went wrong so far: reading, or that the data end before what was
// read of them.
func (b *bitReader) err() error {
	if b.failed != nil {
		return b.failed
	}
	if b.size >= 0 && 8*(b.begin+int64(b.next))-int64(b.have) > 8*b.size {
		return fault.New(fault.Truncated, "vp8l: the data end within the picture")
	}
	return nil
}

// cause returns why there was an error: the end of the data, where that came first.
func (b *bitReader) cause(err error) error {
	if end := b.err(); end != nil {
		return end
	}
	return err
}
