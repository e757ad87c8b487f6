package raw_test

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/container/tiff"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw"
	"apsync/core/picture"
)

// order writes numbers of a TIFF structure.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

var (
	little order = binary.LittleEndian
	big    order = binary.BigEndian
)

// built is a TIFF structure that grows from its end to its beginning: what is pointed at
// is there before what points.
type built struct {
	order
	data []byte
}

// newBuilt begins a structure with so many bytes for its header.
func newBuilt(o order, header int) *built { return &built{o, make([]byte, header)} }

// put appends data and returns where they are.
func (b *built) put(data []byte) uint32 {
	if len(b.data)%2 == 1 {
		b.data = append(b.data, 0)
	}
	at := uint32(len(b.data))
	b.data = append(b.data, data...)
	return at
}

// field is one of a directory.
type field struct {
	tag, kind uint16
	count     int
	data      func(o order) []byte
}

func short(tag uint16, values ...int) field {
	return field{tag, tiff.Short, len(values), func(o order) (out []byte) {
		for _, v := range values {
			out = o.AppendUint16(out, uint16(v))
		}
		return out
	}}
}

func long[T int | uint32](tag uint16, values ...T) field {
	return field{tag, tiff.Long, len(values), func(o order) (out []byte) {
		for _, v := range values {
			out = o.AppendUint32(out, uint32(v))
		}
		return out
	}}
}

func fractions(tag uint16, values ...float64) field {
	return field{tag, tiff.SRational, len(values), func(o order) (out []byte) {
		for _, v := range values {
			out = o.AppendUint32(out, uint32(int32(math.Round(v*1e6))))
			out = o.AppendUint32(out, 1e6)
		}
		return out
	}}
}

func raws(tag uint16, data []byte) field {
	return field{tag, tiff.Undefined, len(data), func(order) []byte { return data }}
}

// at is a field of so many bytes that lie elsewhere.
func at(tag uint16, off uint32, n int) field {
	return field{tag, tiff.Undefined, n, func(o order) []byte { return o.AppendUint32(nil, off) }}
}

// directory appends a directory and the values that do not fit into it.
func (b *built) directory(next uint32, fields ...field) uint32 {
	slices.SortStableFunc(fields, func(x, y field) int { return int(x.tag) - int(y.tag) })
	start := b.put(nil)
	outside := start + uint32(2+12*len(fields)+4)
	out := b.AppendUint16(nil, uint16(len(fields)))
	var rest []byte
	for _, f := range fields {
		out = b.AppendUint16(out, f.tag)
		out = b.AppendUint16(out, f.kind)
		out = b.AppendUint32(out, uint32(f.count))
		data := f.data(b.order)
		if len(data) <= 4 {
			out = append(out, append(data, 0, 0, 0, 0)[:4]...)
			continue
		}
		out = b.AppendUint32(out, outside+uint32(len(rest)))
		rest = append(rest, data...)
	}
	out = b.AppendUint32(out, next)
	b.data = append(append(b.data, out...), rest...)
	return start
}

// file returns the structure with a header: the marks of order and version, and what
// stands behind the offset of the first directory.
func (b *built) file(marks string, first uint32, more string) []byte {
	copy(b.data, marks)
	b.PutUint32(b.data[4:], first)
	copy(b.data[8:], more)
	return b.data
}

var (
	red   = color.RGBA{200, 20, 20, 255}
	green = color.RGBA{20, 200, 20, 255}
	blue  = color.RGBA{20, 20, 200, 255}
)

// shown is what a loader makes of a file.
type shown struct {
	info  picture.Info
	frame *picture.Frame
	img   *image.NRGBA
}

func show(t *testing.T, open loadertest.Open, data []byte, want picture.Want) shown {
	t.Helper()
	info, frame, err := loadertest.Decode(t, open, data, want)
	require.NoError(t, err)
	img, _ := colour.ToDisplay(frame.Image, frame.Space)
	return shown{info, frame, img}
}

// centre returns the colour in the middle.
func (s shown) centre() color.NRGBA { return s.img.NRGBAAt(s.img.Rect.Dx()/2, s.img.Rect.Dy()/2) }

// requireColour compares a colour with one that went through JPEG.
func requireColour(t *testing.T, want color.RGBA, got color.NRGBA, tolerance float64) {
	t.Helper()
	require.InDelta(t, want.R, got.R, tolerance, "%v", got)
	require.InDelta(t, want.G, got.G, tolerance, "%v", got)
	require.InDelta(t, want.B, got.B, tolerance, "%v", got)
}

// openNamed is raw.Open for a file of that name.
func openNamed(t *testing.T, data []byte, name string) picture.Picture {
	t.Helper()
	pic, err := raw.Open(loadertest.Source(t, data, name))
	require.NoError(t, err)
	return pic
}
