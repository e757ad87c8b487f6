// Package webp reads WebP pictures: lossy (VP8), lossless (VP8L), with alpha, and
// the first frame of animations.
//
// Specification: RFC 9649 for the container and VP8L, RFC 6386 for VP8.
//
// Lossy pictures without alpha come as planes of luma and colour difference, whose
// video range (RFC 6386 §9.2, as all decoders read it) is stretched to the full
// one; with alpha as RGBA. Lossless pictures have alpha where their header says so.
// An animation's first frame is placed on its canvas, what it leaves free being
// transparent; the background colour is ignored, as browsers do. An embedded ICC
// profile of at most 16 MiB and the orientation of an Exif block are honoured.
//
// Pixels of VP8 and VP8L are decoded by golang.org/x/image, whole before they are
// shrunk; a VP8 picture once begun cannot be interrupted. A picture of which a part
// is missing is truncated, never shown in part. A canvas of more than 4096 pixels
// for a byte of the file is refused where the frame does not fill it.
package webp

import (
	"context"

	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file is an opened file.
type file struct {
	src         *picture.Source
	width       int // of the canvas
	height      int
	frame       frame
	frames      int
	orientation picture.Orientation
	space       colour.Space
}

// Open reads the chunks' headers, the colour profile and the Exif block.
func Open(src *picture.Source) (picture.Picture, error) {
	f, err := readContainer(src)
	if err != nil {
		return nil, err
	}
	return f, f.check()
}

// Info says what the headers told.
func (f *file) Info() picture.Info {
	return picture.Info{
		Width: f.width, Height: f.height,
		Orientation: f.orientation,
		HasAlpha:    f.hasAlpha(),
		Pages:       f.frames,
		Need:        func(want picture.Want) int64 { return f.need(f.factor(want)) },
	}
}

// covers reports whether the frame fills the canvas.
func (f *file) covers() bool {
	return f.frame.width == f.width && f.frame.height == f.height
}

func (f *file) hasAlpha() bool { return f.frame.hasAlpha() || !f.covers() }

func (f *file) layout() raster.Layout {
	if f.hasAlpha() {
		return raster.RGBA
	}
	return raster.RGB
}

// planar reports whether the picture stays in luma and colour difference.
func (f *file) planar() bool { return !f.frame.lossless && !f.hasAlpha() }

func (f *file) factor(want picture.Want) int {
	return raster.Factor(f.width, f.height, want.Width, want.Height)
}

// need is what decoding allocates for the picture shrunk by factor.
func (f *file) need(factor int) int64 {
	n := f.frame.decodedBytes()
	if f.planar() {
		return n + planesBytes(f.width, f.height, factor)
	}
	row := int64(f.width) * int64(f.layout().Channels())
	return n + row + raster.ShrunkBytes(f.width, f.height, f.layout(), factor, 1)
}

// Decode decodes the frame and shrinks it.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	factor := f.factor(want)
	if err := want.Budget.Take(f.need(factor)); err != nil {
		return nil, err
	}
	img, err := f.decode(ctx, factor)
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img, Space: f.space}, nil
}

// decode returns the canvas shrunk by factor.
func (f *file) decode(ctx context.Context, factor int) (raster.Image, error) {
	if f.frame.lossless {
		pix, err := decodeVP8L(f.frame.reader(ctx, f.src), f.frame.width, f.frame.height)
		if err != nil {
			return nil, err
		}
		return f.compose(ctx, factor, &argbRows{pix: pix, width: f.frame.width, opaque: !f.frame.hasAlpha()})
	}
	planes, err := decodeVP8(f.frame.reader(ctx, f.src), f.frame.bitstream.Size)
	if err != nil {
		return nil, err
	}
	if f.planar() {
		planes, _ = raster.Shrink(planes, factor).(*raster.YCbCr)
		stretchRange(planes)
		return planes, nil
	}
	var alpha []uint8
	if f.frame.hasAlpha() {
		if alpha, err = f.frame.decodeAlpha(ctx, f.src); err != nil {
			return nil, err
		}
	}
	return f.compose(ctx, factor, newVideoRows(planes, alpha))
}

// rowSource gives the rows of a decoded frame.
type rowSource interface {
	// row writes row y of the frame into dst, as RGB or RGBA.
	row(dst []uint8, y int, layout raster.Layout)
}

// compose shrinks the canvas with the frame on it.
func (f *file) compose(ctx context.Context, factor int, rows rowSource) (raster.Image, error) {
	var (
		layout   = f.layout()
		n        = layout.Channels()
		shrinker = raster.NewShrinker[uint8](f.width, f.height, layout, factor)
		row      = make([]uint8, f.width*n)
		left     = f.frame.left
		right    = left + f.frame.width
	)
	for y := range f.height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if within := y - f.frame.top; within >= 0 && within < f.frame.height {
			rows.row(row[left*n:right*n], within, layout)
		} else {
			clear(row)
		}
		shrinker.Add(row)
	}
	return shrinker.Image(), nil
}
