package jpeg

import (
	"context"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Samples reads the samples of a picture in lossless coding (T.81 annex H) as they are
// stored, for containers that say what they mean.
type Samples struct {
	// Width and Height are in pixels, Channels are the samples of a pixel, 1 to 4, and
	// Precision their bits, 2 to 16.
	Width, Height, Channels, Precision int

	src      *picture.Source
	header   *header
	scanAt   int64
	decoding *lossless // nil before the first row
}

// OpenSamples opens a stream in lossless coding, which begins where src does. It fails
// as Unsupported for every other coding.
func OpenSamples(src *picture.Source, options Options) (*Samples, error) {
	h, scanAt, err := readHeader(src, options)
	if err != nil {
		return nil, err
	}
	if !h.frame.lossless {
		return nil, fault.New(fault.Unsupported, "a stream in a coding that has losses")
	}
	return newSamples(src, h, scanAt), nil
}

func newSamples(src *picture.Source, h *header, scanAt int64) *Samples {
	f := h.frame
	return &Samples{Width: f.width, Height: f.height, Channels: len(f.comps), Precision: f.precision, src: src, header: h, scanAt: scanAt}
}

// Bytes returns what reading takes beside the caller's row, in bytes.
func (s *Samples) Bytes() int64 {
	return 2*2*int64(s.Width)*int64(s.Channels) + dataWindow + segmentSize
}

// Next reads the next row of pixels, each sample after the other. It fails as Corrupt,
// Truncated or Unsupported, and with ctx's error.
func (s *Samples) Next(ctx context.Context, row []uint16) error {
	if s.decoding == nil {
		d, err := s.begin(ctx)
		if err != nil {
			return err
		}
		s.decoding = d
	}
	return s.decoding.next(ctx, row)
}

// lossless decodes the only scan of a picture.
type lossless struct {
	entropy   *entropy
	header    *header
	tables    []*huffman
	predictor int
	low       uint8 // the bits that are not sent: Pt
	start     int   // what the first sample is predicted as
	above     []uint16
	restart   int // rows in a restart interval; 0 where there are none
	y         int
	reset     bool // nothing above counts
}

// begin reads the header of the scan (T.81 §B.2.3, §H.1.2).
func (s *Samples) begin(ctx context.Context) (*lossless, error) {
	in := newWindow(ctx, s.src, dataWindow)
	in.skip(int(s.scanAt))
	length, err := in.bytes(2)
	if err != nil {
		return nil, err
	}
	n := int(length[0])<<8 + int(length[1]) - 2
	body, err := in.bytes(max(0, n))
	if err != nil {
		return nil, err
	}
	c := bits.Big(body)
	if count := int(c.U8()); count != s.Channels {
		return nil, fault.New(fault.Unsupported, "lossless coding of %d of %d components in a scan is not read", count, s.Channels)
	}
	d := &lossless{entropy: newEntropy(in), header: s.header, above: make([]uint16, s.Width*s.Channels)}
	for i := range s.Channels {
		id, selector := c.U8(), c.U8()>>4
		if comp := &s.header.frame.comps[i]; comp.id != id {
			return nil, fault.New(fault.Corrupt, "scan: component %d stands where %d should", id, comp.id)
		}
		if selector > 3 || s.header.dc[selector] == nil {
			return nil, fault.New(fault.Corrupt, "scan: huffman table %d is not defined", selector)
		}
		s.header.dc[selector].wantValues()
		d.tables = append(d.tables, s.header.dc[selector])
	}
	d.predictor = int(c.U8())
	c.U8()
	d.low = c.U8() & 15
	if c.Err() != nil || d.predictor < 1 || d.predictor > 7 || int(d.low) >= s.Precision {
		return nil, fault.New(fault.Corrupt, "scan: predictor %d, %d of %d bits left out", d.predictor, d.low, s.Precision)
	}
	d.start = 1 << (s.Precision - int(d.low) - 1)
	if s.header.restart%s.Width > 0 {
		return nil, fault.New(fault.Corrupt, "restart intervals of %d samples in rows of %d", s.header.restart, s.Width)
	}
	d.restart = s.header.restart / s.Width
	d.reset = true
	d.entropy.begin()
	return d, nil
}

// next decodes a row.
func (d *lossless) next(ctx context.Context, row []uint16) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.restart > 0 && d.y > 0 && d.y%d.restart == 0 {
		if err := d.newInterval(); err != nil {
			return err
		}
	}
	row = row[:len(d.above)]
	if !d.decode(row) {
		return d.entropy.failure()
	}
	copy(d.above, row)
	d.reset = false
	d.y++
	if d.low > 0 {
		for i := range row {
			row[i] <<= d.low
		}
	}
	return nil
}

