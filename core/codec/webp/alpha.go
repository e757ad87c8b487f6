package webp

import (
	"bytes"
	"context"
	"io"

	"apsync/core/fault"
	"apsync/core/picture"
)

// Compression and filtering methods of ALPH (RFC 9649 §2.7.1.2).
const (
	alphaRaw      = 0
	alphaLossless = 1

	filterHorizontal = 1
	filterVertical   = 2
	filterGradient   = 3
)

// alphaBytes bounds what decoding the alpha channel allocates.
func (fr *frame) alphaBytes() int64 {
	pixels := int64(fr.width) * int64(fr.height)
	return pixels + losslessBytes(fr.width, fr.height, fr.alpha.Size)
}

// decodeAlpha decodes the frame's ALPH chunk: a byte for a pixel. The method of
// pre-processing that it names matters to encoders only.
func (fr *frame) decodeAlpha(ctx context.Context, src *picture.Source) ([]uint8, error) {
	r := chunkReader(ctx, src, fr.alpha)
	var head [1]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, foreign("alpha", err)
	}
	var (
		plane []uint8
		err   error
	)
	switch method := head[0] & 3; method {
	case alphaRaw:
		plane = make([]uint8, fr.width*fr.height)
		if _, err = io.ReadFull(r, plane); err != nil {
			err = foreign("alpha", err)
		}
	case alphaLossless:
		plane, err = decodeGreen(r, fr.width, fr.height)
	default:
		err = fault.New(fault.Corrupt, "alpha: compression method %d", method)
	}
	if err != nil {
		return nil, err
	}
	unfilter(plane, fr.width, head[0]>>2&3)
	return plane, nil
}

// decodeGreen decodes a lossless picture without its header and returns the green
// channel, which is where alpha is kept.
func decodeGreen(r io.Reader, w, h int) ([]uint8, error) {
	size := uint32(w-1) | uint32(h-1)<<14 //nolint:gosec // both are below 2^14
	header := []byte{0x2f, byte(size), byte(size >> 8), byte(size >> 16), byte(size >> 24)}
	pix, err := decodeVP8L(io.MultiReader(bytes.NewReader(header), r), w, h)
	if err != nil {
		return nil, err
	}
	plane := make([]uint8, w*h)
	for i := range plane {
		plane[i] = pix[4*i+1]
	}
	return plane, nil
}

// unfilter undoes the prediction of a plane of rows of w samples. The first row is
// predicted from the left and the first column from above whatever the method.
func unfilter(plane []uint8, w int, method byte) {
	if method == 0 {
		return
	}
	for x := 1; x < w; x++ {
		plane[x] += plane[x-1]
	}
	for y := w; y < len(plane); y += w {
		above, row := plane[y-w:y], plane[y:y+w]
		row[0] += above[0]
		switch method {
		case filterHorizontal:
			for x := 1; x < w; x++ {
				row[x] += row[x-1]
			}
		case filterVertical:
			for x := 1; x < w; x++ {
				row[x] += above[x]
			}
		case filterGradient:
			for x := 1; x < w; x++ {
				predicted := int(row[x-1]) + int(above[x]) - int(above[x-1])
				row[x] += uint8(min(max(predicted, 0), 255)) //nolint:gosec // limited to a byte
			}
		}
	}
}
