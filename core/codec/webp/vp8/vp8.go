// Package vp8 decodes key frames of VP8, which lossy WebP pictures are, row of
// macroblocks by row of macroblocks: luma, and colour difference at half its width
// and height, in video range.
//
// Specification: RFC 6386. A frame is a header and the modes of prediction of all
// macroblocks, in a first partition, and their coefficients in one to eight others.
// Pixels are predicted from neighbours as they were before the loop filter, which
// smooths the edges of blocks afterwards. So it may be left out where a picture is
// shrunk: no error spreads.
//
// Everything that a key frame can have is read: segments, both loop filters, any
// count of partitions of any size. What a file says on how to scale and on the
// range of sums is ignored, as by everybody. Frames that build on others are
// refused. A frame whose data end early is truncated.
package vp8

import (
	"context"
	"io"
	"iter"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	tagSize    = 3
	headerSize = 10 // of a key frame, in bytes
	maxSide    = 1<<14 - 1
	coarse     = 40 // level of the loop filter from which it is never left out
)

// Decoder decodes one frame.
type Decoder struct {
	width, height int
	across, down  int // macroblocks
	filtered      bool
	header        header
	modes         partition
	tokens        []tokens

	lumaAbove []uint8 // modes of the blocks above, four for a macroblock
	coded     []coded // of the macroblocks above
	strengths *[maxSegments][2]strength
	pixels
}

// New reads the headers of a frame of size bytes in r, which may be read on two
// goroutines while the frame is decoded.
func New(r io.ReaderAt, size int64) (*Decoder, error) {
	if size < headerSize {
		return nil, fault.New(fault.Truncated, "vp8: a frame of %d bytes", size)
	}
	var data [headerSize]byte
	if n, err := r.ReadAt(data[:], 0); n < headerSize {
		return nil, err
	}
	tag := int(data[0]) | int(data[1])<<8 | int(data[2])<<16
	if tag&1 != 0 || [3]byte(data[tagSize:]) != [3]byte{0x9d, 0x01, 0x2a} {
		return nil, fault.New(fault.Corrupt, "vp8: the picture is no key frame")
	}
	d := &Decoder{
		width:  (int(data[6]) | int(data[7])<<8) & maxSide,
		height: (int(data[8]) | int(data[9])<<8) & maxSide,
	}
	if d.width == 0 || d.height == 0 {
		return nil, fault.New(fault.Corrupt, "vp8: size of %d×%d pixels", d.width, d.height)
	}
	d.across, d.down = (d.width+15)/16, (d.height+15)/16
	if err := d.split(r, size, int64(tag>>5)); err != nil {
		return nil, err
	}
	return d, nil
}

// split reads the header, with which the first partition, of n bytes, begins, and
// finds the other partitions (RFC 6386 §9.5).
func (d *Decoder) split(r io.ReaderAt, size, n int64) error {
	if n > size-headerSize {
		return fault.New(fault.Truncated, "vp8: first partition of %d bytes in %d", n, size-headerSize)
	}
	d.modes = newPartition(r, headerSize, int(n))
	d.header.read(fields{&d.modes})
	if err := d.modes.err(); err != nil {
		return err
	}
	d.filtered = d.header.level != 0
	sizes := make([]byte, sizeBytes*(d.header.parts-1))
	off := headerSize + n
	if n := int64(len(sizes)); n > size-off {
		return fault.New(fault.Truncated, "vp8: %d bytes of sizes of partitions in %d", n, size-off)
	}
	if n, err := r.ReadAt(sizes, off); n < len(sizes) {
		return err
	}
	off += int64(len(sizes))
	for ; len(sizes) > 0; sizes = sizes[sizeBytes:] {
		n := int64(sizes[0]) | int64(sizes[1])<<8 | int64(sizes[2])<<16
		if n > size-off {
			return fault.New(fault.Truncated, "vp8: partition of %d bytes in %d", n, size-off)
		}
		d.tokens = append(d.tokens, tokens{newPartition(r, off, int(n))})
		off += n
	}
	d.tokens = append(d.tokens, tokens{newPartition(r, off, int(size-off))})
	return nil
}

// Size returns width and height in pixels.
func (d *Decoder) Size() (w, h int) { return d.width, d.height }

// Shrunk says that the rows will be shrunk by f. Where that hides what the loop
// filter does, it is left out: from a factor of 3, means then differ by less than
// 0.7 of 255 at levels below 40, which are those of all but the coarsest pictures,
// and by less than 0.1 at the usual ones; brightness stays, as the filter takes
// from one side of an edge what it adds to the other.
func (d *Decoder) Shrunk(f int) {
	level := 0
	for i := range maxSegments {
		level = max(level, d.header.levelOf(i))
	}
	if f >= 3 && level < coarse {
		d.filtered = false
	}
}

// Rows are some rows of a frame, as many of each colour plane as half of luma's,
// rounded up. All but the last are even in number.
type Rows struct {
	Top       int // the first row of luma
	Y, Cb, Cr raster.Plane
}

// Bytes bounds what New and Rows allocate for a frame of w×h, with a spare worker or
// without.
func Bytes(w, h int) int64 {
	across := int64(w+15) / 16
	const (
		planes  = 16 * (16 + maxDelay) * 3 / 2
		windows = (1 + 8) * (windowSize + padding)
	)
	n := across*(planes+2*16+4+codedBytes+macroblockBytes) + windows + 1<<14
	if (h+15)/16 >= sharedFrom {
		n += aheadRows * across * (macroblockBytes + residueBytes)
	}
	return n
}

// Rows decodes the frame and yields its rows from top to bottom, which are valid
// until the next. It can be called once. With a spare worker the coefficients are
// read on that.
func (d *Decoder) Rows(ctx context.Context, spare picture.Spare) iter.Seq2[Rows, error] {
	return func(yield func(Rows, error) bool) {
		d.lumaAbove = make([]uint8, 4*d.across+1) // looked one ahead in
		d.coded = make([]coded, d.across)
		d.strengths = d.header.strengths()
		d.pixels = newPixels(d.across, d.filtered)
		more := true
		err := d.decode(ctx, spare, func(r Rows) bool {
			more = yield(r, nil)
			return more
		})
		if err != nil && more {
			yield(Rows{}, err)
		}
	}
}

// decode decodes row after row until there are no more, or until yield returns
// false.
func (d *Decoder) decode(ctx context.Context, spare picture.Spare, yield func(Rows) bool) error {
	if d.down >= sharedFrom {
		if p, ok := d.readAhead(spare); ok {
			return p.decode(ctx, yield)
		}
	}
	row := make([]macroblock, d.across)
	var r residue
	for y := range d.down {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.readModes(row); err != nil {
			return err
		}
		t := &d.tokens[y%len(d.tokens)]
		var left coded
		for x := range row {
			m := &row[x]
			t.read(&d.header, m, &d.coded[x], &left, &r)
			d.reconstruct(x, y == 0, m, &r)
		}
		if err := t.err(); err != nil {
			return err
		}
		if !d.finish(y, row, yield) {
			return nil
		}
	}
	return nil
}

// finish filters row y of macroblocks and yields what is ready then.
func (d *Decoder) finish(y int, row []macroblock, yield func(Rows) bool) bool {
	if d.filtered {
		d.filterRow(y, row)
	}
	more := yield(d.ready(y))
	d.advance()
	return more
}
