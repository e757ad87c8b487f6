package previews

import (
	"context"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// RGB is a preview of 8-bit red, green and blue without compression, as older cameras
// have them.
type RGB struct {
	// Source is the file.
	Source *picture.Source
	// Width and Height are in pixels, at least 1.
	Width, Height int
	// RowBytes is how far rows are from each other, at least three times Width.
	RowBytes int64
	// Offsets are where the strips lie in the file, which have Rows rows each, the last
	// what is left.
	Offsets []int64
	Rows    int
}

// IsWhole reports whether all strips lie in the file.
func (s *RGB) IsWhole() bool {
	for i, off := range s.Offsets {
		size, ok := bits.Mul(s.RowBytes, int64(min(s.Rows, s.Height-i*s.Rows)))
		if !ok || off < 0 || off > s.Source.Size()-size {
			return false
		}
	}
	return true
}

// Info says how large it is.
func (s *RGB) Info() picture.Info {
	return picture.Info{Width: s.Width, Height: s.Height, Boxes: true, Need: s.need}
}

func (s *RGB) need(want picture.Want) int64 {
	shrunk := raster.ShrunkBytes(s.Width, s.Height, raster.RGB, s.factor(want), 1)
	if row, ok := bits.Mul(3, int64(s.Width)); ok && shrunk < 1<<62 {
		return shrunk + row
	}
	return 1 << 62
}

func (s *RGB) factor(want picture.Want) int {
	return raster.Factor(s.Width, s.Height, want.Width, want.Height)
}

// Decode reads the rows.
func (s *RGB) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	need := s.need(want)
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	rows := picture.NewRows[uint8](want, picture.Outline{Width: s.Width, Height: s.Height, Layout: raster.RGB}, s.factor(want))
	row := make([]uint8, 3*s.Width)
	for y := range s.Height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		off := s.Offsets[y/s.Rows] + int64(y%s.Rows)*s.RowBytes
		if n, err := s.Source.ReadAt(row, off); n < len(row) {
			return nil, fault.New(fault.Truncated, "row %d of the preview: %d of %d bytes at offset %d: %w", y, n, len(row), off, err)
		}
		rows.Add(row)
	}
	return &picture.Frame{Image: rows.Image()}, nil
}
