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
// Rows are shrunk as they are decoded, in luma and colour difference where a picture
// has those, so that of a frame about a row of macroblocks is held, or the 2^20
// pixels that lossless copies reach back; only a lossy one with alpha is held whole
// where it is not shrunk. A spare worker takes a part of the decoding. A picture of
// which a part is missing is truncated, never shown in part. A canvas of more than
// 4096 pixels for a byte of the file is refused where the frame does not fill it.
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
		Boxes:       f.frame.lossless, // a lossy one differs by 0.7 of 255 without
		Need:        f.need,
	}
}

// covers reports whether the frame fills the canvas.
func (f *file) covers() bool {
	return f.frame.width == f.width && f.frame.height == f.height
}

func (f *file) hasAlpha() bool { return f.frame.hasAlpha() || !f.covers() }

// planar reports whether the picture stays in luma and colour difference.
func (f *file) planar() bool { return !f.frame.lossless && !f.hasAlpha() }

func (f *file) factor(want picture.Want) int {
	return raster.Factor(f.width, f.height, want.Width, want.Height)
}

// need is what decoding allocates for a want.
func (f *file) need(want picture.Want) int64 {
	factor, fr := f.factor(want), &f.frame
	if fr.lossless {
		n := losslessBytes(fr.width, fr.height, fr.bitstream.Size)
		if f.hasAlpha() {
			return n + f.canvasBytes(factor)
		}
		small := int64(f.width/factor+1) * int64(f.height/factor+1)
		return n + 3*small + raster.ShrunkBytes(f.width, f.height, fourChannels, factor, 1)
	}
	n := fr.lossyBytes()
	if f.planar() {
		return n + int64(fr.width) + picture.PlanesBytes(f.sampling(), factor)
	}
	n += f.canvasBytes(factor) + int64(fr.width)
	if factor == 1 {
		n += picture.PlanesBytes(f.sampling(), 1) + 4*int64(fr.width)
	}
	return n
}

// Decode decodes the frame and shrinks it.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := want.Budget.Take(f.need(want)); err != nil {
		return nil, err
	}
	img, err := f.decode(ctx, want, f.factor(want))
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img, Space: f.space}, nil
}

// decode returns the canvas shrunk by factor.
func (f *file) decode(ctx context.Context, want picture.Want, factor int) (raster.Image, error) {
	if f.frame.lossless {
		return f.lossless(ctx, want, factor)
	}
	return f.lossy(ctx, want, factor)
}

// outline describes the canvas in that layout.
func (f *file) outline(layout raster.Layout) picture.Outline {
	return picture.Outline{Width: f.width, Height: f.height, Layout: layout, Space: f.space}
}
