package blender

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"

	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// readSize is how much of a compressed file is read at once, in bytes.
	readSize = 16 << 10
	// maxWindow is how far back Zstandard may refer; Blender compresses a MiB at a time.
	maxWindow = 8 << 20
	// maxUnpacked is how much of a compressed file is unpacked for its headers.
	maxUnpacked = 1 << 20
	// unpackingBytes bounds what decompression takes.
	unpackingBytes = 2*maxWindow + 2<<20
)

// stream reads a file from its beginning: seeking in a plain one, unpacking the others.
type stream struct {
	src    *picture.Source
	off    int64     // of the next byte, unpacked
	packed io.Reader // nil of a plain file
	close  func()
	err    error
}

func newStream(src *picture.Source) *stream {
	s := &stream{src: src, close: func() {}}
	file := func() io.Reader { return bufio.NewReaderSize(io.NewSectionReader(src, 0, src.Size()), readSize) }
	switch head := string(src.Head()); {
	case strings.HasPrefix(head, GzipSignature):
		s.packed, s.err = gzip.NewReader(file())
	case strings.HasPrefix(head, ZstdSignature):
		var d *zstd.Decoder
		d, s.err = zstd.NewReader(file(), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if s.err == nil {
			s.packed, s.close = d, d.Close
		}
	}
	return s
}

// isPacked reports whether the file is compressed.
func (s *stream) isPacked() bool { return s.packed != nil }

// memory bounds what reading takes, in bytes.
func (s *stream) memory() int64 {
	if s.isPacked() {
		return unpackingBytes
	}
	return 0
}

// Close frees what unpacking holds.
func (s *stream) Close() { s.close() }

// read fills b. It fails with io.EOF or io.ErrUnexpectedEOF where the file ends.
func (s *stream) read(b []byte) error {
	if s.err != nil {
		return damaged(s.err)
	}
	var n int
	if s.isPacked() {
		n, s.err = io.ReadFull(s.packed, b)
	} else {
		n, s.err = io.ReadFull(io.NewSectionReader(s.src, s.off, int64(len(b))), b)
	}
	s.off += int64(n)
	return damaged(s.err)
}

// skip passes over n bytes.
func (s *stream) skip(n int64) error {
	switch {
	case s.err != nil:
		return damaged(s.err)
	case !s.isPacked():
		s.off += n
		return nil
	case n > maxUnpacked-s.off:
		return fault.New(fault.LimitExpansion, "the preview is not within the first %d bytes unpacked", maxUnpacked)
	}
	skipped, err := io.CopyN(io.Discard, s.packed, n)
	s.off += skipped
	s.err = err
	return damaged(err)
}

// damaged returns an error of decompression as one of the file's.
func damaged(err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &known):
		return err
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fault.New(fault.LimitMemory, "zstandard window larger than %d bytes", maxWindow)
	}
	return fault.New(fault.Corrupt, "compressed file: %w", err)
}
