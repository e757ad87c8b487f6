// Package msp reads Microsoft Paint pictures, the black and white ones of Windows 1
// and 2.
//
// Specification: Microsoft Windows Software Development Kit 2.0, Paint file format,
// as retold in Encyclopedia of Graphics File Formats (Murray, van Ryper) under
// "Microsoft Paint".
//
// Read are version 1, whose rows are bits, and version 2, whose rows have lengths of
// their own and are run-length encoded; a row of no length is white. The header's
// checksum is compared by Match. Rows are shrunk as they come.
package msp

import (
	"bytes"
	"context"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// The beginnings of files.
const (
	Signature1 = "DanM"
	Signature2 = "LinS"
)

const headerSize = 32

// file is an opened picture.
type file struct {
	src           *picture.Source
	width, height int
	encoded       bool
}

// Match reports whether head begins with a signature and a header whose words,
// checksum included, cancel out.
func Match(head []byte) bool {
	if len(head) < headerSize {
		return false
	}
	if magic := string(head[:4]); magic != Signature1 && magic != Signature2 {
		return false
	}
	var sum [2]byte
	for i, b := range head[:headerSize] {
		sum[i%2] ^= b
	}
	return sum == [2]byte{}
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	c := bits.Little(src.Head())
	magic := string(c.Bytes(4))
	f := &file{src: src, width: int(c.U16()), height: int(c.U16()), encoded: magic == Signature2}
	c.Skip(headerSize - c.Offset())
	if err := c.Err(); err != nil {
		return nil, err
	}
	switch {
	case magic != Signature1 && magic != Signature2:
		return nil, fault.New(fault.Corrupt, "signature %q is not that of Paint", magic)
	case f.width == 0 || f.height == 0:
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", f.width, f.height)
	case f.leastBytes() > src.Size()-headerSize:
		return nil, picture.Short(f.width, f.height, "%d×%d pixels take at least %d bytes, %d are left of the file",
			f.width, f.height, f.leastBytes(), src.Size()-headerSize)
	}
	const lengths, longest = 2 << 16, 1 << 16
	h := bands.Header{
		Width: f.width, Height: f.height, Layout: raster.Grey,
		Stored: bands.PackedBytes(f.width, 1), Fixed: bands.ReaderBytes + lengths + longest,
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[uint8], error) {
		read, err := f.reader(ctx)
		return bands.Apart(read, func(row []uint8, stored []byte) { bands.Bilevel(row, stored, 0) }), err
	}), nil
}

// leastBytes is what follows the header at least: rows, or their lengths.
func (f *file) leastBytes() int64 {
	if f.encoded {
		return 2 * int64(f.height)
	}
	return bands.PackedBytes(f.width, 1) * int64(f.height)
}

// whiten makes a stored row white.
func whiten(stored []byte) { copy(stored, bytes.Repeat([]byte{0xff}, len(stored))) }
