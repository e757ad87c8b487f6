package webp

import (
	"context"
	"errors"
	"io"
	"iter"

	"apsync/core/codec/webp/vp8l"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Compression and filtering methods of ALPH (RFC 9649 §2.7.1.2).
const (
	alphaRaw      = 0
	alphaLossless = 1

	filterNone       = 0
	filterHorizontal = 1
	filterVertical   = 2
)

// alphaBytes bounds what decoding the alpha channel allocates.
func (fr *frame) alphaBytes() int64 {
	return 2*int64(fr.width) + losslessBytes(fr.width, fr.height, fr.alpha.Size)
}

// alphaRows decodes the frame's ALPH chunk and yields its rows, a byte for a pixel,
// each valid until the next. The method of pre-processing that it names matters to
// encoders only.
func (fr *frame) alphaRows(ctx context.Context, src *picture.Source) iter.Seq2[[]uint8, error] {
	return func(yield func([]uint8, error) bool) {
		r := chunkReader(ctx, src, fr.alpha)
		var head [1]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			yield(nil, early(err))
			return
		}
		rows := rawRows(r, fr.width, fr.height)
		switch method := head[0] & 3; method {
		case alphaRaw:
		case alphaLossless:
			rows = greenRows(ctx, r, fr.width, fr.height)
		default:
			yield(nil, fault.New(fault.Corrupt, "alpha: compression method %d", method))
			return
		}
		above := make([]uint8, fr.width)
		first := true
		for row, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			unfilter(row, above, head[0]>>2&3, first)
			if !yield(row, nil) {
				return
			}
			copy(above, row)
			first = false
		}
	}
}

// rawRows reads the rows of a plane.
func rawRows(r io.Reader, w, h int) iter.Seq2[[]uint8, error] {
	return func(yield func([]uint8, error) bool) {
		row := make([]uint8, w)
		for range h {
			_, err := io.ReadFull(r, row)
			if !yield(row, early(err)) || err != nil {
				return
			}
		}
	}
}

// early says of an end of data that it is too early.
func early(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "alpha: the data end within the plane")
	}
	return err
}

// greenRows decodes the green channel, where alpha is kept, of a lossless picture
// without a header.
func greenRows(ctx context.Context, r io.Reader, w, h int) iter.Seq2[[]uint8, error] {
	return func(yield func([]uint8, error) bool) {
		d, err := vp8l.New(r, w, h)
		if err != nil {
			yield(nil, err)
			return
		}
		out := make([]uint8, w)
		for row, err := range d.Rows(ctx, nil) {
			if err != nil {
				yield(nil, err)
				return
			}
			for x := range out {
				out[x] = row.Pix[4*x+1]
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

// unfilter undoes the prediction of a row. The first row is predicted from the left
// and the first column from above whatever the method.
func unfilter(row, above []uint8, method byte, first bool) {
	above = above[:len(row)]
	if method == filterNone {
		return
	}
	row[0] += above[0] // of nothing, 0
	switch {
	case first || method == filterHorizontal:
		for x := 1; x < len(row); x++ {
			row[x] += row[x-1]
		}
	case method == filterVertical:
		for x := 1; x < len(row); x++ {
			row[x] += above[x]
		}
	default: // the gradient
		for x := 1; x < len(row); x++ {
			predicted := int(row[x-1]) + int(above[x]) - int(above[x-1])
			row[x] += limit(predicted)
		}
	}
}
