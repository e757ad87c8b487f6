package ktx

import (
	"bufio"
	"context"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
)

// How far back a Zstandard stream may refer, in bytes: as far as it is long, but that
// encoders that do not know how long it will be take a window of the usual size.
const (
	usualWindow = 8 << 20
	maxWindow   = 32 << 20
)

// inputSize is how much of the file is read at once, in bytes.
const inputSize = 64 << 10

// openStored sets how a level is opened that lies in the file by itself.
func openStored(level *texture.Level, src *picture.Source, l level2, scheme uint32) error {
	section := func() *io.SectionReader { return io.NewSectionReader(src, int64(l.off), int64(l.size)) }
	switch scheme {
	case schemeNone:
		level.Open = func(context.Context) (io.Reader, error) { return section(), nil }
	case schemeZstd:
		window := max(usualWindow, min(maxWindow, l.uncompressed))
		level.Memory = 2*int64(window) + 2<<20
		level.Open = func(context.Context) (io.Reader, error) { return newZstd(section(), window) }
	case schemeZlib:
		level.Memory = 1 << 20
		level.Open = func(context.Context) (io.Reader, error) {
			return inflated{inflate.NewReader(bufio.NewReaderSize(section(), inputSize), inflate.Zlib)}, nil
		}
	default:
		return fault.New(fault.Unsupported, "supercompression scheme %d", scheme)
	}
	return nil
}

// zstandard says what is wrong with a stream of Zstandard.
type zstandard struct{ *zstd.Decoder }

func newZstd(r io.Reader, window uint64) (io.Reader, error) {
	d, err := zstd.NewReader(
		bufio.NewReaderSize(r, inputSize), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(window),
	)
	return zstandard{d}, err
}

// Read implements io.Reader.
func (z zstandard) Read(p []byte) (int, error) {
	n, err := z.Decoder.Read(p)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return n, fault.New(fault.LimitMemory, "zstandard window larger than its level or %d bytes", maxWindow)
	}
	return n, damaged(err)
}

// Close frees the decoder.
func (z zstandard) Close() error {
	z.Decoder.Close()
	return nil
}

// inflated says what is wrong with a stream of zlib.
type inflated struct{ *inflate.Reader }

// Read implements io.Reader.
func (z inflated) Read(p []byte) (int, error) {
	n, err := z.Reader.Read(p)
	return n, damaged(err)
}

// damaged returns a decompressor's error as one of the file's.
func damaged(err error) error {
	var known *fault.Error
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &known) {
		return err
	}
	return fault.New(fault.Corrupt, "compressed level: %w", err)
}
