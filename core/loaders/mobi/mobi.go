// Package mobi shows the covers of Mobipocket's and Kindle's books: MOBI, AZW, AZW3 and
// PRC, which are Palm databases.
//
// Layout: https://wiki.mobileread.com/wiki/MOBI and https://wiki.mobileread.com/wiki/PDB.
// The first record has the book's header, where the pictures begin, and the EXTH
// records, of which 201 is the number of the cover among the pictures and 202 that of
// its thumbnail. Where neither is told, the first picture of the book is shown, with a
// note.
//
// Read are the headers and the record of the picture. Books with rights management have
// their pictures in the clear. Limits: 64 KiB of the first record, 16 pictures tried,
// pictures of 64 MiB.
package mobi

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature is how books begin: 60 bytes of names and dates, the type, the creator.
const Signature = "????????????????????" + "????????????????????" + "????????????????????" + "BOOKMOBI"

// Places in the database's header and in the first record, in bytes.
const (
	databaseHeader = 78
	recordEntry    = 8
	recordCount    = 76
	headerLength   = 20
	firstPicture   = 108
	extensionFlags = 128
	hasExtensions  = 0x40
)

// Limits of what is looked at.
const (
	maxFirst   = 64 << 10
	maxTries   = 16
	maxPicture = 64 << 20
)

// Types of EXTH records.
const (
	extensionCover     = 201
	extensionThumbnail = 202
)

// none is the number of no picture.
const none = 0xffffffff

// Open finds the cover and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	offsets, err := records(src)
	if err != nil {
		return nil, err
	}
	b := &book{src: src, offsets: offsets}
	covers, first, err := b.covers()
	if err != nil {
		return nil, err
	}
	var failed error
	for _, number := range covers {
		opened, err := b.open(number)
		if err == nil {
			return &embedded.Preview{Picture: opened, Pages: 1}, nil
		}
		failed = err
	}
	for i := range maxTries {
		if opened, err := b.open(first + int64(i)); err == nil && first > 0 {
			note := "the book names no cover that can be read; its first picture is shown"
			return &embedded.Preview{Picture: opened, Pages: 1, Notes: []string{note}}, nil
		}
	}
	if failed != nil {
		return nil, failed
	}
	return nil, fault.New(fault.NoPicture, "the book has no pictures").
		Advise("add a cover in the program that made the book, calibre for example")
}

// book is an opened book.
type book struct {
	src     *picture.Source
	offsets []byte // the entries of the records
}

// records reads where the records are.
func records(src *picture.Source) ([]byte, error) {
	head, err := src.Bytes(0, databaseHeader)
	if err != nil {
		return nil, err
	}
	count := int64(binary.BigEndian.Uint16(head[recordCount:]))
	if count == 0 {
		return nil, fault.New(fault.Corrupt, "a database without records")
	}
	return src.Bytes(databaseHeader, count*recordEntry)
}

// record returns where a record is and how long.
func (b *book) record(number int64) (off, n int64, err error) {
	count := int64(len(b.offsets) / recordEntry)
	if number < 0 || number >= count {
		return 0, 0, fault.New(fault.Corrupt, "record %d of %d", number, count)
	}
	at := func(i int64) int64 { return int64(binary.BigEndian.Uint32(b.offsets[i*recordEntry:])) }
	off, end := at(number), b.src.Size()
	if number+1 < count {
		end = at(number + 1)
	}
	switch {
	case off > b.src.Size():
		return 0, 0, fault.New(fault.Truncated, "record %d is at byte %d of %d", number, off, b.src.Size())
	case end < off:
		return 0, 0, fault.New(fault.Corrupt, "record %d ends at byte %d before it begins at %d", number, end, off)
	}
	return off, min(end, b.src.Size()) - off, nil
}

// covers returns the records that may be the cover, and the first of the pictures, 0
// where that is not told.
func (b *book) covers() (covers []int64, first int64, err error) {
	off, n, err := b.record(0)
	if err != nil {
		return nil, 0, err
	}
	data, err := b.src.Bytes(off, min(n, maxFirst))
	if err != nil {
		return nil, 0, err
	}
	if len(data) < extensionFlags+4 {
		return nil, 0, fault.New(fault.Truncated, "a book's header of %d bytes", len(data))
	}
	first = int64(binary.BigEndian.Uint32(data[firstPicture:]))
	if first == 0 || first == none {
		return nil, 0, nil
	}
	if binary.BigEndian.Uint32(data[extensionFlags:])&hasExtensions == 0 {
		return nil, first, nil
	}
	numbers := extensions(data, int64(binary.BigEndian.Uint32(data[headerLength:])))
	for _, kind := range []uint32{extensionCover, extensionThumbnail} {
		if number, ok := numbers[kind]; ok && number != none {
			covers = append(covers, first+int64(number))
		}
	}
	return covers, first, nil
}

// extensions returns the numbers of the EXTH records that name pictures, which come
// behind the header of that length. Damage ends them.
func extensions(data []byte, length int64) map[uint32]uint32 {
	const palmHeader = 16
	if length > int64(len(data))-palmHeader {
		return nil
	}
	r := bits.Big(data[palmHeader+length:])
	if string(r.Bytes(4)) != "EXTH" {
		return nil
	}
	r.Skip(4)
	numbers := map[uint32]uint32{}
	for n := r.U32(); n > 0 && r.Err() == nil; n-- {
		kind, size := r.U32(), r.U32()
		if size < 8 || int64(size)-8 > int64(r.Len()) {
			break
		}
		value := r.Bytes(int(size) - 8)
		if (kind == extensionCover || kind == extensionThumbnail) && len(value) == 4 {
			numbers[kind] = binary.BigEndian.Uint32(value)
		}
	}
	return numbers
}

// open opens the picture of a record.
func (b *book) open(number int64) (picture.Picture, error) {
	off, n, err := b.record(number)
	if err != nil {
		return nil, err
	}
	if n > maxPicture {
		return nil, fault.New(fault.LimitMemory, "record %d of %d bytes, more than %d", number, n, maxPicture)
	}
	return embedded.Open(io.NewSectionReader(b.src, off, n), n, "the cover")
}
