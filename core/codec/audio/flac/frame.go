package flac

import (
	"context"
	"math/bits"

	"apsync/core/codec/audio"
)

const maxChannels = 8

// maxHeader is how long a frame's header may be, in bytes (RFC 9639 §9.1).
const maxHeader = 16

// decoder goes through frames and enters what is in them.
type decoder struct {
	track    *track
	envelope *audio.Envelope
	reader   *audio.Reader
	channels [maxChannels][]int64
	floats   []float32
	allowed  int64 // samples that may be decoded up to now; windows of long frames wait
	decoded  int64
}

func newDecoder(t *track, e *audio.Envelope) *decoder {
	d := &decoder{track: t, envelope: e, reader: audio.NewReader(t.src, t.off, t.src.Size())}
	d.floats = make([]float32, maxSamples)
	for i := range t.stream.channels {
		d.channels[i] = make([]int64, maxSamples)
	}
	return d
}

// window decodes the frames that begin between two offsets. Where none does, it looks
// on for one a little.
func (d *decoder) window(ctx context.Context, from, to int64) error {
	const patience = 128 << 10                     // bytes
	if from < d.reader.Offset() && d.decoded > 0 { // a long frame was in between
		from = d.reader.Offset()
	}
	d.reader.MoveTo(from)
	done := false
	for d.decoded < d.allowed && (d.reader.Offset() < to || !done && d.reader.Offset() < from+patience) {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, ok := d.nextHeader(max(to, from+patience))
		if !ok {
			return nil
		}
		n, ok := d.frame(h)
		d.decoded += int64(h.samples * h.channels)
		if !ok {
			d.reader.Skip(1)
			continue
		}
		d.enter(h)
		d.reader.Skip(n)
		done = true
	}
	return nil
}

// nextHeader looks for a frame that begins before an offset.
func (d *decoder) nextHeader(before int64) (header, bool) {
	for d.reader.Offset() < before {
		b := d.reader.Peek(readAhead)
		if len(b) < minFrame {
			return header{}, false
		}
		for i := 0; i+1 < len(b) && (i == 0 || i+maxHeader <= len(b)); i++ {
			if b[i] != 0xff || b[i+1]&0xfe != 0xf8 {
				continue
			}
			if h, ok := readHeader(b[i:min(len(b), i+maxHeader)], d.track.stream); ok {
				d.reader.Skip(i)
				return h, true
			}
		}
		d.reader.Skip(max(1, len(b)-maxHeader))
	}
	return header{}, false
}

const (
	readAhead = 4 << 10
	minFrame  = 9 // bytes: header, one constant of 4 bits, checksum
)

// frame decodes the frame that is next, and returns how many bytes it takes. A frame's
// size is not known beforehand: it is tried with twice as many bytes until they are
// enough.
func (d *decoder) frame(h header) (n int, ok bool) {
	for ahead := 16 << 10; ; ahead *= 2 {
		b := d.reader.Peek(ahead)
		n, ok, short := d.subframes(h, b)
		if !short || len(b) < ahead || ahead >= maxFrame {
			return n, ok && !short
		}
	}
}

// subframes decodes a frame of which b is the beginning. It returns its size, whether
// it is sound, and whether b is too short for it.
func (d *decoder) subframes(h header, b []byte) (n int, ok, short bool) {
	r := newBitReader(b, h.size)
	for c := range h.channels {
		if !readSubframe(r, d.channels[c][:h.samples], h.width(c)) {
			return 0, false, r.short()
		}
	}
	n = r.bytes()
	if n+2 > len(b) || r.short() {
		return 0, false, true
	}
	return n + 2, checksum16(b[:n]) == uint16(b[n])<<8|uint16(b[n+1]), false
}

