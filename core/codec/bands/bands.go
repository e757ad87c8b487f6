// Package bands makes pictures of files that are little more than a header and rows of
// samples: it owns the loop over the rows, their shrinking as they come, what that
// takes of memory, and how it is shared out.
//
// Rows come from their file one after the other, which is quick, and are converted
// to samples and averaged, which is not. So one goroutine at a time reads a band of
// rows as they are stored, while others convert theirs and write what is left of
// them into the shrunk picture. Where nobody is idle, or a row depends on the one
// before, one does both, row by row.
//
// It also has what such formats share in reading and converting a row: a window over
// the file, runs of bytes, samples of less than a byte, palettes, samples of odd ranges
// and light that cannot be averaged.
package bands

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// ReaderBytes is the buffer of picture.Source.Reader.
const ReaderBytes = 64 << 10

// Header is what is known of a picture before its rows are read.
type Header struct {
	Width, Height int
	Layout        raster.Layout
	Premultiplied bool // colours are multiplied by alpha
	Orientation   picture.Orientation
	Pages         int
	Mimetype      string // where it differs from that of the loader's row
	Space         colour.Space
	Notes         []string
	// Stored is what a row takes before it is converted, in bytes; 0 of rows that are
	// made one after the other.
	Stored int64
	// Fixed is what reading takes beside that, in bytes.
	Fixed int64
}

// Rows are the rows of a picture in the order in which the file shows them.
type Rows[T raster.Sample] struct {
	// Read fills stored with the next row, by one goroutine at a time.
	Read func(stored []byte) error
	// Converter returns a function that makes a row's samples; several such
	// functions work at once, and each may keep what it needs for itself.
	Converter func() func(row []T, stored []byte)
	// Next, in place of the two, makes the samples of the next row, which depends on
	// those before it.
	Next func(row []T) error
	// Notes follow those of the header.
	Notes []string
}

// InOrder returns rows of which each depends on those before it.
func InOrder[T raster.Sample](next func(row []T) error) Rows[T] { return Rows[T]{Next: next} }

// Apart returns rows that are converted apart from each other by what needs nothing for
// itself.
func Apart[T raster.Sample](read func(stored []byte) error, convert func(row []T, stored []byte)) Rows[T] {
	return Rows[T]{Read: read, Converter: func() func([]T, []byte) { return convert }}
}

// New returns a picture of which begin starts to read the rows. Begin allocates no
// more than the header's Fixed; a file that ends in a row is an error of code
// Truncated.
func New[T raster.Sample](h Header, begin func(ctx context.Context) (Rows[T], error)) picture.Picture {
	return &banded[T]{h, begin}
}

type banded[T raster.Sample] struct {
	h     Header
	begin func(ctx context.Context) (Rows[T], error)
}

// Info says what the header told.
func (p *banded[T]) Info() picture.Info {
	return picture.Info{
		Width: p.h.Width, Height: p.h.Height, Orientation: p.h.Orientation,
		HasAlpha: p.h.Layout.HasAlpha(), Pages: p.h.Pages, Mimetype: p.h.Mimetype, Boxes: true,
		Need: func(want picture.Want) int64 { return p.plan(want).need },
	}
}

// MaxLanes is how many convert rows at once, at most: what a converter keeps counts so
// often in a header's Fixed.
const MaxLanes = 4

// What is shared out: pictures of so many stored bytes at least, in bands of about
// bandBytes, to lanes that together hold no more than maxBands.
const (
	sharedFrom = 2 << 20
	bandBytes  = 512 << 10
	maxBands   = 64 << 20
)

// plan says how a picture is decoded.
type plan struct {
	factor        int
	width, height int // of what is decoded
	lanes         int // how many may take part
	rows          int // of the picture in a band
	count         int // of bands
	need          int64
}

// plan returns how the picture is decoded for want.
func (p *banded[T]) plan(want picture.Want) plan {
	h := &p.h
	f := raster.Factor(h.Width, h.Height, want.Width, want.Height)
	d := plan{factor: f, width: (h.Width + f - 1) / f, height: (h.Height + f - 1) / f, lanes: 1, rows: f}
	size := int64(4)
	switch any(T(0)).(type) {
	case uint8:
		size = 1
	case uint16:
		size = 2
	}
	n := int64(h.Layout.Channels())
	decoded, ok := bits.Mul(int64(d.width), int64(d.height), n, size)
	row, rowOK := bits.Mul(int64(h.Width), n, size+16) // a row, its sums, what is left of it
	if !ok || !rowOK || decoded > math.MaxInt64/8 || row > math.MaxInt64/8 || h.Stored > math.MaxInt64/8 {
		d.need = math.MaxInt64
		return d
	}
	const small = 1 << 10
	d.need = decoded + row + h.Stored + h.Fixed + small
	total, ok := bits.Mul(h.Stored, int64(h.Height))
	if !ok || total < sharedFrom {
		return d
	}
	d.rows = int(max(1, bandBytes/max(1, h.Stored*int64(f)))) * f
	d.count = (h.Height + d.rows - 1) / d.rows
	lane := row + h.Stored*int64(d.rows) + small
	for d.lanes < min(MaxLanes, d.count) && lane*int64(d.lanes+1) <= maxBands {
		d.lanes++
	}
	if d.lanes > 1 {
		d.need = decoded + lane*int64(d.lanes) + h.Fixed
	}
	return d
}

// Decode reads the rows, shrinking them by a whole factor.
func (p *banded[T]) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	d := p.plan(want)
	if err := want.Budget.Take(d.need); err != nil {
		return nil, err
	}
	rows, err := p.begin(ctx)
	if err != nil {
		return nil, err
	}
	w := &work[T]{banded: p, plan: d, rows: rows}
	img, err := w.decode(ctx, want)
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img, Space: p.h.Space, Notes: slices.Concat(p.h.Notes, rows.Notes)}, nil
}

// ended names the row in which the data ended.
func ended(err error, y, height int) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "the data end in row %d of %d", y, height)
	}
	return err
}

// Full returns a Read of rows that follow each other in r.
func Full(r io.Reader) func(stored []byte) error {
	return func(stored []byte) error {
		_, err := io.ReadFull(r, stored)
		return err
	}
}
