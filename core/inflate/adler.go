package inflate

import "encoding/binary"

// Adler is the checksum of RFC 1950 §8.2, with which the standard library takes
// several times as long: that counts beside inflating.
type Adler struct{ a, b uint32 }

const adlerMod = 65521

// adlerChunk is a multiple of 16 bytes whose sums stay below 1<<32.
const adlerChunk = 5552

// NewAdler returns the checksum of nothing.
func NewAdler() Adler { return Adler{a: 1} }

// Sum returns the checksum of what was written.
func (s *Adler) Sum() uint32 { return s.b<<16 | s.a }

// Write adds p.
func (s *Adler) Write(p []byte) {
	a, b := uint64(s.a), uint64(s.b)
	for len(p) >= 16 {
		n := min(len(p)&^15, adlerChunk)
		sum, weighted := sums(p[:n])
		b = (b + uint64(n)*a + uint64(weighted)) % adlerMod
		a = (a + uint64(sum)) % adlerMod
		p = p[n:]
	}
	for _, v := range p {
		a += uint64(v)
		b += a
	}
	s.a, s.b = uint32(a%adlerMod), uint32(b%adlerMod)
}

// Words of eight bytes are added in four lanes of 16 bits, even and odd bytes
// apart. maxWords of them keep a lane of prefix sums, at most 255·n·(n-1)/2, below
// 1<<16.
const maxWords = 23

// sumsGo returns the sum of p's bytes, and with the byte at i of n counted n-i
// times. The length is a multiple of 16, at most adlerChunk.
func sumsGo(p []byte) (sum, weighted uint32) {
	for len(p) >= 8 {
		n := min(len(p)/8, maxWords) * 8
		s, w := sumWords(p[:n])
		weighted += uint32(n)*sum + w
		sum += s
		p = p[n:]
	}
	return sum, weighted
}

// sumWords does this for at most maxWords words. Each byte counts eight times for
// each word after its own, and by its place.
func sumWords(p []byte) (sum, weighted uint32) {
	const lanes = 0x00ff00ff00ff00ff
	var even, odd, evenBefore, oddBefore uint64
	for ; len(p) >= 8; p = p[8:] {
		v := binary.LittleEndian.Uint64(p)
		evenBefore += even
		oddBefore += odd
		even += v & lanes
		odd += v >> 8 & lanes
	}
	before := sumLanes(evenBefore) + sumLanes(oddBefore)
	return sumLanes(even) + sumLanes(odd), 8*before + placed(even, 8) + placed(odd, 7)
}

// sumLanes adds the four lanes.
func sumLanes(v uint64) uint32 {
	return uint32(v&0xffff + v>>16&0xffff + v>>32&0xffff + v>>48)
}

// placed adds the lanes as often as their place from the word's end says: the
// first weight times, each further one two fewer.
func placed(v uint64, weight uint32) uint32 {
	return uint32(v&0xffff)*weight + uint32(v>>16&0xffff)*(weight-2) +
		uint32(v>>32&0xffff)*(weight-4) + uint32(v>>48)*(weight-6)
}
