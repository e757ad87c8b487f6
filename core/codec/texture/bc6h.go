package texture

import (
	"strings"
	"sync"
)

// bc6Layouts say where the bits of each mode's endpoints lie from bit 2 or 5 on,
// Khronos Data Format 1.4 §21.2: channel and endpoint, and which of its bits.
var bc6Layouts = []struct {
	mode        uint32
	transformed bool
	bits        int    // of an endpoint
	deltas      [3]int // bits of the others, for each channel
	layout      string
}{
	{0, true, 10, [3]int{5, 5, 5}, "g2.4 b2.4 b3.4 r0.0..9 g0.0..9 b0.0..9 r1.0..4 g3.4 g2.0..3 g1.0..4 b3.0 g3.0..3 b1.0..4 b3.1 b2.0..3 r2.0..4 b3.2 r3.0..4 b3.3"},
	{1, true, 7, [3]int{6, 6, 6}, "g2.5 g3.4 g3.5 r0.0..6 b3.0..1 b2.4 g0.0..6 b2.5 b3.2 g2.4 b0.0..6 b3.3 b3.5..4 r1.0..5 g2.0..3 g1.0..5 g3.0..3 b1.0..5 b2.0..3 r2.0..5 r3.0..5"},
	{2, true, 11, [3]int{5, 4, 4}, "r0.0..9 g0.0..9 b0.0..9 r1.0..4 r0.10 g2.0..3 g1.0..3 g0.10 b3.0 g3.0..3 b1.0..3 b0.10 b3.1 b2.0..3 r2.0..4 b3.2 r3.0..4 b3.3"},
	{6, true, 11, [3]int{4, 5, 4}, "r0.0..9 g0.0..9 b0.0..9 r1.0..3 r0.10 g3.4 g2.0..3 g1.0..4 g0.10 g3.0..3 b1.0..3 b0.10 b3.1 b2.0..3 r2.0..3 b3.0 b3.2 r3.0..3 g2.4 b3.3"},
	{10, true, 11, [3]int{4, 4, 5}, "r0.0..9 g0.0..9 b0.0..9 r1.0..3 r0.10 b2.4 g2.0..3 g1.0..3 g0.10 b3.0 g3.0..3 b1.0..4 b0.10 b2.0..3 r2.0..3 b3.1..2 r3.0..3 b3.4..3"},
	{14, true, 9, [3]int{5, 5, 5}, "r0.0..8 b2.4 g0.0..8 g2.4 b0.0..8 b3.4 r1.0..4 g3.4 g2.0..3 g1.0..4 b3.0 g3.0..3 b1.0..4 b3.1 b2.0..3 r2.0..4 b3.2 r3.0..4 b3.3"},
	{18, true, 8, [3]int{6, 5, 5}, "r0.0..7 g3.4 b2.4 g0.0..7 b3.2 g2.4 b0.0..7 b3.3..4 r1.0..5 g2.0..3 g1.0..4 b3.0 g3.0..3 b1.0..4 b3.1 b2.0..3 r2.0..5 r3.0..5"},
	{22, true, 8, [3]int{5, 6, 5}, "r0.0..7 b3.0 b2.4 g0.0..7 g2.5..4 b0.0..7 g3.5 b3.4 r1.0..4 g3.4 g2.0..3 g1.0..5 g3.0..3 b1.0..4 b3.1 b2.0..3 r2.0..4 b3.2 r3.0..4 b3.3"},
	{26, true, 8, [3]int{5, 5, 6}, "r0.0..7 b3.1 b2.4 g0.0..7 b2.5 g2.4 b0.0..7 b3.5..4 r1.0..4 g3.4 g2.0..3 g1.0..4 b3.0 g3.0..3 b1.0..5 b2.0..3 r2.0..4 b3.2 r3.0..4 b3.3"},
	{30, false, 6, [3]int{6, 6, 6}, "r0.0..5 g3.4 b3.0..1 b2.4 g0.0..5 g2.5 b2.5 b3.2 g2.4 b0.0..5 g3.5 b3.3 b3.5..4 r1.0..5 g2.0..3 g1.0..5 g3.0..3 b1.0..5 b2.0..3 r2.0..5 r3.0..5"},
	{3, false, 10, [3]int{10, 10, 10}, "r0.0..9 g0.0..9 b0.0..9 r1.0..9 g1.0..9 b1.0..9"},
	{7, true, 11, [3]int{9, 9, 9}, "r0.0..9 g0.0..9 b0.0..9 r1.0..8 r0.10 g1.0..8 g0.10 b1.0..8 b0.10"},
	{11, true, 12, [3]int{8, 8, 8}, "r0.0..9 g0.0..9 b0.0..9 r1.0..7 r0.11..10 g1.0..7 g0.11..10 b1.0..7 b0.11..10"},
	{15, true, 16, [3]int{4, 4, 4}, "r0.0..9 g0.0..9 b0.0..9 r1.0..3 r0.15..10 g1.0..3 g0.15..10 b1.0..3 b0.15..10"},
}

// bc6Mode is a mode made ready.
type bc6Mode struct {
	transformed bool
	bits        int
	deltas      [3]int
	subsets     int
	runs        []bc6Run
}

// bc6Run is count bits of a channel of an endpoint: from bit first on, upwards or
// downwards.
type bc6Run struct {
	channel, endpoint int
	first, count      int
	down              bool
}

