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
