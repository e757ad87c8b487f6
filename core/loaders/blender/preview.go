package blender

import (
	"context"
	"errors"
	"io"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	pixelSize = 4
	sizesSize = 8 // width and height before the pixels
)

// preview is the picture of block TEST.
type preview struct {
	src           *picture.Source
	off           int64 // of the pixels in the stream
	width, height int
	unpacking     int64 // bytes that it takes to come to the pixels
}

// openPreview reads the size of the preview, whose block follows.
func openPreview(src *picture.Source, s *stream, h *header, b block) (*preview, error) {
	sizes := make([]byte, sizesSize)
	if b.size < sizesSize {
		return nil, fault.New(fault.Corrupt, "preview of %d bytes", b.size)
	}
	if err := s.read(sizes); err != nil {
		return nil, ended(err, s)
	}
	width, height := int32(h.order.Uint32(sizes)), int32(h.order.Uint32(sizes[4:]))
	switch {
	case width == 0 || height == 0:
		return nil, noPreview("the preview of the file of Blender %s is empty", h.version)
	case width < 0 || height < 0 || width > maxSide || height > maxSide:
		return nil, fault.New(fault.LimitPixels, "preview of %d by %d pixels, more than %d", width, height, maxSide)
	}
	p := &preview{src, s.off, int(width), int(height), s.memory()}
	if p.bytes() > b.size-sizesSize {
		return nil, fault.New(fault.Corrupt, "preview of %d by %d pixels in a block of %d bytes", width, height, b.size)
	}
	return p, nil
}

func (p *preview) bytes() int64 { return int64(p.width) * int64(p.height) * pixelSize }

// need bounds what Decode takes.
func (p *preview) need(factor int) int64 {
	return p.bytes() + raster.ShrunkBytes(p.width, p.height, raster.RGBA, factor, 1) + p.unpacking
}

// Info implements picture.Picture.
func (p *preview) Info() picture.Info {
	return picture.Info{
		Width: p.width, Height: p.height, HasAlpha: true, Boxes: true,
		Need: func(want picture.Want) int64 {
			return p.need(raster.Factor(p.width, p.height, want.Width, want.Height))
		},
	}
}

// Decode implements picture.Picture.
func (p *preview) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	factor := raster.Factor(p.width, p.height, want.Width, want.Height)
	if err := want.Budget.Take(p.need(factor)); err != nil {
		return nil, err
	}
	pixels, err := p.read()
	if err != nil {
		return nil, err
	}
	visible, premultiplied := alphas(pixels)
	if !visible {
		return nil, noPreview("the preview is wholly transparent")
	}
	rows := picture.NewRows[uint8](want, picture.Outline{
		Width: p.width, Height: p.height, Layout: raster.RGBA, Premultiplied: premultiplied,
	}, factor)
	stride := pixelSize * p.width
	for y := p.height - 1; y >= 0; y-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows.Add(pixels[y*stride : (y+1)*stride])
	}
	return &picture.Frame{Image: rows.Image()}, nil
}

// read returns the pixels as they are stored.
func (p *preview) read() ([]byte, error) {
	s := newStream(p.src)
	defer s.Close()
	if err := s.skip(p.off); err != nil {
		return nil, ended(err, s)
	}
	pixels := make([]byte, p.bytes())
	if err := s.read(pixels); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fault.New(fault.Truncated, "the preview ends after %d of %d bytes", s.off-p.off, len(pixels))
		}
		return nil, err
	}
	return pixels, nil
}

// alphas reports whether any pixel can be seen, and whether colours are multiplied by
// their alpha: none exceeds it, but for rounding.
func alphas(pixels []byte) (visible, premultiplied bool) {
	premultiplied = true
	for ; len(pixels) >= pixelSize; pixels = pixels[pixelSize:] {
		alpha := pixels[3]
		visible = visible || alpha > 0
		premultiplied = premultiplied && int(max(pixels[0], pixels[1], pixels[2])) <= int(alpha)+1
	}
	return visible, premultiplied
}
