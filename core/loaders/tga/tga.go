// Package tga reads Truevision TGA pictures (Targa): a header of 18 bytes, perhaps a
// palette, and pixels as they are or in run lengths.
//
// Specification: Truevision TGA File Format Specification, version 2.0 (1991).
//
// Read are types 1, 2, 3, 9, 10 and 11: palettes of 15, 16, 24 and 32 bits under
// indices of 8 and 16, true colour of 15, 16, 24 and 32 bits, and grey of 8 bits
// or, with alpha, 16; from all four origins. Runs may go on over a row's end.
// Developer areas, postage stamps and gamma are passed over: thumbnails that
// programs leave stale, and a number that they fill in at random.
//
// There is alpha where the header counts attribute bits, unless the extension area
// says that they mean nothing; it also tells whether colours are premultiplied.
// Where every alpha is 0, the writer left it unused and the picture is opaque. So is
// a picture of 32 bits whose header counts none of them as attributes.
//
// The format has no signature: Match is strict about the header instead. Types 32
// and 33 (Huffman) and interleaved rows, which no program is known to write, do not
// match. Rows are read in blocks and shrunk as they come.
package tga

import (
	"context"
	"math"
	"sync/atomic"

	"apsync/core/codec/bands"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file is an opened picture.
type file struct {
	src           *picture.Source
	header        *header
	layout        raster.Layout
	premultiplied bool
	palette       [][4]uint8
	pixels        int64 // offset of the first one
}

// Open reads the header, the extension area's word on alpha and the palette. It
// fails as truncated where the file cannot hold the pixels it announces.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	f := &file{src: src, header: h, pixels: headerSize + int64(h.idLength) + h.mapBytes()}
	if err := f.checkSize(); err != nil {
		return nil, err
	}
	hasAlpha, premultiplied := h.attributes > 0, false
	if hasAlpha {
		hasAlpha, premultiplied = readAttributesType(src)
	}
	f.premultiplied = premultiplied
	f.layout = h.layout(hasAlpha)
	if h.indexed() {
		f.palette, err = h.readPalette(src)
	}
	return f, err
}

// checkSize compares the announced size with that of the file. A packet of run
// lengths stands for at most 128 pixels.
func (f *file) checkSize() error {
	const maxRun = 128
	h, left := f.header, f.src.Size()-f.pixels
	pixels, size := int64(h.width)*int64(h.height), int64(h.pixelBytes())
	least := pixels * size
	if h.encoded() {
		least = (pixels + maxRun - 1) / maxRun * (1 + size)
	}
	if left < least {
		return picture.Short(h.width, h.height, "%d×%d pixels take at least %d bytes, %d are left of the file",
			h.width, h.height, least, max(0, left))
	}
	return nil
}

// Info says what the header told. A picture whose alpha proves unused is made twice.
func (f *file) Info() picture.Info {
	info := f.shown(nil).Info()
	if once := info.Need; info.HasAlpha {
		info.Need = func(want picture.Want) int64 { return 2 * min(once(want), math.MaxInt64/2) }
	}
	return info
}

// Decode reads the rows, and once more where no pixel is visible.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if !f.layout.HasAlpha() {
		return f.shown(f.converter()).Decode(ctx, want)
	}
	var (
		convert, n = f.converter(), f.layout.Channels()
		visible    atomic.Bool
	)
	frame, err := f.shown(func(row, stored []uint8) {
		convert(row, stored)
		if !visible.Load() && anyAlpha(row, n) {
			visible.Store(true)
		}
	}).Decode(ctx, want)
	if err != nil || visible.Load() {
		return frame, err
	}
	return f.shown(func(row, stored []uint8) {
		convert(row, stored)
		fillAlpha(row, n)
	}).Decode(ctx, want)
}

// shown returns the picture of rows that are converted so. They are read as they are
// stored, so that the origin becomes an orientation.
func (f *file) shown(convert func(row, stored []uint8)) picture.Picture {
	const tables = 4 << 10
	h := bands.Header{
		Width: f.header.width, Height: f.header.height, Orientation: f.header.orientation(),
		Layout: f.layout, Premultiplied: f.premultiplied,
		Stored: int64(f.header.width) * int64(f.header.pixelBytes()), Fixed: blockBytes + tables,
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[uint8], error) {
		return bands.Apart(f.newReader(ctx).row, convert), nil
	})
}

func fillAlpha(row []uint8, n int) {
	for i := n - 1; i < len(row); i += n {
		row[i] = 255
	}
}

func anyAlpha(row []uint8, n int) bool {
	for i := n - 1; i < len(row); i += n {
		if row[i] != 0 {
			return true
		}
	}
	return false
}
