package dpx_test

import (
	"encoding/binary"
	"math"
)

// element is an image element of a file that a test makes.
type element struct {
	descriptor byte
	bits       int
	packing    int
	runs       bool
	padding    int
	tight      bool // lines of whole bytes are not filled to words
	silent     bool // the file does not say that words are filled
}

// image is a file that a test makes.
type image struct {
	w, h                   int
	claimed                uint32 // in place of w
	little                 bool
	orientation            int
	transfer, colorimetric byte
	elements               []element
	constant               []int // luma, Cb, Cr and alpha of 8 bits of every pixel
}

func (p image) order() binary.AppendByteOrder {
	if p.little {
		return binary.LittleEndian
	}
	return binary.BigEndian
}

func (p image) bytes() []byte {
	head := make([]byte, 2048)
	order := binary.ByteOrder(binary.BigEndian)
	copy(head, "SDPX")
	if p.little {
		order = binary.LittleEndian
		copy(head, "XPDS")
	}
	order.PutUint32(head[4:], 2048)
	order.PutUint16(head[768:], uint16(p.orientation))
	order.PutUint16(head[770:], uint16(len(p.elements)))
	order.PutUint32(head[772:], uint32(p.w))
	if p.claimed > 0 {
		order.PutUint32(head[772:], p.claimed)
	}
	order.PutUint32(head[776:], uint32(p.h))
	var data []byte
	for i, e := range p.elements {
		at := head[780+72*i:]
		at[20], at[21], at[22], at[23] = e.descriptor, p.transfer, p.colorimetric, byte(e.bits)
		if !e.silent {
			order.PutUint16(at[24:], uint16(e.packing))
		}
		if e.runs {
			order.PutUint16(at[26:], 1)
		}
		order.PutUint32(at[28:], uint32(2048+len(data)))
		order.PutUint32(at[32:], uint32(e.padding))
		for y := range p.h {
			data = append(data, p.line(e, y)...)
			if y < p.h-1 {
				data = append(data, make([]byte, e.padding)...)
			}
		}
	}
	return append(head, data...)
}

// parts are what the samples of the elements mean: red, green, blue, alpha, and luma,
// Cb and Cr; and to what pixel of a group they belong.
var parts = map[byte]string{
	1: "r", 2: "g", 3: "b", 4: "a", 6: "y", 7: "uv", 8: "y", 50: "rgb", 51: "rgba", 52: "abgr",
	100: "uyvy", 101: "uyavya", 102: "uyv", 103: "uyva", 77: "y",
}

// value returns a sample, 0..1.
func (p image) value(x, y int, part byte) float64 {
	if p.constant != nil {
		at := map[byte]int{'y': 0, 'u': 1, 'v': 2, 'a': 3}[part]
		return float64(p.constant[at]) / 255
	}
	switch part {
	case 'r':
		return float64(x/3*3%p.w) / float64(p.w)
	case 'g':
		return float64(y) / float64(p.h)
	case 'b':
		return float64((x/5+y/7)%2) * 0.8
	case 'a':
		return 1 - float64(x/9*9%p.w)/float64(2*p.w)
	}
	return float64(x+y) / float64(p.w+p.h)
}

// quantised returns a sample as so many bits hold it.
func quantised(v float64, bits int) float64 {
	if bits >= 32 {
		return v
	}
	top := float64(uint64(1)<<bits - 1)
	return math.Round(v*top) / top
}

// samples returns a line's samples: of a group of pixels those of the first, but for
// luma and alpha of the second.
func (p image) samples(e element, y int) (samples []float64) {
	kinds := parts[e.descriptor]
	pixels := 1
	if len(kinds) > 0 && (e.descriptor == 7 || e.descriptor == 100 || e.descriptor == 101) {
		pixels = 2
	}
	for x := 0; x < p.w; x += pixels {
		seen := map[byte]int{}
		for i := range len(kinds) {
			samples = append(samples, p.value(x+seen[kinds[i]], y, kinds[i]))
			seen[kinds[i]]++
		}
	}
	return samples
}

// expected returns a row as it must come out: red, green, blue and alpha, or luma.
func (p image) expected(y int) (row []float64) {
	bits := map[byte]int{}
	for _, e := range p.elements {
		for _, part := range []byte(parts[e.descriptor]) {
			bits[part] = e.bits
		}
	}
	for x := range p.w {
		for _, part := range []byte("yrgba") {
			if bits[part] > 0 {
				row = append(row, quantised(p.value(x, y, part), bits[part]))
			}
		}
	}
	return row
}

// line stores a line.
func (p image) line(e element, y int) []byte {
	values := p.samples(e, y)
	if e.bits >= 32 {
		return p.floats(values, e.bits)
	}
	top := float64(uint64(1)<<e.bits - 1)
	numbers := make([]uint64, len(values))
	for i, v := range values {
		numbers[i] = uint64(math.Round(v * top))
	}
	if e.runs {
		numbers = runs(numbers, len(parts[e.descriptor]))
	}
	b := p.pack(e, numbers)
	for len(b)%4 != 0 && !e.tight && !e.runs {
		b = append(b, 0)
	}
	return b
}

func (p image) floats(values []float64, bits int) (b []byte) {
	for _, v := range values {
		if bits == 32 {
			b = p.order().AppendUint32(b, math.Float32bits(float32(v)))
		} else {
			b = p.order().AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

// runs encodes pixels of n samples.
func runs(numbers []uint64, n int) (encoded []uint64) {
	same := func(i, j int) bool {
		for k := range n {
			if numbers[i+k] != numbers[j+k] {
				return false
			}
		}
		return true
	}
	for i := 0; i < len(numbers); {
		count := 1
		for i+count*n < len(numbers) && count < 100 && same(i, i+count*n) {
			count++
		}
		if count > 1 {
			encoded = append(append(encoded, uint64(count<<1|1)), numbers[i:i+n]...)
		} else {
			count = min(2, (len(numbers)-i)/n)
			encoded = append(append(encoded, uint64(count<<1)), numbers[i:i+count*n]...)
		}
		i += count * n
	}
	return encoded
}

// pack stores numbers as the element's packing says.
func (p image) pack(e element, numbers []uint64) (b []byte) {
	order := p.order()
	switch {
	case e.bits == 8:
		for _, v := range numbers {
			b = append(b, byte(v))
		}
	case e.bits == 16, e.bits == 12 && e.packing == 2:
		for _, v := range numbers {
			b = order.AppendUint16(b, uint16(v))
		}
	case e.bits == 12 && e.packing == 1:
		for _, v := range numbers {
			b = order.AppendUint16(b, uint16(v<<4))
		}
	case e.bits == 10 && e.packing > 0:
		for i := 0; i < len(numbers); i += 3 {
			three := append(append([]uint64(nil), numbers[i:min(i+3, len(numbers))]...), 0, 0)
			word := uint32(three[0]<<20 | three[1]<<10 | three[2])
			if e.packing == 1 {
				word <<= 2
			}
			b = order.AppendUint32(b, word)
		}
	default:
		var acc uint64
		have := 0
		for _, v := range numbers {
			acc |= v << have
			for have += e.bits; have >= 32; have -= 32 {
				b = order.AppendUint32(b, uint32(acc))
				acc >>= 32
			}
		}
		if have > 0 {
			b = order.AppendUint32(b, uint32(acc))
		}
	}
	return b
}
