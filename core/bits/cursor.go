// Package bits reads numbers out of bytes that nobody vouches for: every read is
// checked against the end, and the first failure sticks, so that a header can be
// read in a row of plain statements and checked once.
package bits

import (
	"encoding/binary"
	"math"

	"apsync/core/fault"
)

// Cursor reads a byte slice from front to back. After the first read beyond the
// end every read returns zero and Err says where it happened.
type Cursor struct {
	data  []byte
	off   int
	order binary.ByteOrder
	err   error
}

// Little returns a cursor over data that reads little-endian numbers.
func Little(data []byte) *Cursor { return &Cursor{data: data, order: binary.LittleEndian} }

// Big returns a cursor over data that reads big-endian numbers.
func Big(data []byte) *Cursor { return &Cursor{data: data, order: binary.BigEndian} }

// Err returns a Truncated error if any read so far went beyond the end.
func (c *Cursor) Err() error { return c.err }

// Offset returns how many bytes lie before the next read.
func (c *Cursor) Offset() int { return c.off }

// Len returns how many bytes are left.
func (c *Cursor) Len() int { return len(c.data) - c.off }

// Bytes returns the next n bytes without copying them, or nil when fewer are left.
func (c *Cursor) Bytes(n int) []byte {
	if c.err != nil {
		return nil
	}
	if n < 0 || n > c.Len() {
		c.err = fault.New(fault.Truncated, "%d bytes wanted at offset %d of %d", n, c.off, len(c.data))
		return nil
	}
	b := c.data[c.off : c.off+n : c.off+n]
	c.off += n
	return b
}

// Skip passes over n bytes.
func (c *Cursor) Skip(n int) { c.Bytes(n) }

// Seek moves to the absolute offset off.
func (c *Cursor) Seek(off int) {
	if c.err != nil {
		return
	}
	if off < 0 || off > len(c.data) {
		c.err = fault.New(fault.Truncated, "offset %d lies outside of %d bytes", off, len(c.data))
		return
	}
	c.off = off
}

// U8 reads one byte.
func (c *Cursor) U8() uint8 {
	if b := c.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// U16 reads two bytes.
func (c *Cursor) U16() uint16 {
	if b := c.Bytes(2); b != nil {
		return c.order.Uint16(b)
	}
	return 0
}

// U32 reads four bytes.
func (c *Cursor) U32() uint32 {
	if b := c.Bytes(4); b != nil {
		return c.order.Uint32(b)
	}
	return 0
}

// U64 reads eight bytes.
func (c *Cursor) U64() uint64 {
	if b := c.Bytes(8); b != nil {
		return c.order.Uint64(b)
	}
	return 0
}

// I16 reads two bytes as a signed number.
func (c *Cursor) I16() int16 { return int16(c.U16()) }

// I32 reads four bytes as a signed number.
func (c *Cursor) I32() int32 { return int32(c.U32()) }

// F32 reads four bytes as an IEEE 754 number.
func (c *Cursor) F32() float32 { return math.Float32frombits(c.U32()) }

// Mul returns the product of sizes, or false when one is negative or the product
// does not fit an int64.
func Mul(sizes ...int64) (int64, bool) {
	product := int64(1)
	for _, n := range sizes {
		if n < 0 || (n > 0 && product > math.MaxInt64/n) {
			return 0, false
		}
		product *= n
	}
	return product, true
}
