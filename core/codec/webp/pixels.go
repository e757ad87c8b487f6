package webp

import (
	"context"
	"errors"
	"image"
	"io"

	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"

	"apsync/core/fault"
	"apsync/core/raster"
)

// decodeVP8 decodes a key frame of n bytes. Its planes are in video range.
func decodeVP8(r io.Reader, n int64) (planes *raster.YCbCr, err error) {
	defer fault.Catch(&err)
	d := vp8.NewDecoder()
	d.Init(r, int(n))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return nil, foreign("vp8", err)
	}
	m, err := d.DecodeFrame()
	if err != nil {
		return nil, foreign("vp8", err)
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	half := func(pix []uint8) raster.Plane {
		return raster.Plane{Width: (w + 1) / 2, Height: (h + 1) / 2, Stride: m.CStride, Pix: pix}
	}
	return &raster.YCbCr{
		Y:  raster.Plane{Width: w, Height: h, Stride: m.YStride, Pix: m.Y},
		Cb: half(m.Cb), Cr: half(m.Cr),
	}, nil
}

// decodeVP8L decodes a lossless picture, header included, that must be w×h: four
// bytes a pixel, red, green, blue and alpha, without gaps.
func decodeVP8L(r io.Reader, w, h int) (pix []uint8, err error) {
	defer fault.Catch(&err)
	m, err := vp8l.Decode(r)
	if err != nil {
		return nil, foreign("vp8l", err)
	}
	nrgba, ok := m.(*image.NRGBA)
	if !ok || nrgba.Rect.Dx() != w || nrgba.Rect.Dy() != h || len(nrgba.Pix) < 4*w*h {
		return nil, fault.New(fault.Corrupt, "vp8l: the picture is not of %d×%d pixels", w, h)
	}
	return nrgba.Pix, nil
}

// foreign gives an error of golang.org/x/image its code. Errors of reading keep
// theirs.
func foreign(place string, err error) error {
	var own *fault.Error
	switch {
	case errors.As(err, &own), isDone(err):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Truncated, "%s: the data end within the picture", place)
	}
	return fault.New(fault.Corrupt, "%s: %w", place, err)
}

// isDone reports whether err comes from a context that is done.
func isDone(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// decodedBytes bounds what decoding the frame allocates before anything is shrunk.
func (fr *frame) decodedBytes() int64 {
	const reader = 64 << 10
	if fr.lossless {
		return reader + losslessBytes(fr.width, fr.height, fr.bitstream.Size)
	}
	// Planes of whole macroblocks and 8 bytes of state for each, the data itself,
	// and a first partition of 19 bits, which is made before it is read.
	blocks := int64((fr.width+15)/16) * int64((fr.height+15)/16)
	n := reader + blocks*(256+2*64+8) + int64(fr.width) + fr.bitstream.Size + 1<<19
	if fr.hasAlpha() {
		n += reader + fr.alphaBytes()
	}
	return n
}

// losslessBytes bounds what golang.org/x/image/vp8l allocates for w×h pixels from
// size bytes: the pixels, again after colour indexing, two transforms and the
// prefix code groups' picture at a value for 4×4 pixels, and the groups. There are
// at most 2600 of those; each takes 2.7 KB and 16 bytes for each of up to 3136
// symbols, of which two bits can announce six.
func losslessBytes(w, h int, size int64) int64 {
	const (
		maxGroups  = 2600
		groupBytes = 2720
		codeBytes  = 16 * 3136
	)
	pixels := int64(w) * int64(h)
	tiles := int64((w+3)/4) * int64((h+3)/4)
	groups := max(1, min(tiles, maxGroups))
	codes := min((groups+4)*codeBytes, (size+1)*4*6*16+codeBytes)
	return 2*4*pixels + 3*4*tiles + groups*groupBytes + codes + 1<<16
}
