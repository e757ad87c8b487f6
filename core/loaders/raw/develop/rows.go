package develop

import (
	"bufio"
	"context"
	"io"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/picture"
)

// longest is how many rows of a segment a row of its JPEG holds at most.
const longest = 4

// segment hands out the rows of a tile or strip.
type segment interface {
	next(ctx context.Context, row []uint16) error
}

// rows reads the stored rows from the top.
type rows struct {
	*data
	y    int
	open []segment // beside each other
	row  []uint16  // of one
}

func newRows(d *data) *rows {
	return &rows{data: d, open: make([]segment, d.columns), row: make([]uint16, d.segmentW*d.samples)}
}

// next reads a row of the picture.
func (r *rows) next(ctx context.Context, dst []uint16) error {
	if r.y%r.segmentH == 0 {
		if err := r.begin(); err != nil {
			return err
		}
	}
	for i, s := range r.open {
		if err := s.next(ctx, r.row); err != nil {
			return err
		}
		copy(dst[i*len(r.row):], r.row)
	}
	r.y++
	return nil
}

// begin opens the segments of the next row of them.
func (r *rows) begin() error {
	first := r.y / r.segmentH * r.columns
	for i := range r.open {
		section := io.NewSectionReader(r.src, r.offsets[first+i], r.byteCounts[first+i])
		if s, ok := r.open[i].(*packed); ok {
			s.r.Reset(section)
			continue
		}
		s, err := r.segment(section)
		if err != nil {
			return err
		}
		r.open[i] = s
	}
	return nil
}

// segment opens a segment.
func (d *data) segment(section *io.SectionReader) (segment, error) {
	if !d.lossless {
		const window = 64 << 10
		return &packed{data: d, r: bufio.NewReaderSize(section, window), row: make([]byte, d.rowBytes())}, nil
	}
	src, err := picture.NewSource(section, section.Size(), "")
	if err != nil {
		return nil, err
	}
	samples, err := jpeg.OpenSamples(src, jpeg.Options{})
	if err != nil {
		return nil, err
	}
	n, wide := samples.Width*samples.Channels, d.segmentW*d.samples
	if n < 1 || n > longest*wide || n%wide != 0 && wide%n != 0 {
		return nil, fault.New(fault.Corrupt, "lossless JPEG with rows of %d samples in segments of %d", n, wide)
	}
	return &lossless{samples: samples, row: make([]uint16, n)}, nil
}

// packed is an uncompressed segment: samples of 16 bits in the file's order of bytes,
// others as a stream of bits, the highest first, in which rows begin with a byte (TIFF
// 6.0 §7; DNG 1.7, BitsPerSample).
type packed struct {
	*data
	r   *bufio.Reader
	row []byte
}

func (p *packed) next(_ context.Context, row []uint16) error {
	if n, err := io.ReadFull(p.r, p.row); err != nil {
		return fault.New(fault.Truncated, "sensor data: %d of %d bytes of a row: %w", n, len(p.row), err)
	}
	switch {
	case p.bits == 8:
		for i, v := range p.row {
			row[i] = uint16(v)
		}
	case p.bits == 16 && p.little:
		for i := range row {
			row[i] = uint16(p.row[2*i]) | uint16(p.row[2*i+1])<<8
		}
	case p.bits == 16:
		for i := range row {
			row[i] = uint16(p.row[2*i])<<8 | uint16(p.row[2*i+1])
		}
	default:
		unpack(row, p.row, uint(p.bits))
	}
	return nil
}

// unpack reads samples of so many bits.
func unpack(dst []uint16, src []byte, size uint) {
	var acc uint32
	var have uint
	for i := range dst {
		for have < size {
			acc = acc<<8 | uint32(src[0])
			src = src[1:]
			have += 8
		}
		have -= size
		dst[i] = uint16(acc >> have & (1<<size - 1))
	}
}

// lossless is a segment in lossless JPEG. The rows of the stream may be longer or
// shorter than the segment's: samples follow each other all the same (DNG 1.7,
// Compression).
type lossless struct {
	samples *jpeg.Samples
	row     []uint16
	left    []uint16 // of row
	y       int
}

func (l *lossless) next(ctx context.Context, row []uint16) error {
	for len(row) > 0 {
		if len(l.left) == 0 {
			if l.y++; l.y > l.samples.Height {
				return fault.New(fault.Corrupt, "lossless JPEG of %d rows ends before its segment", l.samples.Height)
			}
			if err := l.samples.Next(ctx, l.row); err != nil {
				return err
			}
			l.left = l.row
		}
		n := copy(row, l.left)
		row, l.left = row[n:], l.left[n:]
	}
	return nil
}
