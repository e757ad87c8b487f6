// Package lzma unpacks LZMA and LZMA2, the methods of 7-Zip's archives.
//
// Specification: "LZMA Specification" (Igor Pavlov, 2015, in the LZMA SDK) for the
// stream; LZMA2's chunks after "The .xz File Format" 1.2.1 §5.3.1 and the SDK.
//
// The dictionary grows as bytes come, up to what the stream's properties say or the
// unpacked size, whichever is less: what a header claims is never allocated at once.
// Damage is an error with code corrupt, an end before its time one with code truncated.
package lzma

import (
	"io"

	"apsync/core/fault"
)

const (
	minDictionary = 4 << 10
	// PropertiesSize is the length in bytes of the properties of an LZMA stream.
	PropertiesSize = 5
	inputSize      = 32 << 10
)

// Reader unpacks one stream. It implements io.Reader.
type Reader struct {
	d      decoder
	src    io.Reader
	chunks bool // of LZMA2
	left   int64
	chunk  chunk
	err    error
}

// NewReader returns a reader of the size bytes that src unpacks to by the properties
// of the stream, PropertiesSize bytes. MaxDictionary bounds the dictionary in bytes; a
// stream that needs more fails with code limit-memory.
func NewReader(src io.Reader, properties []byte, size, maxDictionary int64) (*Reader, error) {
	if len(properties) != PropertiesSize {
		return nil, fault.New(fault.Corrupt, "lzma: %d bytes of properties", len(properties))
	}
	dictionary := int64(properties[1]) | int64(properties[2])<<8 | int64(properties[3])<<16 | int64(properties[4])<<24
	r := &Reader{src: src, left: size}
	if err := r.d.window.bound(dictionary, size, maxDictionary); err != nil {
		return nil, err
	}
	if err := r.d.setProperties(properties[0]); err != nil {
		return nil, err
	}
	r.d.in.refill(src)
	r.d.reset()
	return r, r.d.in.start()
}

// NewReader2 returns a reader of the size bytes that src unpacks to by LZMA2; code
// tells the size of the dictionary (xz 1.2.1 §5.3.1).
func NewReader2(src io.Reader, code byte, size, maxDictionary int64) (*Reader, error) {
	if code > 40 {
		return nil, fault.New(fault.Corrupt, "lzma2: dictionary code %d", code)
	}
	dictionary := int64(2|code&1) << (code/2 + 11)
	r := &Reader{src: src, left: size, chunks: true}
	return r, r.d.window.bound(dictionary, size, maxDictionary)
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	w := &r.d.window
	for w.unread() == 0 {
		if r.err == nil && r.left == 0 {
			r.err = io.EOF
		}
		if r.err != nil {
			return 0, r.err
		}
		r.err = r.fill()
	}
	n := w.read(p)
	return n, nil
}

// fill unpacks some bytes into the window.
func (r *Reader) fill() error {
	w := &r.d.window
	n := int(min(int64(w.room()), r.left))
	before := w.w
	var err error
	if r.chunks {
		err = r.fillChunk(n)
	} else {
		err = r.d.decode(n)
	}
	r.left -= int64(w.w - before)
	return err
}
