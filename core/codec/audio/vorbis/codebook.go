package vorbis

import (
	"math"
	"math/bits"

	"apsync/core/fault"
)

const (
	// maxEntries and maxValues bound all codebooks of a stream together; an encoder's
	// have a tenth of that.
	maxEntries = 1 << 18
	maxValues  = 1 << 20
	firstBits  = 10
)

// codebook is a Huffman code whose entries may stand for vectors (Vorbis I §3).
type codebook struct {
	dimensions int
	entries    int
	vectors    []float32 // entries × dimensions; nil if they stand for none
	// first has, for the next bits, an entry with its length above bit 24, or the
	// negative number of a node; 0 where there is nothing.
	first [1 << firstBits]int32
	nodes [][2]int32 // what a 0 and a 1 lead to: an entry plus 1, a negative node, 0
}

// readCodebook reads a codebook (§3.2.1).
func (s *setup) readCodebook(r *bitReader) (*codebook, error) {
	const sync = 0x564342
	if r.read(24) != sync {
		return nil, fault.New(fault.Corrupt, "a codebook without its mark")
	}
	c := &codebook{dimensions: r.read(16), entries: r.read(24)}
	s.entries += c.entries
	if s.entries > maxEntries {
		return nil, fault.New(fault.LimitCount, "codebooks of more than %d entries", maxEntries)
	}
	if c.dimensions == 0 || c.entries == 0 {
		return nil, fault.New(fault.Corrupt, "a codebook of %d dimensions and %d entries", c.dimensions, c.entries)
	}
	lengths, err := readLengths(r, c.entries)
	if err != nil {
		return nil, err
	}
	if err := c.plant(lengths); err != nil {
		return nil, err
	}
	return c, s.readVectors(r, c)
}

// readLengths reads how long each entry's code is, 0 where it has none.
func readLengths(r *bitReader, entries int) ([]int, error) {
	lengths := make([]int, entries)
	if !r.flag() {
		sparse := r.flag()
		for i := range lengths {
			if !sparse || r.flag() {
				lengths[i] = r.read(5) + 1
			}
		}
		return lengths, ended(r)
	}
	length := r.read(5) + 1
	for i := 0; i < entries; length++ {
		n := r.read(bits.Len(uint(entries - i)))
		if n > entries-i || length > 32 || r.short() {
			return nil, fault.New(fault.Corrupt, "a codebook's lengths go beyond its %d entries", entries)
		}
		for range n {
			lengths[i] = length
			i++
		}
	}
	return lengths, nil
}

func ended(r *bitReader) error {
	if r.short() {
		return fault.New(fault.Truncated, "the setup ends after %d bytes", len(r.data))
	}
	return nil
}

// plant makes the code: each entry in turn has the lowest code of its length that is
// free (§3.2.1).
func (c *codebook) plant(lengths []int) error {
	c.nodes = make([][2]int32, 2) // the root is number 1
	var free [33]uint32           // the code that is free at each depth, its bits at the upper end; 0 is none
	used := 0
	for entry, length := range lengths {
		if length == 0 {
			continue
		}
		depth := length
		if used == 0 {
			depth = 0
		}
		for depth > 0 && free[depth] == 0 {
			depth--
		}
		if depth == 0 && used > 0 {
			return fault.New(fault.Corrupt, "a codebook with more codes than there can be")
		}
		code := free[depth]
		free[depth] = 0
		for d := length; d > depth; d-- {
			free[d] = code + 1<<(32-d)
		}
		c.add(code, length, int32(entry+1))
		used++
	}
	if used == 1 { // its one code may be either bit
		for i := range c.nodes[1] {
			c.nodes[1][i] = max(c.nodes[1][0], c.nodes[1][1])
		}
	}
	for i := range c.first {
		c.first[i] = c.walk(i)
	}
	return nil
}

// add enters a code, whose bits are at the upper end.
func (c *codebook) add(code uint32, length int, leaf int32) {
	node := int32(1)
	for i := range length {
		bit := code >> (31 - i) & 1
		switch next := c.nodes[node][bit]; {
		case i == length-1:
			c.nodes[node][bit] = leaf
		case next < 0:
			node = -next
		default:
			c.nodes = append(c.nodes, [2]int32{})
			c.nodes[node][bit] = -int32(len(c.nodes) - 1)
			node = int32(len(c.nodes) - 1)
		}
	}
}

// walk returns where the first bits lead.
func (c *codebook) walk(beginning int) int32 {
	entry := int32(-1)
	for n := range firstBits {
		entry = c.nodes[-entry][beginning>>n&1]
		if entry == 0 {
			return 0
		}
		if entry > 0 {
			return entry | int32(n+1)<<24
		}
	}
	return entry
}

// read returns the next entry. It is false for what is no code, and at the end.
func (c *codebook) read(r *bitReader) (int, bool) {
	entry := c.first[r.peek(firstBits)]
	if entry > 0 {
		r.skip(int(entry >> 24))
		return int(entry&0xffffff) - 1, !r.short()
	}
	if entry == 0 {
		return 0, false
	}
	r.skip(firstBits)
	for entry < 0 {
		entry = c.nodes[-entry][r.read(1)]
	}
	return int(entry) - 1, entry > 0 && !r.short()
}

// readVectors reads what the entries stand for (§3.2.1, §3.3).
func (s *setup) readVectors(r *bitReader, c *codebook) error {
	const none, lattice, listed = 0, 1, 2
	kind := r.read(4)
	if kind == none {
		return ended(r)
	}
	lowest, step := unpack(uint32(r.read(32))), unpack(uint32(r.read(32)))
	width, sequence := r.read(4)+1, r.flag()
	s.values += c.entries * c.dimensions
	if s.values > maxValues {
		return fault.New(fault.LimitCount, "codebooks of more than %d values", maxValues)
	}
	count := c.entries * c.dimensions
	switch kind {
	case lattice:
		count = root(c.entries, c.dimensions)
	case listed:
	default:
		return fault.New(fault.Corrupt, "a codebook with vectors of type %d", kind)
	}
	factors := make([]float32, count)
	for i := range factors {
		factors[i] = float32(r.read(width))*step + lowest
	}
	c.vectors = make([]float32, c.entries*c.dimensions)
	for entry := range c.entries {
		var last float32
		rest := entry
		for d := range c.dimensions {
			i := entry*c.dimensions + d
			v := &c.vectors[i]
			if kind == lattice {
				*v = factors[rest%count] + last
				rest /= count
			} else {
				*v = factors[i] + last
			}
			if sequence {
				last = *v
			}
		}
	}
	return ended(r)
}

// unpack returns a number as codebooks have them (§9.2.2).
func unpack(v uint32) float32 {
	mantissa := float64(v & 0x1fffff)
	if v>>31 == 1 {
		mantissa = -mantissa
	}
	return float32(math.Ldexp(mantissa, int(v>>21&0x3ff)-788))
}

// root returns the greatest number whose power of dimensions is at most entries
// (§9.2.3), at least 1.
func root(entries, dimensions int) int {
	power := func(n int) bool {
		p := 1
		for range dimensions {
			if p *= n; p > entries {
				return false
			}
			if n == 1 {
				break
			}
		}
		return true
	}
	n := 1
	for power(n + 1) {
		n++
	}
	return n
}
