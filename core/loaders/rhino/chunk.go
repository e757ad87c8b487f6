package rhino

import (
	"math"
	"slices"

	"apsync/core/bits"
	"apsync/core/fault"
)

const (
	// maxChunks is how many are passed over on the way to the preview.
	maxChunks = 1024
	// short is set in codes of chunks whose length is a value, and which have no data.
	short = 0x80000000
)

// chunk is a piece of a file: its data are from off to end.
type chunk struct {
	code     uint32
	off, end int64
}

// find returns the first chunk that has one of the codes, of those between off and end,
// or the zero chunk.
func (a *archive) find(off, end int64, codes ...uint32) (chunk, error) {
	for range maxChunks {
		if end-off < 4+a.width {
			return chunk{}, nil
		}
		c, err := a.chunk(off, end)
		if err != nil {
			return chunk{}, err
		}
		if slices.Contains(codes, c.code) {
			return c, nil
		}
		off = c.end
	}
	return chunk{}, nil
}

// chunk reads the header of the chunk at off. Its data are cut at end.
func (a *archive) chunk(off, end int64) (chunk, error) {
	head, err := a.src.Bytes(off, 4+a.width)
	if err != nil {
		return chunk{}, err
	}
	c := bits.Little(head)
	found := chunk{code: c.U32(), off: off + 4 + a.width}
	length := uint64(0)
	if a.width == 8 {
		length = c.U64()
	} else {
		length = uint64(c.U32())
	}
	if found.code&short != 0 {
		length = 0
	}
	if length > math.MaxInt64 {
		return chunk{}, fault.New(fault.Corrupt, "chunk %#x at %d: a length of %d", found.code, off, length)
	}
	found.end = found.off + min(int64(length), end-found.off)
	return found, nil
}
