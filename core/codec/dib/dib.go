// Package dib reads device-independent bitmaps, which are the files of Windows and OS/2
// bitmaps and, without a file header, the entries of icons.
//
// Specification: [MS-WMF] §2.2.2 and the BITMAPINFOHEADER, BITMAPV4HEADER and
// BITMAPV5HEADER pages of Microsoft's GDI reference; IBM's OS/2 Presentation
// Manager reference for the headers of 12 and of 16 to 64 bytes.
//
// Read are 1, 2, 4, 8, 16, 24 and 32 bits per pixel, uncompressed, with bit masks
// of any width and order, and in the run-length encodings RLE4, RLE8 and RLE24,
// stored bottom-up or top-down. There is alpha only where a header of 56 bytes and
// more or BI_ALPHABITFIELDS has a mask for it; where every alpha is 0 nevertheless,
// the writer left it unused and the picture is opaque. Colours that a palette does
// not have are black, and pixels that a run-length encoding skips have colour 0 of
// the palette. Calibrated colour spaces and embedded ICC profiles are honoured;
// linked profiles are not followed. Pixels are taken to be square.
//
// Read too are 64 bits per pixel, four numbers of linear light in which 8192 is white,
// and embedded JPEG and PNG files, which are shown by themselves. The OS/2 Huffman
// encoding is unsupported. Pixel rows are read in strips and box-shrunk as they come; only
// run-length encoded pictures are held whole, a byte or three for a pixel.
package dib

import (
	"context"
	"io"

	"apsync/core/codec/jpeg"
	"apsync/core/codec/png"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// bitmap is an opened file.
type bitmap struct {
	src     *picture.Source
	header  *header
	palette palette
	space   colour.Space
	mask    maskPlace
}

// Open opens a bitmap's file. It reads the headers, the palette and an embedded colour
// profile of at most 16 MiB, and fails as truncated where the file cannot hold the
// rows it announces.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	if h.embeds() {
		return h.openEmbedded(src)
	}
	return open(src, h)
}

// openEmbedded opens the JPEG or PNG file that stands in place of rows.
func (h *header) openEmbedded(src *picture.Source) (picture.Picture, error) {
	if h.pixels >= src.Size() {
		return nil, fault.New(fault.Truncated, "embedded picture at offset %d of %d", h.pixels, src.Size())
	}
	n := src.Size() - h.pixels
	inner, err := picture.NewSource(io.NewSectionReader(src, h.pixels, n), n, "")
	if err != nil {
		return nil, err
	}
	if h.compression == biPNG {
		return png.Open(inner)
	}
	return jpeg.Open(inner)
}

func open(src *picture.Source, h *header) (*bitmap, error) {
	b := &bitmap{src: src, header: h}
	var err error
	if b.palette, err = h.locate(src); err != nil {
		return nil, err
	}
	if err := h.checkSize(src.Size()); err != nil {
		return nil, err
	}
	b.space = h.space(src)
	return b, nil
}

// Info says what the headers told.
func (b *bitmap) Info() picture.Info {
	return picture.Info{
		Width: b.header.width, Height: b.header.height,
		HasAlpha: b.header.layout().HasAlpha(),
		Boxes:    true,
		Need:     func(want picture.Want) int64 { return b.need(b.factor(want)) },
	}
}

// Decode reads the rows, shrinking them by a whole factor.
func (b *bitmap) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	f := b.factor(want)
	if err := want.Budget.Take(b.need(f)); err != nil {
		return nil, err
	}
	rows, err := b.rows(ctx)
	if err != nil {
		return nil, err
	}
	mask, err := b.readMask()
	if err != nil {
		return nil, err
	}
	img, visible, err := b.shrink(ctx, rows, want, convertAll{b, mask, false})
	if err == nil && !visible {
		img, _, err = b.shrink(ctx, rows, want, convertAll{b, mask, true})
	}
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img, Space: b.space}, nil
}

// shrink makes the picture of rows. It reports whether any pixel is visible.
func (b *bitmap) shrink(ctx context.Context, rows rowReader, want picture.Want, all convertAll) (raster.Image, bool, error) {
	var (
		h       = b.header
		layout  = h.layout()
		convert = all.converter()
		outline = picture.Outline{Width: h.width, Height: h.height, Layout: layout, Space: b.space}
		out     = picture.NewRows[uint8](want, outline, b.factor(want))
		row     = make([]uint8, h.width*layout.Channels())
		visible = !h.hasAlpha()
	)
	err := rows(func(stored []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		convert(row, stored)
		visible = visible || anyAlpha(row)
		out.Add(row)
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return out.Image(), visible, nil
}

func fillAlpha(row []uint8) {
	for i := 3; i < len(row); i += 4 {
		row[i] = 255
	}
}

func anyAlpha(row []uint8) bool {
	for i := 3; i < len(row); i += 4 {
		if row[i] != 0 {
			return true
		}
	}
	return false
}

// factor is by how much the picture is shrunk for want.
func (b *bitmap) factor(want picture.Want) int {
	return raster.Factor(b.header.width, b.header.height, want.Width, want.Height)
}

// need is what decoding allocates: the picture shrunk by f, a converted row, the
// stored ones and small tables. A picture whose alpha proves unused is made a
// second time.
func (b *bitmap) need(f int) int64 {
	const tables = 16 << 10
	h := b.header
	n := tables + b.mask.bytes() + raster.ShrunkBytes(h.width, h.height, h.layout(), f, 1) + int64(h.width)*int64(3+h.layout().Channels())
	if h.encoded() {
		return n + h.planeBytes() + readerBytes
	}
	n += h.stripRows() * h.rowBytes()
	if h.hasAlpha() {
		n *= 2
	}
	return n
}

// unsupported names a variant that is not read.
func unsupported(format string, args ...any) error {
	return fault.New(fault.Unsupported, format, args...)
}
