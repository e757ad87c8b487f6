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
	"io"

	"apsync/core/bits"
	"apsync/core/codec/scan"
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

type file struct {
	src           *picture.Source
	width, height int
}

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
		return nil, fault.New(fault.Truncated, "%d×%d pixels of %d bytes exceed the %d that are left of the file",
			width, height, pixelBytes, src.Size()-headerSize)
	}
	return &file{src, int(width), int(height)}, nil
}

// Info says what the header told.
func (f *file) Info() picture.Info {
	return picture.Info{Width: f.width, Height: f.height, HasAlpha: true, Need: f.shape().Need}
}

func (f *file) shape() scan.Shape {
	return scan.Shape{
		Width: f.width, Height: f.height, Layout: raster.RGBA, Sample: 2,
		Fixed: scan.ReaderBytes + pixelBytes*int64(f.width) + 1<<10,
	}
}

// Decode reads the rows.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	in := f.src.Reader(ctx, headerSize)
	stored := make([]byte, pixelBytes*f.width)
	img, err := scan.Rows(ctx, f.shape(), want, func(row []uint16) error {
		if _, err := io.ReadFull(in, stored); err != nil {
			return err
		}
		for i := range row {
			row[i] = binary.BigEndian.Uint16(stored[2*i:])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img}, nil
}
