// Package scan makes pictures of formats that are little more than a header and
// rows of samples: it owns the loop over the rows, their shrinking as they come, and
// the arithmetic of what that takes, so that such a loader says only how one row is
// read.
package scan

import (
	"context"
	"errors"
	"io"
	"math"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// ReaderBytes is the buffer of picture.Source.Reader.
const ReaderBytes = 64 << 10

// Shape is what is known of a picture before its rows are read.
type Shape struct {
	Width, Height int
	Layout        raster.Layout
	// Sample is the size of a sample in bytes: that of Rows' type parameter.
	Sample int64
	// Premultiplied says that colours are multiplied by alpha.
	Premultiplied bool
	Space         colour.Space
	// Fixed is what reading rows takes beside the shrunk picture and one row, in
	// bytes.
	Fixed int64
}

// Need returns what Rows takes from the budget for want; it serves as Info's Need.
func (s Shape) Need(want picture.Want) int64 {
	f := raster.Factor(s.Width, s.Height, want.Width, want.Height)
	shrunk := raster.ShrunkBytes(s.Width, s.Height, s.Layout, f, s.Sample)
	row, ok := bits.Mul(int64(s.Width), int64(s.Layout.Channels()), s.Sample)
	if !ok || shrunk > math.MaxInt64/4 || row > math.MaxInt64/4 {
		return math.MaxInt64
	}
	return shrunk + row + s.Fixed
}

// Rows makes a picture of its rows from top to bottom, shrunk for want; next fills
// one after the other. What it needs is taken from the budget first. A file that
// ends in a row is an error of code Truncated.
func Rows[T raster.Sample](ctx context.Context, s Shape, want picture.Want, next func(row []T) error) (raster.Image, error) {
	if err := want.Budget.Take(s.Need(want)); err != nil {
		return nil, err
	}
	out := picture.NewRows[T](want, picture.Outline{
		Width: s.Width, Height: s.Height, Layout: s.Layout, Premultiplied: s.Premultiplied, Space: s.Space,
	}, raster.Factor(s.Width, s.Height, want.Width, want.Height))
	row := make([]T, s.Width*s.Layout.Channels())
	for y := range s.Height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := next(row); err != nil {
			return nil, ended(err, y, s.Height)
		}
		out.Add(row)
	}
	return out.Image(), nil
}

// ended names the row in which the data ended.
func ended(err error, y, height int) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "the data ends in row %d of %d", y, height)
	}
	return err
}
