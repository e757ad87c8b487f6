package texture

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"apsync/core/raster"
)

// Field is a channel of a packed pixel: its lowest bit and how many it has, none where
// there is no such channel.
type Field struct{ Shift, Bits int }

// Packed describes pixels that are stored one by one, little-endian.
type Packed struct {
	Bytes  int // of a pixel, at most 16
	Fields [4]Field
	Layout raster.Layout // Grey takes the first field, GreyAlpha the first and the last
	Signed bool          // integers from -1 to 1
	Float  bool          // IEEE 754 of 16 or 32 bits
}

// Format returns the format of packed pixels; nil where it makes no sense.
func (p Packed) Format() *Format {
	if p.Bytes < 1 || p.Bytes > 16 || !p.sound() {
		return nil
	}
	f := &Format{BlockW: 1, BlockH: 1, BlockBytes: p.Bytes, Layout: p.Layout}
	widest := 0
	for _, field := range p.channels() {
		widest = max(widest, field.Bits)
	}
	switch {
	case p.Float:
		f.floats = p.floats()
	case widest > 8:
		f.words = packedRow(p, p.sampler16)
	case p.isBytes():
		f.bytes = p.plain()
	default:
		f.bytes = packedRow(p, p.sampler8)
	}
	return f
}

// sound reports whether the fields lie in the pixel.
func (p Packed) sound() bool {
	for _, field := range p.channels() {
		if field.Bits < 0 || field.Bits > 32 || field.Shift < 0 || field.Shift+field.Bits > 8*p.Bytes {
			return false
		}
		if p.Float && (field.Bits%16 != 0 || field.Shift%8 != 0) {
			return false
		}
	}
	return true
}

// channels returns the fields in the order of the layout.
func (p Packed) channels() []Field {
	switch p.Layout {
	case raster.Grey:
		return []Field{p.Fields[0]}
	case raster.GreyAlpha:
		return []Field{p.Fields[0], p.Fields[3]}
	case raster.RGB:
		return p.Fields[:3]
	}
	return p.Fields[:]
}

// isBytes reports whether every channel is a byte.
func (p Packed) isBytes() bool {
	for _, field := range p.channels() {
		if field.Bits != 8 || field.Shift%8 != 0 {
			return false
		}
	}
	return !p.Signed
}

// plain copies the bytes of pixels.
func (p Packed) plain() rowDecoder[uint8] {
	var at [4]int
	fields := p.channels()
	for i, field := range fields {
		at[i] = field.Shift / 8
	}
	size, n := p.Bytes, len(fields)
	if size == n && slices.IsSorted(at[:n]) { // in the order of the layout already
		return func(dst []uint8, _ int, src []byte) { copy(dst, src) }
	}
	return func(dst []uint8, _ int, src []byte) {
		for ; len(src) >= size && len(dst) >= n; src, dst = src[size:], dst[n:] {
			for i := range n {
				dst[i] = src[at[i]]
			}
		}
	}
}

// sampler is a function that takes a channel out of 64 bits.
type sampler[T raster.Sample] func(pixel uint64) T

// packedRow returns the decoder of pixels from one function for each channel, which
// sees eight bytes from the one on in which the channel begins.
func packedRow[T raster.Sample](p Packed, of func(field Field) sampler[T]) rowDecoder[T] {
	fields := p.channels()
	samplers := make([]sampler[T], len(fields))
	starts := make([]int, len(fields))
	for i, field := range fields {
		starts[i] = field.Shift / 8
		samplers[i] = of(Field{field.Shift % 8, field.Bits})
	}
	size := p.Bytes
	return func(dst []T, _ int, src []byte) {
		for ; len(src) >= size && len(dst) >= len(samplers); src, dst = src[size:], dst[len(samplers):] {
			for i, sample := range samplers {
				dst[i] = sample(low64(src[starts[i]:size]))
			}
		}
	}
}

// low64 returns up to eight bytes as a number.
func low64(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.LittleEndian.Uint64(b)
	}
	var v uint64
	for i, c := range b {
		v |= uint64(c) << (8 * i)
	}
	return v
}

// sampler8 returns the channel of at most eight bits as a byte.
func (p Packed) sampler8(field Field) sampler[uint8] {
	if field.Bits == 0 {
		return func(uint64) uint8 { return 0 }
	}
	var table [256]uint8
	top := 1<<field.Bits - 1
	for v := range top + 1 {
		table[v] = uint8((v*255 + top/2) / top)
		if p.Signed && field.Bits > 1 {
			table[v] = uint8(fromSignedBits(v, field.Bits)*255 + 0.5)
		}
	}
	shift, mask := field.Shift, uint64(top)
	return func(pixel uint64) uint8 { return table[pixel>>shift&mask] }
}

