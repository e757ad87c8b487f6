package texture

import "sync"

// astcRange is a range of whole numbers from 0 on and how one is stored: so many bits,
// and a trit or a quint above them (Khronos Data Format 1.4 §24.12).
type astcRange struct{ bits, trits, quints int }

// astcRanges are all ranges, from the narrowest; weights have the first twelve.
var astcRanges = [21]astcRange{
	{1, 0, 0},
	{0, 1, 0},
	{2, 0, 0},
	{0, 0, 1},
	{1, 1, 0},
	{3, 0, 0},
	{1, 0, 1},
	{2, 1, 0},
	{4, 0, 0},
	{2, 0, 1},
	{3, 1, 0},
	{5, 0, 0},
	{3, 0, 1},
	{4, 1, 0},
	{6, 0, 0},
	{4, 0, 1},
	{5, 1, 0},
	{7, 0, 0},
	{5, 0, 1},
	{6, 1, 0},
	{8, 0, 0},
}

// The narrowest and widest range of colours.
const (
	leastColours = 4 // 0 to 5
	mostColours  = 20
)

// size returns how many bits n numbers take.
func (r astcRange) size(n int) int {
	return n*r.bits + (8*n*r.trits+4)/5 + (7*n*r.quints+2)/3
}

// sequence reads numbers of a range, at most as many as dst holds, from bit off on.
func (r astcRange) sequence(dst []uint8, b bitBlock, off int) {
	switch {
	case r.trits == 1:
		r.groups(dst, b, off, trits()[:], [5]int{2, 2, 1, 2, 1}, 5)
	case r.quints == 1:
		r.groups(dst, b, off, quints()[:], [5]int{3, 2, 2}, 3)
	default:
		for i := range dst {
			dst[i] = uint8(b.at(off, r.bits))
			off += r.bits
		}
	}
}

// groups reads numbers that share bits in groups: behind the bits of each of them
// there are some of the group's, as widths says. What lies beyond the last number's
// counts as 0.
func (r astcRange) groups(dst []uint8, b bitBlock, off int, digits [][5]uint8, widths [5]int, size int) {
	for len(dst) > 0 {
		n := min(size, len(dst))
		packed, at := uint32(0), 0
		for i := range n {
			dst[i] = uint8(b.at(off, r.bits))
			off += r.bits
			packed |= b.at(off, widths[i]) << at
			off += widths[i]
			at += widths[i]
		}
		for i := range n {
			dst[i] |= digits[packed][i] << r.bits
		}
		dst = dst[n:]
	}
}

// trits holds the five trits of every eight bits.
var trits = sync.OnceValue(func() *[256][5]uint8 {
	table := new([256][5]uint8)
	for v := range uint8(255) {
		table[v] = tritsOf(v)
	}
	table[255] = tritsOf(255)
	return table
})

func tritsOf(v uint8) (t [5]uint8) {
	rest := v & 31
	switch {
	case v>>2&7 == 7:
		rest = v>>5<<2 | v&3
		t[4], t[3] = 2, 2
	case v>>5&3 == 3:
		t[4], t[3] = 2, v>>7
	default:
		t[4], t[3] = v>>7, v>>5&3
	}
	switch {
	case rest&3 == 3:
		t[2], t[1], t[0] = 2, rest>>4, rest>>2&2|rest>>2&1&^(rest>>3)
	case rest>>2&3 == 3:
		t[2], t[1], t[0] = 2, 2, rest&3
	default:
		t[2], t[1], t[0] = rest>>4, rest>>2&3, rest&2|rest&1&^(rest>>1)
	}
	return t
}

// quints holds the three quints of every seven bits.
var quints = sync.OnceValue(func() *[128][5]uint8 {
	table := new([128][5]uint8)
	for v := range table {
		table[v] = quintsOf(uint8(v))
	}
	return table
})

