package texture

import (
	"encoding/binary"
	"math/bits"
)

// bitBlock is a block of 128 bits that is read from its lowest bit up.
type bitBlock struct{ low, high uint64 }

func newBitBlock(block []byte) bitBlock {
	return bitBlock{binary.LittleEndian.Uint64(block), binary.LittleEndian.Uint64(block[8:16])}
}

// take returns the next n bits, at most 32; beyond the end there are zeros.
func (b *bitBlock) take(n int) uint32 {
	v := uint32(b.low & (1<<n - 1))
	b.skip(n)
	return v
}

// skip passes over n bits, at most 64.
func (b *bitBlock) skip(n int) {
	b.low = b.low>>n | b.high<<(64-n)
	b.high >>= n
}

// at returns n bits, at most 32, from bit off on; beyond the end there are zeros.
func (b bitBlock) at(off, n int) uint32 {
	if off >= 64 {
		return uint32(b.high >> (off - 64) & (1<<n - 1))
	}
	return uint32((b.low>>off | b.high<<(64-off)) & (1<<n - 1))
}

// reversed returns a block with its bits in opposite order.
func reversed(block []byte) bitBlock {
	b := newBitBlock(block)
	return bitBlock{bits.Reverse64(b.high), bits.Reverse64(b.low)}
}
