package sfnt

import (
	"bytes"
	"errors"
	"io"

	"apsync/core/fault"
)

// Table is one table of a font, read piece by piece. The zero value is empty.
type Table struct {
	r         io.ReaderAt
	off, size int64
}

// NewTable returns data as a table.
func NewTable(data []byte) Table { return Table{r: bytes.NewReader(data), size: int64(len(data))} }

// Len returns the table's length in bytes.
func (t Table) Len() int64 { return t.size }

// Part returns what begins at off, at most n bytes, as a table.
func (t Table) Part(off, n int64) Table {
	if off < 0 || off >= t.size || n <= 0 {
		return Table{}
	}
	return Table{r: t.r, off: t.off + off, size: min(n, t.size-off)}
}

// Bytes returns the n bytes at off. It fails as truncated, before anything is
// allocated, when the table does not have them. Callers bound n.
func (t Table) Bytes(off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off > t.size || n > t.size-off {
		return nil, fault.New(fault.Truncated, "%d bytes wanted at offset %d of a table of %d", n, off, t.size)
	}
	if n == 0 {
		return nil, nil
	}
	b := make([]byte, n)
	got, err := t.r.ReadAt(b, t.off+off)
	if int64(got) < n {
		if err == nil || errors.Is(err, io.EOF) {
			err = fault.New(fault.Truncated, "%d of %d bytes of a table read at offset %d", got, n, off)
		}
		return nil, err
	}
	return b, nil
}

// Head returns the table's first bytes, at most n of them.
func (t Table) Head(n int64) ([]byte, error) { return t.Bytes(0, min(n, t.size)) }
