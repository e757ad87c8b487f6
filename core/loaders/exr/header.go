package exr

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"apsync/core/fault"
	"apsync/core/picture"
)

// The bits of the version field.
const (
	versionMask   = 0xff
	flagTiled     = 1 << 9
	flagLongNames = 1 << 10
	flagDeep      = 1 << 11
	flagParts     = 1 << 12
	flagsKnown    = flagTiled | flagLongNames | flagDeep | flagParts
)

// The limits that the package's doc states.
const (
	maxParts      = 1024
	maxAttributes = 1 << 16
	maxChannels   = 1 << 14
	maxValue      = 1 << 20 // bytes of an attribute that is looked at
	maxName       = 255
)

// headReader reads headers from a file.
type headReader struct {
	src *picture.Source
	r   *bufio.Reader
	off int64 // of what r reads next
}

func newHeadReader(src *picture.Source, off int64) *headReader {
	return &headReader{src, src.Reader(context.Background(), off), off}
}

// bytes returns the next n bytes.
func (r *headReader) bytes(n int64) ([]byte, error) {
	if n < 0 || n > r.src.Size()-r.off {
		return nil, fault.New(fault.Truncated, "header: %d bytes wanted at offset %d of %d", n, r.off, r.src.Size())
	}
	b := make([]byte, n)
	got, err := io.ReadFull(r.r, b)
	r.off += int64(got)
	return b, err
}

// name reads what ends with a zero byte, which is no part of it.
func (r *headReader) name() (string, error) {
	var name []byte
	for {
		b, err := r.r.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return "", fault.New(fault.Truncated, "header: the file ends in a name at offset %d", r.off)
			}
			return "", err
		}
		r.off++
		if b == 0 {
			return string(name), nil
		}
		if len(name) == maxName {
			return "", fault.New(fault.Corrupt, "header: a name of more than %d bytes at offset %d", maxName, r.off)
		}
		name = append(name, b)
	}
}

// skip passes over n bytes.
func (r *headReader) skip(n int64) error {
	if n < 0 || n > r.src.Size()-r.off {
		return fault.New(fault.Truncated, "header: %d bytes wanted at offset %d of %d", n, r.off, r.src.Size())
	}
	r.off += n
	if n <= int64(r.r.Buffered()) {
		_, err := r.r.Discard(int(n))
		return err
	}
	r.r = r.src.Reader(context.Background(), r.off)
	return nil
}

// readHeaders reads the headers of all parts and returns where the first table of
// offsets begins, and whether chunks say of what part they are.
func readHeaders(src *picture.Source) (parts []*part, tables int64, multi bool, err error) {
	head := src.Head()
	if len(head) < 8 || string(head[:4]) != Signature {
		return nil, 0, false, fault.New(fault.Corrupt, "not an OpenEXR header")
	}
	version := binary.LittleEndian.Uint32(head[4:])
	if version&versionMask < 1 || version&versionMask > 2 || version&^(versionMask|flagsKnown) != 0 {
		return nil, 0, false, fault.New(fault.Unsupported, "version %d of the format with flags %#x", version&versionMask, version>>8)
	}
	multi = version&flagParts != 0
	r := newHeadReader(src, 8)
	budget := maxAttributes
	for {
		p, err := readPart(r, &budget)
		if err != nil {
			return nil, 0, false, err
		}
		if p == nil { // an empty header ends those of several parts
			break
		}
		parts = append(parts, p)
		if !multi {
			break
		}
		if len(parts) > maxParts {
			return nil, 0, false, fault.New(fault.LimitCount, "more than %d parts", maxParts)
		}
	}
	if len(parts) == 0 {
		return nil, 0, false, fault.New(fault.Corrupt, "no part has a header")
	}
	for i, p := range parts {
		p.index = i
		if err := p.settle(version); err != nil {
			return nil, 0, false, err
		}
	}
	return parts, r.off, multi, nil
}

// readPart reads the attributes of a part; nil where there are none. Budget is how
// many the file may still have.
func readPart(r *headReader, budget *int) (*part, error) {
	p := newPart()
	for empty := true; ; empty = false {
		name, err := r.name()
		if err != nil {
			return nil, err
		}
		if name == "" {
			if empty {
				return nil, nil
			}
			return p, nil
		}
		if *budget--; *budget < 0 {
			return nil, fault.New(fault.LimitCount, "more than %d attributes", maxAttributes)
		}
		if err := p.readAttribute(r, name); err != nil {
			return nil, err
		}
	}
}

// readAttribute reads an attribute's type, size and, where it is of use, value.
func (p *part) readAttribute(r *headReader, name string) error {
	kind, err := r.name()
	if err != nil {
		return err
	}
	b, err := r.bytes(4)
	if err != nil {
		return err
	}
	size := int64(int32(binary.LittleEndian.Uint32(b)))
	if size < 0 {
		return fault.New(fault.Corrupt, "attribute %q of %d bytes", name, size)
	}
	parse := attributes[attribute{name, kind}]
	if parse == nil {
		return r.skip(size)
	}
	if size > maxValue && size <= r.src.Size() {
		return fault.New(fault.LimitCount, "attribute %q of %d bytes, more than %d", name, size, maxValue)
	}
	value, err := r.bytes(size)
	if err != nil {
		return err
	}
	return parse(p, value)
}
