package blp

import (
	"context"
	"io"

	"apsync/core/bits"
	"apsync/core/codec/jpeg"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// maxJPEGHeader bounds the header that the streams of all levels share, in bytes.
const maxJPEGHeader = 64 << 10

// stream is a picture stored as JPEG.
type stream struct {
	jpeg   picture.Picture
	layout raster.Layout
}

// openJPEG opens the stream of the largest level.
func (h *header) openJPEG(src *picture.Source) (picture.Picture, error) {
	data, err := src.Bytes(h.after, 4)
	if err != nil {
		return nil, err
	}
	size := int64(bits.Little(data).U32())
	if size > maxJPEGHeader {
		return nil, fault.New(fault.Corrupt, "jpeg header of %d bytes", size)
	}
	head, err := src.Bytes(h.after+4, size)
	if err != nil {
		return nil, err
	}
	off := int64(h.offsets[0])
	n := min(int64(h.sizes[0]), src.Size()-off)
	if n <= 0 {
		return nil, h.truncated(src, int64(h.sizes[0]))
	}
	whole, err := picture.NewSource(&bits.Joined{Head: head, Rest: io.NewSectionReader(src, off, n)}, size+n, "")
	if err != nil {
		return nil, err
	}
	pic, err := jpeg.OpenStream(whole, jpeg.Options{Model: jpeg.CMYK})
	if err != nil {
		return nil, err
	}
	if info := pic.Info(); info.Width != h.width || info.Height != h.height {
		return nil, fault.New(fault.Corrupt, "jpeg picture of %d×%d pixels in a texture of %d×%d", info.Width, info.Height, h.width, h.height)
	}
	return &stream{pic, h.layout()}, nil
}

// Info says what the headers told.
func (s *stream) Info() picture.Info {
	info := s.jpeg.Info()
	need := info.Need
	info.Orientation = picture.Upright
	info.HasAlpha = s.layout.HasAlpha()
	info.Need = func(want picture.Want) int64 {
		// The stream's pixels are copied at the size that comes out: no more than all.
		return need(want) + s.copyBytes(info.Width, info.Height)
	}
	return info
}

func (s *stream) copyBytes(w, h int) int64 {
	return int64(w) * int64(h) * int64(4+s.layout.Channels())
}

// Decode decodes the stream and puts its channels in order.
func (s *stream) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	frame, err := s.jpeg.Decode(ctx, want)
	if err != nil {
		return nil, err
	}
	w, h := frame.Image.Size()
	if err := want.Budget.Take(s.copyBytes(w, h)); err != nil {
		return nil, err
	}
	dst := raster.New[uint8](w, h, s.layout)
	src, ok := frame.Image.(*raster.Pixels[uint8])
	if !ok || src.Layout != raster.CMYK {
		src, _ = colour.ToPixels(frame.Image, frame.Space)
	}
	n, m := src.Layout.Channels(), s.layout.Channels()
	for y := range h {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		reorder(dst.Row(y), src.Row(y), m, n)
	}
	return &picture.Frame{Image: dst, Notes: frame.Notes}, nil
}

// reorder makes red, green, blue and, where there are four channels, alpha of blue,
// green, red and, where there are four, alpha; grey stays grey.
func reorder(dst, src []uint8, m, n int) {
	for ; len(src) >= n && len(dst) >= m; src, dst = src[n:], dst[m:] {
		if n < 3 {
			dst[0], dst[1], dst[2] = src[0], src[0], src[0]
		} else {
			dst[0], dst[1], dst[2] = src[2], src[1], src[0]
		}
		if m == 4 {
			dst[3] = 255
			if n == 4 {
				dst[3] = src[3]
			}
		}
	}
}
