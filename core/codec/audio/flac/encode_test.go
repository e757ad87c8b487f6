package flac_test

import (
	"math/bits"
)

// bitWriter writes numbers, the highest bit first.
type bitWriter struct {
	data []byte
	n    int // bits
}

func (w *bitWriter) write(v int64, width int) {
	for i := width - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.data = append(w.data, 0)
		}
		w.data[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
}

func (w *bitWriter) align() { w.n = 8 * len(w.data) }

// rice writes residuals in one partition, or in two with the second not coded.
func (w *bitWriter) rice(residual []int64, order, block int, escaped bool) {
	const parameter = 4
	w.write(1, 2) // parameters of five bits
	if !escaped {
		w.write(0, 4)
		w.codes(residual, parameter)
		return
	}
	w.write(1, 4)
	half := block/2 - order
	w.codes(residual[:half], parameter)
	w.write(31, 5)
	w.write(25, 5)
	for _, v := range residual[half:] {
		w.write(v, 25)
	}
}

func (w *bitWriter) codes(residual []int64, parameter int) {
	w.write(int64(parameter), 5)
	for _, v := range residual {
		u := uint64(v<<1 ^ v>>63)
		for range u >> parameter {
			w.write(0, 1)
		}
		w.write(1, 1)
		w.write(int64(u), parameter)
	}
}

// kind is how a subframe is written.
type kind string

const (
	constant kind = "constant"
	verbatim kind = "verbatim"
	fixed    kind = "fixed"
	escaped  kind = "escaped"
	linear   kind = "linear"
	wasted   kind = "wasted" // of samples whose last two bits are 0
)

// subframe writes a channel.
func (w *bitWriter) subframe(k kind, order int, samples []int64, width int) {
	w.write(0, 1)
	switch k {
	case constant:
		w.write(0, 7)
		w.write(samples[0], width)
	case verbatim:
		w.write(1, 6)
		w.write(0, 1)
		for _, v := range samples {
			w.write(v, width)
		}
	case wasted:
		w.write(1, 6)
		w.write(1, 1)
		w.write(1, 2) // one more than one
		for _, v := range samples {
			w.write(v>>2, width-2)
		}
	case fixed, escaped:
		w.write(int64(8+order), 6)
		w.write(0, 1)
		w.predicted(samples, fixedPredictors[order], width)
		w.rice(residual(samples, fixedPredictors[order], 0), order, len(samples), k == escaped)
	case linear:
		w.write(int64(31+order), 6)
		w.write(0, 1)
		// The fixed predictor in quarters: the highest coefficient takes all 15 bits.
		w.predicted(samples, fixedPredictors[order], width)
		w.write(14, 4)
		w.write(2, 5)
		for _, c := range fixedPredictors[order] {
			w.write(4*c, 15)
		}
		w.rice(residual(samples, fixedPredictors[order], 0), order, len(samples), false)
	}
}

var fixedPredictors = [5][]int64{{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}}

func (w *bitWriter) predicted(samples, predictor []int64, width int) {
	for _, v := range samples[:len(predictor)] {
		w.write(v, width)
	}
}

func residual(samples, predictor []int64, shift int) []int64 {
	var r []int64
	for i := len(predictor); i < len(samples); i++ {
		var sum int64
		for k, c := range predictor {
			sum += c * samples[i-1-k]
		}
		r = append(r, samples[i]-sum>>shift)
	}
	return r
}

// stream is a sound that is written.
type stream struct {
	bits       int
	channels   [][]int64
	assignment int // 8 to 10 join two channels
	kind       kind
	order      int
	block      int
	unknown    bool // the length is left out
	times      int  // how often all follows, 0 being once; blocks must fit
}

// encode writes the stream in blocks of equal size.
func (s stream) encode() []byte {
	n := len(s.channels[0]) * max(1, s.times)
	w := &bitWriter{data: []byte("fLaC\x80\x00\x00\x22")}
	w.align()
	w.write(int64(s.block), 16)
	w.write(int64(s.block), 16)
	w.write(0, 48)
	w.write(8000, 20)
	w.write(int64(len(s.channels)-1), 3)
	w.write(int64(s.bits-1), 5)
	if s.unknown {
		w.write(0, 36)
	} else {
		w.write(int64(n), 36)
	}
	w.data = append(w.data, make([]byte, 16)...)
	for number := 0; number*s.block < n; number++ {
		w.data = append(w.data, s.frame(number)...)
	}
	return w.data
}

func (s stream) frame(number int) []byte {
	from := number * s.block % len(s.channels[0])
	to := min(from+s.block, len(s.channels[0]))
	assignment := len(s.channels) - 1
	if s.assignment != 0 {
		assignment = s.assignment
	}
	w := &bitWriter{}
	w.write(0x3ffe<<1, 15)
	w.write(0, 1)
	w.write(7, 4) // size in 16 bits
	w.write(0, 4)
	w.write(int64(assignment), 4)
	w.write(0, 3)
	w.write(0, 1)
	w.data = append(w.data, string(rune(number))...)
	w.align()
	w.write(int64(to-from-1), 16)
	w.write(int64(crc(w.data, 8, 0x07)), 8)
	for c, samples := range s.joined(from, to) {
		width := s.bits
		if s.assignment == 9 && c == 0 || s.assignment == 8 && c == 1 || s.assignment == 10 && c == 1 {
			width++
		}
		w.subframe(s.kind, s.order, samples, width)
	}
	w.align()
	w.write(int64(crc(w.data, 16, 0x8005)), 16)
	return w.data
}

// joined returns the channels of a frame as they are written.
func (s stream) joined(from, to int) [][]int64 {
	var out [][]int64
	for _, c := range s.channels {
		out = append(out, append([]int64(nil), c[from:to]...))
	}
	for i := range out[0] {
		switch l, r := out[0][i], out[len(out)-1][i]; s.assignment {
		case 8:
			out[1][i] = l - r
		case 9:
			out[0][i] = l - r
		case 10:
			out[0][i], out[1][i] = (l+r)>>1, l-r
		}
	}
	return out
}

// crc returns a checksum bit by bit.
func crc(data []byte, width int, polynomial uint32) uint32 {
	var sum uint32
	for _, b := range data {
		for i := range 8 {
			top := sum>>(width-1)&1 ^ uint32(bits.Reverse8(b)>>i&1)
			sum = (sum << 1) & (1<<width - 1)
			if top == 1 {
				sum ^= polynomial
			}
		}
	}
	return sum
}
