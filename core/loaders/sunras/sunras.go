// Package sunras reads Sun rasterfiles.
//
// Specification: rasterfile(5) of SunOS 4.1; the order of channels and the padding of
// 32 bits as Netpbm's rasttopnm reads them.
//
// Read are types old, standard, byte-encoded and RGB: 1 bit (1 is black where there
// is no palette), 8 bits of grey or with a palette, 24 bits, and 32, of which the
// first byte is padding. Rows are padded to an even number of bytes. Files that keep
// a TIFF or an IFF picture, and experimental ones, are unsupported. Rows are read
// one at a time and shrunk as they come; a file too short for those it announces is
// refused before anything is allocated.
package sunras

import (
	"context"
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature begins every file.
const Signature = "\x59\xa6\x6a\x95"

const headerSize = 32

// Types of file and of palette.
const (
	byteEncoded = 2
	formatRGB   = 3
	equalRGB    = 1 // all red of the palette, then green, then blue
)

// maxRun is how many bytes three make at most.
const maxRun = 256

// file is an opened picture.
type file struct {
	src           *picture.Source
	width, height int
	depth         int
	kind          uint32
	mapType       uint32
	mapLength     int64
	palette       *bands.Palette // nil where samples are what they are
}

// Open reads the header and the palette.
func Open(src *picture.Source) (picture.Picture, error) {
	f, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	if err := f.checkSize(); err != nil {
		return nil, err
	}
	if err := f.readPalette(); err != nil {
		return nil, err
	}
	h := bands.Header{
		Width: f.width, Height: f.height, Layout: f.layout(),
		Stored: f.rowBytes(), Fixed: bands.ReaderBytes + bands.MaxLanes*int64(f.width),
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[uint8], error) { return f.rows(ctx), nil }), nil
}

func readHeader(src *picture.Source) (*file, error) {
	c := bits.Big(src.Head())
	magic := c.Bytes(4)
	width, height, depth := c.U32(), c.U32(), c.U32()
	c.Skip(4) // the length, which old files leave 0
	f := &file{src: src, kind: c.U32(), mapType: c.U32(), mapLength: int64(c.U32())}
	if err := c.Err(); err != nil {
		return nil, err
	}
	switch {
	case string(magic) != Signature:
		return nil, fault.New(fault.Corrupt, "the file does not begin with the signature of a rasterfile")
	case width == 0 || height == 0 || width > math.MaxInt32/8 || height > math.MaxInt32:
		return nil, fault.New(fault.Corrupt, "header: size %d×%d", width, height)
	case depth != 1 && depth != 8 && depth != 24 && depth != 32:
		return nil, fault.New(fault.Unsupported, "header: %d bits per pixel", depth)
	case f.kind > formatRGB:
		return nil, fault.New(fault.Unsupported, "header: type %d", f.kind)
	}
	f.width, f.height, f.depth = int(width), int(height), int(depth)
	return f, nil
}

// rowBytes is the size of a stored row: an even number.
func (f *file) rowBytes() int64 { return (int64(f.width)*int64(f.depth) + 15) / 16 * 2 }

func (f *file) checkSize() error {
	least, ok := bits.Mul(f.rowBytes(), int64(f.height))
	least -= f.rowBytes() - bands.PackedBytes(f.width, f.depth) // the last row's padding may be missing
	if f.kind == byteEncoded {
		least = least / maxRun * 3
	}
	if left := f.src.Size() - headerSize - f.mapLength; !ok || least > left {
		return picture.Short(f.width, f.height, "%d×%d pixels of %d bits exceed the %d bytes that are left of the file",
			f.width, f.height, f.depth, max(0, left))
	}
	return nil
}

// readPalette reads the palette of indices.
func (f *file) readPalette() error {
	n := f.mapLength / 3
	if f.depth > 8 || f.mapType != equalRGB || n < 2 {
		return nil
	}
	n = min(n, 256)
	third := f.mapLength / 3
	f.palette = &bands.Palette{}
	for channel := range int64(3) {
		values, err := f.src.Bytes(headerSize+channel*third, n)
		if err != nil {
			return err
		}
		for i, v := range values {
			f.palette[i][channel] = v
		}
	}
	return nil
}

func (f *file) layout() raster.Layout {
	if f.depth <= 8 && f.palette == nil {
		return raster.Grey
	}
	return raster.RGB
}

// rows reads the rows.
func (f *file) rows(ctx context.Context) bands.Rows[uint8] {
	in := f.src.Reader(ctx, headerSize+f.mapLength)
	read := bands.Full(in)
	if f.kind == byteEncoded {
		read = (&bands.Runs{Next: nextRun(in)}).Row
	}
	y := 0
	padless := func(stored []byte) error {
		if y++; y == f.height {
			stored = stored[:bands.PackedBytes(f.width, f.depth)]
		}
		return read(stored)
	}
	return bands.Rows[uint8]{Read: padless, Converter: f.converter}
}
