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
func (f *file) lossy(ctx context.Context, spare picture.Spare, factor int) (raster.Image, error) {
	chunk := f.frame.bitstream
	d, err := vp8.New(io.NewSectionReader(f.src, chunk.Off, chunk.Size), chunk.Size)
	if err != nil {
		return nil, err
	}
	d.Shrunk(factor)
	switch {
	case !f.planar():
		return f.lossyOnCanvas(ctx, spare, d, factor)
	case factor == 1:
		return f.planes(ctx, spare, d, stretch)
	}
	return f.shrunkPlanes(ctx, spare, d, factor)
}

// planes decodes a lossy frame in its own size. Put writes its rows, which are in
// video range.
func (f *file) planes(ctx context.Context, spare picture.Spare, d *vp8.Decoder, put func(dst, src []uint8, s span)) (*raster.YCbCr, error) {
	w, h := f.frame.width, f.frame.height
	img := &raster.YCbCr{Y: newPlane(w, h), Cb: newPlane((w+1)/2, (h+1)/2), Cr: newPlane((w+1)/2, (h+1)/2)}
	for rows, err := range d.Rows(ctx, spare) {
		if err != nil {
			return nil, err
		}
		for y := range rows.Y.Height {
			put(img.Y.Row(rows.Top+y), rows.Y.Row(y), lumaSpan)
		}
		for y := range rows.Cb.Height {
			put(img.Cb.Row(rows.Top/2+y), rows.Cb.Row(y), colourSpan)
			put(img.Cr.Row(rows.Top/2+y), rows.Cr.Row(y), colourSpan)
		}
	}
	return img, nil
}

func newPlane(w, h int) raster.Plane {
	return raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
}

// shrunkPlanes decodes a lossy frame and shrinks its planes as their rows come.
func (f *file) shrunkPlanes(ctx context.Context, spare picture.Spare, d *vp8.Decoder, factor int) (*raster.YCbCr, error) {
	w, h := f.frame.width, f.frame.height
	luma := raster.NewPlaneShrinker(w, h, 1, 1, factor)
	cb, cr := raster.NewPlaneShrinker(w, h, 2, 2, factor), raster.NewPlaneShrinker(w, h, 2, 2, factor)
	for rows, err := range d.Rows(ctx, spare) {
		if err != nil {
			return nil, err
		}
		for y := range rows.Y.Height {
			luma.Add(rows.Y.Row(y))
		}
		for y := range rows.Cb.Height {
			cb.Add(rows.Cb.Row(y))
			cr.Add(rows.Cr.Row(y))
		}
	}
	img := &raster.YCbCr{Y: luma.Plane(), Cb: cb.Plane(), Cr: cr.Plane()}
	stretchPlanes(img)
	return img, nil
}

// planesBytes bounds what planes and shrunkPlanes allocate.
func (f *file) planesBytes(factor int) int64 {
	w, h := f.frame.width, f.frame.height
	if factor == 1 {
		return int64(w)*int64(h) + 2*int64((w+1)/2)*int64((h+1)/2)
	}
	return raster.PlaneShrunkBytes(w, h, 1, factor) + 2*raster.PlaneShrunkBytes(w, h, 2, factor)
}

// lossyOnCanvas decodes a frame with alpha, or one that does not fill its canvas.
func (f *file) lossyOnCanvas(ctx context.Context, spare picture.Spare, d *vp8.Decoder, factor int) (raster.Image, error) {
	alpha, stop := iter.Pull2(f.alphaRows(ctx))
	defer stop()
	c := f.newCanvas(factor)
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	if factor > 1 {
		return f.shrunkOnCanvas(ctx, spare, d, c, alpha)
	}
	planes, err := f.planes(ctx, spare, d, func(dst, src []uint8, _ span) { copy(dst, src) })
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
	img, err := c.end(ctx)
	if err != nil {
		return nil, err
	}
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
