// Package mayaiff reads the pictures that Maya renders (.iff): tiles of a FOR4 form.
//
// Specification: Maya's "Image file format (IFF)", and ilib.h of its development kit.
//
// Read are grey, RGB and RGBA tiles of 8 and 16 bits, as they are or run-length
// encoded, of any size as long as they form rows of tiles; FOR8 forms differ only in
// their padding. Colours are multiplied by alpha. Depth is not read, and a file that
// holds nothing else holds no picture. Pixels that no tile covers are transparent or
// black. A row of tiles is held at a time. Pixels are taken to be square.
package mayaiff

import (
	"context"
	"encoding/binary"
	"slices"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/container/iff"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signatures are those of forms padded to four and to eight bytes.
var Signatures = []string{"FOR4????CIMG", "FOR8????CIMG"}

// Bits of TBHD's flags.
const (
	flagRGB   = 1
	flagAlpha = 2
)

// maxChunks bounds the chunks of a form: a tile has two.
const maxChunks = 1 << 18

// file is an opened file.
type file struct {
	src        *picture.Source
	header     bands.Header
	channels   int
	size       int // bytes of a sample
	seen       bool
	chunks     int
	tiles      []tile
	tileBytes  int64 // of the largest tile as it is stored
	groupBytes int64 // of the highest row of tiles, decoded
}

// tile is a rectangle of the picture, whose rows go up.
type tile struct {
	x, y, w, h int
	data       iff.Chunk // without the rectangle
}

// Open reads the chunks' headers.
func Open(src *picture.Source) (picture.Picture, error) {
	form, whole, err := iff.Form(src, src.Size())
	if err != nil {
		return nil, err
	}
	if form != "CIMG" {
		return nil, fault.New(fault.Unsupported, "a form of type %q", form)
	}
	f := &file{src: src}
	if err := f.readForm(whole, false); err != nil {
		return nil, err
	}
	if len(f.tiles) == 0 {
		return nil, fault.New(fault.NoPicture, "the file has no tiles of colour")
	}
	if err := f.arrange(); err != nil {
		return nil, err
	}
	f.header.Fixed = f.tileBytes + f.groupBytes
	if f.size == 2 {
		return bands.New(f.header, func(ctx context.Context) (bands.Rows[uint16], error) {
			return bands.Rows[uint16]{Read: f.reader(ctx), Converter: func() func([]uint16, []byte) { return words }}, nil
		}), nil
	}
	return bands.New(f.header, func(ctx context.Context) (bands.Rows[uint8], error) {
		return bands.Rows[uint8]{
			Read:      f.reader(ctx),
			Converter: func() func([]uint8, []byte) { return func(row []uint8, stored []byte) { copy(row, stored) } },
		}, nil
	}), nil
}

func words(row []uint16, stored []byte) {
	for i := range row {
		row[i] = binary.BigEndian.Uint16(stored[2*i:])
	}
}

// readForm reads the chunks of the file's form or of the one of tiles within it.
func (f *file) readForm(form iff.Chunk, inner bool) error {
	for c, err := range form.Chunks(f.src) {
		if err != nil {
			return err
		}
		if f.chunks++; f.chunks > maxChunks {
			return fault.New(fault.LimitCount, "more than %d chunks", maxChunks)
		}
		switch c.ID {
		case "TBHD":
			err = f.readHeader(c)
		case "FOR4", "FOR8":
			var name string
			var tiles iff.Chunk
			if name, tiles, err = c.Form(f.src); err == nil && name == "TBMP" && !inner {
				err = f.readForm(tiles, true)
			}
		case "RGBA":
			err = f.readTile(c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readHeader reads the TBHD chunk.
func (f *file) readHeader(chunk iff.Chunk) error {
	const size = 24
	data, err := f.src.Bytes(chunk.Off, min(chunk.Size, size))
	if err != nil {
		return err
	}
	c := bits.Big(data)
	w, h := c.U32(), c.U32()
	c.Skip(4)
	flags, sampleBytes := c.U32(), c.U16()
	c.Skip(2)
	compression := c.U32()
	if err := c.Err(); err != nil {
		return err
	}
	const maxSide = 1 << 16 // of tiles' places
	if w < 1 || h < 1 || w > maxSide || h > maxSide || sampleBytes > 1 {
		return fault.New(fault.Corrupt, "TBHD: %d×%d pixels, samples of kind %d", w, h, sampleBytes)
	}
	if compression > 1 {
		return fault.New(fault.Unsupported, "TBHD: compression %d", compression)
	}
	f.seen, f.size = true, int(sampleBytes)+1
	f.header.Width, f.header.Height, f.header.Orientation = int(w), int(h), picture.FlipVertical
	switch {
	case flags&flagRGB != 0 && flags&flagAlpha != 0:
		f.header.Layout, f.header.Premultiplied = raster.RGBA, true
	case flags&flagRGB != 0:
		f.header.Layout = raster.RGB
	case flags&flagAlpha != 0: // a matte by itself
		f.header.Layout = raster.Grey
	default:
		return fault.New(fault.NoPicture, "TBHD: the file has no colour")
	}
	f.channels = f.header.Layout.Channels()
	f.header.Stored = int64(w) * int64(f.channels*f.size)
	return nil
}

// readTile reads where a tile lies.
func (f *file) readTile(chunk iff.Chunk) error {
	const size = 8
	if !f.seen {
		return fault.New(fault.Corrupt, "a tile in front of the header")
	}
	data, err := f.src.Bytes(chunk.Off, min(chunk.Size, size))
	if err != nil {
		return err
	}
	c := bits.Big(data)
	x, y, right, top := int(c.U16()), int(c.U16()), int(c.U16()), int(c.U16())
	if err := c.Err(); err != nil {
		return err
	}
	if right < x || top < y || right >= f.header.Width || top >= f.header.Height {
		return fault.New(fault.Corrupt, "a tile from %d, %d to %d, %d of a picture of %d×%d", x, y, right, top, f.header.Width, f.header.Height)
	}
	chunk.Off += size
	chunk.Size -= size
	f.tiles = append(f.tiles, tile{x, y, right - x + 1, top - y + 1, chunk})
	return nil
}

// arrange sorts the tiles to rows, and finds out what those take.
func (f *file) arrange() error {
	slices.SortStableFunc(f.tiles, func(a, b tile) int {
		if a.y != b.y {
			return a.y - b.y
		}
		return a.x - b.x
	})
	for i, t := range f.tiles {
		if i > 0 {
			last := f.tiles[i-1]
			if t.y != last.y && t.y < last.y+last.h || t.y == last.y && t.h != last.h {
				return fault.New(fault.Unsupported, "tiles that form no rows, at %d, %d and %d, %d", last.x, last.y, t.x, t.y)
			}
		}
		f.tileBytes = max(f.tileBytes, f.storedBytes(t))
		f.groupBytes = max(f.groupBytes, int64(t.h)*f.header.Stored)
	}
	return nil
}

// rawBytes returns the size of a tile's samples.
func (f *file) rawBytes(t tile) int64 { return int64(t.w) * int64(t.h) * int64(f.channels*f.size) }

// storedBytes returns how much of a tile is read: two bytes for each are nothing but
// counts.
func (f *file) storedBytes(t tile) int64 { return min(t.data.Size, 2*f.rawBytes(t)) }
