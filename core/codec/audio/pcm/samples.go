package pcm

import (
	"encoding/binary"
	"math"
)

// sampler returns the sample at the front of bytes, of which there are enough.
type sampler func(b []byte) float32

// set has samples of bytes each, one of every channel after the other.
func (l *layout) set(s sampler, bytes int) {
	l.block = bytes * l.channels
	stride := l.block
	l.decode = func(dst []float32, blocks []byte, channel int) {
		blocks = blocks[channel*bytes:]
		for i := range dst {
			dst[i] = s(blocks[i*stride:])
		}
	}
}

// integers returns the sampler of signed numbers, nil where there is none of so many
// bytes. The upper 32 bits of wider ones say enough.
func integers(order binary.ByteOrder, bytes int) sampler {
	little := order == binary.ByteOrder(binary.LittleEndian)
	switch {
	case bytes == 1:
		return func(b []byte) float32 { return float32(int8(b[0])) / (1 << 7) }
	case bytes == 2 && little:
		return func(b []byte) float32 { return float32(int16(binary.LittleEndian.Uint16(b))) / (1 << 15) }
	case bytes == 2:
		return func(b []byte) float32 { return float32(int16(binary.BigEndian.Uint16(b))) / (1 << 15) }
	case bytes == 3 && little:
		return func(b []byte) float32 { return triple(b[2], b[1], b[0]) }
	case bytes == 3:
		return func(b []byte) float32 { return triple(b[0], b[1], b[2]) }
	case bytes == 4:
		return func(b []byte) float32 { return float32(int32(order.Uint32(b))) / (1 << 31) }
	case bytes == 8:
		return func(b []byte) float32 { return float32(int64(order.Uint64(b))) / (1 << 63) }
	}
	return nil
}

func triple(high, middle, low byte) float32 {
	return float32(int32(uint32(high)<<24|uint32(middle)<<16|uint32(low)<<8)) / (1 << 31)
}

// floats returns the sampler of IEEE 754 numbers, nil where there is none of so many
// bytes.
func floats(order binary.ByteOrder, bytes int) sampler {
	switch bytes {
	case 4:
		return func(b []byte) float32 { return math.Float32frombits(order.Uint32(b)) }
	case 8:
		return func(b []byte) float32 { return float32(math.Float64frombits(order.Uint64(b))) }
	}
	return nil
}

// unsigned returns a sample of 8 bits around 128.
func unsigned(b []byte) float32 { return float32(int(b[0])-128) / (1 << 7) }

// muLaw returns a sample of G.711 table 2: sign, three bits of exponent and four of
// mantissa, all inverted.
func muLaw(b []byte) float32 {
	v := ^b[0]
	level := (int(v&15)<<3+132)<<(v>>4&7) - 132
	return signed(level, v&0x80 == 0) / (1 << 15)
}

// aLaw returns a sample of G.711 table 1, of which every second bit is inverted.
func aLaw(b []byte) float32 {
	v := b[0] ^ 0x55
	level := int(v&15)<<4 + 8
	if exponent := v >> 4 & 7; exponent > 0 {
		level = (level + 256) << (exponent - 1)
	}
	return signed(level, v&0x80 != 0) / (1 << 15)
}

func signed(level int, positive bool) float32 {
	if positive {
		return float32(level)
	}
	return float32(-level)
}
