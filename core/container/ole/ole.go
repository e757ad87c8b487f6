// Package ole reads the structure of compound files, in which OLE documents keep
// storages and streams as a file system keeps folders and files: Office 97 to 2003,
// 3ds Max, Revit and many others. It also reads property sets, the streams that
// describe a document.
//
// Specification: [MS-CFB] 10.0 (compound files, versions 3 and 4), [MS-OLEPS] 8.0
// (property sets). Sectors of 512 and 4096 bytes, the double-indirect allocation table
// and the mini stream are read; times, class identifiers and the order of the directory's
// trees are not.
//
// Only what is asked for is read: the header, the directory, and of the allocation
// tables the sectors that the wanted streams pass through. Streams are read at any
// offset. A chain of sectors that leads into itself, out of the file or ends before its
// stream does is corrupt; a sector that the file has lost is truncated.
//
// Limits: a directory of 8 MiB, which is 65536 entries, and 64 levels of storages.
package ole

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Signature begins every compound file (MS-CFB §2.2).
const Signature = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

const (
	headerBytes = 512
	miniShift   = 6       // of a mini sector of 64 bytes
	miniCutoff  = 4096    // streams below it are in the mini stream
	maxEntries  = 1 << 16 // of the directory
	maxDepth    = 64
)

// Values of sector numbers (MS-CFB §2.1).
const (
	maxRegular = 0xfffffffa
	endOfChain = 0xfffffffe
)

// File is an opened compound file.
type File struct {
	root    *Entry
	sectors *space // of the file
	minis   *space // of the mini stream
	major   uint16
}

// header is what the first sector says (MS-CFB §2.2).
type header struct {
	major        uint16
	shift        uint // of a sector's size
	directory    uint32
	miniFAT      uint32
	miniFATCount uint32
	difat        uint32
	first        [109]uint32 // sectors of the allocation table
}

// Open reads the header and the directory of a file of that size. It fails as corrupt
// or truncated where they are damaged.
func Open(r io.ReaderAt, size int64) (*File, error) {
	h, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	table := &allocation{r: r, h: h, difat: h.difat, held: -1}
	f := &File{major: h.major}
	f.sectors = &space{
		data: r, size: 1 << h.shift, offset: 1 << h.shift,
		count: (size - 1) >> h.shift, next: table.next,
	}
	table.count = f.sectors.count
	entries, err := f.readDirectory(h.directory)
	if err != nil {
		return nil, err
	}
	if f.root, err = entries.tree(f); err != nil {
		return nil, err
	}
	f.minis = f.miniSpace(h)
	return f, nil
}

// Root returns the storage that holds everything.
func (f *File) Root() *Entry { return f.root }

// Find returns the entry at a path of names below the root, which are compared without
// regard to case.
func (f *File) Find(path ...string) (*Entry, bool) {
	e := f.root
	for _, name := range path {
		child, ok := e.child(name)
		if !ok {
			return nil, false
		}
		e = child
	}
	return e, true
}

func readHeader(r io.ReaderAt, size int64) (*header, error) {
	if size < headerBytes {
		return nil, fault.New(fault.Truncated, "compound file of %d bytes, less than its header", size)
	}
	var data [headerBytes]byte
	if n, err := r.ReadAt(data[:], 0); n < headerBytes {
		return nil, err
	}
	if string(data[:8]) != Signature {
		return nil, fault.New(fault.Corrupt, "signature % x is not that of a compound file", data[:8])
	}
	c := bits.Little(data[:])
	c.Seek(26)
	h := &header{major: c.U16()}
	order := c.U16()
	h.shift = uint(c.U16())
	mini := c.U16()
	if order != 0xfffe || mini != miniShift || h.shift != 9 && h.shift != 12 {
		return nil, fault.New(fault.Corrupt, "compound file header: byte order %#x, sectors of 2^%d and 2^%d bytes", order, h.shift, mini)
	}
	c.Seek(48)
	h.directory = c.U32()
	c.Skip(8)
	h.miniFAT, h.miniFATCount, h.difat = c.U32(), c.U32(), c.U32()
	c.Skip(4)
	for i := range h.first {
		h.first[i] = c.U32()
	}
	return h, c.Err()
}

// miniSpace returns the sectors of the mini stream, which is what the root is
// (MS-CFB §2.4).
func (f *File) miniSpace(h *header) *space {
	table := newStream(f.sectors, h.miniFAT, int64(h.miniFATCount)*f.sectors.size)
	data := newStream(f.sectors, f.root.start, f.root.size)
	return &space{
		data: data, size: 1 << miniShift,
		count: (f.root.size + 1<<miniShift - 1) >> miniShift,
		next: func(sector uint32) (uint32, error) {
			var b [4]byte
			if n, err := table.ReadAt(b[:], 4*int64(sector)); n < len(b) {
				if err == io.EOF {
					err = fault.New(fault.Corrupt, "mini sector %d is beyond its allocation table of %d bytes", sector, table.length)
				}
				return 0, err
			}
			return binary.LittleEndian.Uint32(b[:]), nil
		},
	}
}
