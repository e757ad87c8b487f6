package deflate

import "slices"

// maxBits bounds the codes of literals, lengths and distances, so that four of them
// and what is left of a byte fit in 64 bits. The format allows 15 (RFC 1951 §3.2.7).
const maxBits = 14

// code is a Huffman code as it is written: its bits, of which the first is the
// lowest, above the low byte, which is their number.
type code uint64

// node is a symbol or a sum of them while a tree is built.
type node struct {
	count  uint32
	symbol uint16
}

// tree makes Huffman codes out of counts. Its zero value is ready.
type tree struct {
	nodes   [symbols]node
	parents [2 * symbols]uint16
	sums    [symbols]uint32
	depths  [2 * symbols]uint8
}

// build sets lengths[i] to the length of the code of symbol i, at most limit bits, 0
// where counts[i] is 0. A lone symbol gets one bit.
func (t *tree) build(lengths []uint8, counts []uint32, limit int) {
	clear(lengths)
	nodes := t.nodes[:0]
	for symbol, count := range counts {
		if count > 0 {
			nodes = append(nodes, node{count, uint16(symbol)})
		}
	}
	if len(nodes) < 2 {
		for _, n := range nodes {
			lengths[n.symbol] = 1
		}
		return
	}
	slices.SortFunc(nodes, func(a, b node) int {
		if a.count != b.count {
			return int(a.count) - int(b.count)
		}
		return int(a.symbol) - int(b.symbol)
	})
	var perLength [maxBits + 1]int
	t.measure(nodes, &perLength, limit)
	shorten(&perLength, limit)
	at := 0
	for length := limit; length > 0; length-- {
		for range perLength[length] {
			lengths[nodes[at].symbol] = uint8(length)
			at++
		}
	}
}

// measure counts how many symbols of the tree have each length; what is deeper than
// limit counts as that deep.
func (t *tree) measure(nodes []node, perLength *[maxBits + 1]int, limit int) {
	n := len(nodes)
	// The leaves are numbered from 0, the sums from n on, each as it is made: both
	// queues are in order, so that the two smallest are at their heads.
	leaf, sum := 0, 0
	for made := range n - 1 {
		var total uint32
		for range 2 {
			if sum == made || leaf < n && nodes[leaf].count <= t.sums[sum] {
				total += nodes[leaf].count
				t.parents[leaf] = uint16(n + made)
				leaf++
			} else {
				total += t.sums[sum]
				t.parents[n+sum] = uint16(n + made)
				sum++
			}
		}
		t.sums[made] = total
	}
	root := 2*n - 2
	t.depths[root] = 0
	for i := root - 1; i >= 0; i-- {
		depth := t.depths[t.parents[i]] + 1
		t.depths[i] = depth
		if i < n {
			perLength[min(int(depth), limit)]++
		}
	}
}

// shorten lengthens codes until all fit: every code of length l takes up
// 1<<(limit-l) of the 1<<limit that there are (Kraft's inequality).
func shorten(perLength *[maxBits + 1]int, limit int) {
	taken := 0
	for length := 1; length <= limit; length++ {
		taken += perLength[length] << (limit - length)
	}
	for ; taken > 1<<limit; taken-- {
		// One of the longest codes becomes the sibling of a shorter one, which moves
		// down a level: together they take one less.
		length := limit - 1
		for perLength[length] == 0 {
			length--
		}
		perLength[length]--
		perLength[length+1] += 2
		perLength[limit]--
	}
}

// assign makes the codes for the given lengths (RFC 1951 §3.2.2).
func assign(codes []code, lengths []uint8) {
	var next, perLength [16]uint32
	for _, length := range lengths {
		perLength[length&15]++
	}
	perLength[0] = 0
	for length := 1; length < 16; length++ {
		next[length] = (next[length-1] + perLength[length-1]) << 1
	}
	for symbol, length := range lengths {
		codes[symbol] = 0
		if length > 0 {
			codes[symbol] = reversed(next[length&15], length)
			next[length&15]++
		}
	}
}

// reversed returns a code whose first bit is the highest of its number.
func reversed(bits uint32, length uint8) code {
	var out uint32
	for range length {
		out = out<<1 | bits&1
		bits >>= 1
	}
	return code(out<<8 | uint32(length))
}
