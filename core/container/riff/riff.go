// Package riff reads the structure of RIFF files (WebP, WAVE, AVI, ANI): chunks,
// each a four-letter name, a size and data. It knows nothing of their meaning.
//
// Specification: Multimedia Programming Interface and Data Specifications 1.0
// (IBM and Microsoft, 1991) §2. Sizes are little-endian, and a chunk of odd size is
// followed by a byte of padding. A chunk that claims more than its file or parent
// holds is yielded with what is there; walking ends behind it. RIFX, the big-endian
// form, is not read.
package riff

import (
	"encoding/binary"
	"io"
	"iter"

	"apsync/core/bits"
	"apsync/core/fault"
)

const (
	headerSize = 8
	formSize   = 4
)

// Chunk is a piece of a file.
type Chunk struct {
	// ID is the chunk's name of four bytes, spaces included.
	ID string
	// Off is where its data begin, and Size how many bytes of them are there.
	Off, Size int64
	// Cut says that it claims more than Size.
	Cut bool
}

// End returns the offset behind the chunk's data.
func (c Chunk) End() int64 { return c.Off + c.Size }

// Open reads the twelve bytes in front of a file's chunks. It returns the form
// type, such as "WEBP", and the chunk of the whole file, whose data begin behind
// the form type. A size of 0, or one beyond the file, stands for the whole file:
// writers that cannot seek leave it so.
func Open(r io.ReaderAt, size int64) (form string, file Chunk, err error) {
	var head [headerSize + formSize]byte
	if size < int64(len(head)) {
		return "", Chunk{}, fault.New(fault.Truncated, "riff header: %d of %d bytes", size, len(head))
	}
	if err := bits.ReadFull(r, head[:], 0); err != nil {
		return "", Chunk{}, err
	}
	file = Chunk{ID: string(head[:4]), Off: int64(len(head)), Size: size - int64(len(head))}
	if file.ID != "RIFF" {
		return "", Chunk{}, fault.New(fault.Corrupt, "riff header: signature %q", file.ID)
	}
	claimed := int64(binary.LittleEndian.Uint32(head[4:])) - formSize
	file.Cut = claimed > file.Size
	if claimed > 0 && claimed < file.Size {
		file.Size = claimed
	}
	return string(head[8:]), file, nil
}

// Chunks yields the chunks from off to end, of which there is at most one for
// eight bytes. An error of reading is yielded last.
func Chunks(r io.ReaderAt, off, end int64) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		var head [headerSize]byte
		for off >= 0 && off <= end-headerSize {
			if err := bits.ReadFull(r, head[:], off); err != nil {
				yield(Chunk{}, err)
				return
			}
			c := Chunk{ID: string(head[:4]), Off: off + headerSize}
			claimed := int64(binary.LittleEndian.Uint32(head[4:]))
			c.Size = min(claimed, end-c.Off)
			c.Cut = c.Size < claimed
			if !yield(c, nil) {
				return
			}
			off = c.End() + c.Size&1
		}
	}
}
