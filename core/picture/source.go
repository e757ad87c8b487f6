package picture

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"apsync/core/fault"
)

// headSize is how much of a file's beginning is read to tell its format.
const headSize = 4096

// Source is a file as loaders see it: bytes at offsets, a size, a name that only
// breaks ties. It may be read from several goroutines.
type Source struct {
	r    io.ReaderAt
	size int64
	name string
	head []byte
}

// NewSource reads the head of r. Size is r's length in bytes; name is the file's
// name.
func NewSource(r io.ReaderAt, size int64, name string) (*Source, error) {
	s := &Source{r: r, size: size, name: filepath.Base(name)}
	head, err := s.Bytes(0, min(size, headSize))
	if err != nil {
		return nil, err
	}
	s.head = head
	return s, nil
}

// Size returns the file's length in bytes.
func (s *Source) Size() int64 { return s.size }

// Name returns the file's name without its folder.
func (s *Source) Name() string { return s.name }

// Ext returns the file's extension in lower case, with its dot, or "".
func (s *Source) Ext() string { return strings.ToLower(filepath.Ext(s.name)) }

// Head returns the first 4096 bytes, or all of a shorter file.
func (s *Source) Head() []byte { return s.head }

// ReadAt implements io.ReaderAt. A file that has become shorter than it was when
// it was opened fails as truncated.
func (s *Source) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.r.ReadAt(p, off)
	if errors.Is(err, io.EOF) && off+int64(n) < s.size {
		return n, fault.New(fault.Truncated, "the file shrank from %d to %d bytes while it was read", s.size, off+int64(n))
	}
	return n, err
}

// Bytes returns the n bytes at off. It fails as truncated, before anything is
// allocated, when the file does not have them. Callers bound n.
func (s *Source) Bytes(off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off > s.size || n > s.size-off {
		return nil, fault.New(fault.Truncated, "%d bytes wanted at offset %d of a file of %d", n, off, s.size)
	}
	b := make([]byte, n)
	got, err := s.ReadAt(b, off)
	if int64(got) < n {
		if err == nil || errors.Is(err, io.EOF) {
			err = fault.New(fault.Truncated, "%d of %d bytes read at offset %d", got, n, off)
		}
		return nil, err
	}
	return b, nil
}

// Reader returns a buffered reader of the file from off to its end, which fails
// with ctx's error once ctx is done. This is how decoders that know nothing of
// contexts are stopped.
func (s *Source) Reader(ctx context.Context, off int64) *bufio.Reader {
	section := io.NewSectionReader(s, off, max(0, s.size-off))
	return bufio.NewReaderSize(&contextReader{ctx, section}, 64<<10)
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