func quintsOf(v uint8) (q [5]uint8) {
	if v>>1&3 == 3 && v>>5 == 0 {
		high := v & 1
		return [5]uint8{4, 4, high<<2 | (v>>4&1&^high)<<1 | v>>3&1&^high}
	}
	rest := v & 31
	q[2] = v >> 5
	if v>>1&3 == 3 {
		q[2] = 4
		rest = v>>3&3<<3 | ^(v>>5)&3<<1 | v&1
	}
	if rest&7 == 5 {
		q[1], q[0] = 4, rest>>3
	} else {
		q[1], q[0] = rest>>3, rest&7
	}
	return q
}

// unquantized holds what the stored numbers of each range mean: of colours, 0 to 255,
// and of weights, 0 to 64.
type unquantized struct {
	colours [21][256]uint8
	weights [12][32]uint8
}

var astcValues = sync.OnceValue(func() *unquantized {
	u := new(unquantized)
	for i, r := range astcRanges {
		count := (1 + 2*r.trits + 4*r.quints) << r.bits
		for v := range count {
			u.colours[i][v] = uint8(r.spread(v, 8))
			if i < len(u.weights) {
				w := r.spread(v, 6)
				u.weights[i][v] = uint8(w + b2i(w > 32))
			}
		}
	}
	return u
})

// Where the bits above the lowest come to in the number B of §24.13, for ranges with
// trits and with quints, by their number of bits: of colours, nine bits, and of
// weights, seven.
var (
	tritColours  = [7]string{2: "b000b0bb0", 3: "cb000cbcb", 4: "dcb000dcb", 5: "edcb000ed", 6: "fedcb000f"}
	quintColours = [6]string{2: "b0000bb00", 3: "cb0000cbc", 4: "dcb0000dc", 5: "edcb0000e"}
	tritWeights  = [4]string{2: "b000b0b", 3: "cb000cb"}
	quintWeights = [3]string{2: "b0000b0"}
	tritFactors  = [2][7]int{{0, 204, 93, 44, 22, 11, 5}, {0, 50, 23, 11}}
	quintFactors = [2][6]int{{0, 113, 54, 26, 13, 6}, {0, 28, 13}}
	wholeTrits   = [2][3]int{{0, 128, 255}, {0, 32, 63}}
	wholeQuints  = [2][5]int{{0, 64, 128, 192, 255}, {0, 16, 32, 47, 63}}
)

// What a number of a range is for.
const (
	spreadColours = iota
	spreadWeights
)

// spread returns a number of the range as one of width bits, 8 or 6.
func (r astcRange) spread(v, width int) int {
	kind := spreadColours
	if width == 6 {
		kind = spreadWeights
	}
	digit, low := v>>r.bits, v&(1<<r.bits-1)
	switch {
	case r.trits+r.quints == 0:
		return repeat(v, r.bits, width)
	case r.bits == 0 && r.trits == 1:
		return wholeTrits[kind][digit]
	case r.bits == 0:
		return wholeQuints[kind][digit]
	}
	return r.scatter(kind, digit, low, width)
}

// repeat repeats the highest bits of v, which has so many, up to width.
func repeat(v, bits, width int) int {
	out := 0
	for at := width - bits; at > -bits; at -= bits {
		if at >= 0 {
			out |= v << at
		} else {
			out |= v >> -at
		}
	}
	return out
}

func (r astcRange) scatter(kind, digit, low, width int) int {
	var places string
	factor := 0
	switch {
	case r.trits == 1:
		factor = tritFactors[kind][r.bits]
		places = [2]string{tritColours[r.bits], tritWeights[min(r.bits, 3)]}[kind]
	default:
		factor = quintFactors[kind][r.bits]
		places = [2]string{quintColours[r.bits], quintWeights[min(r.bits, 2)]}[kind]
	}
	b := 0
	for _, place := range []byte(places) {
		b <<= 1
		if place != '0' {
			b |= low >> (place - 'a') & 1
		}
	}
	a := -(low & 1) & (1<<(width+1) - 1)
	return a&(1<<(width-1)) | ((digit*factor+b)^a)>>2
}
