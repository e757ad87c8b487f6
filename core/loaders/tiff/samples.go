package tiff

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// unpacker writes the n samples of a line of a segment to dst, step apart.
type unpacker[T any] func(dst []T, src []byte, n, step int)

// sampleBytes returns the size of a sample as decoded: 1, 2, or 4 for floats.
func (p *page) sampleBytes() int64 {
	switch {
	case p.format == formatFloat, p.measuredInts:
		return 4
	case p.bits > 8:
		return 2
	}
	return 1
}

// levels reports whether samples run over the range of their decoded type, rather
// than being numbers of a palette or of a colour space of their own range.
func (p *page) levels() bool {
	return p.photometric != palette && p.photometric != cieLab && p.photometric != iccLab
}

// signed reports whether samples are numbers below and above black.
func (p *page) signed() bool { return p.format == formatSigned && p.levels() }

// unpack8 returns the unpacker of samples of up to 8 bits.
func (p *page) unpack8() unpacker[uint8] {
	if p.bits == 8 && !p.signed() {
		return unpackBytes
	}
	var values [256]uint8
	for v := range 1 << p.bits {
		values[v] = uint8(v)
		if p.levels() {
			values[v] = uint8(p.level(v, math.MaxUint8))
		}
	}
	if 8%p.bits != 0 {
		return unpackNumbers(p.bits, func(v uint32) uint8 { return values[v] })
	}
	return unpackParts(p.bits, &values)
}

// level returns the level of black 0 to white that the p.bits bits v mean.
func (p *page) level(v, white int) int {
	top := 1<<p.bits - 1
	if p.signed() {
		top >>= 1
		if v > top {
			return 0
		}
	}
	if top == 0 {
		return 0
	}
	return (v*white + top/2) / top
}

func unpackBytes(dst []uint8, src []byte, n, step int) {
	if step == 1 {
		copy(dst, src[:n])
		return
	}
	for i, v := range src[:n] {
		dst[i*step] = v
	}
}

// unpackParts returns the unpacker of samples of 1, 2, 4 or 8 bits, several of
// which a byte may hold, the first uppermost.
func unpackParts(depth int, values *[256]uint8) unpacker[uint8] {
	per := 8 / depth
	var parts [256][8]uint8
	for b := range parts {
		for i := range per {
			parts[b][i] = values[b>>(8-depth*(i+1))&(1<<depth-1)]
		}
	}
	return func(dst []uint8, src []byte, n, step int) {
		i := 0
		if step == 1 {
			for ; i+8 <= n; i += per {
				binary.LittleEndian.PutUint64(dst[i:], binary.LittleEndian.Uint64(parts[src[i/per]][:]))
			}
		}
		for ; i < n; i++ {
			dst[i*step] = parts[src[i/per]][i%per]
		}
	}
}

// unpackNumbers returns the unpacker of numbers of depth bits that are packed
// without regard to bytes, the most significant bit first.
func unpackNumbers[T any](depth int, value func(uint32) T) unpacker[T] {
	return func(dst []T, src []byte, n, step int) {
		var acc uint64
		have := 0
		for i := range n {
			for ; have < depth; have += 8 {
				acc = acc<<8 | uint64(src[0])
				src = src[1:]
			}
			have -= depth
			dst[i*step] = value(uint32(acc>>have) & (1<<depth - 1)) // what is cut was used
		}
	}
}

// unpack16 returns the unpacker of whole numbers of 9 bits and more.
func (p *page) unpack16(order binary.ByteOrder) unpacker[uint16] {
	signed := p.signed()
	switch {
	case p.bits == 16 && !signed:
		return func(dst []uint16, src []byte, n, step int) { unpackWords(dst, src[:2*n], step, order) }
	case p.bits >= 16:
		return unpackWide(p.bits/8, signed, order)
	}
	value := func(v uint32) uint16 { return uint16(v) }
	if p.levels() {
		value = func(v uint32) uint16 { return uint16(p.level(int(v), math.MaxUint16)) }
	}
	return unpackNumbers(p.bits, value)
}

// unpackWords writes numbers of 16 bits, four at a time where they lie together.
func unpackWords(dst []uint16, src []byte, step int, order binary.ByteOrder) {
	for ; step == 1 && len(src) >= 8; src, dst = src[8:], dst[4:] {
		v := binary.LittleEndian.Uint64(src)
		if order == binary.BigEndian {
			v = v>>8&0x00ff00ff00ff00ff | v&0x00ff00ff00ff00ff<<8
		}
		dst[0], dst[1], dst[2], dst[3] = uint16(v), uint16(v>>16), uint16(v>>32), uint16(v>>48) // a word of each
	}
	for i := 0; i < len(src); i += 2 {
		dst[i/2*step] = order.Uint16(src[i:])
	}
}

