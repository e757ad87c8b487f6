package xcf

import (
	"encoding/binary"
	"math"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
)

// cursorBytes is how much a cursor reads at once.
const cursorBytes = 4 << 10

// cursor reads structures of big-endian numbers one after the other (§1, Basic data
// types). After the first read beyond the end every one returns zero.
type cursor struct {
	window *bands.Window
	size   int64 // of the file
	at     int64
	wide   bool // pointers have eight bytes, from version 11 on
	err    error
}

func newCursor(src *picture.Source) *cursor {
	return &cursor{window: bands.NewWindow(src, src.Size(), cursorBytes), size: src.Size()}
}

// bytes returns the next n bytes, at most some hundred, until it is called again.
func (c *cursor) bytes(n int) []byte {
	if c.err == nil {
		b, err := c.window.At(c.at, int64(n))
		if err == nil && len(b) == n {
			c.at += int64(n)
			return b
		}
		c.fail(fault.New(fault.Truncated, "%d bytes wanted at offset %d of %d", n, c.at, c.size))
	}
	return make([]byte, n)
}

func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *cursor) u8() uint8    { return c.bytes(1)[0] }
func (c *cursor) u32() uint32  { return binary.BigEndian.Uint32(c.bytes(4)) }
func (c *cursor) i32() int     { return int(int32(c.u32())) } // the bits are a signed number
func (c *cursor) f32() float32 { return math.Float32frombits(c.u32()) }

// skip passes over n bytes.
func (c *cursor) skip(n int64) {
	if n < 0 || n > c.size-c.at {
		c.fail(fault.New(fault.Truncated, "%d bytes wanted at offset %d of %d", n, c.at, c.size))
		return
	}
	c.at += n
}

// seek moves to an offset, which pointer has checked.
func (c *cursor) seek(off int64) { c.at = off }

// pointer reads an offset in the file; 0 is none.
func (c *cursor) pointer() int64 {
	at := c.at
	off := c.pointerValue()
	if off > uint64(c.size) {
		c.fail(fault.New(fault.Corrupt, "pointer at offset %d to %d in a file of %d bytes", at, off, c.size))
		return 0
	}
	return int64(off)
}

func (c *cursor) pointerValue() uint64 {
	if c.wide {
		return binary.BigEndian.Uint64(c.bytes(8))
	}
	return uint64(c.u32())
}

// pointerBytes is the size of a pointer.
func (c *cursor) pointerBytes() int64 {
	if c.wide {
		return 8
	}
	return 4
}

// skipString passes over a string.
func (c *cursor) skipString() { c.skip(int64(c.u32())) }

// span is a part of the file.
type span struct{ off, size int64 }
