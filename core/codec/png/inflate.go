package png

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"

	"apsync/core/fault"
)

// newDeflate returns a reader of what src's deflate stream (RFC 1951) holds. It
// takes no byte of src beyond the stream's end.
func newDeflate(src *bufio.Reader) io.Reader { return flate.NewReader(src) }

// inflater reads a zlib stream (RFC 1950), or a bare deflate stream.
type inflater struct {
	src    *bufio.Reader
	body   io.Reader
	framed bool
	sum    adler
}

func newInflater(src *bufio.Reader, framed bool) (*inflater, error) {
	z := &inflater{src: src, framed: framed, sum: newAdler()}
	if framed {
		if err := readFrame(src); err != nil {
			return nil, err
		}
	}
	z.body = newDeflate(src)
	return z, nil
}

// readFrame reads the two bytes before a deflate stream (RFC 1950 §2.2).
func readFrame(src *bufio.Reader) error {
	var head [2]byte
	if _, err := io.ReadFull(src, head[:]); err != nil {
		return err
	}
	const deflate, maxWindow, preset = 8, 7, 0x20
	cmf, flg := head[0], head[1]
	if cmf&0x0f != deflate || cmf>>4 > maxWindow || binary.BigEndian.Uint16(head[:])%31 != 0 || flg&preset != 0 {
		return fault.New(fault.Corrupt, "the compressed data begins with % x, which is no zlib stream", head)
	}
	return nil
}

// Read implements io.Reader.
func (z *inflater) Read(p []byte) (int, error) {
	n, err := z.body.Read(p)
	if z.framed {
		z.sum.write(p[:n])
	}
	return n, inflateError(err)
}

// inflateError gives a damaged stream its code.
func inflateError(err error) error {
	var damaged flate.CorruptInputError
	if errors.As(err, &damaged) {
		return fault.New(fault.Corrupt, "the compressed data is damaged at its byte %d", int64(damaged))
	}
	return err
}

// finish reads the end of the stream after the last byte of interest, and returns
// what is wrong with it.
func (z *inflater) finish() error {
	var beyond [1]byte
	switch n, err := io.ReadFull(z.body, beyond[:]); {
	case n > 0:
		return fault.New(fault.Corrupt, "there is more data than the picture has rows")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Truncated, "the compressed data has no end")
	case !errors.Is(err, io.EOF):
		return inflateError(err)
	case !z.framed:
		return nil
	}
	var stated [4]byte
	if _, err := io.ReadFull(z.src, stated[:]); err != nil {
		return fault.New(fault.Truncated, "the pixels' checksum is missing")
	}
	if got, want := z.sum.sum(), binary.BigEndian.Uint32(stated[:]); got != want {
		return fault.New(fault.Corrupt, "the pixels' checksum is stated as %08x, computed as %08x", want, got)
	}
	return nil
}