// unpackWide returns the unpacker of whole numbers of 2, 3, 4 or 8 bytes, whose upper
// 16 bits it keeps: of signed ones those below the sign.
func unpackWide(size int, signed bool, order binary.ByteOrder) unpacker[uint16] {
	return func(dst []uint16, src []byte, n, step int) {
		for i := range n {
			v := wideNumber(src[i*size:], size, order)
			if signed {
				v = uint32(max(int32(v), 0)) << 1 // the bits are a signed number
				if size == 2 {
					v |= v >> 15 // the lowest bit that is kept
				}
			}
			dst[i*step] = uint16(v >> 16) // the upper half
		}
	}
}

// unpackMeasured returns the unpacker of whole numbers to floating point.
func (p *page) unpackMeasured(order binary.ByteOrder) unpacker[float32] {
	unused := 64 - p.bits
	value := func(v uint64) float32 { return float32(v >> unused) }
	if p.format == formatSigned {
		value = func(v uint64) float32 { return float32(int64(v) >> unused) } // the bits are a signed number
	}
	if p.bits < 16 {
		return unpackNumbers(p.bits, func(v uint32) float32 { return value(uint64(v) << unused) })
	}
	size := p.bits / 8
	return func(dst []float32, src []byte, n, step int) {
		for i := range n {
			b := src[i*size:]
			if size == 8 {
				dst[i*step] = value(order.Uint64(b))
			} else {
				dst[i*step] = value(uint64(wideNumber(b, size, order)) << 32)
			}
		}
	}
}

// wideNumber returns a number of 2, 3, 4 or 8 bytes in the upper bits of the result.
func wideNumber(b []byte, size int, order binary.ByteOrder) uint32 {
	switch {
	case size == 4:
		return order.Uint32(b)
	case size == 8:
		return uint32(order.Uint64(b) >> 32) // the upper half
	case size == 2:
		return uint32(order.Uint16(b)) << 16
	case order == binary.BigEndian:
		return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8
	}
	return uint32(b[2])<<24 | uint32(b[1])<<16 | uint32(b[0])<<8
}

// unpackFloat returns the unpacker of floating-point numbers.
func (p *page) unpackFloat(order binary.ByteOrder) unpacker[float32] {
	if p.measuredInts {
		return p.unpackMeasured(order)
	}
	if p.predictor == predictorFloat {
		order = binary.BigEndian // as undoFloatPredictor leaves them
	}
	size := p.bits / 8
	if size == 4 && !p.holes {
		return func(dst []float32, src []byte, n, step int) { unpackSingles(dst, src[:4*n], step, order) }
	}
	limit := finite
	if p.holes {
		limit = func(v float64) float32 { return float32(v) }
	}
	return func(dst []float32, src []byte, n, step int) {
		for i := range n {
			dst[i*step] = limit(float(src[i*size:], size, order))
		}
	}
}

// unpackSingles writes floating-point numbers of 32 bits.
func unpackSingles(dst []float32, src []byte, step int, order binary.ByteOrder) {
	swapped := order == binary.BigEndian
	for i := 0; len(src) >= 4; i, src = i+step, src[4:] {
		v := binary.LittleEndian.Uint32(src)
		if swapped {
			v = bits.ReverseBytes32(v)
		}
		f := math.Float32frombits(v)
		if v&math.MaxInt32 >= 0xff<<23 { // an infinity, or no number
			f = finite(float64(f))
		}
		dst[i] = f
	}
}

func float(b []byte, size int, order binary.ByteOrder) float64 {
	switch size {
	case 2:
		return smallFloat(uint32(order.Uint16(b)), 5, 10)
	case 3:
		return smallFloat(wideNumber(b, 3, order)>>8, 7, 16)
	case 4:
		return float64(math.Float32frombits(order.Uint32(b)))
	}
	return math.Float64frombits(order.Uint64(b))
}

// smallFloat returns the value of a floating-point number with a sign and so many
// bits of exponent and of fraction, built like those of IEEE 754 (TIFF Technical
// Note 3).
func smallFloat(v uint32, exponentBits, fractionBits int) float64 {
	top := 1<<exponentBits - 1
	exponent := int(v>>fractionBits) & top
	fraction := float64(v & (1<<fractionBits - 1))
	sign := 1.0
	if v>>(exponentBits+fractionBits)&1 == 1 {
		sign = -1
	}
	switch {
	case exponent == 0:
		exponent = 1
	case exponent == top && fraction > 0:
		return math.NaN()
	case exponent == top:
		return math.Inf(int(sign))
	default:
		fraction += float64(int(1) << fractionBits)
	}
	return sign * math.Ldexp(fraction, exponent-top/2-fractionBits)
}

// finite returns v as a number that can be averaged: nothing for what is none.
func finite(v float64) float32 {
	if math.IsNaN(v) {
		return 0
	}
	return float32(max(-math.MaxFloat32, min(v, math.MaxFloat32)))
}
