// Package inflate decompresses deflate streams, bare or in the frame of zlib, at
// the speed that pictures need.
//
// Specification: RFC 1951 (deflate), RFC 1950 (zlib).
//
// Decoder decodes to buffers of its user, who keeps the last 32 KiB before what
// comes next: nothing is copied twice. Reader keeps such a buffer itself and hands
// out parts of it. Inflate decodes from memory to memory.
//
// Bits are looked up eleven at a time, and an entry of the table is up to three
// literals. While there are 16 bytes of input and 288 of room left, no step asks for
// either; the last few symbols of a buffer are decoded one by one with the same
// tables.
//
// What is no deflate stream fails as fault.Corrupt, what ends too early as
// fault.Truncated with io.ErrUnexpectedEOF as its cause; both name the offset. Codes
// that are incomplete are errors, but for one of a single bit, as in the standard
// library. Memory: some 100 KiB for each Decoder; what comes out is bounded by the
// caller's buffers.
package inflate

import (
	"errors"
	"io"

	"apsync/core/fault"
)

// WindowSize is how far back a stream may refer, in bytes (RFC 1951 §2).
const WindowSize = 32 << 10

// MaxExpansion is how many bytes a stream makes of one at most: 258 of two bits (RFC 1951
// §3.2.5).
const MaxExpansion = 1032

// Format says what is around a deflate stream.
type Format uint8

// The formats.
const (
	Raw       Format = iota // nothing
	Zlib                    // a header of two bytes and a checksum
	Unchecked               // Zlib, whose checksum is not read
)

// step is what a decoder is about to read.
type step uint8

const (
	stepFrame   step = iota // what stands before the stream
	stepBlock               // the header of a block
	stepStored              // the bytes of a stored block
	stepSymbols             // the symbols of a compressed block
	stepTrailer             // what stands behind the stream
)

// Decoder decodes one stream after the other. The zero value is ready for Reset.
type Decoder struct {
	input
	tables

	format Format
	step   step
	final  bool  // the block is the last
	stored int   // bytes left of a stored block
	length int   // bytes left of a match
	dist   int   // of that match
	sum    Adler // of what came out
	err    error // once set, it stays
}

// Reset begins the stream that src has.
func (d *Decoder) Reset(src io.Reader, format Format) {
	d.input.reset(src)
	d.restart(format)
}

// ResetBytes begins the stream that data holds, which must not change until it is
// decoded.
func (d *Decoder) ResetBytes(data []byte, format Format) {
	d.input.resetBytes(data)
	d.restart(format)
}

func (d *Decoder) restart(format Format) {
	d.format, d.step, d.final = format, stepFrame, false
	d.stored, d.length, d.err = 0, 0, nil
	d.sum = NewAdler()
}

// Inflate decompresses src to dst and returns how many bytes it wrote. It stops
// without an error where dst is full; fewer bytes without an error are all there
// are.
func Inflate(dst, src []byte, format Format) (int, error) {
	var d Decoder
	d.ResetBytes(src, format)
	n, err := d.Decode(dst, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// Decode writes what comes next to out[at:] and returns where it ends. Before at
// must stand what came last: WindowSize bytes, or all there were. It returns io.EOF
// at the end of the stream, else an error or a full buffer.
func (d *Decoder) Decode(out []byte, at int) (int, error) {
	if d.err != nil {
		return at, d.err
	}
	end, err := d.decode(out, at)
	if d.format == Zlib {
		d.sum.Write(out[at:end])
	}
	if err == nil && d.step == stepTrailer {
		err = d.finish()
	}
	d.err = err
	return end, err
}

func (d *Decoder) decode(out []byte, at int) (int, error) {
	for at < len(out) && d.step != stepTrailer {
		var err error
		switch d.step {
		case stepFrame:
			err = d.readFrame()
		case stepBlock:
			err = d.readBlock()
		case stepStored:
			at, err = d.copyStored(out, at)
		case stepSymbols:
			at, err = d.decodeSymbols(out, at)
		}
		if err != nil {
			return at, err
		}
	}
	return at, nil
}

// readFrame reads what stands before the deflate stream (RFC 1950 §2.2).
func (d *Decoder) readFrame() error {
	d.step = stepBlock
	if d.format == Raw {
		return nil
	}
	head, err := d.take(16)
	if err != nil {
		return err
	}
	const deflate, maxWindow, preset = 8, 7, 0x20
	cmf, flg := head&0xff, head>>8
	if cmf&0x0f != deflate || cmf>>4 > maxWindow || (cmf<<8|flg)%31 != 0 {
		return fault.New(fault.Corrupt, "the compressed data begins with %02x %02x, which is no zlib stream", cmf, flg)
	}
	if flg&preset != 0 {
		return fault.New(fault.Corrupt, "the compressed data needs a dictionary that is not there")
	}
	return nil
}

// finish reads what stands behind the deflate stream and returns io.EOF where it is
// right.
func (d *Decoder) finish() error {
	if d.format != Zlib {
		return io.EOF
	}
	d.drop(d.n & 7)
	var stated uint32
	for range 4 {
		v, err := d.take(8)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return fault.New(fault.Truncated, "the checksum of the compressed data is missing: %w", io.ErrUnexpectedEOF)
		}
		if err != nil {
			return err
		}
		stated = stated<<8 | uint32(v)
	}
	if got := d.sum.Sum(); got != stated {
		return fault.New(fault.Corrupt, "the checksum of the compressed data is stated as %08x, computed as %08x", stated, got)
	}
	return io.EOF
}
