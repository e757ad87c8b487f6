package dib

import (
	"bufio"
	"context"
	"errors"
	"io"

	"apsync/core/fault"
)

// readerBytes is the buffer of picture.Source.Reader.
const readerBytes = 64 << 10

// Second bytes after a count of 0 ([MS-WMF] §3.1.6.1). Others count pixels that
// follow as they are.
const (
	endOfLine   = 0
	endOfBitmap = 1
	delta       = 2
)

// runs decodes a run-length encoding into a plane of indices or, in 24 bits, of
// colours.
type runs struct {
	r       *bufio.Reader
	depth   int
	size    int // bytes of a pixel in the plane
	width   int
	height  int
	topDown bool
	plane   []byte
	x, y    int // y counts rows as stored
	buf     [3*255 + 1]byte
}

// planeBytes is the size of a decoded plane.
func (h *header) planeBytes() int64 {
	return int64(h.width) * int64(h.height) * int64(h.planeSample())
}

func (h *header) planeSample() int {
	if h.paletted() {
		return 1
	}
	return 3
}

// decodeRuns decodes the whole picture and returns a reader of its rows.
func (b *bitmap) decodeRuns(ctx context.Context) (rowReader, error) {
	h := b.header
	d := &runs{
		r: b.src.Reader(ctx, h.pixels), depth: h.depth, size: h.planeSample(),
		width: h.width, height: h.height, topDown: h.topDown,
		plane: make([]byte, h.planeBytes()),
	}
	if err := d.decode(); err != nil {
		return nil, err
	}
	stride := d.width * d.size
	return func(row func(stored []byte) error) error {
		for y := range d.height {
			if err := row(d.plane[y*stride : (y+1)*stride]); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// decode reads codes until the bitmap ends. Pixels beyond a row's end are dropped,
// as are rows beyond the last. Only a stream that ends within the picture without
// saying so is truncated.
func (d *runs) decode() error {
	for d.y < d.height {
		done, err := d.code()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			if d.y == d.height-1 && d.x >= d.width {
				return nil
			}
			return fault.New(fault.Truncated, "run-length encoding ends in row %d of %d", d.y, d.height)
		}
		if done || err != nil {
			return err
		}
	}
	return nil
}

// code reads one code and reports whether it ends the bitmap.
func (d *runs) code() (done bool, err error) {
	count, err := d.r.ReadByte()
	if err != nil {
		return false, err
	}
	second, err := d.r.ReadByte()
	if err != nil {
		return false, err
	}
	if count > 0 {
		return false, d.encoded(int(count), second)
	}
	switch second {
	case endOfLine:
		d.x = 0
		d.y++
		return false, nil
	case endOfBitmap:
		return true, nil
	case delta:
		return false, d.skip()
	}
	return false, d.absolute(int(second))
}

func (d *runs) skip() error {
	dx, err := d.r.ReadByte()
	if err != nil {
		return err
	}
	dy, err := d.r.ReadByte()
	if err != nil {
		return err
	}
	d.x = min(d.x+int(dx), d.width)
	d.y += int(dy)
	return nil
}

// encoded repeats one colour, or in four bits two in turn.
func (d *runs) encoded(count int, first byte) error {
	pattern := d.buf[:2]
	pattern[0], pattern[1] = first, first
	switch d.depth {
	case 4:
		pattern[0], pattern[1] = first>>4, first&15
	case 24:
		pattern = d.buf[:3]
		if _, err := io.ReadFull(d.r, pattern[1:]); err != nil {
			return err
		}
	}
	row := d.cut(count)
	for n := 0; n < len(row); {
		n += copy(row[n:], pattern)
		pattern = row[:n]
	}
	return nil
}

// absolute copies count pixels, which are padded to an even number of bytes.
func (d *runs) absolute(count int) error {
	n := (count*d.depth + 7) / 8
	data := d.buf[:n+n&1]
	got, err := io.ReadFull(d.r, data)
	if err != nil && got < n {
		return err
	}
	row := d.cut(count)
	if d.depth != 4 {
		copy(row, data)
		return nil
	}
	for i := range row {
		row[i] = data[i/2] >> (4 - 4*(i&1)) & 15
	}
	return nil
}

// cut returns where the next count pixels go, fewer at the row's end, and passes
// over them.
func (d *runs) cut(count int) []byte {
	count = min(count, d.width-d.x)
	y := d.y
	if !d.topDown {
		y = d.height - 1 - y
	}
	at := (y*d.width + d.x) * d.size
	d.x += count
	return d.plane[at : at+count*d.size]
}
