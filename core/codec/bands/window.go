package bands

import (
	"io"

	"apsync/core/fault"
)

// Window reads pieces of a file that mostly follow each other, ahead and in large
// parts. The zero value is not usable; see NewWindow.
type Window struct {
	r     io.ReaderAt
	size  int64 // of the file
	buf   []byte
	start int64 // of buf in the file
	have  int
}

// NewWindow returns a window of n bytes over a file of size bytes.
func NewWindow(r io.ReaderAt, size int64, n int) *Window {
	return &Window{r: r, size: size, buf: make([]byte, n)}
}

// At returns up to n bytes from off on, as many as file and window have, without a
// copy: they are valid until the next call. It fails as truncated where off lies
// beyond the file.
func (w *Window) At(off, n int64) ([]byte, error) {
	if off < 0 || off >= w.size {
		return nil, fault.New(fault.Truncated, "offset %d lies outside of a file of %d bytes", off, w.size)
	}
	n = min(n, w.size-off, int64(len(w.buf)))
	if off < w.start || off+n > w.start+int64(w.have) {
		part := w.buf[:min(int64(len(w.buf)), w.size-off)]
		w.have = 0
		if got, err := w.r.ReadAt(part, off); got < len(part) {
			return nil, err
		}
		w.start, w.have = off, len(part)
	}
	at := off - w.start
	return w.buf[at : at+n], nil
}

// ReadAt fills p from off on; it fails as truncated where the file is shorter.
func (w *Window) ReadAt(p []byte, off int64) error {
	for len(p) > 0 {
		part, err := w.At(off, int64(len(p)))
		if err != nil {
			return err
		}
		n := copy(p, part)
		p, off = p[n:], off+int64(n)
	}
	return nil
}
