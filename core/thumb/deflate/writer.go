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
	w.reserve(0)
	n := int(w.bits >> 3)
	at := len(w.out)
	binary.LittleEndian.PutUint64(w.out[at:at+8], w.pending)
	w.out = w.out[:at+n]
	w.pending >>= w.bits & 0x38
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
	w.reserve(len(src) * maxBits / 8)
	whole := len(src) &^ 3
	n := literals(&w.bitState, codes, src[:whole], w.out[len(w.out):cap(w.out)])
	w.out = w.out[:len(w.out)+n]
	for _, v := range src[whole:] {
		w.code(codes[v])
	}
}

// sequences appends sequences that src begins with, n bytes of it.
func (w *writer) sequences(a *alphabet, all []sequence, src []byte, n int) {
	const few = 16 // literals, up to which they are written one by one
	w.flush()
	w.reserve(n * maxBits / 8) // matches are no longer than literals would be
	out, at := w.out[len(w.out):cap(w.out)], 0
	s := w.bitState
	for _, q := range all {
		if q.literals > few {
			whole := q.literals &^ 3
			at += literals(&s, &a.codes, src[:whole], out[at:])
			src, q.literals = src[whole:], q.literals&3
		}
		for _, v := range src[:q.literals] {
			at += s.put(a.codes[v], out[at:])
		}
		src = src[int(q.literals)+int(q.length):]
		if q.length == 0 {
			continue
		}
		at += s.put(a.matches[q.length-minMatch], out[at:])
		symbol, extra := distanceSymbol(uint32(q.before))
		c := a.distanceCodes[symbol]
		bits := uint32(q.before) & (1<<extra - 1)
		at += s.put(c&0xff+code(extra)|(c>>8|code(bits)<<(c&31))<<8, out[at:])
	}
	w.out, w.bitState = w.out[:len(w.out)+at], s
}

// put adds a code and moves whole bytes to out. It returns how many there were.
func (s *bitState) put(c code, out []byte) int {
	s.pending |= uint64(c>>8) << (s.bits & 63)
	s.bits += uint64(c & 0xff)
	binary.LittleEndian.PutUint64(out, s.pending)
	n := int(s.bits >> 3)
	s.pending >>= s.bits & 0x38
	s.bits &= 7
	return n
}

// reserve makes room for n bytes and what is written beyond them.
func (w *writer) reserve(n int) {
	const beyond = 16
	if need := len(w.out) + n + beyond; need > cap(w.out) {
		grown := make([]byte, len(w.out), need+len(w.out)/2+4096)
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
