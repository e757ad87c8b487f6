package exr

import (
	"encoding/binary"
	"math"

	"apsync/core/codec/half"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
)

// rowReader finds the samples of a chunk's rows. A channel that has none in a row
// keeps those of the row above it.
type rowReader struct {
	b       *block.Block
	data    []byte
	samples [][]byte // of each channel
}

// next goes on to row y.
func (r *rowReader) next(y int) {
	for i := range r.b.Channels {
		c := &r.b.Channels[i]
		if !r.b.Has(c, y) {
			continue
		}
		n := r.b.Columns(c) * c.Type.Size()
		r.samples[i], r.data = r.data[:n:n], r.data[n:]
	}
}

// readValues reads the values of n columns behind those to skip, for every role.
func (l *lane) readValues(rows *rowReader, skip, n int) {
	for role, index := range l.shown.channels {
		l.values[role] = bytewise.Room(l.values[role], n)
		if index == none {
			continue
		}
		c, samples := &rows.b.Channels[index], rows.samples[index]
		switch {
		case samples == nil:
			clear(l.values[role])
		case c.XSampling == 1:
			convert(l.values[role], samples[skip*c.Type.Size():], c.Type)
		default:
			l.sparse = bytewise.Room(l.sparse, rows.b.Columns(c))
			convert(l.sparse, samples, c.Type)
			spread(l.values[role], l.sparse, rows.b.X, skip, c.XSampling)
		}
	}
	if l.shown.model == lumaModel {
		l.toRGB()
	}
}

// convert converts as many samples as dst has room for, limited to what halves hold.
func convert(dst []float32, samples []byte, kind block.Type) {
	switch kind {
	case block.Half:
		half.Floats(dst, samples)
	case block.Float:
		for i := range dst {
			dst[i] = half.Clean(math.Float32frombits(binary.LittleEndian.Uint32(samples[4*i:])))
		}
	case block.Uint:
		for i := range dst {
			dst[i] = half.Clean(float32(binary.LittleEndian.Uint32(samples[4*i:])))
		}
	}
}

// spread interpolates the samples of a chunk from its column x on, which are at
// multiples of step, for the columns behind those to skip.
func spread(dst, samples []float32, x, skip, step int) {
	if len(samples) == 0 {
		clear(dst)
		return
	}
	first := ((-x)%step + step) % step // column of the first sample
	for i := range dst {
		column := skip + i - first
		k := min(max(0, column)/step, len(samples)-1)
		left, right := samples[k], samples[min(k+1, len(samples)-1)]
		dst[i] = left + (right-left)*float32(max(0, column-k*step))/float32(step)
	}
}

// toRGB turns brightness and differences of colour to red, green and blue: RY and BY
// are (R-Y)/Y and (B-Y)/Y.
func (l *lane) toRGB() {
	weights := l.weights
	y, ry, by := l.values[red], l.values[green], l.values[blue]
	ry, by = ry[:len(y)], by[:len(y)]
	for i, v := range y {
		r, b := (ry[i]+1)*v, (by[i]+1)*v
		g := (v - r*weights[0] - b*weights[2]) / weights[1]
		y[i], ry[i], by[i] = half.Clean(r), half.Clean(g), half.Clean(b)
	}
}
