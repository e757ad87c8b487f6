package png

import (
	"bufio"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"

	"apsync/core/picture"
)

// dataReader joins the data of consecutive IDAT chunks and checks their checksums.
// It ends with io.EOF at the first chunk of another kind and with
// io.ErrUnexpectedEOF where the file ends first.
type dataReader struct {
	src  *bufio.Reader
	c    chunk
	left int64 // of the chunk's data
	sum  uint32
	err  error // once set, it stays
}

// newDataReader reads the IDAT chunk at off and those that follow it at once.
func newDataReader(ctx context.Context, src *picture.Source, off int64) *dataReader {
	r := &dataReader{src: src.Reader(ctx, off), c: chunk{off: off}}
	r.err = r.open()
	return r
}

// Read implements io.Reader. It fills p as far as the chunks go.
func (r *dataReader) Read(p []byte) (int, error) {
	filled := 0
	for filled < len(p) && r.err == nil {
		if r.left == 0 {
			r.err = r.advance()
			continue
		}
		n, err := r.src.Read(p[filled:min(int64(len(p)), int64(filled)+r.left)])
		r.sum = crc32.Update(r.sum, crc32.IEEETable, p[filled:filled+n])
		filled += n
		r.left -= int64(n)
		r.err = unexpected(err)
	}
	if filled > 0 {
		return filled, nil
	}
	return 0, r.err
}

// advance checks the chunk that was read and opens the next.
func (r *dataReader) advance() error {
	if err := r.check(); err != nil {
		return err
	}
	r.c.off = r.c.end() // of the next chunk, until it is open
	return r.open()
}

// check compares the chunk's checksum.
func (r *dataReader) check() error {
	var stated [chunkTail]byte
	if _, err := io.ReadFull(r.src, stated[:]); err != nil {
		return unexpected(err)
	}
	if sum := binary.BigEndian.Uint32(stated[:]); sum != r.sum {
		return errChecksum(r.c, sum, r.sum)
	}
	return nil
}

// open reads the head of the chunk at r.c.off; io.EOF says that it is not IDAT.
func (r *dataReader) open() error {
	var head [chunkHead]byte
	if _, err := io.ReadFull(r.src, head[:]); err != nil {
		return unexpected(err)
	}
	if string(head[4:]) != "IDAT" {
		return io.EOF
	}
	r.c = chunk{kind: [4]byte(head[4:]), off: r.c.off + chunkHead, length: int64(binary.BigEndian.Uint32(head[:]))}
	r.left = r.c.length
	r.sum = crc32.ChecksumIEEE(head[4:])
	return nil
}

// finish reads the chunk at hand to its end, so that its checksum is known.
func (r *dataReader) finish() error {
	var rest [4096]byte
	for r.err == nil && r.left > 0 {
		_, _ = r.Read(rest[:min(r.left, int64(len(rest)))])
	}
	if r.err != nil {
		return r.err
	}
	return r.check()
}

// unexpected says that a file ended too early.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
