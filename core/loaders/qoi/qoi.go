// Package qoi reads QOI pictures ("Quite OK Image"): 14 bytes of header and a stream
// of codes, each of which makes a pixel from the one before, repeats it, or recalls
// one of the 64 last seen.
//
// Specification: https://qoiformat.org/qoi-specification.pdf (version 1.0).
//
// Read are both numbers of channels. Samples are shown as sRGB's: the byte that may
// claim linear light, to which the specification gives no consequence, is set in files
// that are none, and no reader is known to heed it. Codes of alpha in a picture of
// three channels are followed and not shown. The end marker is not asked for. Pixels are made row by
// row and shrunk as they come; a file too short for the pixels it announces, 62 for
// a byte at most, is refused before anything is allocated.
package qoi

import (
	"context"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature begins every file.
const Signature = "qoif"

const (
	headerSize = 14
	maxRun     = 62
)

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	c := bits.Big(src.Head())
	magic := c.Bytes(4)
	width, height := c.U32(), c.U32()
	channels := c.U8()
	c.Skip(1) // the colour space
	if err := c.Err(); err != nil {
		return nil, err
	}
	pixels, ok := bits.Mul(int64(width), int64(height))
	switch {
	case string(magic) != Signature:
		return nil, fault.New(fault.Corrupt, "signature %q is not %s", magic, Signature)
	case width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 || !ok:
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", width, height)
	case channels != 3 && channels != 4:
		return nil, fault.New(fault.Corrupt, "%d channels are neither 3 nor 4", channels)
	case pixels/maxRun > src.Size()-headerSize:
		return nil, picture.Short(width, height, "%d×%d pixels cannot come out of %d bytes, %d for each",
			width, height, src.Size()-headerSize, maxRun)
	}
	const tables = 1 << 10
	h := bands.Header{Width: int(width), Height: int(height), Layout: raster.RGB, Fixed: bands.ReaderBytes + tables}
	if channels == 4 {
		h.Layout = raster.RGBA
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[uint8], error) {
		s := &stream{r: src.Reader(ctx, headerSize), last: pixel{a: 255}}
		n := h.Layout.Channels()
		return bands.InOrder(func(row []uint8) error { return s.row(row, n) }), nil
	}), nil
}
