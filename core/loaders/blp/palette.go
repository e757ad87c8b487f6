package blp

import (
	"bufio"
	"context"
	"io"

	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
)

// paletteSize is that of the palette, in bytes.
const paletteSize = 256 * 4

// openPalette opens a picture of indices, behind which all of its alpha lies.
func (h *header) openPalette(src *picture.Source) (picture.Picture, error) {
	switch h.alphaBits {
	case 0, 1, 4, 8:
	default:
		return nil, fault.New(fault.Corrupt, "alpha of %d bits", h.alphaBits)
	}
	data, err := src.Bytes(h.after, paletteSize)
	if err != nil {
		return nil, err
	}
	size := func(w, height int) int64 {
		n := int64(w) * int64(height)
		return n + (n*int64(h.alphaBits)+7)/8
	}
	t := texture.Texture{Format: texture.Named("R8G8B8A8_UNORM")}
	if h.alphaBits == 0 {
		t.Swizzle = texture.Swizzle{3: texture.One}
	}
	for i := range h.levels(src, size) {
		w, height := max(1, h.width>>i), max(1, h.height>>i)
		n, off := int64(w)*int64(height), int64(h.offsets[i])
		t.Levels = append(t.Levels, texture.Level{
			Width: w, Height: height, Pitch: t.Format.Pitch(w), Memory: 3 * bufferSize,
			Faces: []texture.Face{{}},
			Open: func(context.Context) (io.Reader, error) {
				return &indexed{
					palette: data, alphaBits: h.alphaBits,
					indices: bufio.NewReaderSize(io.NewSectionReader(src, off, n), bufferSize),
					alpha:   bufio.NewReaderSize(io.NewSectionReader(src, off+n, size(w, height)-n), bufferSize),
				}, nil
			},
		})
	}
	if len(t.Levels) == 0 {
		return nil, h.truncated(src, size(h.width, h.height))
	}
	return texture.New(t), nil
}

// bufferSize is how much is read at once, in bytes.
const bufferSize = 64 << 10

// indexed hands out pixels of four bytes.
type indexed struct {
	palette        []byte // blue, green, red and nothing
	alphaBits      int
	indices, alpha *bufio.Reader
	bits           uint // of alpha that are read
	held           int  // and how many
}

// Read implements io.Reader, of whole pixels.
func (r *indexed) Read(p []byte) (int, error) {
	n := 0
	for ; n+4 <= len(p); n += 4 {
		index, err := r.indices.ReadByte()
		if err != nil {
			return n, err
		}
		alpha, err := r.nextAlpha()
		if err != nil {
			return n, err
		}
		entry := r.palette[int(index)*4:]
		p[n], p[n+1], p[n+2], p[n+3] = entry[2], entry[1], entry[0], alpha
	}
	if n == 0 {
		return 0, io.ErrShortBuffer
	}
	return n, nil
}

// nextAlpha returns the alpha of the next pixel.
func (r *indexed) nextAlpha() (uint8, error) {
	if r.alphaBits == 0 {
		return 255, nil
	}
	if r.held == 0 {
		b, err := r.alpha.ReadByte()
		if err != nil {
			return 0, err
		}
		r.bits, r.held = uint(b), 8
	}
	top := uint(1)<<r.alphaBits - 1
	v := r.bits & top * 255 / top
	r.bits >>= r.alphaBits
	r.held -= r.alphaBits
	return uint8(v), nil
}
