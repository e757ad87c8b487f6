package jpeg

import (
	"bytes"
	"encoding/binary"

	"apsync/core/fault"
)

const (
	// segmentSize is how much entropy-coded data lies ready at once, in bytes.
	segmentSize = 32 << 10
	// margin is more than a block can take and a look-ahead can see: 64 codes of 16
	// bits, 64 values of 15, an end-of-band run and 8 bytes.
	margin = 320
	// spill is how many bits a segment may lack at its end: encoders that forget to
	// stuff a last byte of 0xff leave it to be taken for a fill byte.
	spill = 8
)

// entropy reads the bits of one entropy-coded segment (T.81 §B.1.1.5): a restart
// interval, or a scan that has none. Stuffed bytes are removed as data is loaded,
// so that the next bits are one unaligned load away.
type entropy struct {
	acc   uint64 // the next bits from the highest down
	n     uint   // how many of them are valid
	pos   int    // in buf, of the next byte to load
	limit int    // where pos must not be for a block to be read without a look at the end
	end   int    // of the data in buf
	buf   []byte

	in     *window
	half   bool // the last byte of in was 0xff
	ended  bool // the segment ends at end
	marker byte // what ended it
	err    error
}

func newEntropy(in *window) *entropy {
	return &entropy{in: in, buf: make([]byte, segmentSize+margin)}
}

// grow makes room for size bytes at once; it is called before a segment begins.
func (e *entropy) grow(size int) {
	if len(e.buf) < size+margin {
		e.buf = make([]byte, size+margin)
	}
}

// begin prepares for a segment that begins where in is.
func (e *entropy) begin() {
	e.acc, e.n, e.pos, e.end = 0, 0, 0, 0
	e.limit = -1
	e.half, e.ended = false, false
}

// ready makes sure that a block can be read; it is called before each. False means
// that there is none, because of err or because the segment is used up.
func (e *entropy) ready() bool {
	if e.pos <= e.limit {
		return true
	}
	if !e.ended && e.err == nil {
		e.err = e.load()
	}
	return e.err == nil && (!e.ended || e.left() >= -spill)
}

// left returns how many bits of the data in buf have not been read; negative where
// more than all have.
func (e *entropy) left() int { return (e.end-e.pos)*8 + int(e.n) }

// exhausted reports whether the next code may reach beyond the end of the segment.
func (e *entropy) exhausted() bool { return e.ended && e.left() < 16 }

// load moves what is left to the front of buf and fills it up.
func (e *entropy) load() error {
	e.end = copy(e.buf, e.buf[e.pos:max(e.pos, e.end)])
	e.pos = 0
	for e.end < len(e.buf)-margin && !e.ended {
		chunk, err := e.in.chunk()
		if err != nil {
			return err
		}
		if len(chunk) == 0 {
			e.finish(markerNone)
			break
		}
		if e.half {
			e.in.advance(1)
			e.afterFF(chunk[0])
			continue
		}
		e.in.advance(e.take(chunk))
	}
	e.limit = e.end - margin
	if e.ended {
		e.limit = e.end
	}
	return nil
}

// take copies data up to a byte of 0xff, and returns how many bytes of the chunk it
// used.
func (e *entropy) take(chunk []byte) int {
	chunk = chunk[:min(len(chunk), len(e.buf)-margin-e.end)]
	i := bytes.IndexByte(chunk, 0xff)
	if i < 0 {
		e.end += copy(e.buf[e.end:], chunk)
		return len(chunk)
	}
	e.end += copy(e.buf[e.end:], chunk[:i])
	e.half = true
	return i + 1
}

// afterFF judges the byte after one of 0xff: a stuffed zero, fill, or a marker.
func (e *entropy) afterFF(b byte) {
	switch b {
	case 0:
		e.buf[e.end] = 0xff
		e.end++
		e.half = false
	case 0xff:
	default:
		e.finish(b)
	}
}

