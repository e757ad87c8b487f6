package miff

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"math"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/inflate"
)

// rows returns what reads one stored row after the other, and checks its indices.
func (f *file) rows(ctx context.Context) func(stored []byte) error {
	read := f.reader(ctx)
	if !f.pseudo {
		return read
	}
	return func(stored []byte) error {
		if err := read(stored); err != nil {
			return err
		}
		return f.checkIndices(stored)
	}
}

func (f *file) reader(ctx context.Context) func(stored []byte) error {
	in := f.src.Reader(ctx, f.data)
	switch f.compression {
	case "rle":
		return (&runs{r: in, pixel: make([]byte, f.pixelBytes())}).row
	case "zip":
		var deflated io.Reader = in
		if f.version {
			deflated = &blocks{r: in}
		}
		return bands.Full(inflate.NewReader(deflated, inflate.Unchecked))
	}
	return bands.Full(in)
}

// runs reads pixels, each of which says in a byte how often it is repeated after the
// first time.
type runs struct {
	r     *bufio.Reader
	pixel []byte
	left  int
}

func (r *runs) row(dst []byte) error {
	for ; len(dst) >= len(r.pixel); dst = dst[len(r.pixel):] {
		if r.left == 0 {
			if _, err := io.ReadFull(r.r, r.pixel); err != nil {
				return err
			}
			n, err := r.r.ReadByte()
			if err != nil {
				return err
			}
			r.left = int(n) + 1
		}
		copy(dst, r.pixel)
		r.left--
	}
	return nil
}

// blocks are parts of a stream that have their length before them.
type blocks struct {
	r    *bufio.Reader
	left int64
}

// Read implements io.Reader.
func (b *blocks) Read(p []byte) (int, error) {
	for b.left == 0 {
		var size [4]byte
		if _, err := io.ReadFull(b.r, size[:]); err != nil {
			return 0, err
		}
		b.left = int64(binary.BigEndian.Uint32(size[:]))
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// sample returns the sample that b begins with, on the range of 16 bits.
func (h *header) sample(b []byte) uint16 {
	switch {
	case h.depth <= 8:
		return uint16(b[0]) * 257
	case h.depth <= 16:
		return binary.BigEndian.Uint16(b)
	case h.float:
		v := math.Float32frombits(binary.BigEndian.Uint32(b))
		if !(v > 0) { // not a number is black
			return 0
		}
		return uint16(min(v, 1)*math.MaxUint16 + 0.5)
	}
	return binary.BigEndian.Uint16(b)
}

// convert makes the samples of a stored row.
func (f *file) convert(row []uint16, stored []byte) {
	if f.pseudo {
		f.lookUp(row, stored)
		return
	}
	size := f.sampleBytes()
	for i := range row {
		row[i] = f.sample(stored[i*size:])
	}
}

// checkIndices fails where an index lies beyond the palette.
func (f *file) checkIndices(stored []byte) error {
	for size := f.pixelBytes(); len(stored) >= size; stored = stored[size:] {
		if i, _ := f.index(stored); i >= len(f.palette) {
			return fault.New(fault.Corrupt, "index %d of a palette of %d colours", i, len(f.palette))
		}
	}
	return nil
}

// index returns the index that a stored pixel begins with, and what follows it.
func (f *file) index(pixel []byte) (i int, rest []byte) {
	if f.colours > 256 {
		return int(binary.BigEndian.Uint16(pixel)), pixel[2:]
	}
	return int(pixel[0]), pixel[1:]
}

// lookUp replaces indices, which were checked.
func (f *file) lookUp(row []uint16, stored []byte) {
	n, size := f.layout().Channels(), f.pixelBytes()
	for ; len(row) >= n && len(stored) >= size; row, stored = row[n:], stored[size:] {
		index, rest := f.index(stored)
		copy(row, f.palette[index][:])
		if f.alpha {
			row[3] = f.sample(rest)
		}
	}
}
