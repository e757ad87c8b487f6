// Package lzw decompresses LZW with codes of up to 12 bits, as GIF and TIFF have it.
//
// Specification: Graphics Interchange Format, version 89a (CompuServe 1990),
// appendix F; TIFF 6.0, section 13.
//
// A string of the table is a place in what came out, and how long it is: each is the
// string before it and the byte that followed, which lie there side by side. So a code
// costs one copy, however long its string, and a new string nothing but its place.
// What came out since the last clear code is kept for that, at most MaxRegion bytes; a
// table that is full needs nothing newer.
//
// What is no LZW fails as fault.Corrupt, what ends too early with
// io.ErrUnexpectedEOF or the reader's own error; behind the end code is io.EOF.
package lzw

import (
	"io"
	"math"

	"apsync/core/fault"
)

const (
	maxWidth = 12
	maxCodes = 1 << maxWidth
	// margin is what a string may take up behind the end of the window's use, and what
	// is written beyond it.
	margin = maxCodes + 32
	// firstWindow is the size of a window before any string proves it too small.
	firstWindow = 128 << 10
	// MaxRegion bounds what all strings of a table take up together, in bytes: each is
	// at most one longer than the one before.
	MaxRegion = maxCodes * (maxCodes + 1) / 2
)

// Bytes bounds what a Decoder takes whose Format.Most is n: its input, its tables, its
// window, and the one before that.
func Bytes(n int) int64 {
	return inputSize + 2*8*maxCodes + 8<<10 + firstWindow + 2*max(firstWindow, int64(mostWindow(n)))
}

// mostWindow is the size of a window that grows no more where n bytes are asked for.
func mostWindow(n int) int { return min(n, 2*MaxRegion) + 2*margin + maxCodes }

// Format says how codes are stored.
type Format struct {
	Literals int  // codes below are bytes, those of 256 and more their lower ones; a power of two of 2 to 2048
	Lowest   bool // the least significant bit of a byte is its first
	Early    bool // codes become wider one code early
	Most     int  // how many bytes of a stream are asked for
}

// Decoder decodes one stream after the other. The zero value is ready for Reset.
type Decoder struct {
	input
	format Format
	window []byte // the literals, then what came out
	from   int    // of window, what was not handed out yet
	to     int
	base   int // of window, what came out since the last clear code
	full   int // of window, the end of the last string where the table is full

	table   [2 * maxCodes]place // of codes; only one more than there are is used
	next    int                 // the code that the next string gets
	width   uint
	before  place // the string before; 0 behind a clear code
	literal int   // literals at the beginning of window
	err     error
}

// place is where a string lies in the window, and above 32 bits its length.
type place uint64

// oneLonger is added to the place of a string for one that has a byte more.
const oneLonger place = 1 << 32

func placeOf(pos, length int) place { return place(length)<<32 | place(pos) }

// Reset begins the stream that src has.
func (d *Decoder) Reset(src io.Reader, format Format) {
	d.input.reset(src)
	if d.window == nil {
		d.window = make([]byte, firstWindow)
	}
	if d.literal != format.Literals {
		for i := range format.Literals {
			d.window[i] = byte(i)
			d.table[i] = placeOf(i, 1)
		}
	}
	d.literal, d.format, d.err = format.Literals, format, nil
	d.from, d.to, d.base = d.literal, d.literal, d.literal
	d.clear()
}

// clear forgets all strings.
func (d *Decoder) clear() {
	d.next, d.width, d.before = d.literal+2, 1, 0
	for 1<<d.width <= d.literal {
		d.width++
	}
	d.base = d.to
}

// Head returns the first two bytes of the stream, zeros where it has none, of which
// nothing was read since Reset.
func (d *Decoder) Head() [2]byte {
	d.fill(false)
	head := [2]byte{byte(d.acc >> 56), byte(d.acc >> 48)}
	d.rewind()
	return head
}

// SetFormat changes the format of a stream of which nothing was read since Reset. It
// keeps the literals and how much is asked for.
func (d *Decoder) SetFormat(format Format) {
	format.Literals, format.Most = d.literal, d.format.Most
	d.format = format
}

// Read implements io.Reader. It fills p or reports why it cannot.
func (d *Decoder) Read(p []byte) (int, error) {
	n := 0
	for {
		taken := copy(p[n:], d.window[d.from:d.to])
		d.from += taken
		if n += taken; n == len(p) {
			return n, nil
		}
		if d.err != nil {
			return n, d.err
		}
		if d.to+margin >= len(d.window) {
			d.makeRoom()
		}
		d.decode(min(len(d.window)-margin, d.to+len(p)-n))
	}
}

