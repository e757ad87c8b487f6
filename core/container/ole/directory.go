package ole

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"apsync/core/fault"
)

// Values of object types (MS-CFB §2.6.1).
const (
	typeStorage = 1
	typeStream  = 2
	typeRoot    = 5
)

const (
	entryBytes = 128
	noEntry    = 0xffffffff
)

// Entry is a storage or a stream.
type Entry struct {
	// Name is the entry's name; that of property sets begins with \x05.
	Name string
	// Storage says that the entry holds others; else it is a stream.
	Storage bool
	// Children are what a storage holds.
	Children []*Entry

	file  *File
	start uint32
	size  int64
}

// Size returns how many bytes a stream has.
func (e *Entry) Size() int64 { return e.size }

// Open returns a stream's bytes, which may be read from several goroutines. Damage of
// the chain of its sectors shows when they are read.
func (e *Entry) Open() io.ReaderAt {
	if e.size < miniCutoff {
		return newStream(e.file.minis, e.start, e.size)
	}
	return newStream(e.file.sectors, e.start, e.size)
}

func (e *Entry) child(name string) (*Entry, bool) {
	for _, c := range e.Children {
		if strings.EqualFold(c.Name, name) {
			return c, true
		}
	}
	return nil, false
}

// directory is all entries as they are stored, 128 bytes each.
type directory []byte

// readDirectory reads the chain of sectors that hold the directory. Its length is
// nowhere said in version 3.
func (f *File) readDirectory(start uint32) (directory, error) {
	s := newStream(f.sectors, start, maxEntries*entryBytes)
	for s.covered() < s.length && s.next != endOfChain {
		if err := s.follow(); err != nil {
			return nil, err
		}
	}
	if s.next != endOfChain {
		return nil, fault.New(fault.LimitCount, "compound file: more than %d entries in the directory", maxEntries)
	}
	d := make(directory, s.covered())
	if n, err := s.ReadAt(d, 0); n < len(d) {
		return nil, err
	}
	return d, nil
}

func (d directory) count() int { return len(d) / entryBytes }

func (d directory) u32(i uint32, off int) uint32 {
	return binary.LittleEndian.Uint32(d[int(i)*entryBytes+off:])
}

// kind returns the type of an entry.
func (d directory) kind(i uint32) byte { return d[int(i)*entryBytes+66] }

// entry returns an entry without its children.
func (d directory) entry(i uint32, f *File) *Entry {
	stored := d[int(i)*entryBytes : int(i+1)*entryBytes]
	size := int64(binary.LittleEndian.Uint64(stored[120:]))
	if f.major < 4 || size < 0 {
		size = int64(binary.LittleEndian.Uint32(stored[120:])) // §2.6.1: the rest may not have been cleared
	}
	n := min(int(binary.LittleEndian.Uint16(stored[64:]))/2, 32)
	units := make([]uint16, 0, n)
	for i := range n {
		unit := binary.LittleEndian.Uint16(stored[2*i:])
		if unit == 0 {
			break
		}
		units = append(units, unit)
	}
	return &Entry{
		Name: string(utf16.Decode(units)), Storage: stored[66] != typeStream,
		file: f, start: binary.LittleEndian.Uint32(stored[116:]), size: size,
	}
}

// tree returns the root with all that is below it.
func (d directory) tree(f *File) (*Entry, error) {
	if d.count() == 0 || d.kind(0) != typeRoot {
		return nil, fault.New(fault.Corrupt, "compound file: the directory has no root")
	}
	root := d.entry(0, f)
	return root, d.fill(root, 0, make([]bool, d.count()), 0)
}

// fill adds the children of a storage, which are a tree of siblings left and right of
// the one that it names (MS-CFB §2.6.4), and theirs. An entry that was seen is passed
// over.
func (d directory) fill(storage *Entry, index uint32, seen []bool, depth int) error {
	if depth > maxDepth {
		return fault.New(fault.LimitDepth, "compound file: storages nested deeper than %d", maxDepth)
	}
	seen[index] = true
	const left, right, child = 68, 72, 76
	for pending := []uint32{d.u32(index, child)}; len(pending) > 0; {
		i := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if i == noEntry || int64(i) >= int64(d.count()) || seen[i] {
			continue
		}
		seen[i] = true
		pending = append(pending, d.u32(i, right), d.u32(i, left))
		if kind := d.kind(i); kind != typeStorage && kind != typeStream {
			continue
		}
		e := d.entry(i, storage.file)
		storage.Children = append(storage.Children, e)
		if e.Storage {
			if err := d.fill(e, i, seen, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
