package deflate

import "encoding/binary"

// writer appends bits to bytes, the lowest bit of a byte first (RFC 1951 §3.1.1).
type writer struct {
	out []byte
	bitState
}

// bitState are the bits that do not fill a byte yet.
type bitState struct{ pending, bits uint64 }

// write appends at most 32 bits.
func (w *writer) write(bits uint32, n uint) {
	w.pending |= uint64(bits) << (w.bits & 63)
	w.bits += uint64(n)
	if w.bits >= 32 {
		w.flush()
	}
}

// code appends a code.
func (w *writer) code(c code) { w.write(uint32(c>>8), uint(c&0xff)) }

// flush moves whole bytes to out.
func (w *writer) flush() {
	n := w.bits / 8
	w.out = binary.LittleEndian.AppendUint64(w.out, w.pending)
	w.out = w.out[:len(w.out)-8+int(n)]
	w.pending >>= n * 8 & 63
	w.bits &= 7
}

// align ends the last byte.
func (w *writer) align() {
	w.flush()
	if w.bits > 0 {
		w.out = append(w.out, byte(w.pending))
		w.bitState = bitState{}
	}
}

// literals appends the codes of src.
func (w *writer) literals(codes *[symbols]code, src []byte) {
	w.flush()
	w.reserve(len(src)*maxBits/8 + 8)
	whole := len(src) &^ 3
	n := literals(&w.bitState, codes, src[:whole], w.out[len(w.out):cap(w.out)])
	w.out = w.out[:len(w.out)+n]
	for _, v := range src[whole:] {
		w.code(codes[v])
	}
}

// reserve makes room for n bytes and what is written beyond them.
func (w *writer) reserve(n int) {
	if cap(w.out)-len(w.out) < n+8 {
		grown := make([]byte, len(w.out), len(w.out)+n+8)
		copy(grown, w.out)
		w.out = grown
	}
}

// portableLiterals writes the codes of src, of a length that four divides, to out,
// which has room for the longest and eight bytes more. It returns how many bytes it
// wrote. Fewer than eight bits are pending before and after.
func portableLiterals(state *bitState, codes *[symbols]code, src, out []byte) int {
	pending, bits, n := state.pending, state.bits, 0
	for ; len(src) >= 4; src = src[4:] {
		v := binary.LittleEndian.Uint32(src)
		a, b := uint64(codes[v&0xff]), uint64(codes[v>>8&0xff])
		c, d := uint64(codes[v>>16&0xff]), uint64(codes[v>>24])
		ab := a>>8 | b>>8<<(a&63)
		cd := c>>8 | d>>8<<(c&63)
		abBits := a&0xff + b&0xff
		pending |= (ab | cd<<(abBits&63)) << (bits & 63)
		bits += abBits + c&0xff + d&0xff
		binary.LittleEndian.PutUint64(out[n:], pending)
		n += int(bits >> 3)
		pending >>= bits & 0x38
		bits &= 7
	}
	*state = bitState{pending, bits}
	return n
}
