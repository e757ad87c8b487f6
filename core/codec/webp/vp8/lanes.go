package vp8

import "encoding/binary"

// Eight bytes of a word are worked on at once, as even and as odd bytes in four
// lanes of 16 bits each.
const (
	lows = 0x00ff00ff00ff00ff
	ones = 0x0001000100010001
	all8 = 0x0101010101010101
	tops = 0xfefefefefefefefe // all bits of bytes but the lowest
)

// lanes returns four lanes of v, -256 to 255, plus 256.
func lanes(v int) uint64 { return uint64(v+256) * ones }

// addLimited adds to each even and each odd byte what lanes made, and limits the
// sums to a byte.
func addLimited(pixels, bias uint64) uint64 {
	return limitLanes(pixels&lows+bias) | limitLanes(pixels>>8&lows+bias)<<8
}

// limitLanes takes 256 from each lane and limits the difference to a byte.
func limitLanes(sum uint64) uint64 {
	within, above := sum>>8&ones, sum>>9&ones
	return sum&(within<<8-within) | (above<<8 - above)
}

// mean2 returns (a+b+1)/2 for each byte.
func mean2(a, b uint64) uint64 { return (a | b) - (a^b)&tops>>1 }

// mean3 returns (a+2b+c+2)/4 for each byte.
func mean3(a, b, c uint64) uint64 { return mean2(a&c+(a^c)&tops>>1, b) }

// sum8 adds up the bytes of a word.
func sum8(v uint64) uint64 { return (v&lows + v>>8&lows) * ones >> 48 }

func load4(b *[4]uint8) uint32     { return binary.LittleEndian.Uint32(b[:]) }
func store4(b *[4]uint8, v uint32) { binary.LittleEndian.PutUint32(b[:], v) }
func load8(b *[8]uint8) uint64     { return binary.LittleEndian.Uint64(b[:]) }
func store8(b *[8]uint8, v uint64) { binary.LittleEndian.PutUint64(b[:], v) }
