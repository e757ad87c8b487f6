package packbits

import (
	"bufio"
	"io"
)

// Reader unpacks a stream. Runs may go on over the end of what is asked for.
type Reader struct {
	src     *bufio.Reader
	literal int  // bytes left to be copied
	repeat  int  // times left to repeat value
	value   byte // what is repeated
}

// NewReader returns a reader of src.
func NewReader(src *bufio.Reader) *Reader { return &Reader{src: src} }

// Left returns how many bytes of the last run were not asked for.
func (r *Reader) Left() int { return r.literal + r.repeat }

// Fill fills dst. It returns io.EOF or io.ErrUnexpectedEOF where the stream ends before.
func (r *Reader) Fill(dst []byte) error {
	_, err := r.Read(dst)
	return err
}

// Read fills dst, and returns how much of it and why not all.
func (r *Reader) Read(dst []byte) (n int, err error) {
	for n < len(dst) {
		rest := dst[n:]
		switch {
		case r.repeat > 0:
			run := rest[:min(r.repeat, len(rest))]
			fill(run, r.value)
			r.repeat -= len(run)
			n += len(run)
		case r.literal > 0:
			got, err := io.ReadFull(r.src, rest[:min(r.literal, len(rest))])
			r.literal -= got
			n += got
			if err != nil {
				return n, err
			}
		default:
			if err := r.head(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// head reads the byte that says what follows.
func (r *Reader) head() error {
	c, err := r.src.ReadByte()
	if err != nil {
		return err
	}
	switch n := int(int8(c)); {
	case n >= 0:
		r.literal = n + 1
	case n > -128:
		r.repeat = 1 - n
		r.value, err = r.src.ReadByte()
	}
	return err
}