// finish ends the segment. The ones behind it make no code, so that nothing is
// decoded of them.
func (e *entropy) finish(marker byte) {
	e.ended, e.marker, e.half = true, marker, false
	fill(e.buf[e.end:e.end+margin], 0xff)
}

// close passes over what is left of the segment and returns how many whole bytes
// that was and the marker that ends it.
func (e *entropy) close() (extra int, marker byte, err error) {
	extra = max(0, e.left()/8)
	for !e.ended {
		e.pos = e.end
		if err := e.load(); err != nil {
			return 0, 0, err
		}
		extra += e.end
	}
	return extra, e.marker, nil
}

// failure returns the error of a block that could not be read.
func (e *entropy) failure() error {
	switch {
	case e.err != nil:
		return e.err
	case e.exhausted() && (e.marker == markerNone || e.marker == markerEOI):
		return fault.New(fault.Truncated, "the data of a scan ends with %s at offset %d", describe(e.marker), e.in.offset())
	case e.exhausted():
		return fault.New(fault.Corrupt, "the data of a scan is broken off by %s at offset %d", describe(e.marker), e.in.offset())
	}
	return fault.New(fault.Corrupt, "the data of a scan has an impossible code before offset %d", e.in.offset())
}

// refill loads bits until at least 56 are valid. The bits that it loads beyond the
// valid ones are loaded again later, as the same.
func refill(buf []byte, acc uint64, n uint, pos int) (uint64, uint, int) {
	acc |= binary.BigEndian.Uint64(buf[pos:]) >> (n & 63)
	return acc, n | 56, pos + int((63-n)>>3)
}

// bits reads count bits, at most 16.
func (e *entropy) bits(count uint) uint {
	if e.n < count {
		e.acc, e.n, e.pos = refill(e.buf, e.acc, e.n, e.pos)
	}
	v := uint(e.acc >> 1 >> (63 - count))
	e.acc <<= count & 63
	e.n -= count
	return v
}

// difference reads a DC coefficient's difference from the one before it (T.81
// §F.2.2.1).
func (e *entropy) difference(t *huffman) (int32, bool) {
	acc, n, pos := refill(e.buf, e.acc, e.n, e.pos)
	entry := t.codes[acc>>(64-codeBits)]
	length, size := uint(entry>>8), uint(entry&15)
	if length == 0 {
		var symbol byte
		if length, symbol = t.long(acc); length == 0 {
			return 0, false
		}
		size = uint(symbol & 15)
	}
	acc <<= length & 63
	value := receive(acc, size)
	e.acc, e.n, e.pos = acc<<(size&63), n-length-size, pos
	return value, true
}

// receive returns the number that the highest size bits of acc stand for, without
// a branch (T.81 figures F.12 and F.17).
func receive(acc uint64, size uint) int32 {
	bits := int32(acc >> 1 >> ((63 - size) & 63))
	negative := ^(int64(acc) >> 63)
	return bits + int32(negative)&(1-int32(1)<<(size&31))
}

// stepOver passes over a block's coefficients from number k on without storing
// them.
func (e *entropy) stepOver(t *huffman, k int) bool {
	steps := t.steps
	acc, n, pos := e.acc, e.n, e.pos
	for k < 64 {
		if n < 32 {
			acc, n, pos = refill(e.buf, acc, n, pos)
		}
		entry := steps[acc>>(64-stepBits)]
		size, to := uint(entry&stepSize), k+int(entry>>stepShift)
		if to&noStep != 0 {
			length, symbol := t.find(acc)
			zeros, bits := int(symbol>>4), uint(symbol&15)
			if length == 0 {
				break
			}
			if bits == 0 && zeros < 15 {
				zeros = 63 - k
			}
			size, to = length+bits, k+zeros+1
		}
		acc <<= size & 63
		n -= size
		k = to
	}
	e.acc, e.n, e.pos = acc, n, pos
	return k == 64 || k >= stepEnd
}
