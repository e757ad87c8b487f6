// Package ebml reads the structure of EBML files (Matroska, WebM): elements within
// elements, each an identifier, a size and data. It knows nothing of their meaning.
//
// Specification: RFC 8794. Identifiers have up to four bytes, sizes up to eight, and a
// size of ones alone is unknown: such an element is taken to the end of what holds it. An
// element that claims more than its file or parent holds is yielded with what is there,
// and walking ends behind it.
//
// Only headers are read, one read each of at most 12 bytes, wherever in the file they
// are. Limits: 65536 elements of a file, 16 levels.
package ebml

import (
	"io"
	"iter"
	mathbits "math/bits"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Signature begins every file: the identifier of the EBML header.
const Signature = "\x1a\x45\xdf\xa3"

const (
	maxID       = 4 // bytes
	maxSize     = 8
	maxElements = 1 << 16
	maxDepth    = 16
	maxNumber   = 8
)

// Element is a piece of a file.
type Element struct {
	// ID is its identifier with the bit that marks its length, as documents give it.
	ID uint32
	// Off is where its data begin, and Size how many bytes of them are there.
	Off, Size int64
	// Unknown says that it has no size of its own, Cut that it claims more than Size.
	Unknown, Cut bool

	depth int
}

// End returns the offset behind the element's data.
func (e Element) End() int64 { return e.Off + e.Size }

// File is a file whose elements are walked. It is for one goroutine.
type File struct {
	r    io.ReaderAt
	size int64
	left int // elements that may still be read
}

// New returns the elements of a file of that size. It reads nothing.
func New(r io.ReaderAt, size int64) *File { return &File{r, size, maxElements} }

// Root returns the whole file as if it was the data of an element.
func (f *File) Root() Element { return Element{Size: f.size} }

// Elements yields the elements that e holds, in their order. An error is yielded last.
func (f *File) Elements(e Element) iter.Seq2[Element, error] {
	return func(yield func(Element, error) bool) {
		if e.depth >= maxDepth {
			yield(Element{}, fault.New(fault.LimitDepth, "element %x at offset %d: more than %d levels", e.ID, e.Off, maxDepth))
			return
		}
		for off, end := e.Off, e.End(); off < end; {
			child, err := f.header(off, end)
			if err != nil {
				yield(Element{}, err)
				return
			}
			child.depth = e.depth + 1
			if !yield(child, nil) || child.Cut {
				return
			}
			off = child.End()
		}
	}
}

// At returns the element whose header is at off within e, for those that an index names.
func (f *File) At(e Element, off int64) (Element, error) {
	if off < e.Off || off >= e.End() {
		return Element{}, fault.New(fault.Corrupt, "an element at offset %d, outside of %d to %d", off, e.Off, e.End())
	}
	child, err := f.header(off, e.End())
	child.depth = e.depth + 1
	return child, err
}

// header reads the header at off of an element that ends at end or before it.
func (f *File) header(off, end int64) (Element, error) {
	if f.left--; f.left < 0 {
		return Element{}, fault.New(fault.LimitCount, "more than %d elements", maxElements)
	}
	var buffer [maxID + maxSize]byte
	head := buffer[:min(int64(len(buffer)), end-off)]
	if err := bits.ReadFull(f.r, head, off); err != nil {
		return Element{}, err
	}
	id, idBytes := number(head, maxID)
	if idBytes == 0 {
		return Element{}, fault.New(fault.Corrupt, "no element at offset %d", off)
	}
	size, sizeBytes := number(head[idBytes:], maxSize)
	if sizeBytes == 0 {
		return Element{}, fault.New(fault.Corrupt, "element %x at offset %d: no size", id, off)
	}
	e := Element{ID: uint32(id), Off: off + int64(idBytes+sizeBytes)}
	ones := uint64(1)<<(7*sizeBytes) - 1
	claimed := int64(size & ones)
	e.Size = end - e.Off
	e.Unknown = size&ones == ones
	if !e.Unknown {
		e.Cut = claimed > e.Size
		e.Size = min(e.Size, claimed)
	}
	return e, nil
}

// number reads a number of variable length with the bit that marks its length (RFC 8794
// §4), and returns how many bytes it has: 0 where there is none of at most limit bytes.
func number(b []byte, limit int) (value uint64, n int) {
	if len(b) == 0 {
		return 0, 0
	}
	n = mathbits.LeadingZeros8(b[0]) + 1
	if n > limit || n > len(b) {
		return 0, 0
	}
	for _, v := range b[:n] {
		value = value<<8 | uint64(v)
	}
	return value, n
}

// Number reads a number of variable length, as Matroska's blocks have them, and returns
// how many bytes it has; 0 where b holds none.
func Number(b []byte) (value uint64, n int) {
	value, n = number(b, maxSize)
	return value & (uint64(1)<<(7*n) - 1), n
}

// Uint returns the value of an unsigned integer, 0 of an empty one (RFC 8794 §7.2).
func (f *File) Uint(e Element) (uint64, error) {
	data, err := f.Bytes(e, maxNumber)
	n := uint64(0)
	for _, v := range data {
		n = n<<8 | uint64(v)
	}
	return n, err
}

// String returns the value of a text of at most limit bytes, without zeros at its end.
func (f *File) String(e Element, limit int64) (string, error) {
	data, err := f.Bytes(e, limit)
	for len(data) > 0 && data[len(data)-1] == 0 {
		data = data[:len(data)-1]
	}
	return string(data), err
}

// Bytes returns the data of an element that has no more than limit bytes of them and is
// whole.
func (f *File) Bytes(e Element, limit int64) ([]byte, error) {
	if e.Cut {
		return nil, fault.New(fault.Truncated, "element %x at offset %d: the file ends within it", e.ID, e.Off)
	}
	if e.Size > limit {
		return nil, fault.New(fault.LimitMemory, "element %x at offset %d: %d bytes, more than %d", e.ID, e.Off, e.Size, limit)
	}
	data := make([]byte, e.Size)
	return data, bits.ReadFull(f.r, data, e.Off)
}

// Section returns a reader of the data of an element.
func (f *File) Section(e Element) *io.SectionReader { return io.NewSectionReader(f.r, e.Off, e.Size) }