// enter undoes the decorrelation of stereo (§9.2.3) and enters the samples.
func (d *decoder) enter(h header) {
	var a, b []int64
	if h.channels == 2 {
		a, b = d.channels[0][:h.samples], d.channels[1][:h.samples]
	}
	switch h.assignment {
	case leftSide:
		for i := range a {
			b[i] = a[i] - b[i]
		}
	case sideRight:
		for i := range a {
			a[i] += b[i]
		}
	case midSide:
		for i := range a {
			mid, side := a[i]<<1|b[i]&1, b[i]
			a[i], b[i] = (mid+side)>>1, (mid-side)>>1
		}
	}
	scale := 1 / float32(int64(1)<<(h.bits-1))
	floats := d.floats[:h.samples]
	for c := range h.channels {
		for i, v := range d.channels[c][:h.samples] {
			floats[i] = float32(v) * scale
		}
		d.envelope.Add(h.at, floats)
	}
}

// Assignments of channels (§9.1.3); lower ones count independent channels.
const (
	leftSide  = 8
	sideRight = 9
	midSide   = 10
)

// header is what RFC 9639 §9.1 says of a frame.
type header struct {
	at         int64 // of the first sample
	samples    int
	channels   int
	assignment int
	bits       int
	size       int // of the header, in bytes
}

// width returns how many bits a channel's samples have: a side channel has one more.
func (h header) width(channel int) int {
	side := h.assignment == sideRight && channel == 0 ||
		(h.assignment == leftSide || h.assignment == midSide) && channel == 1
	if side {
		return h.bits + 1
	}
	return h.bits
}

// readHeader reads a header and tells whether it is one of this stream.
func readHeader(b []byte, stream streamInfo) (header, bool) {
	if len(b) < 6 || b[3]&1 != 0 {
		return header{}, false
	}
	h := header{bits: stream.bits, assignment: int(b[3] >> 4), channels: int(b[3]>>4) + 1}
	if h.assignment >= leftSide {
		h.channels = 2
	}
	if width := [8]int{0, 8, 12, -1, 16, 20, 24, 32}[b[3]>>1&7]; width != 0 {
		h.bits = width
	}
	if h.assignment > midSide || h.channels != stream.channels || h.bits != stream.bits || h.bits < 4 {
		return header{}, false
	}
	number, n := codedNumber(b[4:])
	if n == 0 {
		return header{}, false
	}
	at := 4 + n
	h.samples, at = blockSize(b, at)
	switch b[2] & 15 { // the rate is the stream's; here its bytes are passed over
	case 12:
		at++
	case 13, 14:
		at += 2
	case 15:
		return header{}, false
	}
	if h.samples == 0 || at >= len(b) || checksum8(b[:at]) != b[at] {
		return header{}, false
	}
	h.size = at + 1
	h.at = number
	if b[1]&1 == 0 { // blocks of equal size are counted
		h.at = number * int64(max(stream.blockSize, 1))
	}
	beyond := stream.length > 0 && h.at >= stream.length
	return h, !beyond
}

// blockSize returns how many samples a frame has, 0 where that is reserved, and the
// offset behind what says so (§9.1.1).
func blockSize(b []byte, at int) (samples, next int) {
	code := int(b[2] >> 4)
	switch {
	case code == 1:
		return 192, at
	case code >= 2 && code <= 5:
		return 144 << code, at
	case code >= 8:
		return 1 << code, at
	case code == 6 && at < len(b):
		return int(b[at]) + 1, at + 1
	case code == 7 && at+1 < len(b):
		n := int(b[at])<<8 | int(b[at+1])
		if n+1 < maxSamples {
			return n + 1, at + 2
		}
	}
	return 0, at
}

// codedNumber reads a number that is coded like UTF-8, in up to seven bytes (§9.1.5).
// It returns 0 for n where it is none.
func codedNumber(b []byte) (v int64, n int) {
	n = bits.LeadingZeros8(^b[0])
	switch {
	case n == 0:
		return int64(b[0]), 1
	case n == 1 || n > 7 || n > len(b):
		return 0, 0
	}
	v = int64(b[0] & (0x7f >> n))
	for _, c := range b[1:n] {
		if c&0xc0 != 0x80 {
			return 0, 0
		}
		v = v<<6 | int64(c&0x3f)
	}
	return v, n
}
