package tiff

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"

	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// stream reads segments of one plane line by line: decompressed, and restored
// from their differences.
type stream struct {
	src       *picture.Source
	order     binary.ByteOrder
	p         *page
	z         decompressor
	in        io.Reader // what the lines come from
	index     int       // of the segment
	stored    int       // segments so far that the file does not leave out
	line      int       // the next of the segment
	lineBytes int
	block     []byte
	mixed     []byte // a line in the order of bytes that the predictor of floats makes
}

func newStream(src *picture.Source, order binary.ByteOrder, p *page) *stream {
	s := &stream{src: src, order: order, p: p, z: p.method.start(p), lineBytes: int(p.lineBytes())}
	s.block = make([]byte, p.blockLines()*s.lineBytes)
	if p.predictor == predictorFloat {
		s.mixed = make([]byte, s.lineBytes)
	}
	return s
}

// open begins the segment of that index.
func (s *stream) open(ctx context.Context, index int, offsets, counts *ifd.Values) error {
	s.index, s.line = index, 0
	place, inside := s.place()
	off, size := offsets.Uint(place), uint64(0)
	if place < counts.Len() {
		size = counts.Uint(place)
	}
	if off == 0 && size == 0 && s.p.grid.tiled { // left out of sparse files
		s.in = zeros{}
		return nil
	}
	end := uint64(s.src.Size())
	if off >= end {
		return fault.New(fault.Truncated, "%s %d at offset %d of %d", s.kind(), place, off, end)
	}
	off += uint64(inside) * uint64(s.lineBytes)
	if off >= end {
		return s.fault(io.ErrUnexpectedEOF)
	}
	s.stored++
	// Sizes of what is not compressed are known better than those in many files;
	// where none is given, the data go on to wherever they end.
	if size == 0 || size > end-off || s.p.compression == compressionNone {
		size = end - off
	}
	data := io.NewSectionReader(s.src, int64(off), int64(size)) // within the file
	if s.p.reversed {
		data = io.NewSectionReader(reversed{data}, 0, data.Size())
	}
	s.in = s.z
	return s.fault(s.z.reset(ctx, data))
}

// place returns the index of the strip or tile that is open, and how many of its lines
// come before the segment.
func (s *stream) place() (index, lines int) {
	if g := &s.p.grid; g.cut {
		return s.index / g.rows, s.index % g.rows * g.height
	}
	return s.index, 0
}

// zeros are the samples of segments that a file leaves out.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// read returns the next lines, at most a block of them, valid until it is called
// again.
func (s *stream) read(lines int) ([]byte, error) {
	block := s.block[:lines*s.lineBytes]
	return block, s.fill(block)
}

// fill fills a block with the next lines.
func (s *stream) fill(block []byte) error {
	if _, err := io.ReadFull(s.in, block); err != nil {
		return s.fault(err)
	}
	lines := len(block) / s.lineBytes
	s.line += lines
	if s.p.predictor == predictorNone {
		return nil
	}
	step := s.p.samples
	if s.p.planar {
		step = 1
	}
	for i := range lines {
		line := block[i*s.lineBytes : (i+1)*s.lineBytes]
		if s.p.predictor == predictorFloat {
			copy(s.mixed, line)
			undoFloatPredictor(line, s.mixed, s.p.bits/8, step)
			continue
		}
		undoPredictor(line, s.p.bits, step, s.order)
	}
	return nil
}

func (s *stream) kind() string {
	if s.p.grid.tiled {
		return "tile"
	}
	return "strip"
}

// fault returns a decompressor's error as one that says where it happened.
func (s *stream) fault(err error) error {
	index, inside := s.place()
	var known *fault.Error
	var reading *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &reading):
		return err
	case errors.As(err, &known):
		return fault.New(known.Code, "%s %d: %s", s.kind(), index, known.Detail)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		lines := s.p.segmentLines()
		if s.p.grid.cut {
			lines = s.p.height
		}
		return fault.New(fault.Truncated, "%s %d: its data end at line %d of %d", s.kind(), index, inside+s.line, lines)
	}
	return fault.New(fault.Corrupt, "%s %d: %s: %w", s.kind(), index, s.p.method.name, err)
}
