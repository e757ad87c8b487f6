// Package deflate compresses the filtered rows of pictures: DEFLATE streams (RFC 1951)
// made fast rather than small.
//
// Literals goes by the frequencies of bytes alone, which is what suits photographs:
// they have next to no matches, and looking for some takes several times as long to
// find a larger result. Matches is for drawings, screenshots and pictures of few
// colours. It knows where pixels begin and looks for whole ones.
//
// Blocks have dynamic codes of at most 14 bits. Every call ends at a byte and knows
// nothing of those before, so that what several made can be put one behind the other.
package deflate

import "encoding/binary"

const (
	// blockBytes is how many literals share a code. Parts of a picture differ, and a
	// code takes about 100 bytes to describe.
	blockBytes = 64 << 10
	// blockSequences is how many matches do.
	blockSequences = 16 << 10
)

// Final is the last, empty block of a stream that ends at a byte before it (RFC 1951
// §3.2.6).
const Final = "\x03\x00"

// Rows says how src of Matches is made.
type Rows struct {
	Pixel  int // bytes of a pixel, 1 to 4
	Stride int // bytes of a row; the first belongs to no pixel
	// Colours asks to look also for single pixels, and harder for several: what pays
	// where there are few colours and rows are not filtered.
	Colours bool
}

// Encoder compresses. The zero value is ready; it is for one goroutine.
type Encoder struct {
	w         writer
	alphabet  alphabet
	histogram [4][256]uint32
	matcher   *matcher
}

// Literals appends src, compressed, to dst.
func (e *Encoder) Literals(dst, src []byte) []byte {
	e.w = writer{out: dst}
	for len(src) > 0 {
		part := src[:min(len(src), blockBytes)]
		src = src[len(part):]
		e.literalBlock(part)
	}
	return e.end()
}

// Matches appends rows, compressed, to dst.
func (e *Encoder) Matches(dst, src []byte, rows Rows) []byte {
	if e.matcher == nil {
		e.matcher = new(matcher)
	}
	e.w = writer{out: dst}
	e.matcher.find(src, rows)
	for all := e.matcher.sequences; len(all) > 0; {
		part := all[:min(len(all), blockSequences)]
		all = all[len(part):]
		src = src[e.matchBlock(part, src):]
	}
	return e.end()
}

// end ends the stream so far at a byte, by an empty stored block (RFC 1951 §3.2.4).
func (e *Encoder) end() []byte {
	e.w.write(0, 3)
	e.w.align()
	out := append(e.w.out, 0, 0, 0xff, 0xff)
	e.w = writer{}
	return out
}

func (e *Encoder) literalBlock(src []byte) {
	clear(e.alphabet.counts[endOfBlock:])
	clear(e.alphabet.distanceCounts[:])
	e.histogram = [4][256]uint32{}
	e.count(src)
	e.sum()
	e.alphabet.prepare()
	e.alphabet.writeHeader(&e.w)
	e.w.literals(&e.alphabet.codes, src)
	e.w.code(e.alphabet.codes[endOfBlock])
}

// count counts the bytes of src. Four counters each take turns: an addition to one
// that was just written waits for it.
func (e *Encoder) count(src []byte) {
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
	for i, v := range src {
		h[i&3][v]++
	}
}

// sum adds the counters up.
func (e *Encoder) sum() {
	h := &e.histogram
	for i := range h[0] {
		e.alphabet.counts[i] = h[0][i] + h[1][i] + h[2][i] + h[3][i]
	}
}

// matchBlock writes a block of sequences and returns how many bytes of src they are.
func (e *Encoder) matchBlock(sequences []sequence, src []byte) int {
	e.countSequences(sequences, src)
	a := &e.alphabet
	a.prepare()
	a.prepareMatches()
	a.writeHeader(&e.w)
	n := 0
	for _, s := range sequences {
		n += int(s.literals) + int(s.length)
	}
	e.w.sequences(a, sequences, src, n)
	e.w.code(a.codes[endOfBlock])
	return n
}

func (e *Encoder) countSequences(sequences []sequence, src []byte) {
	a := &e.alphabet
	clear(a.counts[endOfBlock:])
	clear(a.distanceCounts[:])
	e.histogram = [4][256]uint32{}
	var lengths [maxMatch - minMatch + 1]uint32
	for _, s := range sequences {
		e.count(src[:s.literals])
		src = src[int(s.literals)+int(s.length):]
		if s.length > 0 {
			lengths[s.length-minMatch]++
			symbol, _ := distanceSymbol(uint32(s.before))
			a.distanceCounts[symbol]++
		}
	}
	e.sum()
	for i, count := range lengths {
		symbol, _, _ := lengthSymbol(i + minMatch)
		a.counts[symbol] += count
	}
}
