// Package fits reads pictures of astronomy (.fits, .fit, .fts).
//
// Specification: FITS Standard 4.0 of the IAU's FITS working group.
//
// Read is the first array of two dimensions and more, of the file itself or of an
// IMAGE extension: integers of 8, 16, 32 and 64 bits and floats of 32 and 64, scaled
// by BSCALE and BZERO. Three planes are red, green and blue; of other cubes the first
// plane is shown, with a note. Rows are stored from the bottom up.
//
// Plain bytes are shown as they are. Everything else has no natural black and white:
// those are chosen from up to 65,536 samples all over the picture, so that one in 400
// is darker than black and one in 400 brighter than white, linear between, with a
// note. What is blank or no number is black.
//
// Tile-compressed pictures and random groups are unsupported, and a file of tables
// holds no picture. At most 1000 units and 1 MiB of a unit's header are read.
package fits

import (
	"context"
	"fmt"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature is how the first card of a file begins.
const Signature = "SIMPLE  ="

// file is an opened file.
type file struct {
	src    *picture.Source
	header bands.Header
	unit   *unit
	planes int
	plain  bool // bytes that are shown as they are
	size   int  // bytes of a sample
}

// Open looks for an array that is a picture.
func Open(src *picture.Source) (picture.Picture, error) {
	u, err := findUnit(src)
	if err != nil {
		return nil, err
	}
	f := &file{src: src, unit: u, planes: 1, size: u.sampleBytes()}
	f.plain = u.bitpix == 8 && u.zero == 0 && u.scale == 1
	layout := raster.Grey
	var notes []string
	switch n := u.axis(3); {
	case n == 3 && len(u.axes) == 3:
		layout, f.planes = raster.RGB, 3
	case n > 1 || len(u.axes) > 3 && u.axis(4) > 1:
		notes = append(notes, fmt.Sprintf("of %d planes the first is shown", n))
	}
	w, h := u.axis(1), u.axis(2)
	const maxSide = 1 << 26
	if w < 1 || h < 1 || w > maxSide || h > maxSide {
		return nil, fault.New(fault.Corrupt, "header: an array of %d×%d", w, h)
	}
	size, ok := bits.Mul(w, h, int64(f.planes), int64(f.size))
	if !ok || size > src.Size()-u.data {
		return nil, picture.Short(w, h, "an array of %d×%d×%d takes %d bytes at offset %d of a file of %d", w, h, f.planes, size, u.data, src.Size())
	}
	f.header = bands.Header{
		Width: int(w), Height: int(h), Layout: layout, Orientation: picture.FlipVertical, Notes: notes,
		Stored: w * int64(f.size*f.planes), Fixed: int64(f.planes)*windowBytes + sampleMemory + w*int64(f.size),
	}
	return f, nil
}

// Info says what the header told.
func (f *file) Info() picture.Info {
	if f.plain {
		return bands.New[uint8](f.header, nil).Info()
	}
	return bands.New[uint16](f.header, nil).Info()
}

// Decode chooses black and white, and then reads the rows.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if f.plain {
		return bands.New(f.header, func(context.Context) (bands.Rows[uint8], error) {
			return bands.Rows[uint8]{Read: f.reader(), Converter: func() func([]uint8, []byte) { return f.bytes }}, nil
		}).Decode(ctx, want)
	}
	s, err := f.chooseStretch(ctx)
	if err != nil {
		return nil, err
	}
	h := f.header
	h.Notes = append(h.Notes[:len(h.Notes):len(h.Notes)],
		fmt.Sprintf("samples from %.5g to %.5g are shown from black to white", s.black, s.white))
	return bands.New(h, func(context.Context) (bands.Rows[uint16], error) {
		return bands.Rows[uint16]{
			Read:      f.reader(),
			Converter: func() func([]uint16, []byte) { return func(row []uint16, stored []byte) { f.words(row, stored, s) } },
		}, nil
	}).Decode(ctx, want)
}
