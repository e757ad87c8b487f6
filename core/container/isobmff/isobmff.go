// Package isobmff reads the structure of ISO base media files and of QuickTime (MP4,
// MOV, M4A, 3GP, CR3, HEIF, AVIF): boxes within boxes, each a size, a type of four
// letters and data. It knows nothing of their meaning, but which boxes have numbers in
// front of the boxes that they hold.
//
// Specification: ISO/IEC 14496-12:2022 §4.2 (boxes), §8 (tracks); Apple, "QuickTime
// File Format". Read are sizes of 32 and 64 bits, the size 0 that stands for all that
// is left, and extended types (uuid). The meta box is a full box in ISO's files and none
// in QuickTime's: what it begins with tells. A box that claims more than its file or
// parent holds is yielded with what is there, and walking ends behind it.
//
// Only headers are read, one read each of at most 32 bytes, wherever in the file they
// are: a film costs as much as its count of boxes, not as its size. Limits: 65536 boxes
// of a file, 16 levels.
package isobmff

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"iter"
	"strings"

	"apsync/core/bits"
	"apsync/core/fault"
)

const (
	headerBytes = 8
	longBytes   = 16 // of a header with a size of 64 bits
	uuidBytes   = 16
	maxBoxes    = 1 << 16
	maxDepth    = 16
)

// Box is a piece of a file.
type Box struct {
	// Type is the box's name of four bytes.
	Type string
	// UUID is the extended type of a "uuid" box as 32 lower-case hexadecimal digits, else
	// empty.
	UUID string
	// Start is where its header begins; Off is where its data begin, behind all of the
	// header, and Size how many bytes of them are there.
	Start, Off, Size int64
	// Cut says that it claims more than Size.
	Cut bool

	depth int
}

// End returns the offset behind the box's data.
func (b Box) End() int64 { return b.Off + b.Size }

// Is reports whether the box has that type, or that extended type.
func (b Box) Is(name string) bool {
	return b.Type == name || len(name) == 2*uuidBytes && b.UUID == name
}

// Skip returns the box without the first n bytes of its data, all of them where it has
// fewer. It serves boxes that hold others behind numbers that this package does not
// know, such as sample entries.
func (b Box) Skip(n int64) Box {
	n = min(n, b.Size)
	b.Off += n
	b.Size -= n
	b.Type += " contents"
	return b
}

// File is a file whose boxes are walked. It is for one goroutine.
type File struct {
	r    io.ReaderAt
	size int64
	left int // boxes that may still be read
}

// New returns the boxes of a file of that size. It reads nothing.
func New(r io.ReaderAt, size int64) *File { return &File{r: r, size: size, left: maxBoxes} }

// Root returns the whole file as if it was the data of a box.
func (f *File) Root() Box { return Box{Size: f.size} }

// Boxes yields the boxes that b holds, in their order. An error is yielded last: a size
// below that of a header is corrupt, and limits end it too.
func (f *File) Boxes(b Box) iter.Seq2[Box, error] {
	return func(yield func(Box, error) bool) {
		inner, err := f.inner(b)
		if err != nil {
			yield(Box{}, err)
			return
		}
		for off, end := inner.Off, inner.End(); end-off >= headerBytes; {
			child, err := f.header(off, end)
			if err != nil {
				yield(Box{}, err)
				return
			}
			if child.isTerminator() {
				return
			}
			child.depth = b.depth + 1
			if !yield(child, nil) || child.Cut {
				return
			}
			off = child.End()
		}
	}
}

// isTerminator reports whether it is the zeros that end QuickTime's user data.
func (b Box) isTerminator() bool { return b.Type == "\x00\x00\x00\x00" }

// header reads the header at off of a box that ends at end or before it.
func (f *File) header(off, end int64) (Box, error) {
	if f.left--; f.left < 0 {
		return Box{}, fault.New(fault.LimitCount, "more than %d boxes", maxBoxes)
	}
	var head [longBytes + uuidBytes]byte
	n := int(min(int64(len(head)), end-off))
	if err := bits.ReadFull(f.r, head[:n], off); err != nil {
		return Box{}, err
	}
	b := Box{Type: string(head[4:8]), Start: off, Off: off + headerBytes}
	size := int64(binary.BigEndian.Uint32(head[:]))
	switch {
	case b.isTerminator():
		return b, nil
	case size == 0:
		size = end - off
	case size == 1 && n >= longBytes:
		long := binary.BigEndian.Uint64(head[headerBytes:])
		b.Off = off + longBytes
		size = int64(min(long, 1<<62))
	}
	if b.Type == "uuid" && int64(n) >= b.Off-off+uuidBytes {
		b.UUID = hex.EncodeToString(head[b.Off-off : b.Off-off+uuidBytes])
		b.Off += uuidBytes
	}
	if size < b.Off-off {
		return Box{}, fault.New(fault.Corrupt, "box %q at offset %d: size %d", b.Type, off, size)
	}
	b.Cut = size > end-off
	b.Size = min(size, end-off) - (b.Off - off)
	return b, nil
}

