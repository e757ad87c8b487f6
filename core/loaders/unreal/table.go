package unreal

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	maxThumbnails = 4096
	// readSize is how much of the table is read at once, in bytes.
	readSize = 4096
	// maxThumbnail is the size of a thumbnail, in bytes.
	maxThumbnail = 64 << 20
)

// thumbnail is a picture of the table.
type thumbnail struct {
	class, object string // such as Material and M_Rock
	off, size     int64  // of the PNG or JPEG
	width, height int64
}

// readTable returns the thumbnails that are not empty, the largest first.
func (s *summary) readTable(src *picture.Source) ([]thumbnail, error) {
	if s.thumbnails < 0 || s.thumbnails >= src.Size() {
		return nil, fault.New(fault.Truncated, "thumbnails at offset %d of a file of %d bytes", s.thumbnails, src.Size())
	}
	t := table{bufio.NewReaderSize(io.NewSectionReader(src, s.thumbnails, src.Size()-s.thumbnails), readSize), s.order}
	n, err := t.number()
	if err != nil {
		return nil, err
	}
	if n < 0 || n > maxThumbnails {
		return nil, fault.New(fault.LimitCount, "%d thumbnails, more than %d", n, maxThumbnails)
	}
	var found []thumbnail
	for range n {
		class, object, off, err := t.entry()
		if err != nil {
			return nil, err
		}
		if one, ok := s.readThumbnail(src, off); ok {
			one.class, one.object = class, object
			found = append(found, one)
		}
	}
	slices.SortStableFunc(found, func(a, b thumbnail) int { return int(b.width*b.height - a.width*a.height) })
	return found, nil
}

// readThumbnail reads what stands before a picture: width, height, which is negative
// before a JPEG, and size. It returns false for an empty or impossible one.
func (s *summary) readThumbnail(src *picture.Source, off int64) (t thumbnail, ok bool) {
	const header = 12
	data, err := src.Bytes(off, header)
	if err != nil {
		return t, false
	}
	number := func(i int) int64 { return int64(int32(s.order.Uint32(data[4*i:]))) }
	t = thumbnail{off: off + header, size: number(2), width: number(0), height: max(number(1), -number(1))}
	sound := t.width > 0 && t.height > 0 && t.width <= 1<<15 && t.height <= 1<<15
	return t, sound && t.size > 0 && t.size <= min(maxThumbnail, src.Size()-t.off)
}

// table reads the entries of the table.
type table struct {
	r     *bufio.Reader
	order binary.ByteOrder
}

func (t table) number() (int, error) {
	var b [4]byte
	if _, err := io.ReadFull(t.r, b[:]); err != nil {
		return 0, ended(err)
	}
	return int(int32(t.order.Uint32(b[:]))), nil
}

func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "the file ends in the table of thumbnails")
	}
	return err
}

// entry reads class and name of an object and where its thumbnail is.
func (t table) entry() (class, object string, off int64, err error) {
	if class, err = t.string(); err != nil {
		return "", "", 0, err
	}
	if object, err = t.string(); err != nil {
		return "", "", 0, err
	}
	place, err := t.number()
	return class, object, int64(place), err
}

func (t table) string() (string, error) {
	head, err := t.r.Peek(4)
	if err != nil {
		return "", ended(err)
	}
	n := int(int32(t.order.Uint32(head)))
	if n < -maxName/2 || n > maxName {
		return "", fault.New(fault.Corrupt, "thumbnails: name of %d letters", n)
	}
	text := make([]byte, 4+max(n, -2*n))
	if _, err := io.ReadFull(t.r, text); err != nil {
		return "", ended(err)
	}
	c := bits.Little(text)
	if t.order == binary.BigEndian {
		c = bits.Big(text)
	}
	return reader{c}.string()
}
