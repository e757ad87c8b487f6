package psd

import (
	"context"
	"sync/atomic"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// How much of a plane a band has, in bytes; how many workers take part; how much of the
// file each reads at once.
const (
	bandBytes = 512 << 10
	maxLanes  = 4
	readBytes = 64 << 10
)

// bandRows returns how many rows a band has: a multiple of the factor. What is zipped
// is one band.
func (m *merged) bandRows(height, f int) int {
	n := max(1, bandBytes/m.planes[0].rowBytes)
	if m.compression.zipped() {
		n = height
	}
	n = min(n, height)
	return (n + f - 1) / f * f
}

// bytes bounds what decoding takes.
func (m *merged) bytes(height, f int) int64 {
	p := &m.planes[0]
	size := max(1, int64(p.depth)/8)
	rows := m.bandRows(height, f)
	bands := (height + rows - 1) / rows
	lanes := int64(min(bands, maxLanes))
	channels := int64(m.layout.Channels())
	count := int64(len(m.planes))
	lane := count*(p.readerBytes(readBytes)+int64(p.width)*size) + int64(p.width)*channels*size +
		raster.ShrunkBytes(p.width, rows, m.layout, f, size)
	w, h := int64((p.width+f-1)/f), int64((height+f-1)/f)
	const tables = 128 << 10
	return tables + w*h*channels*size + count*int64(bands+1)*16 + lanes*lane
}

// decodeMerged decodes the merged picture, shrunk by f.
func (d *document) decodeMerged(ctx context.Context, f int, spare picture.Spare) (raster.Image, error) {
	switch d.header.depth {
	case 16:
		return decodeBands(ctx, d, f, spare, kind[uint16]{samples: samples16, white: 65535, tolerance: 512, neutral: 32896})
	case 32:
		return decodeBands(ctx, d, f, spare, kind[float32]{samples: samplesFloat, white: 1, tolerance: 1.0 / 64})
	case 1:
		return decodeBands(ctx, d, f, spare, kind[uint8]{samples: samplesBits, white: 255})
	}
	return decodeBands(ctx, d, f, spare, kind[uint8]{samples: samples8, white: 255, tolerance: 2, neutral: 128})
}

// bander decodes the merged picture band by band.
type bander[T raster.Sample] struct {
	d    *document
	m    *merged
	f    int
	rows int // of a band
	dst  *raster.Pixels[T]
	kind[T]
	matted bool
	// Of the pixels that are partly transparent, all, and those that cannot have been
	// blended with white.
	partial, clashes atomic.Int64
}

func decodeBands[T raster.Sample](ctx context.Context, d *document, f int, spare picture.Spare, k kind[T]) (raster.Image, error) {
	h := d.header
	b := &bander[T]{
		d: d, m: &d.merged, f: f, rows: d.merged.bandRows(h.height, f),
		dst:  raster.New[T]((h.width+f-1)/f, (h.height+f-1)/f, d.merged.layout),
		kind: k, matted: d.merged.matted,
	}
	if b.m.compression == runs {
		if err := mark(d.src, b.m.planes, b.m.channels, b.rows); err != nil {
			return nil, err
		}
	}
	if err := b.decode(ctx, spare); err != nil {
		return nil, err
	}
	if b.matted && b.clashes.Load()*8 > b.partial.Load() {
		b.matted = false
		if err := b.decode(ctx, spare); err != nil {
			return nil, err
		}
	}
	b.dst.Premultiplied = b.matted
	return b.dst, nil
}

// decode decodes all bands.
func (b *bander[T]) decode(ctx context.Context, spare picture.Spare) error {
	h := b.d.header.height
	bands := (h + b.rows - 1) / b.rows
	return limited(spare, maxLanes-1).Each(ctx, bands, func() func(int) error {
		l := &lane[T]{bander: b}
		return func(i int) error {
			y := i * b.rows
			return l.decode(ctx, y, min(b.rows, h-y))
		}
	})
}

// limited returns spare workers of which so many at most are lent at all.
func limited(spare picture.Spare, most int) picture.Spare {
	if spare == nil {
		return nil
	}
	return func() (func(), bool) {
		if most == 0 {
			return nil, false
		}
		most--
		return spare()
	}
}

// lane decodes bands one after the other.
type lane[T raster.Sample] struct {
	*bander[T]
	readers []*rowReader
	bufs    [][]T // samples of each reader
	row     []T   // of pixels
}

// reader returns the reader number i.
func (l *lane[T]) reader(i int) *rowReader {
	for len(l.readers) <= i {
		l.readers = append(l.readers, newRowReader(l.d.src, readBytes))
		l.bufs = append(l.bufs, make([]T, l.d.header.width))
	}
	return l.readers[i]
}

// decode decodes n rows from row y on. Planes are shrunk one by one, which is least
// work, but where pixels must be whole: those of palettes, and those that count as much
// as they are opaque.
func (l *lane[T]) decode(ctx context.Context, y, n int) error {
	if l.m.paletted || l.m.layout.HasAlpha() && !l.matted {
		if err := l.decodePixels(ctx, y, n); err != nil {
			return err
		}
	} else {
		for i := range l.m.planes {
			if err := l.decodePlane(ctx, i, y, n); err != nil {
				return err
			}
		}
	}
	l.finish(y/l.f, (y+n+l.f-1)/l.f)
	return nil
}

// decodePlane decodes rows of plane i.
func (l *lane[T]) decodePlane(ctx context.Context, i, y, n int) error {
	r := l.reader(0)
	if err := r.start(&l.m.planes[i], y); err != nil {
		return l.placed(err, i, y)
	}
	shrinker := raster.NewShrinker[T](l.d.header.width, n, raster.Grey, l.f)
	for row := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		stored, err := r.next()
		if err != nil {
			return l.placed(err, i, y+row)
		}
		shrinker.Add(l.samples(l.bufs[0], stored))
	}
	small := shrinker.Image()
	channels := l.m.layout.Channels()
	c := i
	if l.matted && i == len(l.m.planes)-1 {
		c = channels - 1
	}
	for row := range small.Height {
		dst := l.dst.Row(y/l.f + row)
		for x, v := range small.Row(row) {
			dst[x*channels+c] = v
		}
	}
	return nil
}

