package jpeg_test

import (
	"bytes"
	"encoding/binary"
	"math"
)

// encoder writes JPEG streams of every kind that the decoder reads, from planes
// that a function makes.
type encoder struct {
	width, height int
	comps         []encComponent
	quant         [64]uint16 // in zigzag order, for all components
	wide          bool       // 16-bit quantisation tables
	precision     int        // 8 or 12
	dnl           bool       // tell the height behind the first scan
	progressive   bool
	scans         []encScan
	restart       int
	before        []byte // segments in front of the frame header
	sample        func(component, x, y int) float64
	noTables      bool // leave out the quantisation table
}

type encComponent struct {
	id     byte
	h, v   int
	bw, bh int // padded size in blocks
	blocks [][64]int32
}

type encScan struct {
	comps                []int
	first, last, hi, low int
}

// token is a Huffman symbol with bits that follow it, bits alone, or a restart.
type token struct {
	kind   tokenKind
	class  int // 0 DC, 1 AC
	symbol byte
	bits   uint32
	n      int
}

type tokenKind uint8

const (
	symbolToken tokenKind = iota
	bitsToken
	restartToken
)

var unzigzag = [64]int{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48,
	41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22,
	15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// newEncoder returns an encoder of a lively picture with the given sampling factors
// (0x22 is 2×2), whose components are 1, 2, 3, …
func newEncoder(w, h int, sampling ...int) *encoder {
	e := &encoder{width: w, height: h, precision: 8, sample: lively}
	for i, s := range sampling {
		e.comps = append(e.comps, encComponent{id: byte(i + 1), h: s >> 4, v: s & 15})
	}
	for k := range e.quant {
		e.quant[k] = uint16(3 + k/2)
	}
	e.scans = []encScan{{comps: upTo(len(sampling)), last: 63}}
	return e
}

// upTo returns 0 to n-1.
func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// lively is a picture with gradients, edges and some noise.
func lively(component, x, y int) float64 {
	v := 128 + 60*math.Sin(float64(x)/9+float64(component)) + 50*math.Cos(float64(y)/7-float64(2*component))
	if (x/13+y/11+component)%3 == 0 {
		v += 35
	}
	return v + float64((x*7919+y*104729+component*31)%17) - 8
}

// bytes returns the stream.
func (e *encoder) bytes() []byte {
	var out bytes.Buffer
	out.WriteString("\xff\xd8")
	out.Write(e.before)
	e.measure()
	if !e.noTables {
		out.Write(e.quantSegment())
	}
	frame := []byte{byte(e.precision), byte(e.height >> 8), byte(e.height), byte(e.width >> 8), byte(e.width), byte(len(e.comps))}
	for _, c := range e.comps {
		frame = append(frame, c.id, byte(c.h<<4|c.v), 0)
	}
	if e.dnl {
		frame[1], frame[2] = 0, 0
	}
	code := byte(0xc1)
	if e.progressive {
		code = 0xc2
	}
	out.Write(segment(code, frame))
	if e.restart > 0 {
		out.Write(segment(0xdd, binary.BigEndian.AppendUint16(nil, uint16(e.restart))))
	}
	for i, s := range e.scans {
		e.writeScan(&out, s)
		if e.dnl && i == 0 {
			out.Write(segment(0xdc, binary.BigEndian.AppendUint16(nil, uint16(e.height))))
		}
	}
	out.WriteString("\xff\xd9")
	return out.Bytes()
}

func (e *encoder) quantSegment() []byte {
	body := []byte{0}
	if e.wide {
		body[0] = 0x10
	}
	for _, q := range e.quant {
		if e.wide {
			body = append(body, byte(q>>8))
		}
		body = append(body, byte(q))
	}
	return segment(0xdb, body)
}

func segment(code byte, body []byte) []byte {
	out := []byte{0xff, code}
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(out, body...)
}

func (e *encoder) factors() (h, v int) {
	for _, c := range e.comps {
		h, v = max(h, c.h), max(v, c.v)
	}
	return h, v
}

// measure makes the components' quantised coefficients.
func (e *encoder) measure() {
	if len(e.comps) == 1 {
		e.comps[0].h, e.comps[0].v = 1, 1
	}
	hMax, vMax := e.factors()
	mx, my := (e.width+8*hMax-1)/(8*hMax), (e.height+8*vMax-1)/(8*vMax)
	for i := range e.comps {
		c := &e.comps[i]
		c.bw, c.bh = mx*c.h, my*c.v
		c.blocks = make([][64]int32, c.bw*c.bh)
		for n := range c.blocks {
			c.blocks[n] = e.transform(i, n%c.bw*8, n/c.bw*8)
		}
	}
}

func (e *encoder) transform(component, x0, y0 int) (out [64]int32) {
	var samples [64]float64
	for i := range samples {
		samples[i] = e.sample(component, x0+i%8, y0+i/8) - e.middle()
	}
	var rows [64]float64 // transformed across
	for i := range rows {
		for x := range 8 {
			rows[i] += samples[i/8*8+x] * basis[i%8][x]
		}
	}
	for k, at := range unzigzag {
		var sum float64
		for y := range 8 {
			sum += rows[y*8+at%8] * basis[at/8][y]
		}
		out[k] = int32(math.Round(sum / float64(e.quant[k])))
	}
	return out
}

// middle is the sample that is coded as 0.
func (e *encoder) middle() float64 { return float64(int(1) << (e.precision - 1)) }

// basis has the orthonormal cosines: sample x of frequency u is basis[u][x] (T.81
// §A.3.3).
var basis = func() (b [8][8]float64) {
	for i := range 64 {
		u, x := i/8, i%8
		b[u][x] = math.Cos(float64(2*x+1)*float64(u)*math.Pi/16) / 2
		if u == 0 {
			b[u][x] /= math.Sqrt2
		}
	}
	return b
}()

// plane returns what component i decodes to, without rounding, clamped, for the
// component's padded size, of the coefficients up to number last.
func (e *encoder) plane(i, last int) (samples []float64, stride int) {
	c := &e.comps[i]
	stride = c.bw * 8
	samples = make([]float64, stride*c.bh*8)
	for n := range c.blocks {
		x0, y0 := n%c.bw*8, n/c.bw*8
		for p := range 64 {
			sum := e.middle()
			for k, v := range c.blocks[n][:last+1] {
				if v != 0 {
					at := unzigzag[k]
					sum += float64(v) * float64(e.quant[k]) * basis[at%8][p%8] * basis[at/8][p/8]
				}
			}
			samples[(y0+p/8)*stride+x0+p%8] = sum
		}
	}
	return samples, stride
}

// writeScan writes a scan with Huffman tables made for it.
func (e *encoder) writeScan(out *bytes.Buffer, s encScan) {
	t := &tokens{e: e, scan: s}
	t.encode()
	var tables [2]*huffTable
	for class := range tables {
		if tables[class] = newHuffTable(t.list, class); tables[class] != nil {
			out.Write(segment(0xc4, tables[class].segment(class)))
		}
	}
	header := []byte{byte(len(s.comps))}
	for _, i := range s.comps {
		header = append(header, e.comps[i].id, 0)
	}
	last := s.last
	out.Write(segment(0xda, append(header, byte(s.first), byte(last), byte(s.hi<<4|s.low))))
	writeTokens(out, t.list, tables)
}

// tokens encodes a scan.
type tokens struct {
	e       *encoder
	scan    encScan
	list    []token
	pred    [4]int32
	run     int     // blocks of an end-of-band run
	pending []token // correction bits of those blocks
}

func (t *tokens) encode() {
	hMax, vMax := t.e.factors()
	comps := t.scan.comps
	mx, my := (t.e.width+8*hMax-1)/(8*hMax), (t.e.height+8*vMax-1)/(8*vMax)
	if c := &t.e.comps[comps[0]]; len(comps) == 1 {
		mx = ((t.e.width*c.h+hMax-1)/hMax + 7) / 8
		my = ((t.e.height*c.v+vMax-1)/vMax + 7) / 8
	}
	for n := range mx * my {
		if t.e.restart > 0 && n > 0 && n%t.e.restart == 0 {
			t.flush()
			t.list = append(t.list, token{kind: restartToken})
			t.pred = [4]int32{}
		}
		x, y := n%mx, n/mx
		if len(comps) == 1 {
			t.block(comps[0], x, y)
			continue
		}
		for _, i := range comps {
			c := &t.e.comps[i]
			for b := range c.h * c.v {
				t.block(i, x*c.h+b%c.h, y*c.v+b/c.h)
			}
		}
	}
	t.flush()
}

func (t *tokens) block(i, x, y int) {
	c := &t.e.comps[i]
	coeffs := &c.blocks[y*c.bw+x]
	first := t.scan.first
	if first == 0 {
		t.dc(i, coeffs[0])
		first = 1
	}
	switch {
	case t.scan.last == 0:
	case t.scan.hi > 0:
		t.refine(coeffs, first)
	default:
		t.ac(coeffs, first)
	}
}

func (t *tokens) dc(i int, v int32) {
	v >>= t.scan.low
	if t.scan.hi > 0 {
		t.list = append(t.list, token{kind: bitsToken, bits: uint32(v & 1), n: 1})
		return
	}
	diff := v - t.pred[i]
	t.pred[i] = v
	size, bits := magnitude(diff)
	t.list = append(t.list, token{symbol: byte(size), bits: bits, n: size})
}

// magnitude returns the category of v and its bits (T.81 §F.1.2.1).
func magnitude(v int32) (size int, bits uint32) {
	for a := max(v, -v); a > 0; a >>= 1 {
		size++
	}
	if v < 0 {
		v += 1<<size - 1
	}
	return size, uint32(v)
}

// point is the point transform of AC coefficients (T.81 §G.1.2.2).
func (t *tokens) point(v int32) int32 { return v / (1 << t.scan.low) }

func (t *tokens) ac(coeffs *[64]int32, first int) {
	zeros := 0
	for k := first; k <= t.scan.last; k++ {
		v := t.point(coeffs[k])
		if v == 0 {
			zeros++
			continue
		}
		t.flush()
		for ; zeros > 15; zeros -= 16 {
			t.list = append(t.list, token{class: 1, symbol: 0xf0})
		}
		size, bits := magnitude(v)
		t.list = append(t.list, token{class: 1, symbol: byte(zeros<<4 | size), bits: bits, n: size})
		zeros = 0
	}
	if zeros > 0 {
		t.endOfBand(nil)
	}
}

// endOfBand ends a block; in progressive frames the ends of several are one symbol.
func (t *tokens) endOfBand(corrections []token) {
	t.run++
	t.pending = append(t.pending, corrections...)
	if !t.e.progressive || t.run == 0x7fff {
		t.flush()
	}
}

func (t *tokens) flush() {
	if t.run == 0 {
		return
	}
	size, _ := magnitude(int32(t.run))
	size--
	t.list = append(t.list, token{class: 1, symbol: byte(size << 4), bits: uint32(t.run - 1<<size), n: size})
	t.list = append(t.list, t.pending...)
	t.run, t.pending = 0, nil
}

// refine follows T.81 figure G.7.
func (t *tokens) refine(coeffs *[64]int32, first int) {
	endOfBlock := 0
	for k := first; k <= t.scan.last; k++ {
		if v := t.point(coeffs[k]); v == 1 || v == -1 {
			endOfBlock = k
		}
	}
	zeros := 0
	var corrections []token
	for k := first; k <= t.scan.last; k++ {
		v := t.point(coeffs[k])
		if v == 0 {
			zeros++
			continue
		}
		for ; zeros > 15 && k <= endOfBlock; zeros -= 16 {
			t.flush()
			t.list = append(append(t.list, token{class: 1, symbol: 0xf0}), corrections...)
			corrections = nil
		}
		if v > 1 || v < -1 {
			corrections = append(corrections, token{kind: bitsToken, bits: uint32(max(v, -v) & 1), n: 1})
			continue
		}
		t.flush()
		sign := uint32(0)
		if v > 0 {
			sign = 1
		}
		t.list = append(t.list, token{class: 1, symbol: byte(zeros<<4 | 1), bits: sign, n: 1})
		t.list = append(t.list, corrections...)
		corrections, zeros = nil, 0
	}
	if zeros > 0 || len(corrections) > 0 {
		t.endOfBand(corrections)
	}
}
