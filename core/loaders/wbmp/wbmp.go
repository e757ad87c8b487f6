// Package wbmp reads wireless bitmaps: two bytes, width and height as numbers of
// seven bits a byte, and rows of bits, of which 1 is white.
//
// Specification: WAP-237, Wireless Application Environment: Media Types, appendix A.
//
// There is type 0 only, without extension headers. The format has no signature, so
// Match asks for a size that the file can have: all of a short file must be its
// pixels, and a side is at most 8192. Rows are shrunk as they come.
package wbmp

import (
	"context"
	"io"

	"apsync/core/codec/scan"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	maxSide = 8192
	// headBytes is what a head holds of a file that is longer.
	headBytes = 4096
	// trailing is how many bytes may follow the pixels of a short file.
	trailing = 2
)

// file is an opened picture.
type file struct {
	src           *picture.Source
	width, height int
	pixels        int // offset of the first row
}

// Match reports whether head may begin a wireless bitmap.
func Match(head []byte) bool {
	f, err := readHeader(head)
	if err != nil || f.width > maxSide || f.height > maxSide {
		return false
	}
	end := int64(f.pixels) + f.storedBytes()
	if len(head) < headBytes {
		return end <= int64(len(head)) && end+trailing >= int64(len(head))
	}
	return end >= headBytes && f.width > 1
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	f, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	if end := int64(f.pixels) + f.storedBytes(); end > src.Size() {
		return nil, fault.New(fault.Truncated, "%d×%d pixels end at offset %d of a file of %d bytes",
			f.width, f.height, end, src.Size())
	}
	f.src = src
	return f, nil
}

func readHeader(head []byte) (*file, error) {
	if len(head) < 4 {
		return nil, fault.New(fault.Truncated, "header of %d bytes", len(head))
	}
	if head[0] != 0 || head[1] != 0 {
		return nil, fault.New(fault.Unsupported, "type %d with header %d is not 0 with 0", head[0], head[1])
	}
	f := &file{pixels: 2}
	for _, side := range []*int{&f.width, &f.height} {
		n, length := number(head[f.pixels:])
		if n == 0 {
			return nil, fault.New(fault.Corrupt, "no width or height at offset %d", f.pixels)
		}
		*side = n
		f.pixels += length
	}
	return f, nil
}

// number reads seven bits of every byte, the last of which has its highest bit
// clear. It returns 0 for numbers of more than 28 bits, or none.
func number(b []byte) (n, length int) {
	for i, v := range b[:min(len(b), 4)] {
		n = n<<7 | int(v&127)
		if v < 128 {
			return n, i + 1
		}
	}
	return 0, 0
}

func (f *file) storedBytes() int64 {
	return scan.PackedBytes(f.width, 1) * int64(f.height)
}

// Info says what the header told.
func (f *file) Info() picture.Info {
	return picture.Info{Width: f.width, Height: f.height, Need: f.shape().Need}
}

func (f *file) shape() scan.Shape {
	return scan.Shape{
		Width: f.width, Height: f.height, Layout: raster.Grey, Sample: 1,
		Fixed: scan.ReaderBytes + scan.PackedBytes(f.width, 1) + 1<<10,
	}
}

// Decode reads the rows.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	in := f.src.Reader(ctx, int64(f.pixels))
	stored := make([]byte, scan.PackedBytes(f.width, 1))
	img, err := scan.Rows(ctx, f.shape(), want, func(row []uint8) error {
		if _, err := io.ReadFull(in, stored); err != nil {
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
