package tiff

import (
	"context"
	"encoding/binary"

	"apsync/core/colour"
	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// blockSize is how much of a segment is decompressed at once, in bytes, or a line
// where that is more.
const blockSize = 128 << 10

// decoder makes rows of pixels out of a page's segments.
type decoder[T raster.Sample] struct {
	p        *page
	channels channels[T]
	// unpack unpacks a line of a segment: so many pixels of so many rows.
	unpack    func(dst []T, src []byte, pixels, rows int)
	offsets   *ifd.Values
	counts    *ifd.Values
	newStream func() *stream
	row       []T // a row whose channels are arranged
	out       picture.Rows[T]
	sampler   *sampler[T] // nil where the range of numbers is of no interest
	frame     *picture.Frame
}

// request is what is to be decoded: a page of a document, to a frame whose colour space
// is known.
type request struct {
	d     *document
	p     *page
	want  picture.Want
	frame *picture.Frame
}

func decode8(ctx context.Context, r request) (raster.Image, error) {
	c, err := r.p.channels8()
	if err != nil {
		return nil, err
	}
	dec := newDecoder(r, c, r.p.unpack8())
	if r.p.subX*r.p.subY > 1 {
		dec.unpack = r.p.unpackUnits
	}
	return dec.decode(ctx, r.want.Spare)
}

func decode16(ctx context.Context, r request) (raster.Image, error) {
	c, err := r.p.channels16()
	if err != nil {
		return nil, err
	}
	order := r.d.file.Order()
	if r.p.deep {
		order = binary.BigEndian
	}
	return newDecoder(r, c, r.p.unpack16(order)).decode(ctx, r.want.Spare)
}

func decodeFloat(ctx context.Context, r request) (raster.Image, error) {
	c := r.p.channelsFloat()
	dec := newDecoder(r, c, r.p.unpackFloat(r.d.file.Order()))
	if r.p.packed > 0 {
		dec.unpack = r.p.unpackLog()
	}
	return dec.decode(ctx, r.want.Spare)
}

func (p *page) outline(space colour.Space) picture.Outline {
	return picture.Outline{
		Width: p.width, Height: p.height, Layout: p.layout, Premultiplied: p.premultiplied, Space: space,
	}
}

// newDecoder allocates what need counted.
func newDecoder[T raster.Sample](r request, c channels[T], unpack unpacker[T]) *decoder[T] {
	d, p := r.d, r.p
	f := raster.Factor(p.width, p.height, r.want.Width, r.want.Height)
	dec := &decoder[T]{
		p: p, channels: c,
		newStream: func() *stream { return newStream(d.src, d.file.Order(), p) },
		out:       picture.NewRows[T](r.want, p.outline(r.frame.Space), f),
		sampler:   newSampler[T](p),
		frame:     r.frame,
	}
	if c.arrange != nil {
		dec.row = make([]T, p.width*p.layout.Channels())
	}
	samples, step := p.samples, 1
	if p.planar {
		samples, step = 1, p.slabSamples()
	}
	dec.unpack = func(dst []T, src []byte, pixels, _ int) { unpack(dst, src, pixels*samples, step) }
	return dec
}

// need bounds what decoding the page for want takes, of a file of that size.
func (p *page) need(want picture.Want, fileSize int64) int64 {
	const tables = 2 << 20 // colour maps, the tables of conversions, and numbers for a range
	f := raster.Factor(p.width, p.height, want.Width, want.Height)
	size := p.sampleBytes()
	shrunk := raster.ShrunkBytes(p.width, p.height, p.layout, f, size)
	row := int64(p.width) * int64(p.layout.Channels()) * size
	places := 2 * min(fileSize, 8*int64(p.segmentCount()))
	alone := p.slabBytes(p.slabRows()) + p.streamBytes()
	return shrunk + row + places + tables + max(alone, p.bands().bytes)
}

// slabBytes returns the size of a slab of so many rows.
func (p *page) slabBytes(rows int) int64 {
	return int64(rows*p.width) * int64(p.slabSamples()) * p.sampleBytes()
}

// streamBytes bounds what the streams of all planes take.
func (p *page) streamBytes() int64 {
	stream := int64(p.blockLines()+1)*p.lineBytes() + p.method.holds + p.faxBytes() + p.streamsBytes() + p.lzwBytes()
	return int64(p.planes()) * stream
}

// slabRows returns how many rows are made at once. Tiles beside one another are
// all decoded before the first row of them is complete.
func (p *page) slabRows() int {
	if p.grid.cols > 1 {
		return min(p.grid.height, p.height)
	}
	return p.blockLines() * p.subY
}

// blockLines returns how many lines of a segment are decompressed at once.
func (p *page) blockLines() int {
	return int(max(1, min(int64(p.segmentLines()), blockSize/p.lineBytes())))
}

// segmentCount returns how many segments the page has, those of planes that are
// not shown included.
func (p *page) segmentCount() int {
	n := p.grid.cols * p.grid.rows
	if p.grid.cut {
		n = 1
	}
	if p.planar {
		n *= p.samples
	}
	return n
}

// decode runs all rows of the page through the shrinker.
func (d *decoder[T]) decode(ctx context.Context, spare picture.Spare) (raster.Image, error) {
	if err := d.readPlaces(); err != nil {
		return nil, err
	}
	stored, shared, err := d.decodeBands(ctx, spare)
	if !shared {
		stored, err = d.decodeAlone(ctx)
	}
	if err != nil {
		return nil, err
	}
	if stored == 0 {
		return nil, fault.New(fault.NoPicture, "the file leaves out every tile")
	}
	img := d.out.Image()
	if d.sampler != nil {
		d.sampler.show(img, d.frame)
	}
	return img, nil
}

// decodeAlone makes the rows one after the other and returns how many segments the
// file does not leave out.
func (d *decoder[T]) decodeAlone(ctx context.Context) (int, error) {
	slab := make([]T, d.p.slabRows()*d.p.width*d.p.slabSamples())
	l := d.newLane()
	for r := range d.p.grid.rows {
		rows := d.p.rowsOf(r)
		if rows <= 0 { // of a scaled page
			break
		}
		if d.p.grid.cols > 1 {
			if err := l.decodeRow(ctx, r, slab); err != nil {
				return 0, err
			}
			d.emit(slab, rows)
			continue
		}
		if err := l.open(ctx, r, 0); err != nil {
			return 0, err
		}
		for y := 0; y < rows; y += d.p.slabRows() {
			n := min(d.p.slabRows(), rows-y)
			if err := l.unpackRows(ctx, slab, 0, n); err != nil {
				return 0, err
			}
			d.emit(slab, n)
		}
	}
	return l.stored(), nil
}

// rowsOf returns how many rows of the page row r of the grid has; of a scaled page
// the last may have none.
func (p *page) rowsOf(r int) int { return min(p.grid.height, p.height-r*p.grid.height) }

// placeTags returns the tags that say where the segments lie.
func (p *page) placeTags() (offsets, counts uint16) {
	if p.grid.tiled {
		if _, ok := p.dir.Find(ifd.TagTileOffsets); ok { // some old writers have strips' tags
			return ifd.TagTileOffsets, ifd.TagTileByteCounts
		}
	}
	return ifd.TagStripOffsets, ifd.TagStripByteCounts
}

// readPlaces reads where the segments lie.
func (d *decoder[T]) readPlaces() error {
	offsets, counts := d.p.placeTags()
	n := d.p.segmentCount()
	var err error
	if d.offsets, err = d.p.dir.Values(offsets, n); err != nil {
		return err
	}
	// A strip as high as the page and others besides contradict each other.
	e, _ := d.p.dir.Find(offsets)
	surplus := !d.p.grid.tiled && (d.p.grid.rows == 1 || d.p.grid.cut) && e.Count > uint64(n)
	if d.offsets.Len() < n || surplus {
		return fault.New(fault.Corrupt, "%d offsets for %d strips or tiles", e.Count, n)
	}
	d.counts, err = d.p.dir.Values(counts, n)
	return err
}

// emit hands the first rows of a slab on.
func (d *decoder[T]) emit(slab []T, rows int) {
	stride := d.p.width * d.p.slabSamples()
	for y := range rows {
		row := slab[y*stride : (y+1)*stride]
		if d.channels.arrange != nil {
			d.channels.arrange(d.row, row)
			row = d.row
		}
		if d.channels.recolour != nil {
			d.channels.recolour(row)
		}
		if d.sampler != nil {
			d.sampler.add(row)
		}
		d.out.Add(row)
	}
}
