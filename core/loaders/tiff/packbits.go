package tiff

import (
	"bufio"
	"context"
	"io"

	"apsync/core/codec/packbits"
)

// packBits decompresses runs of bytes (TIFF 6.0 §9).
type packBits struct {
	*packbits.Reader
	src *bufio.Reader
}

func newPackBits(*page) decompressor {
	return &packBits{src: bufio.NewReaderSize(nil, inputSize)}
}

func (z *packBits) reset(_ context.Context, r *io.SectionReader) error {
	z.src.Reset(r)
	z.Reader = packbits.NewReader(z.src)
	return nil
}
