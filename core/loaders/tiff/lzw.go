package tiff

import (
	"context"
	"encoding/binary"
	"io"
	"math/bits"

	"apsync/core/fault"
)

// The codes of LZW (TIFF 6.0 §13).
const (
	lzwClear    = 256
	lzwEnd      = 257
	lzwFirst    = 258
	lzwMaxWidth = 12
	lzwCodes    = 1 << lzwMaxWidth
)

// lzwEntry is the string of a code. Strings are kept in pieces of eight bytes
// from their beginning, so that one is written with a store for each piece, from
// the last to the first.
type lzwEntry struct {
	last   uint64 // the last piece, its first byte lowest
	before uint16 // the code of the string without its last piece
	length uint16
	first  uint8
}

// lzw decompresses LZW: codes of 9 to 12 bits, the most significant bit first. The
// width grows one code early. Streams as they were written before TIFF 5.0 have
// their bits in the other order and grow in time; they are told by their first
// code.
type lzw struct {
	bits bitReader
	// early is 1 where widths grow a code early.
	early int
	table [lzwCodes]lzwEntry
	next  int // the code that the next string gets
	width uint
	prev  int // the code before; -1 behind a clear code
	// spill holds a string that did not fit the caller's buffer; pending is the part
	// of it that is still to be handed out.
	spill   [lzwCodes + 8]byte
	pending []byte
	err     error
}

func newLZW(*page) decompressor {
	z := &lzw{}
	for i := range lzwClear {
		z.table[i] = lzwEntry{last: uint64(i), length: 1, first: uint8(i)}
	}
	return z
}

func (z *lzw) reset(_ context.Context, r *io.SectionReader) error {
	z.bits.reset(r)
	z.pending, z.err = nil, nil
	z.clear()
	z.bits.fill()
	z.early = 1
	if z.bits.acc>>56 == 0 && z.bits.acc>>48&1 == 1 { // the clear code, its lowest bit first
		z.early = 0
		z.bits.restart(true)
	}
	return nil
}

func (z *lzw) clear() {
	z.next, z.width, z.prev = lzwFirst, 9, -1
}

// Read fills p or reports why it cannot.
func (z *lzw) Read(p []byte) (int, error) {
	n := copy(p, z.pending)
	z.pending = z.pending[n:]
	for n < len(p) && z.err == nil {
		var special int
		if n, special = z.decode(p, n); special >= 0 {
			z.control(special)
		}
	}
	if n < len(p) {
		return n, z.err
	}
	return n, nil
}

// decode writes strings to p from n on until p is full or a code comes that
// stands for none. It returns the new n, and that code or -1.
func (z *lzw) decode(p []byte, n int) (int, int) {
	b, table := &z.bits, &z.table
	acc, have := b.acc, b.n
	next, width, prev := z.next, z.width, z.prev
	grow := 1<<width - z.early
	special := -1
	for n < len(p) {
		if have < width {
			b.acc, b.n = acc, have
			b.fill()
			acc, have = b.acc, b.n
		}
		code := int(acc >> (64 - width))
		acc <<= width
		have -= width
		if b.lsb {
			code = int(bits.Reverse16(uint16(code)) >> (16 - width))
		}
		if code>>1 == lzwClear>>1 || code > next || prev < 0 && code > lzwEnd || b.pad > have {
			special = code
			break
		}
		if prev >= 0 && next < lzwCodes {
			before := &table[prev&(lzwCodes-1)]
			first := before.first
			if code < next {
				first = table[code&(lzwCodes-1)].first
			}
			before.extend(&table[next&(lzwCodes-1)], prev, first)
			if next++; next >= grow && width < lzwMaxWidth {
				width++
				grow = 1<<width - z.early
			}
		}
		e := &table[code&(lzwCodes-1)]
		if end := n + int(e.length); end+8 <= len(p) {
			e.write(table, p, end)
			n = end
		} else {
			n += z.spillOver(p[n:], e)
		}
		prev = code
	}
	b.acc, b.n = acc, have
	z.next, z.width, z.prev = next, width, prev
	return n, special
}

// control acts on a code that stands for no string.
func (z *lzw) control(code int) {
	switch err := z.bits.overrun(); {
	case err != nil:
		z.err = err
	case code == lzwClear:
		z.clear()
	case code == lzwEnd:
		z.err = io.EOF
	default:
		z.err = fault.New(fault.Corrupt, "lzw code %d where %d is the next", code, z.next)
	}
}

// extend makes dst the string of e, which is that of the given code, with a byte
// more.
func (e *lzwEntry) extend(dst *lzwEntry, code int, last uint8) {
	dst.length, dst.first = e.length+1, e.first
	if used := e.length & 7; used != 0 {
		dst.last, dst.before = e.last|uint64(last)<<(8*used), e.before
		return
	}
	dst.last, dst.before = uint64(last), uint16(code)
}

// write writes the string so that it ends at end, and up to seven bytes behind
// it.
func (e *lzwEntry) write(table *[lzwCodes]lzwEntry, p []byte, end int) {
	at := end - int((e.length-1)&7) - 1
	binary.LittleEndian.PutUint64(p[at:], e.last)
	for left := int(e.length) - (end - at); left > 0; left -= 8 {
		e = &table[e.before&(lzwCodes-1)]
		at -= 8
		binary.LittleEndian.PutUint64(p[at:], e.last)
	}
}

// spillOver writes as much of the string as p holds and keeps the rest.
func (z *lzw) spillOver(p []byte, e *lzwEntry) int {
	e.write(&z.table, z.spill[:], int(e.length))
	n := copy(p, z.spill[:e.length])
	z.pending = z.spill[n:e.length]
	return n
}
