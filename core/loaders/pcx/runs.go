package pcx

import (
	"bufio"
	"io"
)

// runs reads rows of bytes, encoded or not.
type runs struct {
	r       *bufio.Reader
	encoded bool
	left    int // how often value is repeated still
	value   byte
}

// row fills dst. A byte whose upper two bits are set says how often the next one
// is repeated. Returns io.EOF where the file ends before.
func (r *runs) row(dst []byte) error {
	if !r.encoded {
		_, err := io.ReadFull(r.r, dst)
		return err
	}
	for len(dst) > 0 {
		if r.left == 0 {
			if err := r.next(); err != nil {
				return err
			}
		}
		n := min(r.left, len(dst))
		for i := range dst[:n] {
			dst[i] = r.value
		}
		r.left -= n
		dst = dst[n:]
	}
	return nil
}

// next reads a run.
func (r *runs) next() error {
	b, err := r.r.ReadByte()
	if err != nil {
		return err
	}
	r.left, r.value = 1, b
	if b>>6 != 3 {
		return nil
	}
	r.left = int(b & maxRun)
	r.value, err = r.r.ReadByte()
	return err
}
