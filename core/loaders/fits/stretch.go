package fits

import (
	"context"
	"encoding/binary"
	"math"
	"slices"

	"apsync/core/codec/bands"
)

// windowBytes is how much of a plane is read at once.
const windowBytes = 128 << 10

// Black and white are chosen from samples of so many rows and columns.
const (
	sampledSide  = 256
	sampleMemory = 3 * 8 * sampledSide * sampledSide
	// clipped is the share of samples that are darker than black, and of those that
	// are brighter than white.
	clipped = 0.0025
)

// stretch says which values are shown black and white.
type stretch struct{ black, white float64 }

// chooseStretch looks at samples all over the picture.
func (f *file) chooseStretch(ctx context.Context) (stretch, error) {
	w, h, row := f.header.Width, f.header.Height, make([]byte, f.header.Width*f.size)
	decode := f.decoder()
	values := make([]float64, 0, f.planes*min(w, sampledSide)*min(h, sampledSide))
	for p := range f.planes {
		for i := range min(h, sampledSide) {
			if err := ctx.Err(); err != nil {
				return stretch{}, err
			}
			y := int64(i) * int64(h) / int64(min(h, sampledSide))
			if n, err := f.src.ReadAt(row, f.offset(p, y)); n < len(row) {
				return stretch{}, err
			}
			for k := range min(w, sampledSide) {
				x := k * w / min(w, sampledSide)
				if v := decode(row[x*f.size:]); !math.IsNaN(v) && !math.IsInf(v, 0) {
					values = append(values, v)
				}
			}
		}
	}
	return stretchOf(values), nil
}

// stretchOf returns the stretch for samples: from the least to the greatest where
// most are the same.
func stretchOf(values []float64) stretch {
	if len(values) == 0 {
		return stretch{0, 1}
	}
	slices.Sort(values)
	last := len(values) - 1
	s := stretch{values[int(clipped*float64(last))], values[last-int(clipped*float64(last))]}
	if s.black == s.white {
		s = stretch{values[0], values[last]}
	}
	if s.black == s.white {
		s.white = s.black + 1
	}
	return s
}

// offset returns where row y of a plane begins.
func (f *file) offset(plane int, y int64) int64 {
	return f.unit.data + (int64(plane)*int64(f.header.Height)+y)*int64(f.header.Width*f.size)
}

// decoder returns a function that reads a sample; blank ones are no numbers.
func (f *file) decoder() func([]byte) float64 {
	u := f.unit
	integer := func(v int64) float64 {
		if u.hasBlank && v == u.blank {
			return math.NaN()
		}
		return u.zero + u.scale*float64(v)
	}
	be := binary.BigEndian
	switch u.bitpix {
	case 8:
		return func(b []byte) float64 { return integer(int64(b[0])) }
	case 16:
		return func(b []byte) float64 { return integer(int64(int16(be.Uint16(b)))) }
	case 32:
		return func(b []byte) float64 { return integer(int64(int32(be.Uint32(b)))) }
	case 64:
		return func(b []byte) float64 { return integer(int64(be.Uint64(b))) }
	case -32:
		return func(b []byte) float64 { return u.zero + u.scale*float64(math.Float32frombits(be.Uint32(b))) }
	}
	return func(b []byte) float64 { return u.zero + u.scale*math.Float64frombits(be.Uint64(b)) }
}

// reader returns a function that reads the next row: that of every plane.
func (f *file) reader() func([]byte) error {
	windows := make([]*bands.Window, f.planes)
	for p := range windows {
		windows[p] = bands.NewWindow(f.src, f.src.Size(), windowBytes)
	}
	y, n := int64(0), f.header.Width*f.size
	return func(stored []byte) error {
		for p, window := range windows {
			if err := window.ReadAt(stored[p*n:(p+1)*n], f.offset(p, y)); err != nil {
				return err
			}
		}
		y++
		return nil
	}
}

// bytes interleaves the planes of a row.
func (f *file) bytes(row []uint8, stored []byte) {
	if f.planes == 1 {
		copy(row, stored)
		return
	}
	w := f.header.Width
	for x := range w {
		row[3*x], row[3*x+1], row[3*x+2] = stored[x], stored[w+x], stored[2*w+x]
	}
}

// words stretches the samples of a row.
func (f *file) words(row []uint16, stored []byte, s stretch) {
	decode := f.decoder()
	scale := math.MaxUint16 / (s.white - s.black)
	for p := range f.planes {
		for i := p; i < len(row); i += f.planes {
			v := (decode(stored)-s.black)*scale + 0.5
			stored = stored[f.size:]
			row[i] = 0
			if v > 0 {
				row[i] = uint16(min(v, math.MaxUint16))
			}
		}
	}
}
