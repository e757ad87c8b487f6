// Package miff reads MIFF, ImageMagick's own format: a header of keys and values in
// text, profiles, perhaps a palette, and samples.
//
// Specification: https://imagemagick.org/script/miff.php.
//
// Read are DirectClass and PseudoClass with palettes of up to 65536 colours, grey, RGB
// and CMYK, with alpha and without, in 8, 16 and 32 bits, as they are, in run lengths
// or deflated (Zip). Of 32 bits the upper sixteen are kept, and floating-point samples
// are clipped to 0..1. An ICC profile of at most 16 MiB is honoured. Of several
// pictures in a file the first is shown. BZip, LZMA and other compressions are
// unsupported, and so are colour spaces other than those above.
//
// Rows are shrunk as they come. A file too short for the samples it announces is
// refused before anything is allocated.
package miff

import (
	"context"
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/inflate"
	"apsync/core/picture"
)

// Signature begins every file.
const Signature = "id=ImageMagick"

// file is an opened picture.
type file struct {
	src *picture.Source
	*header
	palette [][3]uint16
}

// Open reads the header, the profile and the palette.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	f := &file{src: src, header: h}
	if err := f.readProfiles(src); err != nil {
		return nil, err
	}
	if err := f.readPalette(); err != nil {
		return nil, err
	}
	if left := src.Size() - f.data; f.leastBytes() > left {
		return nil, picture.Short(f.width, f.height, "%d×%d pixels take at least %d bytes, %d are left of the file",
			f.width, f.height, f.leastBytes(), left)
	}
	const inflater = 512 << 10
	row := int64(f.width) * int64(f.pixelBytes())
	b := bands.Header{
		Width: f.width, Height: f.height, Layout: f.layout(), Space: f.space,
		Stored: row, Fixed: bands.ReaderBytes + inflater,
	}
	return bands.New(b, func(ctx context.Context) (bands.Rows[uint16], error) {
		return bands.Apart(f.rows(ctx), f.convert), nil
	}), nil
}

// leastBytes is what the samples take at least.
func (f *file) leastBytes() int64 {
	const maxRun = 256
	pixels, ok := bits.Mul(int64(f.width), int64(f.height))
	raw, rawOK := bits.Mul(pixels, int64(f.pixelBytes()))
	switch {
	case !ok || !rawOK:
		return math.MaxInt64
	case f.compression == "rle":
		return pixels / maxRun * int64(f.pixelBytes()+1)
	case f.compression == "zip":
		return raw / inflate.MaxExpansion
	}
	return raw
}

// readPalette reads the colours of indices.
func (f *file) readPalette() error {
	if !f.pseudo {
		return nil
	}
	size := int64(f.sampleBytes())
	stored, err := f.src.Bytes(f.data, 3*size*int64(f.colours))
	if err != nil {
		return err
	}
	f.data += int64(len(stored))
	f.palette = make([][3]uint16, f.colours)
	for i := range f.palette {
		for c := range f.palette[i] {
			f.palette[i][c] = f.sample(stored[(int64(i)*3+int64(c))*size:])
		}
	}
	return nil
}
