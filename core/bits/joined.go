package bits

import "io"

// Joined is bytes that are held and, behind them, a part of a file.
type Joined struct {
	Head []byte
	Rest *io.SectionReader
}

// Size returns how many bytes there are.
func (j *Joined) Size() int64 { return int64(len(j.Head)) + j.Rest.Size() }

// ReadAt implements io.ReaderAt.
func (j *Joined) ReadAt(p []byte, off int64) (n int, err error) {
	if off < int64(len(j.Head)) {
		n = copy(p, j.Head[off:])
	}
	if n == len(p) {
		return n, nil
	}
	more, err := j.Rest.ReadAt(p[n:], off+int64(n)-int64(len(j.Head)))
	return n + more, err
}
