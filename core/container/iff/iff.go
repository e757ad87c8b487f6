// Package iff reads the structure of IFF files of the Amiga and of Maya: chunks, each
// a name of four letters, a big-endian size and data. It knows nothing of their
// meaning.
//
// Specification: Electronic Arts, "EA IFF 85"; for FOR4 and FOR8, whose chunks are
// padded to four and eight bytes in place of two, Maya's "Image file format". A chunk
// that claims more than its file or parent holds is yielded with what is there, and
// walking ends behind it.
package iff

import (
	"encoding/binary"
	"io"
	"iter"

	"apsync/core/fault"
)

const headerBytes = 8

// Chunk is a piece of a file.
type Chunk struct {
	// ID is the chunk's name of four bytes, spaces included.
	ID string
	// Off is where its data begin, and Size how many bytes of them are there.
	Off, Size int64
	// Align is what chunks within it are padded to.
	Align int64
}

// Form returns the chunk of a whole file and its form type, such as "ILBM". Its data
// begin behind the form type.
func Form(r io.ReaderAt, size int64) (form string, file Chunk, err error) {
	for c, err := range walk(r, 0, size, 1) {
		if err != nil {
			return "", Chunk{}, err
		}
		return c.Form(r)
	}
	return "", Chunk{}, fault.New(fault.Truncated, "iff header: a file of %d bytes", size)
}

// Form returns a chunk that is itself a form, without its type. It fails as corrupt
// for other chunks.
func (c Chunk) Form(r io.ReaderAt) (form string, inner Chunk, err error) {
	switch c.ID {
	case "FORM":
		c.Align = 2
	case "FOR4":
		c.Align = 4
	case "FOR8":
		c.Align = 8
	default:
		return "", Chunk{}, fault.New(fault.Corrupt, "chunk %q is no form", c.ID)
	}
	var name [4]byte
	if c.Size < int64(len(name)) {
		return "", Chunk{}, fault.New(fault.Truncated, "a form of %d bytes", c.Size)
	}
	if _, err := r.ReadAt(name[:], c.Off); err != nil {
		return "", Chunk{}, err
	}
	c.Off += int64(len(name))
	c.Size -= int64(len(name))
	return string(name[:]), c, nil
}

// Chunks yields the chunks within a form, until one is cut off.
func (c Chunk) Chunks(r io.ReaderAt) iter.Seq2[Chunk, error] {
	return walk(r, c.Off, c.Off+c.Size, c.Align)
}

func walk(r io.ReaderAt, off, end, align int64) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		var head [headerBytes]byte
		for end-off >= headerBytes {
			if _, err := r.ReadAt(head[:], off); err != nil {
				yield(Chunk{}, err)
				return
			}
			claimed := int64(binary.BigEndian.Uint32(head[4:]))
			off += headerBytes
			c := Chunk{ID: string(head[:4]), Off: off, Size: min(claimed, end-off), Align: align}
			if !yield(c, nil) || claimed > end-off {
				return
			}
			off += (claimed + align - 1) / align * align
		}
	}
}
