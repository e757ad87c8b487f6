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
	"apsync/core/codec/scan"
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
		return nil, fault.New(fault.Truncated, "%d×%d pixels take at least %d bytes, %d are left of the file",
			f.width, f.height, f.leastBytes(), src.Size()-headerSize)
	}
	return f, nil
}

// leastBytes is what follows the header at least: rows, or their lengths.
func (f *file) leastBytes() int64 {
	if f.encoded {
		return 2 * int64(f.height)
	}
	return scan.PackedBytes(f.width, 1) * int64(f.height)
}

// Info says what the header told.
func (f *file) Info() picture.Info {
	return picture.Info{Width: f.width, Height: f.height, Need: f.shape().Need}
}

func (f *file) shape() scan.Shape {
	const lengths, longest = 2 << 16, 1 << 16
	return scan.Shape{
		Width: f.width, Height: f.height, Layout: raster.Grey, Sample: 1,
		Fixed: scan.ReaderBytes + lengths + longest + scan.PackedBytes(f.width, 1),
	}
}

// Decode reads the rows.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	next, err := f.rows(ctx)
	if err != nil {
		return nil, err
	}
	img, err := scan.Rows(ctx, f.shape(), want, func(row []uint8) error {
		stored, err := next()
		if err != nil {
			return err
		}
		scan.Bilevel(row, stored, 0)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img}, nil
}

// whiten makes a stored row white.
func whiten(stored []byte) { copy(stored, bytes.Repeat([]byte{0xff}, len(stored))) }
