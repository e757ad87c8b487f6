package audio

import (
	"errors"
	"io"
)

// readSize is how many bytes a Reader reads at a time.
const readSize = 16 << 10

// Reader reads a stretch of a file from front to back, with a look ahead.
type Reader struct {
	r      io.ReaderAt
	end    int64
	off    int64 // of what is next
	buffer []byte
	data   []byte // the part of buffer that is next
	err    error
}

// NewReader returns a reader from off to end.
func NewReader(r io.ReaderAt, off, end int64) *Reader { return &Reader{r: r, off: off, end: end} }

// ReaderMemory returns what a reader holds of which no more than ahead bytes are looked
// at, in bytes.
func ReaderMemory(ahead int64) int64 { return 2 * (ahead + readSize) }

// Offset returns where what is next lies in the file.
func (r *Reader) Offset() int64 { return r.off }

// MoveTo goes to an offset.
func (r *Reader) MoveTo(off int64) {
	if skip := off - r.off; skip >= 0 && skip <= int64(len(r.data)) {
		r.data = r.data[skip:]
	} else {
		r.data = nil
	}
	r.off = off
}

// Skip passes over n bytes.
func (r *Reader) Skip(n int) { r.MoveTo(r.off + int64(n)) }

// Peek returns the next n bytes, or fewer before the end and before what cannot be read.
// They are valid until the next call.
func (r *Reader) Peek(n int) []byte {
	if len(r.data) < n {
		r.fill(n)
	}
	return r.data[:min(n, len(r.data))]
}

// Err returns why reading failed; reaching the end is no failure.
func (r *Reader) Err() error { return r.err }

func (r *Reader) fill(n int) {
	at := r.off + int64(len(r.data))
	more := min(int64(max(n-len(r.data), readSize)), r.end-at)
	if more <= 0 || r.err != nil {
		return
	}
	have := len(r.data)
	if cap(r.buffer) < have+int(more) {
		r.buffer = make([]byte, max(have+int(more), min(2*cap(r.buffer), n+readSize)))
	}
	r.buffer = r.buffer[:cap(r.buffer)]
	copy(r.buffer, r.data)
	got, err := r.r.ReadAt(r.buffer[have:have+int(more)], at)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	r.data = r.buffer[:have+got]
}
