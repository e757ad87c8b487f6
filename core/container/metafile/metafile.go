// Package metafile reads the records of Windows metafiles, and finds the bitmap in those
// that are nothing but one: what programs make of a picture that they keep as a
// document's preview. What the records of others draw is not known here.
//
// Specification: [MS-WMF] 15.0 (WMF, with or without the placeable header), [MS-EMF]
// 17.0 (EMF). A metafile is a list of records; those that only set up the drawing are
// passed over, and so are fills of the ground before the bitmap. One record that draws
// anything else, or a second bitmap, ends the search with unsupported. The part of the
// bitmap that is shown, and how it is stretched, is not looked at.
//
// Read are the headers of records; for a bitmap at most 4096 of them, which is far more
// than a metafile of this kind has, otherwise 1,048,576.
package metafile

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
)

const (
	placeable      = "\xd7\xcd\xc6\x9a" // MS-WMF §2.3.2.3
	placeableBytes = 22
	maxRecords     = 4096
)

// action is what a record does.
type action int

const (
	setUp  action = iota
	bitmap        // shows one, or fills the ground where it has none
	draw
	end
)

// span is where a record's bitmap lies; the length is 0 where it has none.
type span struct{ off, length int64 }

// reader reads the records of one kind of metafile.
type reader interface {
	// record returns the function of the record at off, what that does, and its length in
	// bytes.
	record(off int64) (uint32, action, int64, error)
	// bitmap returns the bitmap of a record that shows one.
	bitmap(function uint32, off, length int64) (span, error)
}

// Bitmap returns the bitmap, a header, a palette and rows as they are in memory, that
// the metafile r of that size consists of.
func Bitmap(r io.ReaderAt, size int64) (*io.SectionReader, error) {
	records, off, err := open(r, size)
	if err != nil {
		return nil, err
	}
	var found span
	for range maxRecords {
		if off >= size {
			break
		}
		function, does, length, err := records.record(off)
		if err != nil {
			return nil, err
		}
		switch {
		case does == end:
			return section(r, found)
		case does == draw, does == bitmap && found.length > 0:
			return nil, fault.New(fault.Unsupported, "a windows metafile that draws")
		case does == bitmap:
			if found, err = records.bitmap(function, off, length); err != nil {
				return nil, err
			}
		}
		off += length
	}
	return section(r, found)
}

func section(r io.ReaderAt, found span) (*io.SectionReader, error) {
	if found.length == 0 {
		return nil, fault.New(fault.NoPicture, "a windows metafile that shows nothing")
	}
	return io.NewSectionReader(r, found.off, found.length), nil
}

// open tells the kinds apart and returns where the first record is.
func open(r io.ReaderAt, size int64) (reader, int64, error) {
	off := int64(0)
	head, err := read(r, size, 0, 4)
	if err != nil {
		return nil, 0, err
	}
	if string(head) == placeable {
		off = placeableBytes
	}
	if head, err = read(r, size, off, wmfHeader); err != nil {
		return nil, 0, err
	}
	if kind, words := binary.LittleEndian.Uint16(head), binary.LittleEndian.Uint16(head[2:]); (kind == 1 || kind == 2) && 2*words == wmfHeader {
		return wmf{r, size}, off + wmfHeader, nil
	}
	if head, err = read(r, size, 0, emfHeader); err == nil && binary.LittleEndian.Uint32(head) == 1 && string(head[40:44]) == " EMF" {
		return emf{r, size}, 0, nil
	}
	return nil, 0, fault.New(fault.Corrupt, "neither a wmf nor an emf header")
}

// read returns n bytes of size.
func read(r io.ReaderAt, size, off, n int64) ([]byte, error) {
	return bits.ReadPart(r, size, off, n, "metafile")
}
