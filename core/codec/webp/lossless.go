package webp

import (
	"context"
	"encoding/binary"
	"io"
	"math/bits"

	"apsync/core/codec/webp/vp8l"
	"apsync/core/picture"
	"apsync/core/raster"
)

// fourChannels is the layout of rows that are shrunk as they come: of four channels
// of which none is alpha, whatever they mean.
const fourChannels = raster.CMYK

// losslessBytes bounds what decoding w×h pixels from size bytes takes beside what
// becomes of them.
func losslessBytes(w, h int, size int64) int64 {
	const reader = 64 << 10
	return reader + vp8l.Bytes(w, h, size)
}

// lossless decodes a lossless frame and shrinks it.
func (f *file) lossless(ctx context.Context, want picture.Want, factor int) (raster.Image, error) {
	fr := &f.frame
	r := chunkReader(ctx, f.src, fr.bitstream)
	if _, err := io.CopyN(io.Discard, r, vp8l.HeaderSize); err != nil {
		return nil, err
	}
	d, err := vp8l.New(r, fr.width, fr.height)
	if err != nil {
		return nil, err
	}
	if f.hasAlpha() {
		return f.losslessOnCanvas(ctx, want, d, factor)
	}
	if factor == 1 {
		return f.losslessWhole(ctx, want, d)
	}
	shrinker := raster.NewShrinker[uint8](fr.width, fr.height, fourChannels, factor)
	for row, err := range d.Rows(ctx, want.Spare) {
		if err != nil {
			return nil, err
		}
		shrinker.Add(row.Pix)
	}
	small := shrinker.Image()
	img := raster.New[uint8](small.Width, small.Height, raster.RGB)
	for y := range img.Height {
		dropAlpha(img.Row(y), small.Row(y))
	}
	return img, nil
}

// losslessWhole decodes an opaque frame in its own size.
func (f *file) losslessWhole(ctx context.Context, want picture.Want, d *vp8l.Decoder) (raster.Image, error) {
	out := picture.NewRows[uint8](want, f.outline(raster.RGB), 1)
	line := make([]uint8, 3*f.frame.width)
	for row, err := range d.Rows(ctx, want.Spare) {
		if err != nil {
			return nil, err
		}
		dropAlpha(line, row.Pix)
		out.Add(line)
	}
	return out.Image(), nil
}

// losslessOnCanvas decodes a frame with alpha, or one that does not fill its canvas.
func (f *file) losslessOnCanvas(ctx context.Context, want picture.Want, d *vp8l.Decoder, factor int) (raster.Image, error) {
	c := f.newCanvas(want, factor)
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	for row, err := range d.Rows(ctx, want.Spare) {
		if err != nil {
			return nil, err
		}
		exchange(c.pix, row.Pix)
		if !f.frame.alphaUsed {
			for i := 3; i < len(c.pix); i += 4 {
				c.pix[i] = 255
			}
		}
		c.add()
	}
	return c.end(ctx)
}

// dropAlpha writes red, green and blue of pixels that are blue, green, red and
// alpha.
func dropAlpha(dst, src []uint8) {
	for len(src) >= 16 && len(dst) >= 12 {
		a, b, c, d := exchanged(src), exchanged(src[4:]), exchanged(src[8:]), exchanged(src[12:])
		binary.LittleEndian.PutUint32(dst, a|b<<24)
		binary.LittleEndian.PutUint32(dst[4:], b>>8|c<<16)
		binary.LittleEndian.PutUint32(dst[8:], c>>16|d<<8)
		dst, src = dst[12:], src[16:]
	}
	for len(src) >= 4 && len(dst) >= 3 {
		dst[0], dst[1], dst[2] = src[2], src[1], src[0]
		dst, src = dst[3:], src[4:]
	}
}

// exchanged returns red, green and blue of a pixel, red lowest.
func exchanged(pixel []uint8) uint32 {
	return bits.ReverseBytes32(binary.LittleEndian.Uint32(pixel)) >> 8
}

// exchange writes pixels that are blue, green, red and alpha as red, green, blue and
// alpha.
func exchange(dst, src []uint8) {
	for len(src) >= 4 && len(dst) >= 4 {
		binary.LittleEndian.PutUint32(dst, exchanged(src)|uint32(src[3])<<24)
		dst, src = dst[4:], src[4:]
	}
}
