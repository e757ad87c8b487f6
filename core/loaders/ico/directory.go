package ico

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"

	"apsync/core/bits"
	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	dirSize    = 6
	entrySize  = 16
	maxEntries = 256
	leastEntry = 16 // bytes: a bitmap's shortest header and a pixel
	leastSize  = 40 // below which a stated size is wrong
	peekBytes  = 26 // of an entry: the size and the depth of both kinds
)

// entry is a picture of the directory.
type entry struct {
	listed        int // the height that the directory states
	off, size     int64
	png           bool
	width, height int
	depth         int // bits of a pixel
}

// readDirectory returns the entries, the best first, and the file's type.
func readDirectory(src *picture.Source) ([]*entry, uint16, error) {
	c := bits.Little(src.Head())
	c.Skip(2)
	kind, count := c.U16(), int(c.U16())
	if err := c.Err(); err != nil {
		return nil, 0, err
	}
	if kind != icon && kind != cursor || count == 0 {
		return nil, 0, fault.New(fault.Corrupt, "directory of type %d with %d entries", kind, count)
	}
	count = min(count, maxEntries, int(src.Size()-dirSize)/entrySize)
	table, err := src.Bytes(dirSize, int64(count)*entrySize)
	if err != nil {
		return nil, 0, err
	}
	var entries []*entry
	for ; len(table) >= entrySize; table = table[entrySize:] {
		if e := readEntry(src, table[:entrySize]); e != nil {
			entries = append(entries, e)
		}
	}
	if len(entries) == 0 {
		return nil, 0, fault.New(fault.Truncated, "none of the %d entries lies in the file of %d bytes", count, src.Size())
	}
	slices.SortStableFunc(entries, func(a, b *entry) int {
		if d := int64(b.width)*int64(b.height) - int64(a.width)*int64(a.height); d != 0 {
			return int(max(-1, min(1, d)))
		}
		return b.depth - a.depth
	})
	return entries, kind, nil
}

// readEntry returns an entry with what its own header says, or nil where it does not
// lie in the file.
func readEntry(src *picture.Source, listed []byte) *entry {
	le := binary.LittleEndian
	e := &entry{
		listed: (int(listed[1])+255)%256 + 1,
		size:   int64(le.Uint32(listed[8:])), off: int64(le.Uint32(listed[12:])),
	}
	if left := src.Size() - e.off; e.size < leastSize || e.size > left {
		e.size = left // a size that cannot be
	}
	head, err := src.Bytes(e.off, min(max(e.size, 0), peekBytes))
	if err != nil || len(head) < leastEntry {
		return nil
	}
	if e.png = strings.HasPrefix(string(head), png.Signature); e.png {
		e.readPNG(head)
	} else {
		e.readBitmap(head)
	}
	return e
}

func (e *entry) readPNG(head []byte) {
	if len(head) < peekBytes {
		return
	}
	be := binary.BigEndian
	e.width, e.height = int(be.Uint32(head[16:])), int(be.Uint32(head[20:]))
	e.depth = 32
}

func (e *entry) readBitmap(head []byte) {
	const core = 12 // the header whose fields have two bytes
	le := binary.LittleEndian
	if le.Uint32(head) == core {
		e.width, e.height = int(le.Uint16(head[4:])), int(le.Uint16(head[6:]))
		e.depth = int(le.Uint16(head[10:]))
	} else {
		e.width, e.height = int(le.Uint32(head[4:])), int(le.Uint32(head[8:]))
		e.depth = int(le.Uint16(head[14:]))
	}
	if e.height != e.listed || e.height == 2*e.width {
		e.height /= 2
	}
}

// section returns a part of a file as a file.
func section(src *picture.Source, off, size int64) (*picture.Source, error) {
	return picture.NewSource(io.NewSectionReader(src, off, size), size, src.Name())
}
