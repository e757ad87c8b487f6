// Package farbfeld reads farbfeld pictures: a header of 16 bytes and rows of red,
// green, blue and alpha, two bytes each, the higher first.
//
// Specification: https://tools.suckless.org/farbfeld/ and its manual page farbfeld(5).
//
// Samples are sRGB and alpha is straight. Rows are read one at a time and shrunk as
// they come; a file too short for them is refused before anything is allocated.
package farbfeld

import (
	"context"
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature begins every file.
const Signature = "farbfeld"

const (
	headerSize = 16
	pixelBytes = 8
)

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	c := bits.Big(src.Head())
	magic := c.Bytes(len(Signature))
	width, height := c.U32(), c.U32()
	if err := c.Err(); err != nil {
		return nil, err
	}
	size, ok := bits.Mul(int64(width), int64(height), pixelBytes)
	switch {
	case string(magic) != Signature:
		return nil, fault.New(fault.Corrupt, "signature %q is not %s", magic, Signature)
	case width == 0 || height == 0:
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", width, height)
	case !ok || size > src.Size()-headerSize:
		return nil, picture.Short(width, height, "%d×%d pixels of %d bytes exceed the %d that are left of the file",
			width, height, pixelBytes, src.Size()-headerSize)
	}
	h := bands.Header{
		Width: int(width), Height: int(height), Layout: raster.RGBA,
		Stored: pixelBytes * int64(width), Fixed: bands.ReaderBytes,
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[uint16], error) {
		return bands.Apart(bands.Full(src.Reader(ctx, headerSize)), convert), nil
	}), nil
}

// convert makes the samples of a stored row.
func convert(row []uint16, stored []byte) {
	for i := range row {
		row[i] = binary.BigEndian.Uint16(stored[2*i:])
	}
}
