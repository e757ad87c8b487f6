// Package tiff reads the structure of TIFF files and of what borrows it (Exif,
// camera RAW): directories of tagged values. It knows nothing of pixels.
//
// Specification: TIFF 6.0 §2. Directories of at most 4096 entries are read, each
// offset at most once, so that cycles end.
package tiff

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
)

// maxEntries bounds the entries of a directory; real ones have tens.
const maxEntries = 4096

// Tags that several readers use.
const (
	TagImageWidth      = 0x0100
	TagImageLength     = 0x0101
	TagOrientation     = 0x0112
	TagJPEGOffset      = 0x0201 // JPEGInterchangeFormat
	TagJPEGLength      = 0x0202 // JPEGInterchangeFormatLength
	TagExifIFD         = 0x8769
	TagICCProfile      = 0x8773
	TagExifColourSpace = 0xa001
)

// typeSize is the size in bytes of a value of each field type (TIFF 6.0 §2).
var typeSize = [...]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

// File is an opened TIFF structure.
type File struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	// First is the offset of the first directory.
	First int64
}

// Entry is one field of a directory.
type Entry struct {
	Tag   uint16
	Type  uint16
	Count uint32
	// Value is the field's four bytes: the value itself where it fits, else its
	// offset.
	Value [4]byte
}

// Directory is one image file directory.
type Directory struct {
	file    *File
	Entries []Entry
	// Next is the offset of the directory that follows; 0 where none does.
	Next int64
}

// Open reads the eight-byte header of the structure that r holds in its first
// size bytes.
func Open(r io.ReaderAt, size int64) (*File, error) {
	head := make([]byte, 8)
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, fault.New(fault.Truncated, "tiff header: %w", err)
	}
	f := &File{r: r, size: size}
	switch string(head[:2]) {
	case "II":
		f.order = binary.LittleEndian
	case "MM":
		f.order = binary.BigEndian
	default:
		return nil, fault.New(fault.Corrupt, "tiff header: byte order %q", head[:2])
	}
	f.First = int64(f.order.Uint32(head[4:]))
	return f, nil
}

// Directory reads the directory at off.
func (f *File) Directory(off int64) (*Directory, error) {
	count, err := f.read(off, 2)
	if err != nil {
		return nil, err
	}
	n := int64(f.order.Uint16(count))
	if n > maxEntries {
		return nil, fault.New(fault.LimitCount, "directory at %d has %d entries, more than %d", off, n, maxEntries)
	}
	data, err := f.read(off+2, n*12)
	if err != nil {
		return nil, err
	}
	c := f.cursor(data)
	d := &Directory{file: f, Entries: make([]Entry, n)}
	for i := range d.Entries {
		e := &d.Entries[i]
		e.Tag, e.Type, e.Count = c.U16(), c.U16(), c.U32()
		copy(e.Value[:], c.Bytes(4))
	}
	if next, err := f.read(off+2+n*12, 4); err == nil { // often missing at the end of Exif blocks
		d.Next = int64(f.order.Uint32(next))
	}
	return d, nil
}

// Find returns the entry of a tag.
func (d *Directory) Find(tag uint16) (Entry, bool) {
	for _, e := range d.Entries {
		if e.Tag == tag {
			return e, true
		}
	}
	return Entry{}, false
}

// Uint returns the first value of an integer field, or false where the tag is
// missing or of another type.
func (d *Directory) Uint(tag uint16) (uint32, bool) {
	e, ok := d.Find(tag)
	if !ok || e.Count == 0 {
		return 0, false
	}
	switch e.Type {
	case 1, 7:
		return uint32(e.Value[0]), true
	case 3:
		return uint32(d.file.order.Uint16(e.Value[:])), e.Count <= 2
	case 4, 13:
		return d.file.order.Uint32(e.Value[:]), e.Count == 1
	}
	return 0, false
}

// Bytes returns the raw bytes of a field's values, at most limit of them.
func (d *Directory) Bytes(e Entry, limit int64) ([]byte, error) {
	if int(e.Type) >= len(typeSize) || typeSize[e.Type] == 0 {
		return nil, fault.New(fault.Corrupt, "field %#04x has type %d", e.Tag, e.Type)
	}
	n := typeSize[e.Type] * int64(e.Count)
	if n <= 4 {
		return e.Value[:n], nil
	}
	if n > limit {
		return nil, fault.New(fault.LimitMemory, "field %#04x has %d bytes, more than %d", e.Tag, n, limit)
	}
	return d.file.read(int64(d.file.order.Uint32(e.Value[:])), n)
}

func (f *File) cursor(data []byte) *bits.Cursor {
	if f.order == binary.BigEndian {
		return bits.Big(data)
	}
	return bits.Little(data)
}

func (f *File) read(off, n int64) ([]byte, error) {
	if off < 0 || off > f.size || n > f.size-off {
		return nil, fault.New(fault.Truncated, "%d bytes wanted at offset %d of %d", n, off, f.size)
	}
	b := make([]byte, n)
	if got, err := f.r.ReadAt(b, off); int64(got) < n {
		return nil, fault.New(fault.Truncated, "%d of %d bytes read at offset %d: %w", got, n, off, err)
	}
	return b, nil
}