// newInterval passes over a restart marker.
func (d *lossless) newInterval() error {
	extra, marker, err := d.entropy.close()
	if err != nil {
		return err
	}
	d.header.notes.garbage(int64(extra))
	if err := d.header.notes.restart(marker, d.y/d.restart-1, d.entropy.in.offset()); err != nil {
		return err
	}
	d.entropy.begin()
	d.reset = true
	return nil
}

// decode reads the differences of a row from what is predicted of it (T.81 §H.1.2.1,
// §H.1.2.2), modulo 2^16.
func (d *lossless) decode(row []uint16) bool {
	n := len(d.tables)
	above := d.above[:len(row)]
	for at := 0; at+n <= len(row); at += n {
		if !d.entropy.ready() {
			return false
		}
		for i, table := range d.tables {
			at := at + i
			diff, ok := d.entropy.wideDifference(table)
			if !ok {
				return false
			}
			predicted := d.start
			switch {
			case at < n && !d.reset:
				predicted = int(above[at])
			case at >= n && d.reset:
				predicted = int(row[at-n])
			case at >= n:
				predicted = d.predict(int(row[at-n]), int(above[at]), int(above[at-n]))
			}
			row[at] = uint16(predicted + int(diff))
		}
	}
	return d.entropy.ready()
}

// predict takes the samples to the left, above, and above that to the left (T.81 table
// H.1).
func (d *lossless) predict(a, b, c int) int {
	switch d.predictor {
	case 1:
		return a
	case 2:
		return b
	case 3:
		return c
	case 4:
		return a + b - c
	case 5:
		return a + (b-c)>>1
	case 6:
		return b + (a-c)>>1
	}
	return (a + b) >> 1
}

// wideDifference reads a difference of up to 16 bits (T.81 §H.2).
func (e *entropy) wideDifference(t *huffman) (int32, bool) {
	acc, n, pos := e.acc, e.n, e.pos
	if n < 32 {
		acc, n, pos = refill(e.buf, acc, n, pos)
	}
	if entry := t.values[acc>>(64-valueBits)]; entry&15 > 0 {
		size := uint(entry & 15)
		e.acc, e.n, e.pos = acc<<size, n-size, pos
		return int32(entry) >> 16, true
	}
	length, symbol := t.find(acc)
	size, value := uint(symbol), int32(1)<<15
	if length == 0 || size > widest {
		return 0, false
	}
	acc <<= length
	if size < widest {
		value = receive(acc, size)
	} else {
		size = 0 // there is one such difference
	}
	e.acc, e.n, e.pos = acc<<size, n-length-size, pos
	return value, true
}

// widest is how many bits a difference has at most.
const widest = 16

// decodeLossless makes the picture of its samples.
func (p *file) decodeLossless(ctx context.Context, want picture.Want) (raster.Image, error) {
	if p.header.frame.precision > 8 {
		return shrinkSamples[uint16](ctx, p, want)
	}
	return shrinkSamples[uint8](ctx, p, want)
}

func shrinkSamples[T uint8 | uint16](ctx context.Context, p *file, want picture.Want) (raster.Image, error) {
	s := newSamples(p.src, p.header, p.scanAt)
	sizes := p.header.frame.plan(want)
	out := picture.NewRows[T](want, p.outline(s.Width, s.Height), p.factor(sizes, want))
	samples, dst := make([]uint16, s.Width*s.Channels), make([]T, s.Width*p.channels())
	paint := newPainter(p, dst)
	for range s.Height {
		if err := s.Next(ctx, samples); err != nil {
			return nil, err
		}
		paint.pixels(samples, s.Channels)
		out.Add(dst)
	}
	return out.Image(), nil
}
