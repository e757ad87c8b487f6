package deflate

import (
	"encoding/binary"
	"math/bits"
)

const (
	window   = 32 << 10 // how far back a match may lie (RFC 1951 §3.2.5)
	minMatch = 3
	maxMatch = 258
	// pairBits and pixelBits are the sizes of the tables of places.
	pairBits  = 15
	pixelBits = 12
	// pixelWindow is how far back a single pixel may lie: beyond that, saying where it
	// is takes as much as saying what it is.
	pixelWindow = 4 << 10
	// lookahead is how many bytes from a place are looked at to find it again.
	lookahead = 16
)

// sequence is literals and the match that follows them.
type sequence struct {
	literals uint32
	length   uint16 // 0 at the end, where no match follows
	before   uint16 // the match's distance, less one
}

// matcher finds matches of pixels, one at the same place of a pixel as the other: a
// quarter of the places of bytes are looked at, and next to nothing is missed. It takes
// the latest place that begins alike and, among colours, the one above.
type matcher struct {
	// The tables hold where four pixels, two and one were seen last, by their hash;
	// places go on from call to call.
	fours  [1 << pairBits]uint32
	pairs  [1 << pairBits]uint32
	pixels [1 << pixelBits]uint32
	base   uint32 // the place of src's beginning
	next   uint32 // that of what comes after src
	hashes

	sequences []sequence
}

// hashes says how many bytes of a word the two shorter hashes see: the others are
// shifted out.
type hashes struct {
	pair, pixel uint // bits shifted out
	pairBytes   int
	pixelBytes  int
	colours     bool
	stride      int
}

func hashesFor(rows Rows) hashes {
	h := hashes{
		pairBytes:  [...]int{1: 5, 2: 6, 3: 6, 4: 8}[rows.Pixel],
		pixelBytes: [...]int{1: 3, 2: 4, 3: 3, 4: 4}[rows.Pixel],
		colours:    rows.Colours,
		stride:     rows.Stride,
	}
	h.pair, h.pixel = uint(64-8*h.pairBytes), uint(64-8*h.pixelBytes)
	return h
}

// The multipliers are the golden ratio and a prime, of 64 bits.
func (h *hashes) ofPair(v uint64) uint64 {
	return v << (h.pair & 63) * 0x9e3779b97f4a7c15 >> (64 - pairBits)
}

func (h *hashes) ofPixel(v uint64) uint64 {
	return v << (h.pixel & 63) * 0x9e3779b97f4a7c15 >> (64 - pixelBits)
}

func ofFour(v, next uint64) uint64 {
	return (v*0xd6e8feb86659fd93 ^ next) * 0x9e3779b97f4a7c15 >> (64 - pairBits)
}

func word(src []byte, i int) uint64 { return binary.LittleEndian.Uint64(src[i:]) }

// find fills sequences with what src consists of.
func (m *matcher) find(src []byte, rows Rows) {
	m.begin(len(src), rows)
	step, rowEnd := rows.Pixel, rows.Stride
	from, misses := 0, 0 // literals, and places where nothing was found
	for i := 1; i < len(src)-lookahead; {
		length, distance := m.longest(src, i)
		if length == 0 {
			misses++
			i += step * max(1, misses/64)
			for i >= rowEnd {
				i, rowEnd = i+1, rowEnd+rows.Stride
			}
			continue
		}
		misses = 0
		for i > from && i > distance && src[i-1] == src[i-distance-1] {
			i--
			length++
		}
		m.emit(i-from, length, distance)
		from = i + length
		m.enter(src, i+step, from, step)
		for rowEnd <= from {
			rowEnd += rows.Stride
		}
		// The next whole pixel; a row begins with its filter's type.
		start := rowEnd - rows.Stride + 1
		i = start + max(0, from-start+step-1)/step*step
	}
	m.sequences = append(m.sequences, sequence{literals: uint32(len(src) - from)})
}

// begin forgets what was found before. Places from before the last call are beyond the
// window.
func (m *matcher) begin(n int, rows Rows) {
	m.hashes = hashesFor(rows)
	m.sequences = m.sequences[:0]
	if m.next > 1<<30 {
		m.fours, m.pairs, m.pixels = [1 << pairBits]uint32{}, [1 << pairBits]uint32{}, [1 << pixelBits]uint32{}
		m.next = 0
	}
	m.base = m.next + window + 1
	m.next = m.base + uint32(n)
}

// longest returns the match for what begins at i, of a length of 0 where there is none,
// and enters i.
func (m *matcher) longest(src []byte, i int) (length, distance int) {
	v, at := word(src, i), m.base+uint32(i)
	if m.colours {
		place := &m.fours[ofFour(v, word(src, i+4))]
		d := at - *place
		*place = at
		if d-1 < window && word(src, i-int(d)) == v {
			length, distance = alike(src, i-int(d), i, 8), int(d)
		}
	}
	place := &m.pairs[m.ofPair(v)]
	d := at - *place
	*place = at
	if length == 0 && d-1 < window && (word(src, i-int(d))^v)<<(m.pair&63) == 0 {
		length, distance = alike(src, i-int(d), i, m.pairBytes), int(d)
	}
	if !m.colours {
		return length, distance
	}
	if i >= m.stride && (word(src, i-m.stride)^v)<<(m.pair&63) == 0 {
		// What is above is as good as the last when it is as long: it always lies as far
		// away, which is soon said.
		if n := alike(src, i-m.stride, i, m.pairBytes); n >= length {
			length, distance = n, m.stride
		}
	}
	place = &m.pixels[m.ofPixel(v)]
	d = at - *place
	*place = at
	if length == 0 && d-1 < pixelWindow && (word(src, i-int(d))^v)<<(m.pixel&63) == 0 {
		length, distance = alike(src, i-int(d), i, m.pixelBytes), int(d)
	}
	return length, distance
}

// enter enters places of a match from i to before end, of a long one only some.
func (m *matcher) enter(src []byte, i, end, step int) {
	if end > len(src)-lookahead {
		return
	}
	if n := end - i; n > 64 {
		step *= n / (16 * step)
	}
	for ; i < end; i += step {
		v, at := word(src, i), m.base+uint32(i)
		m.pairs[m.ofPair(v)] = at
		if m.colours {
			m.fours[ofFour(v, word(src, i+4))] = at
			m.pixels[m.ofPixel(v)] = at
		}
	}
}

// emit adds literals and a match, in parts where it is too long for one.
func (m *matcher) emit(literals, length, distance int) {
	for length > maxMatch {
		part := min(maxMatch, length-minMatch)
		m.sequences = append(m.sequences, sequence{uint32(literals), uint16(part), uint16(distance - 1)})
		literals, length = 0, length-part
	}
	m.sequences = append(m.sequences, sequence{uint32(literals), uint16(length), uint16(distance - 1)})
}

// alike returns how many bytes from a are as those from b, which lies behind it; n are
// known to be.
func alike(src []byte, a, b, n int) int {
	x, y := src[a+n:], src[b+n:]
	for len(x) >= 8 && len(y) >= 8 {
		if differ := binary.LittleEndian.Uint64(x) ^ binary.LittleEndian.Uint64(y); differ != 0 {
			return n + bits.TrailingZeros64(differ)/8
		}
		n, x, y = n+8, x[8:], y[8:]
	}
	for i, v := range y {
		if x[i] != v {
			return n + i
		}
	}
	return n + len(y)
}
