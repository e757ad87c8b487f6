package png

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"apsync/core/fault"
	"apsync/core/picture"
)

// Sizes of a chunk's parts (PNG §5.3).
const (
	chunkHead = 8 // length and type
	chunkTail = 4 // checksum
	maxChunk  = 1<<31 - 1
	maxChunks = 1 << 17 // before the data
)

// chunk is a chunk's header.
type chunk struct {
	kind   [4]byte
	off    int64 // of its data
	length int64 // of its data
}

func (c chunk) name() string { return string(c.kind[:]) }

// end returns the offset of the next chunk.
func (c chunk) end() int64 { return c.off + c.length + chunkTail }

// critical reports whether decoders that do not know the chunk must give up.
func (c chunk) critical() bool { return c.kind[0]&0x20 == 0 }

// windowSize is how far ahead chunks are looked for, so that many small ones cost
// few reads.
const windowSize = 256

// walker goes from chunk to chunk.
type walker struct {
	src    *picture.Source
	off    int64  // of the next chunk
	window []byte // of the file
	start  int64  // of the window
	buffer []byte // for windows
}

func newWalker(src *picture.Source) *walker {
	return &walker{src: src, off: int64(len(Signature)), window: src.Head()}
}

// next reads the header of the next chunk and moves behind the chunk. It fails
// with io.EOF where the file ends between two chunks.
func (w *walker) next() (chunk, error) {
	head, err := w.peek()
	if err != nil {
		return chunk{}, err
	}
	c := chunk{
		kind:   [4]byte(head[4:8]),
		off:    w.off + chunkHead,
		length: int64(binary.BigEndian.Uint32(head)),
	}
	for _, letter := range c.kind {
		if letter|0x20 < 'a' || letter|0x20 > 'z' {
			return chunk{}, fault.New(fault.Corrupt, "chunk at offset %d: type %q", w.off, c.kind)
		}
	}
	if c.length > maxChunk {
		return chunk{}, fault.New(fault.Corrupt, "chunk %s at offset %d: length %d", c.name(), w.off, c.length)
	}
	w.off = c.end()
	return c, nil
}

// peek returns the eight bytes at off.
func (w *walker) peek() ([]byte, error) {
	left := w.src.Size() - w.off
	if left <= 0 {
		return nil, io.EOF
	}
	if left < chunkHead {
		return nil, fault.New(fault.Truncated, "%d bytes left for a chunk at offset %d", left, w.off)
	}
	if at := w.off - w.start; at+chunkHead <= int64(len(w.window)) {
		return w.window[at : at+chunkHead], nil
	}
	if w.buffer == nil {
		w.buffer = make([]byte, windowSize)
	}
	n, err := w.src.ReadAt(w.buffer[:min(left, windowSize)], w.off)
	if n < chunkHead {
		return nil, err
	}
	w.window, w.start = w.buffer[:n], w.off
	return w.window[:chunkHead], nil
}

// read returns the data of a chunk after it passed its checksum. Callers bound the
// chunk's length.
func (c chunk) read(src *picture.Source) ([]byte, error) {
	data, err := src.Bytes(c.off-4, c.length+8)
	if err != nil {
		return nil, err
	}
	covered, sum := data[:4+c.length], binary.BigEndian.Uint32(data[4+c.length:])
	if got := crc32.ChecksumIEEE(covered); got != sum {
		return nil, errChecksum(c, sum, got)
	}
	return covered[4:], nil
}

func errChecksum(c chunk, stated, got uint32) error {
	return fault.New(fault.Corrupt, "chunk %s at offset %d: checksum %08x is stated, %08x computed",
		c.name(), c.off-chunkHead, stated, got)
}

// detail returns the sentence of an error for a note.
func detail(err error) string {
	if errors.Is(err, io.EOF) {
		return "the end chunk is missing"
	}
	return fault.From(err).Detail
}

// maxNotes bounds what is said about one file.
const maxNotes = 8

// notes are sentences about defects that leave the picture whole.
type notes []string

func (n *notes) add(sentence string) {
	if len(*n) < maxNotes {
		*n = append(*n, sentence)
	}
}
