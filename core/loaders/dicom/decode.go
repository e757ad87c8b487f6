package dicom

import (
	"context"
	"encoding/binary"
	"image/color"
	"io"
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// rowReader fills the samples of a row of a frame, as bytes of the file's order, plane
// after plane where the data are so. It starts anew at each call of its maker.
type rowReader func(row []byte) error

// layout returns what pixels become.
func (m *image) layout() raster.Layout {
	if m.colours == grey {
		return raster.Grey
	}
	return raster.RGB
}

// shown returns the picture of a frame that is no JPEG.
func (f *file) shown() picture.Picture {
	m := &f.image
	h := bands.Header{
		Width: m.width, Height: m.height, Layout: m.layout(), Pages: m.frames,
		Space: colour.Space{ICC: m.icc}, Stored: m.rowBytes(),
		Fixed: m.rowBytes() + 4*bands.ReaderBytes + 1<<17,
	}
	if f.data.encapsulated { // a frame is held packed
		h.Fixed += f.data.size + maxSegments*segmentBytes + 6*int64(m.width)*int64(m.samples)
	}
	return bands.New(h, f.begin)
}

func (m *image) rowBytes() int64 {
	samples := int64(m.samples)
	if m.colours == ybr422 {
		samples = 2
	}
	return (int64(m.width)*samples*int64(m.allocated) + 7) / 8
}

// Decode reads the frame.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if f.jpeg() {
		return f.decodeJPEG(ctx, want)
	}
	return f.shown().Decode(ctx, want)
}

// begin starts to read the rows, after the range of values where no window tells it.
func (f *file) begin(ctx context.Context) (rows bands.Rows[uint8], err error) {
	if f.image.colours == grey && f.image.window.width == 0 && f.image.allocated > 1 {
		if err := f.findRange(ctx); err != nil {
			return rows, err
		}
	}
	next, err := f.rows(ctx)
	if err != nil {
		return rows, err
	}
	return bands.Apart(next, f.converter()), nil
}

// rows returns the reader of the frame.
func (f *file) rows(ctx context.Context) (rowReader, error) {
	if f.lossless() {
		return f.losslessRows(ctx)
	}
	if f.data.encapsulated {
		return f.runLengths(ctx)
	}
	m := &f.image
	skipped, _ := bits.Mul(m.frameBits(), int64(m.frame)) // which check did
	off := f.data.off + skipped/8
	if m.allocated == 1 {
		return bitRows(src(f, ctx, off), int(skipped%8), m.width), nil
	}
	if m.planar && m.samples == 3 {
		plane := int64(m.width) * int64(m.height) * int64(m.allocated/8)
		readers := [3]io.Reader{}
		for i := range readers {
			readers[i] = src(f, ctx, off+int64(i)*plane)
		}
		return func(row []byte) error {
			for i, r := range readers {
				if _, err := io.ReadFull(r, row[i*len(row)/3:(i+1)*len(row)/3]); err != nil {
					return err
				}
			}
			return nil
		}, nil
	}
	r := src(f, ctx, off)
	return bands.Full(r), nil
}

func src(f *file, ctx context.Context, off int64) io.Reader { return f.src.Reader(ctx, off) }

// bitRows reads rows of bits, the lowest first, which do not begin at bytes.
func bitRows(r io.Reader, from, width int) rowReader {
	var b [1]byte
	have := 0
	return func(row []byte) error {
		clear(row)
		for x := range width {
			if have == 0 {
				if _, err := io.ReadFull(r, b[:]); err != nil {
					return err
				}
				b[0] >>= from
				have, from = 8-from, 0
			}
			row[x/8] |= b[0] & 1 << (x % 8)
			b[0] >>= 1
			have--
		}
		return nil
	}
}

