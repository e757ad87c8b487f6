package bits

import (
	"errors"
	"io"

	"apsync/core/fault"
)

// ReadFull fills p from off of r. It fails as truncated where r ends before.
func ReadFull(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	switch {
	case n == len(p):
		return nil
	case err == nil, errors.Is(err, io.EOF):
		return fault.New(fault.Truncated, "%d of %d bytes at offset %d", n, len(p), off)
	}
	return err
}

// ReadPart returns the n bytes at off of the size that r has; what begins the error where
// it has fewer, which is before anything is allocated. Callers bound n.
func ReadPart(r io.ReaderAt, size, off, n int64, what string) ([]byte, error) {
	if off < 0 || n < 0 || off > size || n > size-off {
		return nil, fault.New(fault.Truncated, "%s: %d bytes wanted at %d of %d", what, n, off, size)
	}
	b := make([]byte, n)
	if err := ReadFull(r, b, off); err != nil {
		return nil, err
	}
	return b, nil
}