// makeRoom makes room behind what strings lie in, all of which was handed out.
func (d *Decoder) makeRoom() {
	end := d.to
	if d.next == maxCodes {
		end = d.full
	}
	dst := d.window
	if used := d.literal + end - d.base + margin; used > len(dst)/4*3 {
		size := 2 * len(dst)
		if most := mostWindow(d.format.Most); size > most && len(dst) < most {
			size = most
		}
		dst = make([]byte, size)
		copy(dst, d.window[:d.literal])
	}
	copy(dst[d.literal:], d.window[d.base:end])
	d.window = dst
	shift := d.base - d.literal
	d.base, d.full = d.literal, d.full-shift
	d.to = end - shift
	d.from = d.to
	if shift > 0 {
		d.before -= place(shift)
		for i := d.literal + 2; i < d.next; i++ {
			d.table[i] -= place(shift)
		}
	}
}

// decode decodes until to is at limit or beyond it, or a code comes that stands for no
// string.
func (d *Decoder) decode(limit int) {
	if d.before == 0 && !d.begin() {
		return
	}
	table, window := &d.table, d.window
	lowest, acc, n, pad := d.format.Lowest, d.acc, d.n, d.pad
	to, before := d.to, d.before
	next, width, literal := d.next, d.width, d.literal
	added, grow := d.growth()
	special := -1
	for to < limit {
		if n < width {
			d.acc, d.n = acc, n
			d.fill(lowest)
			acc, n, pad = d.acc, d.n, d.pad
		}
		code := int(acc >> ((64 - width) & 63))
		if lowest {
			code = int(acc & (1<<(width&15) - 1))
			acc >>= width & 15
		} else {
			acc <<= width & 15
		}
		n -= width
		if code > next || code&^1 == literal || pad > n {
			special = code
			break
		}
		table[next&(2*maxCodes-1)] = before + oneLonger
		e := table[code&(maxCodes-1)]
		length := int(e >> 32)
		before = e&^(oneLonger-1) | place(to)
		copyString(window, to, int(uint32(e)), length)
		to += length
		if code == next {
			window[to-1] = window[to-length] // which was not there when it was copied
		}
		if next += added; next >= grow {
			if d.full = to; width < maxWidth {
				width++
			}
			d.next, d.width = next, width
			added, grow = d.growth()
		}
	}
	d.acc, d.n = acc, n
	d.to, d.before = to, before
	d.next, d.width = next, width
	if special >= 0 {
		d.control(special)
	}
}

// growth returns by how much next grows with a code, and where codes become wider or
// the table is full.
func (d *Decoder) growth() (added, grow int) {
	early := 0
	if d.format.Early {
		early = 1
	}
	switch {
	case d.width < maxWidth:
		return 1, 1<<d.width - early
	case d.next < maxCodes:
		return 1, maxCodes
	}
	return 0, math.MaxInt
}

// begin decodes the first code behind a clear code. It returns false where that stands
// for no literal.
func (d *Decoder) begin() bool {
	if d.n < d.width {
		d.fill(d.format.Lowest)
	}
	code := int(d.acc >> (64 - d.width))
	if d.format.Lowest {
		code = int(d.acc & (1<<d.width - 1))
		d.acc >>= d.width
	} else {
		d.acc <<= d.width
	}
	d.n -= d.width
	if code >= d.literal || d.pad > d.n {
		d.control(code)
		return false
	}
	d.window[d.to] = byte(code)
	d.before = placeOf(d.to, 1)
	d.to++
	if _, grow := d.growth(); d.next >= grow {
		d.width++
	}
	return true
}

// copyString copies length bytes of the window, and up to 15 more.
func copyString(window []byte, to, from, length int) {
	dst := window[to : to+length+15]
	src := window[from : from+length+15]
	*(*[16]byte)(dst) = *(*[16]byte)(src)
	for i := 16; i < length; i += 16 {
		*(*[16]byte)(dst[i:]) = *(*[16]byte)(src[i:])
	}
}

// control acts on a code that stands for no string.
func (d *Decoder) control(code int) {
	switch err := d.overrun(); {
	case err != nil:
		d.err = err
	case code == d.literal:
		d.clear()
	case code == d.literal+1:
		d.err = io.EOF
	default:
		d.err = fault.New(fault.Corrupt, "lzw code %d where %d is the next", code, d.next)
	}
}
