package tiff

import (
	"bufio"
	"context"
	"io"
)

// packBits decompresses runs of bytes (TIFF 6.0 §9).
type packBits struct {
	src     *bufio.Reader
	literal int  // bytes left to be copied
	repeat  int  // times left to repeat value
	value   byte // what is repeated
}

func newPackBits(*page) decompressor {
	return &packBits{src: bufio.NewReaderSize(nil, inputSize)}
}

func (z *packBits) reset(_ context.Context, r *io.SectionReader) error {
	z.src.Reset(r)
	z.literal, z.repeat = 0, 0
	return nil
}

// Read fills p or reports why it cannot.
func (z *packBits) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		switch {
		case z.repeat > 0:
			run := p[n:min(n+z.repeat, len(p))]
			for i := range run {
				run[i] = z.value
			}
			z.repeat -= len(run)
			n += len(run)
		case z.literal > 0:
			got, err := io.ReadFull(z.src, p[n:min(n+z.literal, len(p))])
			z.literal -= got
			n += got
			if err != nil {
				return n, err
			}
		default:
			if err := z.header(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// header reads the next header byte: n+1 bytes follow as they are, or the one
// byte that follows is repeated 1-n times, or nothing happens.
func (z *packBits) header() error {
	c, err := z.src.ReadByte()
	if err != nil {
		return err
	}
	switch n := int(int8(c)); { // the bits are a signed number
	case n >= 0:
		z.literal = n + 1
	case n > -128:
		z.repeat = 1 - n
		z.value, err = z.src.ReadByte()
	}
	return err
}
