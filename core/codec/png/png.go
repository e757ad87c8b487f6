// Package png reads PNG pictures: a header, chunks of metadata, and rows of
// samples that are filtered and then deflated.
//
// Specification: https://www.w3.org/TR/png-3/ (Portable Network Graphics, third
// edition).
//
// All colour types, depths and interlace are read, tRNS on any of them, the
// colour chunks in their precedence (cICP, iCCP, sRGB, gAMA with cHRM) and the
// orientation in eXIf. Of an animation the default image is shown, which need not
// be one of its frames. Apple's variant for its devices (CgBI: no zlib frame, blue
// first, premultiplied) is read too. Text and unknown ancillary chunks are passed
// over unread; unknown critical ones before the data make the file unsupported.
//
// Defects: a critical chunk with a wrong checksum, and rows that are missing or do
// not inflate, are errors. An ancillary chunk that is damaged is ignored, and what
// is wrong after the last row does not matter; both are notes. A palette index
// beyond the palette shows black.
//
// Limits: rows are inflated one at a time and box-shrunk as they come, so that
// memory follows the size wanted; an interlaced picture is held whole. Files too
// short to inflate to what their header claims are refused before anything is
// allocated. ICC profiles of more than 16 MiB and Exif blocks of more than 1 MiB
// are ignored; more than 131,072 chunks before the data fail.
package png

import (
	"bytes"
	"math"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature begins every PNG file.
const Signature = "\x89PNG\r\n\x1a\n"

// file is an opened PNG.
type file struct {
	src *picture.Source
	header
	metadata
	apple bool  // CgBI
	data  int64 // offset of the first IDAT chunk
	notes notes
}

// Open reads the chunks before the picture's data, and the names of those after.
func Open(src *picture.Source) (picture.Picture, error) {
	if !bytes.HasPrefix(src.Head(), []byte(Signature)) {
		return nil, fault.New(fault.Corrupt, "the file does not begin with the signature of PNG")
	}
	f := &file{src: src}
	chunks := newWalker(src)
	if err := f.readChunks(chunks); err != nil {
		return nil, err
	}
	f.readTrailer(chunks)
	f.settleTransparency()
	if available := src.Size() - f.data; f.rawBytes()/inflate.MaxExpansion > available {
		return nil, picture.Short(f.width, f.height, "a picture of %d×%d cannot come out of the %d bytes that are left of the file",
			f.width, f.height, available)
	}
	return f, nil
}

// Info implements picture.Picture.
func (f *file) Info() picture.Info {
	info := picture.Info{
		Width: f.width, Height: f.height,
		Orientation: f.orientation,
		HasAlpha:    f.layout().HasAlpha(),
		Boxes:       f.depth < 16 || colour.IsDisplay(f.layout(), f.space()),
		Pages:       f.frames,
		Need:        f.need,
	}
	if f.frames > 0 {
		info.Mimetype = "image/apng"
	}
	return info
}

// fixedBytes is what decoding takes whatever the picture: the inflater's window
// and tables, the blocks between the two halves of the pipeline, the read buffer.
const fixedBytes = 1 << 20

// need returns what Decode takes from the budget.
func (f *file) need(want picture.Want) int64 {
	factor := raster.Factor(f.width, f.height, want.Width, want.Height)
	sample := int64(max(1, f.depth/8))
	pixel := sample * int64(f.layout().Channels())
	rows, ok := bits.Mul(int64(f.width), 16+pixel) // two of at most 8 bytes a pixel, one unpacked
	total := add(fixedBytes, rows)
	switch {
	case !ok:
		return math.MaxInt64
	case !f.interlaced:
		return add(total, raster.ShrunkBytes(f.width, f.height, f.layout(), factor, sample))
	}
	whole, ok := bits.Mul(int64(f.width), int64(f.height), pixel)
	if !ok {
		return math.MaxInt64
	}
	if factor > 1 {
		whole = add(whole, raster.ShrunkBytes(f.width, f.height, f.layout(), factor, sample))
	}
	return add(total, whole)
}

// add adds sizes, up to math.MaxInt64.
func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