// decodePixels decodes rows of all planes at once.
func (l *lane[T]) decodePixels(ctx context.Context, y, n int) error {
	for i := range l.m.planes {
		if err := l.reader(i).start(&l.m.planes[i], y); err != nil {
			return l.placed(err, i, y)
		}
	}
	channels := l.m.layout.Channels()
	if l.row == nil {
		l.row = make([]T, l.d.header.width*channels)
	}
	shrinker := raster.NewShrinker[T](l.d.header.width, n, l.m.layout, l.f)
	for row := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.pixelRow(y + row); err != nil {
			return err
		}
		shrinker.Add(l.row)
	}
	small := shrinker.Image()
	for row := range small.Height {
		copy(l.dst.Row(y/l.f+row), small.Row(row))
	}
	return nil
}

// pixelRow decodes the next row of all planes.
func (l *lane[T]) pixelRow(y int) error {
	channels := l.m.layout.Channels()
	for i, r := range l.readers {
		stored, err := r.next()
		if err != nil {
			return l.placed(err, i, y)
		}
		c := i
		if i == len(l.readers)-1 && !l.m.paletted {
			c = channels - 1
		}
		if l.m.paletted {
			if row, ok := any(l.row).([]uint8); ok {
				l.d.palette.convert(row, stored, channels)
			}
			continue
		}
		for x, v := range l.samples(l.bufs[i], stored) {
			l.row[x*channels+c] = v
		}
	}
	return nil
}

// placed returns an error that says where it happened.
func (l *lane[T]) placed(err error, i, y int) error {
	e := fault.From(err)
	return fault.New(e.Code, "merged picture, channel %d, row %d: %s", l.m.channels[i], y, e.Detail)
}
