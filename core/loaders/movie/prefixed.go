package movie

import (
	"bytes"
	"io"
)

// prefixed reads bytes with others in front of them.
type prefixed struct {
	prefix *bytes.Reader
	rest   *io.SectionReader
}

// ReadAt implements io.ReaderAt.
func (p *prefixed) ReadAt(b []byte, off int64) (n int, err error) {
	if off < p.prefix.Size() {
		n, _ = p.prefix.ReadAt(b, off)
	}
	if n == len(b) {
		return n, nil
	}
	more, err := p.rest.ReadAt(b[n:], off+int64(n)-p.prefix.Size())
	return n + more, err
}
