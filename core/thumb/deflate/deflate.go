// Package deflate compresses bytes by their frequencies alone: a DEFLATE stream (RFC
// 1951) of literals without matches, which is what suits the filtered rows of a
// photograph. They have next to no matches, and looking for some takes several times
// as long to find a larger result.
//
// Blocks have dynamic codes of at most 14 bits. Every call ends at a byte, so that
// what several calls made can be put one behind the other, also with what other
// encoders made of other parts.
package deflate

import "encoding/binary"

// blockBytes is how many bytes share a code. Parts of a picture differ, and a code
// takes about 100 bytes to describe.
const blockBytes = 64 << 10

// Encoder compresses. The zero value is ready; it is for one goroutine.
type Encoder struct {
	w         writer
	alphabet  alphabet
	histogram [4][256]uint32
}

// Append appends src, compressed, to dst. The stream does not end: Final ends it.
func (e *Encoder) Append(dst, src []byte) []byte {
	e.w = writer{out: dst}
	for len(src) > 0 {
		part := src[:min(len(src), blockBytes)]
		src = src[len(part):]
		e.block(part)
	}
	// An empty stored block ends at a byte (RFC 1951 §3.2.4).
	e.w.write(0, 3)
	e.w.align()
	out := append(e.w.out, 0, 0, 0xff, 0xff)
	e.w = writer{}
	return out
}

// Final is the last, empty block of a stream that ends at a byte before it (RFC 1951
// §3.2.6).
const Final = "\x03\x00"

func (e *Encoder) block(src []byte) {
	e.count(src)
	e.alphabet.prepare()
	e.alphabet.writeHeader(&e.w)
	e.w.literals(&e.alphabet.codes, src)
	e.w.code(e.alphabet.codes[endOfBlock])
}

// count counts the bytes of src. Four counters each take turns: an addition to one
// that was just written waits for it.
func (e *Encoder) count(src []byte) {
	e.histogram = [4][256]uint32{}
	h := &e.histogram
	for ; len(src) >= 8; src = src[8:] {
		v := binary.LittleEndian.Uint64(src)
		h[0][byte(v)]++
		h[1][byte(v>>8)]++
		h[2][byte(v>>16)]++
		h[3][byte(v>>24)]++
		h[0][byte(v>>32)]++
		h[1][byte(v>>40)]++
		h[2][byte(v>>48)]++
		h[3][byte(v>>56)]++
	}
	for _, v := range src {
		h[0][v]++
	}
	for i := range h[0] {
		e.alphabet.counts[i] = h[0][i] + h[1][i] + h[2][i] + h[3][i]
	}
}
