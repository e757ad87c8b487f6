package pdn

import (
	"encoding/binary"
	"errors"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
)

const (
	// maxChunk is the size of a chunk when it is unpacked.
	maxChunk = 16 << 20
	// inflaterBytes is more than what inflates takes.
	inflaterBytes = 64 << 10
)

// chunks are the parts in which the bytes of a layer are stored, in the order in which
// they make it up.
type chunks struct {
	size   int64 // of one unpacked, but for the last
	packed bool
	parts  []part
}

// part is where a chunk is stored.
type part struct{ off, size int64 }

// readChunks finds the chunks of n bytes that are stored from off on, and returns where
// they end. They may come in any order.
func readChunks(src *picture.Source, off, n int64) (c chunks, end int64, err error) {
	head, err := src.Bytes(off, 5)
	if err != nil {
		return c, 0, err
	}
	const gzipped, plain = 0, 1
	c.packed = head[0] == gzipped
	c.size = int64(binary.BigEndian.Uint32(head[1:]))
	if head[0] > plain || c.size < 1 {
		return c, 0, fault.New(fault.Corrupt, "pixels at offset %d: format %d in chunks of %d bytes", off, head[0], c.size)
	}
	c.size = min(c.size, n)
	count := (n + c.size - 1) / c.size
	switch {
	case c.size > maxChunk:
		return c, 0, fault.New(fault.LimitExpansion, "pixels at offset %d: chunks of %d bytes", off, c.size)
	case count > src.Size()/8:
		return c, 0, fault.New(fault.Truncated, "pixels at offset %d: %d chunks in a file of %d bytes", off, count, src.Size())
	}
	c.parts = make([]part, count)
	off += 5
	for range count {
		head, err := src.Bytes(off, 8)
		if err != nil {
			return c, 0, err
		}
		i, size := int64(binary.BigEndian.Uint32(head)), int64(binary.BigEndian.Uint32(head[4:]))
		if size > src.Size()-off-8 {
			return c, 0, fault.New(fault.Truncated, "pixels at offset %d: a chunk of %d bytes in a file of %d", off, size, src.Size())
		}
		if i >= count || c.parts[i].off != 0 || size > 2*c.size+1024 {
			return c, 0, fault.New(fault.Corrupt, "pixels at offset %d: chunk %d of %d with %d bytes", off, i, count, size)
		}
		unpacked := min(c.size, n-i*c.size)
		if size*inflate.MaxExpansion < unpacked {
			return c, 0, fault.New(fault.Truncated, "pixels at offset %d: %d bytes in %d", off, unpacked, size)
		}
		c.parts[i] = part{off + 8, size}
		off += 8 + size
	}
	return c, off, nil
}

// reader reads the bytes of a layer from the front.
type reader struct {
	src     *picture.Source
	layer   *layer
	inflate inflate.Decoder
	chunk   []byte // unpacked
	index   int    // of chunk
	stored  []byte
}

// bytes is what a reader takes.
func (l *layer) bytes() int64 { return 3*l.chunks.size + 1024 + inflaterBytes }

func newReader(src *picture.Source, l *layer) *reader { return &reader{src: src, layer: l, index: -1} }

// readAt fills p from off on.
func (r *reader) readAt(p []byte, off int64) error {
	for len(p) > 0 {
		i := off / r.layer.chunks.size
		if err := r.load(int(i)); err != nil {
			return err
		}
		n := copy(p, r.chunk[off-i*r.layer.chunks.size:])
		p, off = p[n:], off+int64(n)
	}
	return nil
}

// load unpacks a chunk.
func (r *reader) load(i int) error {
	if i == r.index {
		return nil
	}
	c := &r.layer.chunks
	if r.chunk == nil {
		r.chunk, r.stored = make([]byte, c.size), make([]byte, 2*c.size+1024)
	}
	r.index = i
	r.chunk = r.chunk[:min(c.size, r.layer.length-int64(i)*c.size)]
	stored := r.stored[:c.parts[i].size]
	if n, err := r.src.ReadAt(stored, c.parts[i].off); n < len(stored) {
		return err
	}
	if !c.packed {
		if copy(r.chunk, stored) < len(r.chunk) {
			return fault.New(fault.Truncated, "chunk at offset %d: %d of %d bytes", c.parts[i].off, len(stored), len(r.chunk))
		}
		return nil
	}
	data, err := gzipped(stored)
	if err != nil {
		return err
	}
	r.inflate.ResetBytes(data, inflate.Raw)
	n, err := r.inflate.Decode(r.chunk, 0)
	switch {
	case n == len(r.chunk):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return fault.New(fault.Truncated, "chunk at offset %d: %d of %d bytes inflated", c.parts[i].off, n, len(r.chunk))
	}
	return err
}

// gzipped returns what follows a gzip header (RFC 1952 §2.3).
func gzipped(b []byte) ([]byte, error) {
	const checked, extra, name, comment = 2, 4, 8, 16
	c := bits.Little(b)
	if magic := c.U16(); c.Err() == nil && magic != 0x8b1f {
		return nil, fault.New(fault.Corrupt, "a chunk is not compressed with gzip")
	}
	c.Skip(1)
	flags := c.U8()
	c.Skip(6)
	if flags&extra != 0 {
		c.Skip(int(c.U16()))
	}
	for _, text := range []uint8{name, comment} {
		for flags&text != 0 && c.U8() != 0 {
			continue
		}
	}
	if flags&checked != 0 {
		c.Skip(2)
	}
	return c.Bytes(c.Len()), c.Err()
}
