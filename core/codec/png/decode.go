package png

import (
	"context"
	"errors"
	"fmt"
	"io"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Decode implements picture.Picture.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := want.Budget.Take(f.need(want)); err != nil {
		return nil, err
	}
	space := f.space()
	img, err := f.pixels(ctx, want, space)
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img, Space: space, Notes: f.notes}, nil
}

// pixels decodes the rows and checks what follows them.
func (f *file) pixels(ctx context.Context, want picture.Want, space colour.Space) (raster.Image, error) {
	data := newDataReader(ctx, f.src, f.data)
	format := inflate.Zlib
	if f.apple {
		format = inflate.Raw
	}
	stream := newInflater(data, format, f.rawBytes())
	blocks := newBlockSource(ctx, stream, want.Spare)
	defer blocks.close()
	rows := newRowReader(ctx, f, blocks)
	img, err := f.unpack(rows, want, f.outline(space))
	blocks.close()
	if err != nil {
		return nil, f.incomplete(ctx, err, rows.count)
	}
	return img, f.checkEnd(ctx, stream, data)
}

// incomplete returns the error for a picture whose rows end after count.
func (f *file) incomplete(ctx context.Context, err error, count int64) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "the data ends after %d rows of a picture of %d×%d", count, f.width, f.height)
	}
	cause := *fault.From(err)
	cause.Detail = fmt.Sprintf("after %d rows: %s", count, cause.Detail)
	return &cause
}

// checkEnd makes notes of what is wrong behind the last row. Only a wrong checksum
// of the chunk that it came from is an error.
func (f *file) checkEnd(ctx context.Context, stream *inflater, data *dataReader) error {
	streamErr := stream.finish()
	dataErr := data.finish()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case fault.CodeOf(dataErr) == fault.Corrupt:
		return dataErr
	case errors.Is(dataErr, io.ErrUnexpectedEOF): // which readTrailer saw
	case streamErr != nil:
		f.notes.add("after the last row: " + detail(streamErr))
	}
	return nil
}

func (f *file) outline(space colour.Space) picture.Outline {
	return picture.Outline{
		Width: f.width, Height: f.height, Layout: f.layout(), Premultiplied: f.premultiplied(), Space: space,
	}
}

// unpack makes the picture of its rows.
func (f *file) unpack(rows *rowReader, want picture.Want, o picture.Outline) (raster.Image, error) {
	if f.depth == 16 {
		return assemble(f, rows, f.unpacker16(), want, o)
	}
	return assemble(f, rows, f.unpacker8(), want, o)
}

// assemble makes the picture of unpacked rows: as they come into a shrinker, or,
// where they are interlaced, to their places in the whole picture first.
func assemble[T uint8 | uint16](f *file, rows *rowReader, unpack unpacker[T], want picture.Want, o picture.Outline) (raster.Image, error) {
	factor := raster.Factor(f.width, f.height, want.Width, want.Height)
	if f.interlaced {
		return assemblePasses(f, rows, unpack, factor)
	}
	out := picture.NewRows[T](want, o, factor)
	buffer := make([]T, f.width*f.layout().Channels())
	rows.start(f.width)
	for range f.height {
		row, err := rows.next()
		if err != nil {
			return nil, err
		}
		out.Add(unpack(buffer, row))
	}
	return out.Image(), nil
}

func assemblePasses[T uint8 | uint16](f *file, rows *rowReader, unpack unpacker[T], factor int) (raster.Image, error) {
	img := raster.New[T](f.width, f.height, f.layout())
	img.Premultiplied = f.premultiplied()
	n := f.layout().Channels()
	buffer := make([]T, f.width*n)
	for _, p := range f.passes() {
		rows.start(p.width)
		for y := range p.height {
			row, err := rows.next()
			if err != nil {
				return nil, err
			}
			scatter(img, unpack(buffer[:p.width*n], row), p, y)
		}
	}
	return raster.Shrink(img, factor), nil
}
