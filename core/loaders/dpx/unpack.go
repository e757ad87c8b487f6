package dpx

import (
	"encoding/binary"
	"math"

	"apsync/core/codec/bands"
)

// wordUnpacker returns a function that makes samples of 16 bits of a line.
func wordUnpacker(e *element, order binary.ByteOrder) func([]uint16, []byte) {
	switch {
	case e.runs:
		return func(dst []uint16, line []byte) { unpackWords(dst, line, binary.LittleEndian, shift{0, e.bits}) }
	case e.bits == 8:
		return func(dst []uint16, line []byte) {
			for i, v := range line[:min(len(line), len(dst))] {
				dst[i] = uint16(v) * 257
			}
		}
	case e.bits == 16:
		return func(dst []uint16, line []byte) { unpackWords(dst, line, order, shift{0, 16}) }
	case e.bits == 12 && e.packing == packedFilledA:
		return func(dst []uint16, line []byte) { unpackWords(dst, line, order, shift{4, 12}) }
	case e.bits == 12 && e.packing != packed:
		return func(dst []uint16, line []byte) { unpackWords(dst, line, order, shift{0, 12}) }
	case e.bits == 10 && e.packing != packed:
		return tensUnpacker(e, order)
	}
	return func(dst []uint16, line []byte) { unpackBits(dst, line, order, e.bits) }
}

// shift says where in a word a sample of so many bits lies.
type shift struct{ down, bits int }

// widen brings a sample of so many bits to the full range of 16.
func widen(v uint32, bits int) uint16 {
	switch bits {
	case 16:
		return uint16(v)
	case 12:
		return uint16(v<<4 | v>>8)
	case 10:
		return uint16(v<<6 | v>>4)
	case 8:
		return uint16(v * 257)
	}
	return uint16(v * math.MaxUint16) // 1 bit
}

func unpackWords(dst []uint16, line []byte, order binary.ByteOrder, s shift) {
	mask := uint32(1)<<s.bits - 1
	for i := range dst[:min(len(dst), len(line)/2)] {
		dst[i] = widen(uint32(order.Uint16(line[2*i:]))>>s.down&mask, s.bits)
	}
}

// tensUnpacker unpacks three samples of 10 bits from each word of 32, the first from
// its most significant bits.
func tensUnpacker(e *element, order binary.ByteOrder) func([]uint16, []byte) {
	down := 0
	if e.packing == packedFilledA {
		down = 2
	}
	if order == binary.ByteOrder(binary.BigEndian) {
		return func(dst []uint16, line []byte) {
			for ; len(dst) >= 3 && len(line) >= 4; dst, line = dst[3:], line[4:] {
				spreadTens(dst, binary.BigEndian.Uint32(line)>>down)
			}
			lastTens(dst, line, order, down)
		}
	}
	return func(dst []uint16, line []byte) {
		for ; len(dst) >= 3 && len(line) >= 4; dst, line = dst[3:], line[4:] {
			spreadTens(dst, binary.LittleEndian.Uint32(line)>>down)
		}
		lastTens(dst, line, order, down)
	}
}

func spreadTens(dst []uint16, v uint32) {
	a, b, c := v>>20&0x3ff, v>>10&0x3ff, v&0x3ff
	dst[0], dst[1], dst[2] = uint16(a<<6|a>>4), uint16(b<<6|b>>4), uint16(c<<6|c>>4)
}

// lastTens unpacks what does not fill a word.
func lastTens(dst []uint16, line []byte, order binary.ByteOrder, down int) {
	if len(dst) == 0 || len(dst) > 2 || len(line) < 4 {
		return
	}
	var three [3]uint16
	spreadTens(three[:], order.Uint32(line)>>down)
	copy(dst, three[:])
}

// unpackBits unpacks samples that lie without gaps in words of 32 bits, the first in
// the least significant ones.
func unpackBits(dst []uint16, line []byte, order binary.ByteOrder, depth int) {
	var acc uint64
	have := 0
	mask := uint32(1)<<depth - 1
	for i := range dst {
		if have < depth {
			if len(line) < 4 {
				return
			}
			acc |= uint64(order.Uint32(line)) << have
			line = line[4:]
			have += 32
		}
		dst[i] = widen(uint32(acc)&mask, depth)
		acc >>= depth
		have -= depth
	}
}

// floatUnpacker returns a function that reads the floating-point numbers of a line.
func floatUnpacker(e *element, order binary.ByteOrder) func([]float32, []byte) {
	if e.bits == 64 {
		return func(dst []float32, line []byte) {
			for i := range dst[:min(len(dst), len(line)/8)] {
				dst[i] = bands.Finite(float32(math.Float64frombits(order.Uint64(line[8*i:]))))
			}
		}
	}
	return func(dst []float32, line []byte) {
		for i := range dst[:min(len(dst), len(line)/4)] {
			dst[i] = bands.Finite(math.Float32frombits(order.Uint32(line[4*i:])))
		}
	}
}
