// Package tiff reads the structure of TIFF files and of what borrows it (Exif,
// camera RAW): directories of tagged values. It knows nothing of pixels.
//
// Specification: TIFF 6.0 §2; BigTIFF, which has eight-byte offsets and counts
// (the libtiff project's "BigTIFF Design"). The version number in the header is
// 43 for BigTIFF and anything else for TIFF: camera RAW formats have numbers of
// their own.
//
// Directories of at most 4096 entries are read; a chain of them ends where it
// comes back to itself. Values stay in the file until they are asked for, and who
// asks says how many bytes are reasonable.
package tiff

import (
	"encoding/binary"
	"io"
	"iter"

	"apsync/core/bits"
	"apsync/core/fault"
)

// maxEntries bounds the entries of a directory; real ones have tens.
const maxEntries = 4096

// versionBig is the header's version number of BigTIFF.
const versionBig = 43

// File is an opened TIFF structure.
type File struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	// Big is set for BigTIFF.
	Big bool
	// First is the offset of the first directory.
	First int64
}

// Open reads the header of the structure that r holds in its first size bytes.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size}
	head, err := f.read(0, 8)
	if err != nil {
		return nil, err
	}
	switch string(head[:2]) {
	case "II":
		f.order = binary.LittleEndian
	case "MM":
		f.order = binary.BigEndian
	default:
		return nil, fault.New(fault.Corrupt, "tiff header: byte order %q", head[:2])
	}
	if f.order.Uint16(head[2:]) != versionBig {
		f.First = int64(f.order.Uint32(head[4:]))
		return f, nil
	}
	f.Big = true
	if n := f.order.Uint16(head[4:]); n != 8 {
		return nil, fault.New(fault.Corrupt, "tiff header: offsets of %d bytes", n)
	}
	first, err := f.read(8, 8)
	if err != nil {
		return nil, err
	}
	f.First = f.offset(first)
	return f, nil
}

// Headless returns the structure of directories without a header of their own, such as
// makers' notes, whose offsets count from the beginning of r.
func Headless(r io.ReaderAt, size int64, order binary.ByteOrder) *File {
	return &File{r: r, size: size, order: order}
}

// Order returns the byte order of all numbers of the file.
func (f *File) Order() binary.ByteOrder { return f.order }

// Directory is one image file directory.
type Directory struct {
	file    *File
	Entries []Entry
	// Next is the offset of the directory that follows; 0 where none does.
	Next int64
}

// Directory reads the directory at off.
func (f *File) Directory(off int64) (*Directory, error) {
	head, entry := f.layout()
	count, err := f.read(off, head)
	if err != nil {
		return nil, err
	}
	n := int64(f.order.Uint16(count))
	if f.Big {
		n = f.offset(count)
	}
	if n < 0 || n > maxEntries {
		return nil, fault.New(fault.LimitCount, "directory at %d has %d entries, more than %d", off, uint64(n), maxEntries)
	}
	data, err := f.read(off+head, n*entry)
	if err != nil {
		return nil, err
	}
	d := &Directory{file: f, Entries: make([]Entry, n)}
	c := f.cursor(data)
	for i := range d.Entries {
		d.Entries[i] = f.entry(c)
	}
	if next, err := f.read(off+head+n*entry, f.inline()); err == nil { // often missing at the end of Exif blocks
		d.Next = f.offset(next)
	}
	return d, nil
}

// Chain returns the directories from off on, at most limit of them, each once. A
// directory that cannot be read ends it with its error.
func (f *File) Chain(off int64, limit int) iter.Seq2[*Directory, error] {
	return func(yield func(*Directory, error) bool) {
		seen := map[int64]bool{}
		for off != 0 && !seen[off] && len(seen) < limit {
			seen[off] = true
			d, err := f.Directory(off)
			if !yield(d, err) || err != nil {
				return
			}
			off = d.Next
		}
	}
}

// layout returns the sizes of a directory's count and of each of its entries.
func (f *File) layout() (head, entry int64) {
	if f.Big {
		return 8, 20
	}
	return 2, 12
}

// inline returns the size of offsets, which is what a value may take to stand in
// its entry.
func (f *File) inline() int64 {
	if f.Big {
		return 8
	}
	return 4
}

func (f *File) entry(c *bits.Cursor) Entry {
	e := Entry{Tag: c.U16(), Type: c.U16()}
	if f.Big {
		e.Count = c.U64()
	} else {
		e.Count = uint64(c.U32())
	}
	copy(e.Value[:], c.Bytes(int(f.inline())))
	return e
}

// offset returns the offset that b begins with; one beyond any file is negative.
func (f *File) offset(b []byte) int64 {
	if f.Big {
		return int64(f.order.Uint64(b))
	}
	return int64(f.order.Uint32(b))
}

func (f *File) cursor(data []byte) *bits.Cursor {
	if f.order == binary.BigEndian {
		return bits.Big(data)
	}
	return bits.Little(data)
}

func (f *File) read(off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off > f.size || n > f.size-off {
		return nil, fault.New(fault.Truncated, "%d bytes wanted at offset %d of %d", n, off, f.size)
	}
	b := make([]byte, n)
	if got, err := f.r.ReadAt(b, off); int64(got) < n {
		return nil, fault.New(fault.Truncated, "%d of %d bytes read at offset %d: %w", got, n, off, err)
	}
	return b, nil
}