// sampler16 returns the channel as 16 bits, of wider ones the highest.
func (p Packed) sampler16(field Field) sampler[uint16] {
	if field.Bits == 0 {
		return func(uint64) uint16 { return 0 }
	}
	signed := p.Signed && field.Bits > 1
	shift, bits := field.Shift, field.Bits
	if bits > 16 {
		shift, bits = shift+bits-16, 16
	}
	top := uint64(1)<<bits - 1
	if signed {
		return func(pixel uint64) uint16 {
			return uint16(fromSignedBits(int(pixel>>shift&top), bits)*65535 + 0.5)
		}
	}
	if bits == 16 {
		return func(pixel uint64) uint16 { return uint16(pixel >> shift) }
	}
	return func(pixel uint64) uint16 { return uint16((pixel>>shift&top*65535 + top/2) / top) }
}

// fromSignedBits returns a number of so many bits, one for its sign, from 0 to 1.
func fromSignedBits(v, bits int) float64 {
	top := 1<<(bits-1) - 1
	n := v << (64 - bits) >> (64 - bits)
	return (float64(max(n, -top))/float64(top) + 1) / 2
}

// floats returns the decoder of numbers of 16 and 32 bits. Alpha is kept within 0 and
// 1, and what there is no field for is 0.
func (p Packed) floats() rowDecoder[float32] {
	fields := p.channels()
	size, alpha := p.Bytes, p.Layout.HasAlpha()
	return func(dst []float32, _ int, src []byte) {
		table := halves()
		for ; len(src) >= size && len(dst) >= len(fields); src, dst = src[size:], dst[len(fields):] {
			for i, field := range fields {
				switch at := src[field.Shift/8:]; field.Bits {
				case 16:
					dst[i] = table[binary.LittleEndian.Uint16(at)]
				case 32:
					dst[i] = finite(binary.LittleEndian.Uint32(at))
				default:
					dst[i] = 0
				}
			}
			if alpha {
				last := &dst[len(fields)-1]
				*last = max(0, min(1, *last))
			}
		}
	}
}

// packedNamed returns the format of a name such as B5G6R5_UNORM.
func packedNamed(name string) *Format {
	switch name {
	case "R11G11B10_FLOAT":
		return &Format{BlockW: 1, BlockH: 1, BlockBytes: 4, Layout: raster.RGB, floats: decodeR11G11B10}
	case "R9G9B9E5":
		return &Format{BlockW: 1, BlockH: 1, BlockBytes: 4, Layout: raster.RGB, floats: decodeR9G9B9E5}
	}
	p, ok := ParsePacked(name)
	if !ok {
		return nil
	}
	return p.Format()
}

// ParsePacked returns what a name such as R10G10B10A2_UNORM says. One channel, whatever
// its name, is grey; of two, red and green, blue is 0.
func ParsePacked(name string) (p Packed, ok bool) {
	channels, kind, ok := strings.Cut(name, "_")
	if !ok {
		return p, false
	}
	p.Float, p.Signed = kind == "FLOAT", kind == "SNORM" || kind == "SINT"
	at, seen := 0, ""
	for channels != "" {
		letter := channels[0]
		digits := strings.IndexFunc(channels[1:], func(r rune) bool { return r < '0' || r > '9' })
		if digits < 0 {
			digits = len(channels) - 1
		}
		bits := number(channels[1 : 1+digits])
		channels = channels[1+digits:]
		if letter != 'X' {
			index := max(0, strings.IndexByte("RGBA", letter))
			p.Fields[index] = Field{at, bits}
			seen += string(letter)
		}
		at += bits
	}
	p.Bytes = (at + 7) / 8
	switch {
	case len(seen) == 1:
		p.Layout = raster.Grey
		p.Fields = [4]Field{{p.only().Shift, p.only().Bits}}
	case seen == "LA" || seen == "AL":
		p.Layout = raster.GreyAlpha
	case strings.Contains(seen, "A"):
		p.Layout = raster.RGBA
	default:
		p.Layout = raster.RGB
	}
	return p, true
}

// only returns the one field there is.
func (p Packed) only() Field {
	for _, field := range p.Fields {
		if field.Bits > 0 {
			return field
		}
	}
	return Field{}
}

func decodeR11G11B10(dst []float32, _ int, src []byte) {
	wide, narrow := small11(), small10()
	for ; len(src) >= 4 && len(dst) >= 3; src, dst = src[4:], dst[3:] {
		v := binary.LittleEndian.Uint32(src)
		dst[0], dst[1], dst[2] = wide[v&0x7ff], wide[v>>11&0x7ff], narrow[v>>22]
	}
}

// decodeR9G9B9E5 decodes three mantissas with an exponent in common.
func decodeR9G9B9E5(dst []float32, _ int, src []byte) {
	for ; len(src) >= 4 && len(dst) >= 3; src, dst = src[4:], dst[3:] {
		v := binary.LittleEndian.Uint32(src)
		scale := float32(math.Ldexp(1, int(v>>27)-15-9))
		dst[0], dst[1], dst[2] = float32(v&0x1ff)*scale, float32(v>>9&0x1ff)*scale, float32(v>>18&0x1ff)*scale
	}
}
