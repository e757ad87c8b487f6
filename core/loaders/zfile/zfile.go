// Package zfile reads the depth and shadow maps of 3Delight and other RenderMan
// renderers (.zfile, .z).
//
// There is no specification beyond what those write and OpenImageIO reads: a number
// that tells the byte order, width and height of 16 bits, two matrices, and a float32
// for every pixel from the top down.
//
// Depths become grey: what is nearest is white, what is farthest nearly black, and
// what is as far as numbers go, where nothing was hit, black. A note tells so. Maps
// that are compressed with gzip, as some are, are not read.
package zfile

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signatures are those of big-endian and of little-endian files.
var Signatures = []string{"\x2f\x08\x67\xab", "\xab\x67\x08\x2f"}

// headerBytes are those of the number, the size and two matrices of 16 floats.
const headerBytes = 4 + 2*2 + 2*16*4

// nothing is from where on a depth means that nothing was hit.
const nothing = 1e29

// file is an opened file.
type file struct {
	src    *picture.Source
	header bands.Header
	order  binary.ByteOrder
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	data, err := src.Bytes(0, headerBytes)
	if err != nil {
		return nil, err
	}
	f := &file{src: src, order: binary.BigEndian}
	c := bits.Big(data)
	if data[0] == 0xab {
		f.order, c = binary.LittleEndian, bits.Little(data)
	}
	c.Skip(4)
	w, h := int(c.U16()), int(c.U16())
	if w < 1 || h < 1 {
		return nil, fault.New(fault.Corrupt, "header: %d×%d pixels", w, h)
	}
	if size := headerBytes + 4*int64(w)*int64(h); size > src.Size() {
		return nil, picture.Short(w, h, "%d×%d pixels end at offset %d of a file of %d", w, h, size, src.Size())
	}
	f.header = bands.Header{
		Width: w, Height: h, Layout: raster.Grey, Stored: 4 * int64(w), Fixed: 2*bands.ReaderBytes + 4*int64(w),
	}
	return f, nil
}

// Info says what the header told.
func (f *file) Info() picture.Info { return bands.New[uint16](f.header, nil).Info() }

// Decode looks for the depths that there are, and then makes grey of them.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	near, far, err := f.measure(ctx)
	if err != nil {
		return nil, err
	}
	h := f.header
	h.Notes = []string{"the file holds no depths; it is shown black"}
	if near <= far {
		h.Notes = []string{fmt.Sprintf("the file holds depths, not colours: %.4g is shown white, %.4g nearly black", near, far)}
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[uint16], error) {
		return bands.Rows[uint16]{
			Read: bands.Full(f.src.Reader(ctx, headerBytes)),
			Converter: func() func([]uint16, []byte) {
				return func(row []uint16, stored []byte) { f.convert(row, stored, near, far) }
			},
		}, nil
	}).Decode(ctx, want)
}

// measure returns the nearest and the farthest depth.
func (f *file) measure(ctx context.Context) (near, far float64, err error) {
	read := bands.Full(f.src.Reader(ctx, headerBytes))
	row := make([]byte, f.header.Stored)
	near, far = math.Inf(1), math.Inf(-1)
	for range f.header.Height {
		if err := read(row); err != nil {
			return 0, 0, err
		}
		for i := 0; i < len(row); i += 4 {
			if v := float64(math.Float32frombits(f.order.Uint32(row[i:]))); isDepth(v) {
				near, far = min(near, v), max(far, v)
			}
		}
	}
	return near, far, nil
}

func isDepth(v float64) bool { return v > -nothing && v < nothing }

// convert shows depths between white and a grey that differs from black.
func (f *file) convert(row []uint16, stored []byte, near, far float64) {
	const darkest = 0.1
	scale := 0.0
	if far > near {
		scale = (1 - darkest) / (far - near)
	}
	for x := range row {
		row[x] = 0
		if v := float64(math.Float32frombits(f.order.Uint32(stored[4*x:]))); isDepth(v) {
			row[x] = uint16(math.MaxUint16 * (1 - (v-near)*scale))
		}
	}
}
