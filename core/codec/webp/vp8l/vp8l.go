// Package vp8l decodes lossless WebP pictures (VP8L), and the planes of alpha that
// are compressed likewise, row by row.
//
// Specification: RFC 9649 §3 to §6. Pixels are coded by prefix codes, copies of
// earlier pixels and a cache of colours, after up to four transforms, which are
// undone as rows become complete. Copies reach back 2^20 pixels at most: of a
// larger picture no more are held.
//
// Everything that the specification has is read. At most 2600 groups of prefix
// codes may be used, which is what encoders make at most. A picture whose data end
// early is truncated.
package vp8l

import (
	"context"
	"io"
	"iter"

	"apsync/core/picture"
)

// HeaderSize is the size of what precedes the data of a picture, in bytes. Planes
// of alpha have none.
const HeaderSize = 5

// Decoder decodes one picture.
type Decoder struct {
	width, height int
	image         *image
	transforms    []transform // in the order in which they are undone
	y             int         // of the next row
}

// New reads what precedes the pixels of a picture of w×h: r is at the data behind
// the header.
func New(r io.Reader, w, h int) (*Decoder, error) {
	b := newBitReader(r)
	d := &Decoder{width: w, height: h}
	if err := d.read(b); err != nil {
		return nil, b.cause(err)
	}
	return d, nil
}

func (d *Decoder) read(b *bitReader) error {
	coded, err := d.readTransforms(b)
	if err != nil {
		return err
	}
	d.image, err = b.readImage(coded, d.height, true)
	return err
}

// Row is a row of pixels, each as blue, green, red and alpha.
type Row struct {
	Y   int
	Pix []uint8
}

// Bytes bounds what New and Rows allocate for a picture of w×h in size bytes.
func Bytes(w, h int, size int64) int64 {
	const (
		groupBits  = codesInGroup * 4 // in the data, at least
		codesBytes = codesInGroup*(2<<tableBits) + 2*(literals+lengthCodes+1<<maxCacheBits+3*256+40)
		groupBytes = 1<<10 + codesBytes + 4<<minQuickWidth
		fixed      = windowSize + 2*8*cacheSize + 1<<18
	)
	pixels := int64(w) * int64(h)
	small := int64(tiles(w, minTileBits)) * int64(tiles(h, minTileBits))
	groups := min(small, maxGroups, 8*size/groupBits) + 4
	// Quick tables, parameters of two transforms, the numbers of groups as they are
	// read and as they are kept, and rows.
	return fixed + 4*min(pixels, ringSize) + groups*groupBytes + pixels/8 + 14*small + 32*int64(w)
}

// Rows decodes the picture and yields its rows from top to bottom, each valid until
// the next. It can be called once. With a spare worker pixels are decoded on that,
// and transforms undone beside it.
func (d *Decoder) Rows(ctx context.Context, spare picture.Spare) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := d.decode(ctx, spare, func(r Row) bool { return yield(r, nil) }); err != nil {
			yield(Row{}, err)
		}
	}
}

// decode decodes row after row until there are no more, or until yield returns
// false.
func (d *Decoder) decode(ctx context.Context, spare picture.Spare, yield func(Row) bool) error {
	row := make([]uint8, 4*d.image.width)
	for end, err := range d.batches(ctx, spare) {
		if err != nil {
			return err
		}
		for ; d.y < end; d.y++ {
			if !yield(Row{Y: d.y, Pix: d.undo(row)}) {
				return nil
			}
		}
	}
	return nil
}

// undo returns row y as it was before the transforms.
func (d *Decoder) undo(row []uint8) []uint8 {
	d.image.row(row, d.y)
	for _, t := range d.transforms {
		row = t.undo(row, d.y)
	}
	return row
}

// row writes row y, of which all pixels are held.
func (m *image) row(dst []uint8, y int) {
	for at := y * m.width; len(dst) > 0; {
		src := m.out[at&m.mask : len(m.out)-maxQuick]
		n := min(len(src), len(dst)/4)
		putPixels(dst, src[:n])
		dst = dst[4*n:]
		at += n
	}
}
