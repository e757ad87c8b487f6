package tiff_test

import (
	"bytes"
	"compress/zlib"
	"math/bits"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"apsync/core/loaders/tiff"
)

// compress returns the rows of a segment of that width as it is stored.
func (p image) compress(rows [][]byte, w int) []byte {
	data := bytes.Join(rows, nil)
	switch p.compression {
	case faxRLE, faxRLEWords, faxGroup3, faxGroup4:
		return p.fax(rows, w)
	case lzwCoding:
		return compressLZW(data, p.oldLZW)
	case deflated, oldDeflated:
		return compressDeflate(data)
	case packed:
		return bytes.Join(mapped(rows, packBytes), nil)
	case zstandard:
		return zstdEncoder().EncodeAll(data, nil)
	}
	return data
}

func mapped[T, U any](in []T, f func(T) U) (out []U) {
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

// zstdEncoder and zlibWriters make what is dear to make once.
var zstdEncoder = sync.OnceValue(func() *zstd.Encoder {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		panic(err)
	}
	return encoder
})

var zlibWriters = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func compressDeflate(data []byte) []byte {
	var b bytes.Buffer
	w := zlibWriters.Get().(*zlib.Writer)
	defer zlibWriters.Put(w)
	w.Reset(&b)
	if _, err := w.Write(data); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// packBytes writes a row as runs and literals of at most 128 bytes, with a header
// that means nothing now and then.
func packBytes(row []byte) []byte {
	var out []byte
	for i := 0; i < len(row); {
		run := 1
		for i+run < len(row) && run < 128 && row[i+run] == row[i] {
			run++
		}
		if run > 1 {
			out = append(out, byte(1-run), row[i])
			i += run
			continue
		}
		n := 1
		for i+n < len(row) && n < 128 && row[i+n] != row[i+n-1] {
			n++
		}
		out = append(append(out, byte(n-1)), row[i:i+n]...)
		if i += n; n == 7 {
			out = append(out, 0x80)
		}
	}
	return out
}

// bitWriter writes bits, the most significant of a byte first or the least.
type bitWriter struct {
	out   []byte
	n     int
	least bool
}

func (w *bitWriter) bit(v int) {
	if w.n%8 == 0 {
		w.out = append(w.out, 0)
	}
	shift := 7 - w.n%8
	if w.least {
		shift = w.n % 8
	}
	w.out[w.n/8] |= byte(v << shift)
	w.n++
}

func (w *bitWriter) word(digits string) {
	for _, d := range digits {
		w.bit(int(d - '0'))
	}
}

func (w *bitWriter) code(v, width int) {
	for i := range width {
		if w.least {
			w.bit(v >> i & 1)
		} else {
			w.bit(v >> (width - 1 - i) & 1)
		}
	}
}

// compressLZW writes codes as TIFF 6.0 §13 has them, or with old as it was before:
// the least significant bit first, widths growing in time.
func compressLZW(data []byte, old bool) []byte {
	w := &bitWriter{least: old}
	early := 1
	if old {
		early = 0
	}
	table := map[[2]int]int{} // the code of a string, by that of the string before it and its last byte
	next, width, prefix := 258, 9, -1
	emit := func(code int) {
		w.code(code, width)
		// The reader enters a string when it has the next.
		if next >= 1<<width-early && width < 12 {
			width++
		}
	}
	emit(256)
	for _, b := range data {
		if prefix < 0 {
			prefix = int(b)
			continue
		}
		if code, ok := table[[2]int{prefix, int(b)}]; ok {
			prefix = code
			continue
		}
		emit(prefix)
		table[[2]int{prefix, int(b)}] = next
		next++
		prefix = int(b)
		if next == 4095 {
			emit(prefix)
			emit(256)
			clear(table)
			next, width, prefix = 258, 9, -1
		}
	}
	if prefix >= 0 {
		emit(prefix)
	}
	w.code(257, width)
	return w.out
}

// fax returns rows of bits in one of the fax codings, set bits being black.
func (p image) fax(rows [][]byte, w int) []byte {
	out := &bitWriter{}
	above := []int{w, w, w, w}
	for i, row := range rows {
		changes := colourChanges(row, w)
		switch {
		case p.compression == faxRLE:
			out.n = (out.n + 7) / 8 * 8
			faxOne(out, changes, w)
		case p.compression == faxRLEWords:
			for out.n%16 > 0 {
				out.bit(0)
			}
			faxOne(out, changes, w)
		case p.compression == faxGroup4:
			faxTwo(out, changes, above, w)
		case p.t4&1 == 0:
			p.endOfLine(out)
			faxOne(out, changes, w)
		case i%3 == 0:
			p.endOfLine(out)
			out.bit(1)
			faxOne(out, changes, w)
		default:
			p.endOfLine(out)
			out.bit(0)
			faxTwo(out, changes, above, w)
		}
		above = append(changes, w, w, w, w)
	}
	if p.compression == faxGroup4 {
		out.word("000000000001000000000001")
	}
	return out.out
}

// endOfLine writes the code, ending at a whole byte where the page says so.
func (p image) endOfLine(out *bitWriter) {
	if p.t4&4 != 0 {
		for (out.n+12)%8 != 0 {
			out.bit(0)
		}
	}
	out.word("000000000001")
}

// colourChanges returns where the colour of a row changes, beginning with white.
func colourChanges(row []byte, w int) (changes []int) {
	colour := 0
	for x := range w {
		if v := int(row[x/8] >> (7 - x%8) & 1); v != colour {
			changes = append(changes, x)
			colour = v
		}
	}
	return changes
}

var faxWords = sync.OnceValue(func() (words [2][2][]string) {
	for colour := range words {
		words[colour][0], words[colour][1] = tiff.FaxWords(colour)
	}
	return words
})

func faxRun(out *bitWriter, colour, n int) {
	words := faxWords()[colour]
	terminating, makeUp := words[0], words[1]
	for ; n >= 2560+64; n -= 2560 {
		out.word(makeUp[39])
	}
	if n >= 64 {
		out.word(makeUp[n/64-1])
	}
	out.word(terminating[n%64])
}

func faxOne(out *bitWriter, changes []int, w int) {
	at, colour := 0, 0
	for _, x := range append(slices.Clone(changes), w) {
		faxRun(out, colour, x-at)
		at, colour = x, 1-colour
	}
}

// faxTwo writes a row as its difference from the one above (ITU-T T.6 §2.2).
func faxTwo(out *bitWriter, changes, above []int, w int) {
	after := func(list []int, a0, colour int) int {
		for i, x := range list {
			if x > a0 && (i%2 == colour || x == w) {
				return i
			}
		}
		return len(list) - 1
	}
	row := append(slices.Clone(changes), w, w, w)
	for a0, colour := -1, 0; a0 < w; {
		a1 := row[after(row, max(a0, -1), colour)]
		i := after(above, a0, colour)
		b1, b2 := above[i], above[min(i+1, len(above)-1)]
		if b2 < a1 {
			out.word("0001")
			a0 = b2
			continue
		}
		if d := a1 - b1; d >= -3 && d <= 3 {
			out.word(map[int]string{
				0: "1", 1: "011", 2: "000011", 3: "0000011", -1: "010", -2: "000010", -3: "0000010",
			}[d])
			a0, colour = a1, 1-colour
			continue
		}
		a2 := row[after(row, a1, 1-colour)]
		out.word("001")
		faxRun(out, colour, a1-max(a0, 0))
		faxRun(out, 1-colour, a2-a1)
		a0 = a2
	}
}

func reverseBits(data []byte) {
	for i, v := range data {
		data[i] = bits.Reverse8(v)
	}
}
