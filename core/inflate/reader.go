package inflate

import (
	"errors"
	"io"
)

// blockSize is how much is decoded at once, in bytes.
const blockSize = 96 << 10

// Reader decodes a stream to a window of its own, of 128 KiB and what Next is asked
// for. The zero value is ready for Reset.
type Reader struct {
	Decoder
	window []byte
	from   int // of window, what was not handed out yet
	to     int
	err    error // behind it
}

// NewReader returns a reader of the stream that src has.
func NewReader(src io.Reader, format Format) *Reader {
	r := &Reader{}
	r.Reset(src, format)
	return r
}

// Reset begins the stream that src has.
func (r *Reader) Reset(src io.Reader, format Format) {
	r.Decoder.Reset(src, format)
	r.from, r.to, r.err = 0, 0, nil
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := r.next(1, len(p))
	if len(b) > 0 {
		return copy(p, b), nil
	}
	return 0, err
}

// Next returns the next n bytes of what the stream holds, which the caller bounds.
// They are valid, and may not be changed, until the next call. Where fewer are left
// it returns these and io.ErrUnexpectedEOF, or io.EOF where none are, or what else
// is wrong.
func (r *Reader) Next(n int) ([]byte, error) {
	b, err := r.next(n, n)
	if len(b) == n {
		return b, nil
	}
	if errors.Is(err, io.EOF) && len(b) > 0 {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// next returns at least least bytes, or all that are left and the error behind
// them, but not more than most.
func (r *Reader) next(least, most int) ([]byte, error) {
	for r.to-r.from < least && r.err == nil {
		r.makeRoom(least)
		r.to, r.err = r.Decode(r.window, r.to)
	}
	b := r.window[r.from:min(r.to, r.from+most)]
	r.from += len(b)
	if len(b) < least {
		return b, r.err
	}
	return b, nil
}

// makeRoom makes room behind to for what n bytes from from on lack, and more.
func (r *Reader) makeRoom(n int) {
	keep := max(0, min(r.from, r.to-WindowSize))
	if size := WindowSize + n + blockSize; len(r.window) < size {
		window := make([]byte, size)
		copy(window, r.window[keep:r.to])
		r.window = window
	} else {
		copy(r.window, r.window[keep:r.to])
	}
	r.from -= keep
	r.to -= keep
}
