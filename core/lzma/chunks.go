package lzma

import (
	"errors"
	"io"

	"apsync/core/fault"
)

// chunk is what is left of a chunk of LZMA2.
type chunk struct {
	left   int // bytes to unpack
	stored bool
	packed []byte
	ready  bool // the dictionary was begun
	known  bool // properties were told
}

// The bits of a chunk's first byte (xz 1.2.1 §5.3.1, LZMA SDK Lzma2Dec.c).
const (
	controlEnd        = 0
	controlStoredNew  = 1 // stored, in a new dictionary
	controlStored     = 2
	controlPacked     = 0x80
	controlReset      = 1 << 5
	controlProperties = 2 << 5
	controlDictionary = 3 << 5
)

// fillChunk adds at most n bytes, of one chunk.
func (r *Reader) fillChunk(n int) error {
	c := &r.chunk
	if c.left == 0 {
		if err := r.nextChunk(); err != nil {
			return err
		}
	}
	n = min(n, c.left)
	c.left -= n
	if !c.stored {
		return r.d.decode(n)
	}
	for _, b := range c.packed[:n] {
		r.d.window.put(b)
	}
	c.packed = c.packed[n:]
	return nil
}

func (r *Reader) nextChunk() error {
	var head [6]byte
	if err := r.get(head[:1]); err != nil {
		return err
	}
	control := head[0]
	switch {
	case control == controlEnd:
		return fault.New(fault.Truncated, "lzma2: the stream ends %d bytes too early", r.left)
	case control >= controlPacked:
		return r.packedChunk(control)
	case control > controlStored:
		return fault.New(fault.Corrupt, "lzma2: a chunk that begins with %#x", control)
	}
	if err := r.get(head[1:3]); err != nil {
		return err
	}
	if err := r.dictionary(control == controlStoredNew); err != nil {
		return err
	}
	r.chunk.stored = true
	r.chunk.left = int(head[1])<<8 + int(head[2]) + 1
	return r.fetch(r.chunk.left)
}

// packedChunk begins a chunk of LZMA.
func (r *Reader) packedChunk(control byte) error {
	var head [4]byte
	if err := r.get(head[:]); err != nil {
		return err
	}
	if err := r.dictionary(control&controlDictionary == controlDictionary); err != nil {
		return err
	}
	c := &r.chunk
	if control&controlProperties != 0 {
		var properties [1]byte
		if err := r.get(properties[:]); err != nil {
			return err
		}
		if err := r.d.setProperties(properties[0]); err != nil {
			return err
		}
		c.known = true
	}
	if !c.known {
		return fault.New(fault.Corrupt, "lzma2: a chunk before any properties")
	}
	if control&controlDictionary >= controlReset {
		r.d.reset()
	}
	c.stored = false
	c.left = int(control&0x1f)<<16 + int(head[0])<<8 + int(head[1]) + 1
	if err := r.fetch(int(head[2])<<8 + int(head[3]) + 1); err != nil {
		return err
	}
	r.d.in = rangeDecoder{buf: c.packed}
	return r.d.in.start()
}

// dictionary begins a new dictionary, which the first chunk must.
func (r *Reader) dictionary(begin bool) error {
	if begin {
		r.chunk.ready = true
		r.d.window.begin()
	}
	if !r.chunk.ready {
		return fault.New(fault.Corrupt, "lzma2: a first chunk without a dictionary")
	}
	return nil
}

// fetch reads the n bytes of a chunk, at most 64 KiB.
func (r *Reader) fetch(n int) error {
	c := &r.chunk
	if cap(c.packed) < n {
		c.packed = make([]byte, 1<<16)
	}
	c.packed = c.packed[:n]
	return r.get(c.packed)
}

func (r *Reader) get(p []byte) error {
	_, err := io.ReadFull(r.src, p)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "lzma2: the stream ends too early")
	}
	return err
}