// value returns sample i of a row as a number.
func (f *file) value(row []byte, i int) float64 {
	m, order := &f.image, f.data.order
	switch {
	case f.data.tag == tagFloatPixels:
		return float64(math.Float32frombits(order.Uint32(row[4*i:])))
	case f.data.tag == tagDoublePixels:
		return math.Float64frombits(order.Uint64(row[8*i:]))
	case m.allocated == 1:
		return float64(row[i/8] >> (i % 8) & 1)
	case m.allocated == 8:
		return m.number(uint32(row[f.byteAt(i)]))
	case m.allocated == 16:
		return m.number(uint32(order.Uint16(row[2*i:])))
	}
	return m.number(order.Uint32(row[4*i:]))
}

// byteAt returns where sample i of 8 bits lies: the bytes of words are exchanged in big
// endian (PS3.5 §8.1.2).
func (f *file) byteAt(i int) int {
	if f.data.order == binary.BigEndian && f.data.vr == "OW" && f.image.rowBytes()%2 == 0 {
		return i ^ 1
	}
	return i
}

// number returns the bits that count as a number.
func (m *image) number(v uint32) float64 {
	up := 32 - m.stored
	v = v >> m.shift << up
	if m.signed {
		return float64(int32(v) >> up)
	}
	return float64(v >> up)
}

// findRange makes a window of the least and the greatest value of the frame.
func (f *file) findRange(ctx context.Context) error {
	next, err := f.rows(ctx)
	if err != nil {
		return err
	}
	m := &f.image
	row := make([]byte, m.rowBytes())
	low, high := math.Inf(1), math.Inf(-1)
	for range m.height {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := next(row); err != nil {
			return err
		}
		for x := range m.width {
			if v := f.value(row, x); v != m.window.padding && !math.IsInf(v, 0) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low <= high {
		m.window.span(low, high)
	} else {
		m.window.span(0, 1)
	}
	return nil
}

// converter returns how a stored row becomes one of the picture.
func (f *file) converter() func(row []uint8, stored []byte) {
	m := &f.image
	switch m.colours {
	case grey:
		return f.greyConverter()
	case indexed:
		return func(row []uint8, stored []byte) {
			for x := range m.width {
				v := uint16(int(f.value(stored, x)))
				row[3*x], row[3*x+1], row[3*x+2] = m.palette[0][v], m.palette[1][v], m.palette[2][v]
			}
		}
	case ybr422:
		return func(row []uint8, stored []byte) {
			for x := range m.width {
				four := stored[x/2*4:]
				row[3*x], row[3*x+1], row[3*x+2] = color.YCbCrToRGB(four[x%2], four[2], four[3])
			}
		}
	}
	pixel, sample := 3, 1
	if m.planar {
		pixel, sample = 1, m.width
	}
	scale := 255 / (math.Pow(2, float64(m.stored)) - 1)
	return func(row []uint8, stored []byte) {
		for x := range m.width {
			for c := range 3 {
				row[3*x+c] = uint8(f.value(stored, x*pixel+c*sample)*scale + 0.5)
			}
			if m.colours == ybr {
				row[3*x], row[3*x+1], row[3*x+2] = color.YCbCrToRGB(row[3*x], row[3*x+1], row[3*x+2])
			}
		}
	}
}

// greyConverter looks samples of up to 16 bits up in a table.
func (f *file) greyConverter() func(row []uint8, stored []byte) {
	m := &f.image
	if m.allocated == 1 {
		m.window.span(0, 1)
	}
	if m.allocated > 16 {
		return func(row []uint8, stored []byte) {
			for x := range row {
				row[x] = m.window.grey(f.value(stored, x))
			}
		}
	}
	levels := make([]uint8, 1<<m.allocated)
	for v := range levels {
		levels[v] = m.window.grey(m.number(uint32(v)))
	}
	return func(row []uint8, stored []byte) {
		for x := range row {
			switch m.allocated {
			case 1:
				row[x] = levels[stored[x/8]>>(x%8)&1]
			case 8:
				row[x] = levels[stored[f.byteAt(x)]]
			default:
				row[x] = levels[f.data.order.Uint16(stored[2*x:])]
			}
		}
	}
}
