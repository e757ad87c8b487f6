package tiff

import (
	"context"

	"apsync/core/raster"
)

// lane decodes segments to slabs: rows of unpacked samples.
type lane[T raster.Sample] struct {
	*decoder[T]
	streams []*stream // one for each plane
}

func (d *decoder[T]) newLane() *lane[T] {
	l := &lane[T]{decoder: d}
	for range l.p.planes() {
		l.streams = append(l.streams, d.newStream())
	}
	return l
}

// stored returns how many segments so far the file does not leave out.
func (l *lane[T]) stored() int { return l.streams[0].stored }

// decodeRow decodes row r of the grid to the first rows of the slab.
func (l *lane[T]) decodeRow(ctx context.Context, r int, slab []T) error {
	g := &l.p.grid
	for col := range g.cols {
		if col*g.width >= l.p.width { // of a scaled page
			break
		}
		if err := l.open(ctx, r, col); err != nil {
			return err
		}
		if err := l.unpackRows(ctx, slab, col, l.p.rowsOf(r)); err != nil {
			return err
		}
	}
	return nil
}

// open begins the segments of all planes at a place of the grid.
func (l *lane[T]) open(ctx context.Context, r, col int) error {
	g := &l.p.grid
	for k, s := range l.streams {
		plane := k
		if k == l.p.colours {
			plane = l.p.alpha
		}
		index := plane*g.cols*g.rows + r*g.cols + col
		if err := s.open(ctx, index, l.offsets, l.counts); err != nil {
			return err
		}
	}
	return nil
}

// unpackRows unpacks the next rows of the open segments of a column into the first
// rows of the slab.
func (l *lane[T]) unpackRows(ctx context.Context, slab []T, col, rows int) error {
	p := l.p
	n := p.slabSamples()
	x := col * p.grid.width
	pixels := min(p.grid.width, p.width-x)
	if bytes, ok := any(slab).([]uint8); ok && p.plainBytes() {
		return l.fillRows(ctx, bytes[:rows*p.width*n])
	}
	for y := 0; y < rows; {
		if err := ctx.Err(); err != nil {
			return err
		}
		lines := min(p.blockLines(), (rows-y+p.subY-1)/p.subY)
		for k, s := range l.streams {
			block, err := s.read(lines)
			if err != nil {
				return err
			}
			for i := range lines {
				at := ((y+i*p.subY)*p.width+x)*n + k
				l.unpack(slab[at:], block[i*s.lineBytes:], pixels, min(p.subY, rows-y-i*p.subY))
			}
		}
		y += lines * p.subY
	}
	return nil
}

// fillRows reads rows that need no unpacking.
func (l *lane[T]) fillRows(ctx context.Context, rows []uint8) error {
	s := l.streams[0]
	for size := l.p.blockLines() * s.lineBytes; len(rows) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		block := rows[:min(size, len(rows))]
		if err := s.fill(block); err != nil {
			return err
		}
		rows = rows[len(block):]
	}
	return nil
}

// plainBytes reports whether the rows of segments are those of slabs.
func (p *page) plainBytes() bool {
	return p.bits == 8 && !p.signed() && !p.planar && p.grid.width == p.width && p.subX*p.subY == 1
}
