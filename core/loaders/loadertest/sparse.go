package loadertest

import (
	"io"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
)

// Sparse is a file of any size that is zeros but for its two ends, and counts what is
// read of it. It may be read from several goroutines.
type Sparse struct {
	front, back []byte
	zeros       int64
	read        atomic.Int64
}

// NewSparse returns a file of what is in front, so many zeros and what is behind them.
func NewSparse(front []byte, zeros int64, back []byte) *Sparse {
	return &Sparse{front: front, zeros: zeros, back: back}
}

// Size returns the file's length in bytes.
func (s *Sparse) Size() int64 { return int64(len(s.front)) + s.zeros + int64(len(s.back)) }

// Read returns how many bytes were read so far, those read twice counted twice.
func (s *Sparse) Read() int64 { return s.read.Load() }

// Source returns the file as loaders see it.
func (s *Sparse) Source(tb testing.TB, name string) *picture.Source {
	tb.Helper()
	src, err := picture.NewSource(s, s.Size(), name)
	require.NoError(tb, err)
	return src
}

// ReadAt implements io.ReaderAt.
func (s *Sparse) ReadAt(p []byte, off int64) (n int, err error) {
	rest := s.Size() - off
	if rest <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > rest {
		p, err = p[:rest], io.EOF
	}
	clear(p)
	if off < int64(len(s.front)) {
		copy(p, s.front[off:])
	}
	switch from := off - int64(len(s.front)) - s.zeros; {
	case from >= 0:
		copy(p, s.back[from:])
	case -from < int64(len(p)):
		copy(p[-from:], s.back)
	}
	s.read.Add(int64(len(p)))
	return len(p), err
}