// inner returns the part of b's data in which boxes lie.
func (f *File) inner(b Box) (Box, error) {
	if b.depth >= maxDepth {
		return Box{}, fault.New(fault.LimitDepth, "box %q at offset %d: more than %d levels", b.Type, b.Start, maxDepth)
	}
	switch b.Type {
	case "stsd", "dref": // version, flags, count: §8.5.2, §8.7.2
		return b.Skip(8), nil
	case "iref": // §8.11.12
		return b.Skip(4), nil
	case "ipro": // §8.11.5
		return b.Skip(6), nil
	case "iinf": // the count has 16 bits in version 0: §8.11.6
		return f.versioned(b, 6, 8)
	case "meta":
		return f.meta(b)
	}
	return b, nil
}

// versioned returns b without its first bytes, of which there are so many in version 0
// and in others.
func (f *File) versioned(b Box, zero, other int64) (Box, error) {
	full, err := f.Full(b)
	if err != nil {
		return Box{}, err
	}
	if full.Version == 0 {
		return b.Skip(zero), nil
	}
	return b.Skip(other), nil
}

// meta returns the data of a meta box behind the version, which QuickTime's have not:
// there the first thing is the header of the hdlr box.
func (f *File) meta(b Box) (Box, error) {
	if b.Size < headerBytes {
		return b.Skip(headerBytes), nil
	}
	var head [headerBytes]byte
	if err := bits.ReadFull(f.r, head[:], b.Off); err != nil {
		return Box{}, err
	}
	if string(head[4:]) == "hdlr" {
		return b, nil
	}
	return b.Skip(4), nil
}

// Find returns the first box at a path of types below b, such as "moov/udta/meta": of
// several boxes of a type, all are looked into. An element of 32 hexadecimal digits is
// the extended type of a uuid box.
func (f *File) Find(b Box, path string) (found Box, ok bool, err error) {
	for box, err := range f.All(b, path) {
		return box, err == nil, err
	}
	return Box{}, false, nil
}

// All yields every box at a path of types below b, as Find takes it. An error is
// yielded last.
func (f *File) All(b Box, path string) iter.Seq2[Box, error] {
	name, rest, more := strings.Cut(path, "/")
	return func(yield func(Box, error) bool) {
		for child, err := range f.Boxes(b) {
			switch {
			case err != nil:
				yield(Box{}, err)
				return
			case !child.Is(name):
				continue
			case !more:
				if !yield(child, nil) {
					return
				}
				continue
			}
			for found, err := range f.All(child, rest) {
				if !yield(found, err) || err != nil {
					return
				}
			}
		}
	}
}

// Full is what a full box begins with (§4.2.2).
type Full struct {
	Version uint8
	Flags   uint32
	// Box is the box without these four bytes.
	Box Box
}

// Full reads the version and the flags of a full box.
func (f *File) Full(b Box) (Full, error) {
	var head [4]byte
	if b.Size < int64(len(head)) {
		return Full{}, fault.New(fault.Truncated, "box %q at offset %d: %d bytes", b.Type, b.Start, b.Size)
	}
	if err := bits.ReadFull(f.r, head[:], b.Off); err != nil {
		return Full{}, err
	}
	return Full{head[0], binary.BigEndian.Uint32(head[:]) & 0xffffff, b.Skip(int64(len(head)))}, nil
}

// Bytes returns the data of a box that has no more than limit bytes of them and is whole.
func (f *File) Bytes(b Box, limit int64) ([]byte, error) {
	if b.Cut {
		return nil, fault.New(fault.Truncated, "box %q at offset %d: the file ends within it", b.Type, b.Start)
	}
	if b.Size > limit {
		return nil, fault.New(fault.LimitMemory, "box %q at offset %d: %d bytes, more than %d", b.Type, b.Start, b.Size, limit)
	}
	data := make([]byte, b.Size)
	return data, bits.ReadFull(f.r, data, b.Off)
}

// Section returns a reader of the data of a box.
func (f *File) Section(b Box) *io.SectionReader { return io.NewSectionReader(f.r, b.Off, b.Size) }
