package tiff

import (
	"context"

	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// blockSize is how much of a segment is decompressed at once, in bytes, or a line
// where that is more.
const blockSize = 128 << 10

// decoder makes rows of pixels out of a page's segments. Of a row of segments it
// holds the slab: so many rows of unpacked samples as are made at once.
type decoder[T raster.Sample] struct {
	p        *page
	channels channels[T]
	// unpack unpacks a line of a segment: so many pixels of so many rows.
	unpack  func(dst []T, src []byte, pixels, rows int)
	offsets *ifd.Values
	counts  *ifd.Values
	streams []*stream // one for each plane
	slab    []T
	row     []T // a row whose channels are arranged
	out     *raster.Shrinker[T]
}

func decode8(ctx context.Context, d *document, p *page, want picture.Want) (raster.Image, error) {
	c, err := p.channels8()
	if err != nil {
		return nil, err
	}
	dec := newDecoder(d, p, want, c, p.unpack8())
	if p.subX*p.subY > 1 {
		dec.unpack = p.unpackUnits
	}
	return dec.decode(ctx)
}

func decode16(ctx context.Context, d *document, p *page, want picture.Want) (raster.Image, error) {
	c, err := p.channels16()
	if err != nil {
		return nil, err
	}
	return newDecoder(d, p, want, c, p.unpack16(d.file.Order())).decode(ctx)
}

func decodeFloat(ctx context.Context, d *document, p *page, want picture.Want) (raster.Image, error) {
	c := p.channelsFloat()
	return newDecoder(d, p, want, c, p.unpackFloat(d.file.Order())).decode(ctx)
}

// newDecoder allocates what need counted.
func newDecoder[T raster.Sample](d *document, p *page, want picture.Want, c channels[T], unpack unpacker[T]) *decoder[T] {
	f := raster.Factor(p.width, p.height, want.Width, want.Height)
	dec := &decoder[T]{
		p: p, channels: c,
		slab: make([]T, p.slabRows()*p.width*p.slabSamples()),
		out:  raster.NewShrinker[T](p.width, p.height, p.layout, f),
	}
	if p.premultiplied {
		dec.out.SetPremultiplied()
	}
	if c.arrange != nil {
		dec.row = make([]T, p.width*p.layout.Channels())
	}
	samples, step := p.samples, 1
	if p.planar {
		samples, step = 1, p.slabSamples()
	}
	dec.unpack = func(dst []T, src []byte, pixels, _ int) { unpack(dst, src, pixels*samples, step) }
	for range p.planes() {
		dec.streams = append(dec.streams, newStream(d.src, d.file.Order(), p))
	}
	return dec
}

// need bounds what decoding the page for want takes, of a file of that size.
func (p *page) need(want picture.Want, fileSize int64) int64 {
	const tables = 1 << 20 // colour maps and the tables of conversions
	f := raster.Factor(p.width, p.height, want.Width, want.Height)
	size := p.sampleBytes()
	shrunk := raster.ShrunkBytes(p.width, p.height, p.layout, f, size)
	slab := int64(p.slabRows()*p.width) * int64(p.slabSamples()) * size
	row := int64(p.width) * int64(p.layout.Channels()) * size
	stream := int64(p.blockLines()+1)*p.lineBytes() + p.method.holds + p.faxBytes() + p.jpegBytes()
	places := 2 * min(fileSize, 8*int64(p.segmentCount()))
	return shrunk + slab + row + int64(p.planes())*stream + places + tables
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
	if p.planar {
		n *= p.samples
	}
	return n
}

// decode runs all rows of the page through the shrinker.
func (d *decoder[T]) decode(ctx context.Context) (raster.Image, error) {
	if err := d.readPlaces(); err != nil {
		return nil, err
	}
	for r := range d.p.grid.rows {
		rows := min(d.p.grid.height, d.p.height-r*d.p.grid.height)
		if rows <= 0 { // of a scaled page
			break
		}
		if err := d.decodeSegments(ctx, r, rows); err != nil {
			return nil, err
		}
	}
	if d.streams[0].stored == 0 {
		return nil, fault.New(fault.NoPicture, "the file leaves out every tile")
	}
	return d.out.Image(), nil
}

// readPlaces reads where the segments lie.
func (d *decoder[T]) readPlaces() error {
	offsets, counts := uint16(ifd.TagStripOffsets), uint16(ifd.TagStripByteCounts)
	if d.p.grid.tiled {
		offsets, counts = ifd.TagTileOffsets, ifd.TagTileByteCounts
		if _, ok := d.p.dir.Find(offsets); !ok { // some old writers
			offsets, counts = ifd.TagStripOffsets, ifd.TagStripByteCounts
		}
	}
	n := d.p.segmentCount()
	var err error
	if d.offsets, err = d.p.dir.Values(offsets, n); err != nil {
		return err
	}
	// A strip as high as the page and others besides contradict each other.
	e, _ := d.p.dir.Find(offsets)
	surplus := !d.p.grid.tiled && d.p.grid.rows == 1 && e.Count > uint64(n)
	if d.offsets.Len() < n || surplus {
		return fault.New(fault.Corrupt, "%d offsets for %d strips or tiles", e.Count, n)
	}
	d.counts, err = d.p.dir.Values(counts, n)
	return err
}

// decodeSegments makes the rows of row r of the grid.
func (d *decoder[T]) decodeSegments(ctx context.Context, r, rows int) error {
	g := &d.p.grid
	if g.cols == 1 {
		if err := d.open(ctx, r, 0); err != nil {
			return err
		}
		for y := 0; y < rows; y += d.p.slabRows() {
			n := min(d.p.slabRows(), rows-y)
			if err := d.unpackRows(ctx, 0, n); err != nil {
				return err
			}
			d.emit(n)
		}
		return nil
	}
	for col := range g.cols {
		if col*g.width >= d.p.width { // of a scaled page
			break
		}
		if err := d.open(ctx, r, col); err != nil {
			return err
		}
		if err := d.unpackRows(ctx, col, rows); err != nil {
			return err
		}
	}
	d.emit(rows)
	return nil
}

// open begins the segments of all planes at a place of the grid.
func (d *decoder[T]) open(ctx context.Context, r, col int) error {
	g := &d.p.grid
	for k, s := range d.streams {
		plane := k
		if k == d.p.colours {
			plane = d.p.alpha
		}
		index := plane*g.cols*g.rows + r*g.cols + col
		if err := s.open(ctx, index, d.offsets, d.counts); err != nil {
			return err
		}
	}
	return nil
}

// unpackRows unpacks the next rows of the open segments of a column into the
// slab.
func (d *decoder[T]) unpackRows(ctx context.Context, col, rows int) error {
	p := d.p
	n := p.slabSamples()
	x := col * p.grid.width
	pixels := min(p.grid.width, p.width-x)
	for y := 0; y < rows; {
		if err := ctx.Err(); err != nil {
			return err
		}
		lines := min(p.blockLines(), (rows-y+p.subY-1)/p.subY)
		for k, s := range d.streams {
			block, err := s.read(lines)
			if err != nil {
				return err
			}
			for i := range lines {
				at := ((y+i*p.subY)*p.width+x)*n + k
				d.unpack(d.slab[at:], block[i*s.lineBytes:], pixels, min(p.subY, rows-y-i*p.subY))
			}
		}
		y += lines * p.subY
	}
	return nil
}

// emit hands the first rows of the slab on.
func (d *decoder[T]) emit(rows int) {
	stride := d.p.width * d.p.slabSamples()
	for y := range rows {
		row := d.slab[y*stride : (y+1)*stride]
		if d.channels.arrange != nil {
			d.channels.arrange(d.row, row)
			row = d.row
		}
		if d.channels.recolour != nil {
			d.channels.recolour(row)
		}
		d.out.Add(row)
	}
}
