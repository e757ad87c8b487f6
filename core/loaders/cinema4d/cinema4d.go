// Package cinema4d reads the preview that Cinema 4D saves at the beginning of a project.
//
// A project is a list of values that are each a byte of type and, big-endian, what the
// type says (HYPERFILEVALUE of Maxon's public headers); chunks of them nest. How the file
// begins is known from files of releases 12 to 15 and their kin: eight bytes of signature,
// four of the program's version, one more, and a chunk whose first child holds the
// version, flags and the preview, a picture file of a stated length. Values of other
// types in front of it are passed over where their length is known, else the project is
// taken to have no preview there.
//
// Only the first values are read, at most 256 and 64 KiB of them, and the preview. The
// pictures of materials and textures, which lie elsewhere in the file, are never shown.
// A project without a preview fails with no-picture.
package cinema4d

import (
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every project of release 6 and later; the first byte is not looked at.
const Signature = "?C4DC4D6"

const (
	headerBytes = 13 // up to the first value
	maxValues   = 256
	maxOffset   = 64 << 10
	valueBytes  = 1 + 8 // a type and the longest number before data
)

// Types of values.
const (
	start      = 1   // of a chunk: an identifier and a level
	stop       = 2   // of a chunk
	memory     = 128 // a length and data, as the following
	imageValue = 129
	filename   = 131

	startBytes  = 8
	lengthBytes = 4
)

// fixed are the lengths of the data of numbers, booleans and times.
var fixed = map[uint8]int64{
	11: 1, 12: 1, 13: 2, 14: 2, 15: 4, 16: 4, 17: 8, 18: 8, 20: 8, 21: 1, 22: 8, 29: 4,
}

// Open finds the preview and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	off, size, err := find(src)
	if err != nil {
		return nil, err
	}
	if size == 0 {
		return nil, fault.New(fault.NoPicture, "the project holds no preview").
			Advise("save the project in Cinema 4D itself, which keeps a picture of the viewport with it")
	}
	if size > src.Size()-off {
		return nil, fault.New(fault.Truncated, "a preview of %d bytes at %d of %d", size, off, src.Size())
	}
	opened, err := embedded.Open(io.NewSectionReader(src, off, size), size, "the preview")
	if err != nil {
		return nil, err
	}
	return embedded.NewPreview(opened, "project"), nil
}

// find returns where the preview is; the size is 0 where there is none.
func find(src *picture.Source) (off, size int64, err error) {
	depth := 0
	off = headerBytes
	for range maxValues {
		if off > maxOffset || off >= src.Size() {
			return 0, 0, nil
		}
		head, err := src.Bytes(off, min(valueBytes, src.Size()-off))
		if err != nil {
			return 0, 0, err
		}
		c := bits.Big(head)
		kind := c.U8()
		n, known := fixed[kind]
		off++
		switch {
		case kind == start:
			depth++
			off += startBytes
		case kind == stop:
			if depth--; depth <= 1 {
				return 0, 0, nil // the chunk that holds the preview is over
			}
		case kind == imageValue:
			return off + lengthBytes, int64(c.U32()), c.Err()
		case kind >= memory && kind <= filename:
			off += lengthBytes + int64(c.U32())
		case !known:
			return 0, 0, nil
		default:
			off += n
		}
		if err := c.Err(); err != nil {
			return 0, 0, err
		}
	}
	return 0, 0, nil
}
