package msp

import (
	"context"
	"encoding/binary"
	"io"

	"apsync/core/codec/bands"
)

// reader returns what reads one stored row after the other.
func (f *file) reader(ctx context.Context) (read func(stored []byte) error, err error) {
	in := f.src.Reader(ctx, headerSize)
	if !f.encoded {
		return bands.Full(in), nil
	}
	lengths := make([]byte, 2*f.height)
	if _, err := io.ReadFull(in, lengths); err != nil {
		return nil, err
	}
	encoded := make([]byte, 1<<16)
	return func(stored []byte) error {
		n := int(binary.LittleEndian.Uint16(lengths))
		lengths = lengths[2:]
		if _, err := io.ReadFull(in, encoded[:n]); err != nil {
			return err
		}
		whiten(stored)
		decode(stored, encoded[:n])
		return nil
	}, nil
}

// decode decodes one row: 0, a count and a value that is repeated as often, or how
// many bytes follow as they are. What is beyond the row is dropped.
func decode(dst, code []byte) {
	for len(code) > 0 && len(dst) > 0 {
		n := int(code[0])
		switch {
		case n > 0:
			n = min(n, len(code)-1)
			dst = dst[copy(dst, code[1:1+n]):]
			code = code[1+n:]
		case len(code) < 3:
			return
		default:
			run := dst[:min(int(code[1]), len(dst))]
			for i := range run {
				run[i] = code[2]
			}
			dst, code = dst[len(run):], code[3:]
		}
	}
}
