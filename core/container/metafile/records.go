package metafile

import (
	"io"

	"apsync/core/fault"
)

// maxAll bounds the records that Each goes through: far more than programs draw.
const maxAll = 1 << 20

// Record is a record of a metafile.
type Record struct {
	// Function is what it does: a RecordType of EMF, a RecordFunction of WMF.
	Function uint32
	// Off and Length are where it lies, its header included.
	Off, Length int64
	// Draws says that it shows something.
	Draws bool
}

// File is a metafile whose header was read.
type File struct {
	// Wide says that it is an EMF, whose numbers have 32 bits; a WMF's have 16.
	Wide bool
	// First is where its first record lies, of an EMF the header.
	First int64
	// Placeable says that a WMF has the header that tells its size.
	Placeable bool

	records reader
	size    int64
}

// Open reads the header of the metafile r of that size.
func Open(r io.ReaderAt, size int64) (*File, error) {
	records, off, err := open(r, size)
	if err != nil {
		return nil, err
	}
	_, wide := records.(emf)
	return &File{Wide: wide, First: off, Placeable: off == placeableBytes+wmfHeader, records: records, size: size}, nil
}

// Each calls yield for every record, but that which ends the metafile, until it fails.
// A record that goes beyond the file, or has no length, is an error.
func (f *File) Each(yield func(Record) error) error {
	off := f.First
	for n := 0; off < f.size; n++ {
		if n == maxAll {
			return fault.New(fault.LimitCount, "a metafile of more than %d records", maxAll)
		}
		function, does, length, err := f.records.record(off)
		if err != nil || does == end {
			return err
		}
		if err := yield(Record{function, off, length, does == draw || does == bitmap}); err != nil {
			return err
		}
		off += length
	}
	return nil
}
