package lzma

import (
	"errors"
	"io"

	"apsync/core/fault"
)

// prob is the probability of a bit to be 0, of 2048.
type prob = uint16

const (
	probBits = 11
	evenOdds = prob(1 << (probBits - 1))
	moveBits = 5
	topValue = 1 << 24
)

// rangeDecoder reads bits by their probabilities (LZMA Specification, "Range Decoder").
// Behind the end of its input it reads zeros, and err says so.
type rangeDecoder struct {
	src  io.Reader // nil where the input is all in buf
	buf  []byte
	pos  int
	rng  uint32
	code uint32
	err  error
}

// refill has more input read from src.
func (in *rangeDecoder) refill(src io.Reader) {
	in.src, in.buf, in.pos = src, make([]byte, 0, inputSize), 0
}

// start reads the first five bytes.
func (in *rangeDecoder) start() error {
	in.rng, in.code = 0xffffffff, 0
	first := in.next()
	for range 4 {
		in.code = in.code<<8 | uint32(in.next())
	}
	if in.err == nil && (first != 0 || in.code == in.rng) {
		in.err = fault.New(fault.Corrupt, "lzma: a stream that begins with %d", first)
	}
	return in.err
}

func (in *rangeDecoder) next() byte {
	if in.pos < len(in.buf) {
		b := in.buf[in.pos]
		in.pos++
		return b
	}
	return in.more()
}

func (in *rangeDecoder) more() byte {
	if in.err != nil {
		return 0
	}
	if in.src != nil {
		n, err := io.ReadAtLeast(in.src, in.buf[:cap(in.buf)], 1)
		in.buf, in.pos = in.buf[:n], 1
		if n > 0 {
			return in.buf[0]
		}
		if !errors.Is(err, io.EOF) {
			in.err = err
			return 0
		}
	}
	in.err = fault.New(fault.Truncated, "lzma: the stream ends too early")
	return 0
}

func (in *rangeDecoder) normalize() {
	if in.rng < topValue {
		in.rng <<= 8
		in.code = in.code<<8 | uint32(in.next())
	}
}

func (in *rangeDecoder) bit(p *prob) uint32 {
	bound := (in.rng >> probBits) * uint32(*p)
	if in.code < bound {
		*p += (1<<probBits - *p) >> moveBits
		in.rng = bound
		in.normalize()
		return 0
	}
	*p -= *p >> moveBits
	in.code -= bound
	in.rng -= bound
	in.normalize()
	return 1
}

// direct reads n bits of even odds.
func (in *rangeDecoder) direct(n uint32) uint32 {
	var value uint32
	for range n {
		in.rng >>= 1
		in.code -= in.rng
		t := -(in.code >> 31)
		in.code += in.rng & t
		in.normalize()
		value = value<<1 + t + 1
	}
	return value
}

// tree reads bits from the highest on; probs has a place for each beginning.
func (in *rangeDecoder) tree(probs []prob, bits uint32) uint32 {
	m := uint32(1)
	for range bits {
		m = m<<1 | in.bit(&probs[m])
	}
	return m - 1<<bits
}

// reverse reads bits from the lowest on.
func (in *rangeDecoder) reverse(probs []prob, bits uint32) uint32 {
	m, value := uint32(1), uint32(0)
	for i := range bits {
		b := in.bit(&probs[m])
		m = m<<1 | b
		value |= b << i
	}
	return value
}
