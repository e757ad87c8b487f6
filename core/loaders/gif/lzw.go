package gif

import (
	"encoding/binary"
	"io"

	"apsync/core/fault"
)

// maxWidth is the widest code, in bits.
const maxWidth = 12

// lzw decompresses a frame's indices (appendix F): codes of growing width, least
// significant bit first, over sub-blocks.
type lzw struct {
	blocks *blocks
	block  []byte // rest of the current sub-block

	terminated bool // the empty sub-block has been read
	ended      bool // no more codes follow

	bits  uint64
	nBits uint

	literals int // codes below are indices
	first    uint
	width    uint
	next     int // the code that the next string gets
	last     int // the previous code; -1 after a clear

	prefix [1 << maxWidth]uint16
	suffix [1 << maxWidth]uint8
	head   [1 << maxWidth]uint8 // first index of a string
	length [1 << maxWidth]uint16

	stack   [1 << maxWidth]uint8
	pending []uint8 // of stack: what of a string did not fit the last read
}

// newLZW reads the code size in front of the data.
func newLZW(b *blocks) (*lzw, error) {
	if err := b.read(b.buf[:1]); err != nil {
		return nil, err
	}
	size := uint(b.buf[0])
	if size < 1 || size >= maxWidth { // 8 is the most that makes sense
		return nil, fault.New(fault.Corrupt, "code size of %d bits", size)
	}
	d := &lzw{blocks: b, literals: 1 << size, first: size + 1}
	for i := range d.literals {
		d.suffix[i], d.head[i], d.length[i] = uint8(i), uint8(i), 1
	}
	d.clear()
	return d, nil
}

func (d *lzw) clear() {
	d.width = d.first
	d.next = d.literals + 2
	d.last = -1
}

// read fills dst with indices. It returns how many there were and io.EOF where the
// data end before.
func (d *lzw) read(dst []uint8) (int, error) {
	n := copy(dst, d.pending)
	d.pending = d.pending[n:]
	for n < len(dst) {
		if d.nBits < d.width {
			if err := d.fill(); err != nil {
				return n, err
			}
		}
		code := int(d.bits & (1<<d.width - 1))
		d.bits >>= d.width
		d.nBits -= d.width
		switch {
		case code == d.literals:
			d.clear()
			continue
		case code == d.literals+1:
			d.ended, d.nBits = true, 0
			d.block = nil
			return n, io.EOF
		}
		if !d.learn(code) {
			return n, fault.New(fault.Corrupt, "code %d where the table has %d", code, d.next)
		}
		d.last = code
		n += d.expand(dst[n:], code)
	}
	return n, nil
}

// learn gives the string of the previous code and the first index of this one's
// the next code, which may be this one. It reports whether code is known then.
func (d *lzw) learn(code int) bool {
	switch {
	case d.last < 0:
		if code >= d.literals {
			return false
		}
	case code > d.next:
		return false
	case d.next < 1<<maxWidth:
		const mask = 1<<maxWidth - 1
		next, last := d.next&mask, d.last&mask
		d.prefix[next] = uint16(last)
		d.head[next] = d.head[last]
		d.length[next] = d.length[last] + 1
		d.suffix[next] = d.head[code&mask]
		d.next++
	}
	if d.next >= 1<<d.width && d.width < maxWidth {
		d.width++
	}
	return true
}

// expand writes the string of code and returns how much of it fitted; the rest is
// pending.
func (d *lzw) expand(dst []uint8, code int) int {
	length := int(d.length[code])
	if length <= len(dst) {
		d.unroll(dst[:length], code)
		return length
	}
	whole := d.stack[:length]
	d.unroll(whole, code)
	n := copy(dst, whole)
	d.pending = whole[n:]
	return n
}

// unroll writes the string of code, which is as long as dst.
func (d *lzw) unroll(dst []uint8, code int) {
	c := uint16(code) & (1<<maxWidth - 1)
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = d.suffix[c]
		c = d.prefix[c] & (1<<maxWidth - 1)
	}
}

// fill makes bits for at least one code.
func (d *lzw) fill() error {
	for d.nBits < d.width {
		if len(d.block) == 0 {
			if err := d.refill(); err != nil {
				return err
			}
		}
		if len(d.block) >= 8 {
			d.bits |= binary.LittleEndian.Uint64(d.block) << d.nBits
			n := (63 - d.nBits) / 8
			d.block = d.block[n:]
			d.nBits += 8 * n
			d.bits &= 1<<d.nBits - 1
			continue
		}
		d.bits |= uint64(d.block[0]) << d.nBits
		d.block = d.block[1:]
		d.nBits += 8
	}
	return nil
}

// refill fetches the next sub-block.
func (d *lzw) refill() error {
	if d.ended {
		return io.EOF
	}
	var err error
	d.block, err = d.blocks.subBlock()
	if err != nil {
		return err
	}
	if len(d.block) == 0 {
		d.ended, d.terminated = true, true
		return io.EOF
	}
	return nil
}

// finish passes over the sub-blocks that are left.
func (d *lzw) finish() error {
	if d.terminated {
		return nil
	}
	return d.blocks.skip()
}