// bc6Modes are the modes by their five bits; nil is reserved.
var bc6Modes = sync.OnceValue(func() *[32]*bc6Mode {
	modes := new([32]*bc6Mode)
	for _, l := range bc6Layouts {
		m := &bc6Mode{transformed: l.transformed, bits: l.bits, deltas: l.deltas, subsets: 1}
		for _, token := range strings.Fields(l.layout) {
			m.runs = append(m.runs, parseRun(token))
		}
		if strings.Contains(l.layout, "r2") {
			m.subsets = 2
		}
		if l.mode > 1 {
			modes[l.mode] = m
			continue
		}
		for high := uint32(0); high < 32; high += 4 { // modes of two bits
			modes[high|l.mode] = m
		}
	}
	return modes
})

func parseRun(token string) bc6Run {
	r := bc6Run{channel: strings.IndexByte("rgb", token[0]), endpoint: int(token[1] - '0'), count: 1}
	from, to, ranged := strings.Cut(token[3:], "..")
	r.first = number(from)
	if ranged {
		last := number(to)
		r.down = last < r.first
		r.count = max(last-r.first, r.first-last) + 1
	}
	return r
}

func number(s string) (n int) {
	for _, digit := range []byte(s) {
		n = 10*n + int(digit-'0')
	}
	return n
}

// read returns the bits of the run in their place.
func (r *bc6Run) read(bits *bitBlock) int32 {
	v := bits.take(r.count)
	if !r.down {
		return int32(v << r.first)
	}
	var turned uint32
	for i := range r.count {
		turned |= v >> i & 1 << (r.first - i)
	}
	return int32(turned)
}

// decodeBC6U decodes 16 bytes of unsigned light.
func decodeBC6U(dst []float32, stride int, block []byte) { decodeBC6(dst, stride, block, false) }

// decodeBC6S decodes 16 bytes of signed light.
func decodeBC6S(dst []float32, stride int, block []byte) { decodeBC6(dst, stride, block, true) }

// decodeBC6 decodes 16 bytes to red, green and blue. A block of a reserved mode is
// black.
func decodeBC6(dst []float32, stride int, block []byte, signed bool) {
	mode := bc6Modes()[block[0]&31]
	if mode == nil {
		for y := range 4 {
			clear(dst[y*stride : y*stride+12])
		}
		return
	}
	bits := newBitBlock(block)
	bits.skip(2)
	if block[0]&2 != 0 {
		bits.skip(3)
	}
	var endpoints [4][3]int32
	for i := range mode.runs {
		r := &mode.runs[i]
		endpoints[r.endpoint][r.channel] |= r.read(&bits)
	}
	partition := 0
	if mode.subsets == 2 {
		partition = int(bits.take(5))
	}
	mode.finish(&endpoints, signed)
	mode.putPixels(dst, stride, &bits, partition, &endpoints, signed)
}

// finish makes endpoints of what a block stores.
func (m *bc6Mode) finish(endpoints *[4][3]int32, signed bool) {
	mask := int32(1)<<m.bits - 1
	for c := range 3 {
		base := endpoints[0][c]
		if signed {
			endpoints[0][c] = extend(base, m.bits)
		}
		for i := 1; i < 2*m.subsets; i++ {
			v := endpoints[i][c]
			if m.transformed {
				v = (base + extend(v, m.deltas[c])) & mask
			}
			if signed {
				v = extend(v, m.bits)
			}
			endpoints[i][c] = v
		}
		for i := range 2 * m.subsets {
			if signed {
				endpoints[i][c] = unquantizeSigned(endpoints[i][c], m.bits)
			} else {
				endpoints[i][c] = unquantize(endpoints[i][c], m.bits)
			}
		}
	}
}

// extend returns the lowest n bits as a number with a sign.
func extend(v int32, n int) int32 { return v << (32 - n) >> (32 - n) }

func unquantize(v int32, bits int) int32 {
	switch {
	case bits >= 15 || v == 0:
		return v
	case v == 1<<bits-1:
		return 0xffff
	}
	return (v<<15 + 0x4000) >> (bits - 1)
}

func unquantizeSigned(v int32, bits int) int32 {
	if bits >= 16 {
		return v
	}
	size := max(v, -v)
	switch {
	case size == 0:
		return 0
	case size >= 1<<(bits-1)-1:
		size = 0x7fff
	default:
		size = (size<<15 + 0x4000) >> (bits - 1)
	}
	if v < 0 {
		return -size
	}
	return size
}

func (m *bc6Mode) putPixels(dst []float32, stride int, bits *bitBlock, partition int, endpoints *[4][3]int32, signed bool) {
	width := 4
	if m.subsets == 2 {
		width = 3
	}
	var (
		palette [2][16][3]float32
		table   = halves()
	)
	for s := range m.subsets {
		for i := range 1 << width {
			w := int32(bptcWeights[width][i])
			for c := range 3 {
				v := ((64-w)*endpoints[2*s][c] + w*endpoints[2*s+1][c] + 32) >> 6
				palette[s][i][c] = table[bc6Half(v, signed)]
			}
		}
	}
	shape, anchors := shapeOf(m.subsets, partition)
	for i := range 16 {
		n := width - int(anchors>>i&1)
		*(*[3]float32)(dst[i>>2*stride+i&3*3:]) = palette[shape&1][bits.take(n)&15]
		shape >>= 2
	}
}

// bc6Half returns an interpolated value as a number of 16 bits.
func bc6Half(v int32, signed bool) uint16 {
	if !signed {
		return uint16(v * 31 >> 6)
	}
	if v < 0 {
		return uint16(-v*31>>5) | 0x8000
	}
	return uint16(v * 31 >> 5)
}
