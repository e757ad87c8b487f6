package webp

import (
	"bytes"
	"context"
	"io"
	"iter"

	"apsync/core/codec/webp/vp8"
	"apsync/core/picture"
	"apsync/core/raster"
)

// lossyBytes bounds what decoding a lossy frame takes beside what becomes of it.
func (fr *frame) lossyBytes() int64 {
	n := vp8.Bytes(fr.width, fr.height)
	if fr.hasAlpha() {
		n += fr.alphaBytes()
	}
	return n
}

// lossy decodes a lossy frame and shrinks it.
func (f *file) lossy(ctx context.Context, want picture.Want, factor int) (raster.Image, error) {
	chunk := f.frame.bitstream
	d, err := vp8.New(io.NewSectionReader(f.src, chunk.Off, chunk.Size), chunk.Size)
	if err != nil {
		return nil, err
	}
	d.Shrunk(factor)
	if !f.planar() {
		return f.lossyOnCanvas(ctx, want, d, factor)
	}
	return f.lossyPlanes(ctx, want, d, factor)
}

// sampling is how the planes of a lossy frame are sampled.
func (f *file) sampling() picture.Sampling {
	return picture.Sampling{Width: f.frame.width, Height: f.frame.height, X: 2, Y: 2}
}

// lossyPlanes decodes an opaque frame, which stays in luma and colour difference.
func (f *file) lossyPlanes(ctx context.Context, want picture.Want, d *vp8.Decoder, factor int) (raster.Image, error) {
	out := picture.NewPlanes(want, f.sampling(), factor)
	line := make([]uint8, f.frame.width)
	after := factor > 1 && out.Planar() // there are fewer samples to stretch then
	for rows, err := range d.Rows(ctx, want.Spare) {
		if err != nil {
			return nil, err
		}
		for i, plane := range []*raster.Plane{&rows.Y, &rows.Cb, &rows.Cr} {
			for y := range plane.Height {
				row := plane.Row(y)
				if !after {
					stretch(line[:len(row)], row, spans[i])
					row = line[:len(row)]
				}
				out.AddTo(i, row)
			}
		}
	}
	img := out.Image()
	if after {
		stretchPlanes(img.(*raster.YCbCr))
	}
	return img, nil
}

// planes decodes a lossy frame in its own size and in video range.
func (f *file) planes(ctx context.Context, spare picture.Spare, d *vp8.Decoder) (*raster.YCbCr, error) {
	out := picture.NewPlanes(picture.Want{}, f.sampling(), 1)
	for rows, err := range d.Rows(ctx, spare) {
		if err != nil {
			return nil, err
		}
		for i, plane := range []*raster.Plane{&rows.Y, &rows.Cb, &rows.Cr} {
			for y := range plane.Height {
				out.AddTo(i, plane.Row(y))
			}
		}
	}
	return out.Image().(*raster.YCbCr), nil
}

// lossyOnCanvas decodes a frame with alpha, or one that does not fill its canvas.
func (f *file) lossyOnCanvas(ctx context.Context, want picture.Want, d *vp8.Decoder, factor int) (raster.Image, error) {
	alpha, stop := iter.Pull2(f.alphaRows(ctx))
	defer stop()
	if factor > 1 {
		want.Fitter = nil // colours are made of what is left
	}
	c := f.newCanvas(want, factor)
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	if factor > 1 {
		return f.shrunkOnCanvas(ctx, want.Spare, d, c, alpha)
	}
	planes, err := f.planes(ctx, want.Spare, d)
	if err != nil {
		return nil, err
	}
	rows := newVideoRows(planes)
	for y := range f.frame.height {
		row, err, _ := alpha()
		if err != nil {
			return nil, err
		}
		rows.row(c.pix, y, row)
		c.add()
	}
	return c.end(ctx)
}

// alphaRows yields the rows of the frame's alpha, opaque ones where it has none.
func (f *file) alphaRows(ctx context.Context) iter.Seq2[[]uint8, error] {
	if f.frame.hasAlpha() {
		return f.frame.alphaRows(ctx, f.src)
	}
	return func(yield func([]uint8, error) bool) {
		row := bytes.Repeat([]byte{255}, f.frame.width)
		for yield(row, ctx.Err()) {
		}
	}
}

// shrunkOnCanvas shrinks luma, colour difference and alpha as the rows of a frame
// come, and makes colours of what is left.
func (f *file) shrunkOnCanvas(ctx context.Context, spare picture.Spare, d *vp8.Decoder, c *canvas, alpha func() ([]uint8, error, bool)) (raster.Image, error) {
	for rows, err := range d.Rows(ctx, spare) {
		if err != nil {
			return nil, err
		}
		for y := range rows.Y.Height {
			row, err, _ := alpha()
			if err != nil {
				return nil, err
			}
			interleave(c.pix, rows.Y.Row(y), rows.Cb.Row(y/2), rows.Cr.Row(y/2), row)
			c.add()
		}
	}
	small, err := c.end(ctx)
	if err != nil {
		return nil, err
	}
	img := small.(*raster.Pixels[uint8])
	for pix := img.Pix; len(pix) >= 4; pix = pix[4:] {
		videoColour(pix, int(pix[0]), 16*(int(pix[1])-128), 16*(int(pix[2])-128))
	}
	return img, nil
}

// interleave writes pixels of luma, colour difference and alpha.
func interleave(dst, luma, cb, cr, alpha []uint8) {
	alpha = alpha[:len(luma)]
	for x, v := range luma {
		pixel := (*[4]uint8)(dst[4*x:])
		pixel[0], pixel[1], pixel[2], pixel[3] = v, cb[x/2], cr[x/2], alpha[x]
	}
}
