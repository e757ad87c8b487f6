package tiff_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/tiff"
	"apsync/core/fault"
)

// field is one field of a test directory with its values as the file has them.
type field struct {
	tag, kind uint16
	count     uint64
	value     []byte
}

// layout writes files of either kind in either byte order.
type layout struct {
	order binary.AppendByteOrder
	big   bool
}

var layouts = map[string]layout{
	"little":     {binary.LittleEndian, false},
	"big":        {binary.BigEndian, false},
	"little big": {binary.LittleEndian, true},
	"big big":    {binary.BigEndian, true},
}

func (l layout) offset(b []byte, v uint64) []byte {
	if l.big {
		return l.order.AppendUint64(b, v)
	}
	return l.order.AppendUint32(b, uint32(v))
}

func (l layout) inline() int { return len(l.offset(nil, 0)) }

// header returns a header whose first directory lies right behind it.
func (l layout) header() []byte {
	b := []byte("II")
	if l.order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	if l.big {
		b = l.order.AppendUint16(b, 43)
		b = l.order.AppendUint16(l.order.AppendUint16(b, 8), 0)
		return l.offset(b, 16)
	}
	b = l.order.AppendUint16(b, 42)
	return l.offset(b, 8)
}

// file returns a file of one directory: header, directory, then the values that
// do not fit into it.
func (l layout) file(next uint64, fields ...field) []byte {
	b := l.header()
	entry := 4 + 2*l.inline()
	head := 2
	if l.big {
		head = 8
		b = l.order.AppendUint64(b, uint64(len(fields)))
	} else {
		b = l.order.AppendUint16(b, uint16(len(fields)))
	}
	end := len(l.header()) + head + len(fields)*entry + l.inline()
	var outside []byte
	for _, f := range fields {
		b = l.order.AppendUint16(b, f.tag)
		b = l.order.AppendUint16(b, f.kind)
		b = l.offset(b, f.count)
		if len(f.value) <= l.inline() {
			b = append(b, append(bytes.Clone(f.value), make([]byte, l.inline()-len(f.value))...)...)
			continue
		}
		b = l.offset(b, uint64(end+len(outside)))
		outside = append(outside, f.value...)
	}
	return append(l.offset(b, next), outside...)
}

func open(t *testing.T, data []byte) *tiff.File {
	t.Helper()
	f, err := tiff.Open(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return f
}

func first(t *testing.T, data []byte) *tiff.Directory {
	t.Helper()
	f := open(t, data)
	d, err := f.Directory(f.First)
	require.NoError(t, err)
	return d
}

// shorts and its kin encode values in the layout's order.
func (l layout) shorts(values ...uint16) (b []byte) {
	for _, v := range values {
		b = l.order.AppendUint16(b, v)
	}
	return b
}

func (l layout) longs(values ...uint32) (b []byte) {
	for _, v := range values {
		b = l.order.AppendUint32(b, v)
	}
	return b
}

func (l layout) long8s(values ...uint64) (b []byte) {
	for _, v := range values {
		b = l.order.AppendUint64(b, v)
	}
	return b
}

func TestNumbersOfEveryType(t *testing.T) {
	t.Parallel()
	negative := func(v int64) uint64 { return uint64(v) }
	for name, l := range layouts {
		cases := []struct {
			name   string
			kind   uint16
			value  []byte
			floats []float64
			uints  []uint64
		}{
			{"byte", tiff.Byte, []byte{7, 255}, []float64{7, 255}, []uint64{7, 255}},
			{"undefined, five", tiff.Undefined, []byte{1, 2, 3, 4, 5}, []float64{1, 2, 3, 4, 5}, []uint64{1, 2, 3, 4, 5}},
			{"short", tiff.Short, l.shorts(1, 65535), []float64{1, 65535}, []uint64{1, 65535}},
			{"short, many", tiff.Short, l.shorts(1, 2, 3, 4, 5), []float64{1, 2, 3, 4, 5}, []uint64{1, 2, 3, 4, 5}},
			{"long", tiff.Long, l.longs(1 << 31), []float64{1 << 31}, []uint64{1 << 31}},
			{"long, three", tiff.Long, l.longs(1, 2, 3), []float64{1, 2, 3}, []uint64{1, 2, 3}},
			{"ifd", tiff.IFD, l.longs(99), []float64{99}, []uint64{99}},
			{"long8", tiff.Long8, l.long8s(1 << 40), []float64{1 << 40}, []uint64{1 << 40}},
			{"sbyte", tiff.SByte, []byte{0xff, 3}, []float64{-1, 3}, []uint64{0, 3}},
			{"sshort", tiff.SShort, l.shorts(0xfffe, 5), []float64{-2, 5}, []uint64{0, 5}},
			{"slong", tiff.SLong, l.longs(0xfffffffd), []float64{-3}, []uint64{0}},
			{"slong8", tiff.SLong8, l.long8s(negative(-4)), []float64{-4}, []uint64{0}},
			{"rational", tiff.Rational, l.longs(1, 4, 1, 0), []float64{0.25, 0}, []uint64{0, 0}},
			{"srational", tiff.SRational, l.longs(0xffffffff, 4), []float64{-0.25}, []uint64{0}},
			{"float", tiff.Float, l.longs(math.Float32bits(1.5)), []float64{1.5}, []uint64{0}},
			{"double", tiff.Double, l.long8s(math.Float64bits(-2.25)), []float64{-2.25}, []uint64{0}},
		}
		for _, c := range cases {
			t.Run(name+" "+c.name, func(t *testing.T) {
				t.Parallel()
				d := first(t, l.file(0, field{0x100, tiff.Short, 1, l.shorts(9)}, field{0x200, c.kind, uint64(len(c.floats)), c.value}))
				v, err := d.Values(0x200, 1<<10)
				require.NoError(t, err)
				require.Equal(t, len(c.floats), v.Len())
				for i := range c.floats {
					require.InDelta(t, c.floats[i], v.Float(i), 0)
					require.Equal(t, c.uints[i], v.Uint(i))
				}
			})
		}
	}
}

func TestUint(t *testing.T) {
	t.Parallel()
	for name, l := range layouts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := first(t, l.file(0,
				field{1, tiff.Short, 1, l.shorts(0xabcd)},
				field{2, tiff.Short, 6, l.shorts(11, 12, 13, 14, 15, 16)},
				field{3, tiff.Long8, 1, l.long8s(77)},
				field{4, tiff.Long8, 1, l.long8s(1 << 32)},
				field{5, tiff.ASCII, 2, []byte("1\x00")},
				field{6, tiff.Long, 0, nil},
			))
			for tag, want := range map[uint16]uint32{1: 0xabcd, 2: 11, 3: 77} {
				v, ok := d.Uint(tag)
				require.True(t, ok, "tag %d", tag)
				require.Equal(t, want, v, "tag %d", tag)
			}
			for _, tag := range []uint16{4, 5, 6, 7} {
				_, ok := d.Uint(tag)
				require.False(t, ok, "tag %d", tag)
			}
		})
	}
}

func TestFieldsThatLie(t *testing.T) {
	t.Parallel()
	l := layouts["little"]
	cases := []struct {
		name  string
		field field
		code  fault.Code
	}{
		{"no such type", field{1, 99, 1, nil}, fault.Corrupt},
		{"type 0", field{1, 0, 1, nil}, fault.Corrupt},
		{"more than the limit", field{1, tiff.Long, 1 << 31, []byte{8, 0, 0, 0}}, fault.LimitMemory},
		{"outside of the file", field{1, tiff.Long, 100, []byte{8, 0, 0, 0}}, fault.Truncated},
		{"offset beyond the file", field{1, tiff.Double, 1, []byte{0xff, 0xff, 0xff, 0xff}}, fault.Truncated},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := first(t, l.file(0, c.field))
			e, ok := d.Find(1)
			require.True(t, ok)
			_, err := d.Bytes(e, 1<<10)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
	t.Run("count times size overflows", func(t *testing.T) {
		t.Parallel()
		d := first(t, layouts["big big"].file(0, field{1, tiff.Double, math.MaxUint64, make([]byte, 8)}))
		_, err := d.Bytes(d.Entries[0], 1<<10)
		require.Equal(t, fault.LimitMemory, fault.CodeOf(err), "%v", err)
		_, err = d.Values(1, math.MaxInt)
		require.Equal(t, fault.Truncated, fault.CodeOf(err), "%v", err)
	})
	t.Run("no more is read than asked for", func(t *testing.T) {
		t.Parallel()
		d := first(t, l.file(0, field{1, tiff.Short, 1 << 20, l.shorts(5, 6, 7)}))
		v, err := d.Values(1, 2)
		require.NoError(t, err)
		require.Equal(t, 2, v.Len())
		require.Equal(t, uint64(6), v.Uint(1))
	})
	t.Run("a missing field has no values", func(t *testing.T) {
		t.Parallel()
		v, err := first(t, l.file(0)).Values(1, 1<<10)
		require.NoError(t, err)
		require.Zero(t, v.Len())
	})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, data string
		code       fault.Code
	}{
		{"nothing", "", fault.Truncated},
		{"half a header", "II*\x00\x08", fault.Truncated},
		{"another byte order", "IM*\x00\x08\x00\x00\x00", fault.Corrupt},
		{"BigTIFF with short offsets", "II+\x00\x04\x00\x00\x00", fault.Corrupt},
		{"half a BigTIFF header", "II+\x00\x08\x00\x00\x00", fault.Truncated},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := tiff.Open(bytes.NewReader([]byte(c.data)), int64(len(c.data)))
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestDirectoryRefuses(t *testing.T) {
	t.Parallel()
	for name, l := range layouts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := l.header()
			start := int64(len(data))
			data = append(data, bytes.Repeat([]byte{0xff}, 200)...)
			f := open(t, data)
			_, err := f.Directory(start)
			require.Equal(t, fault.LimitCount, fault.CodeOf(err), "%v", err)
			for _, off := range []int64{-1, 1 << 40, int64(len(data)) - 1} {
				_, err = f.Directory(off)
				require.Equal(t, fault.Truncated, fault.CodeOf(err), "offset %d: %v", off, err)
			}
		})
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	l := layouts["little"]
	// Three empty directories of six bytes: 8 → 14 → 20 → last.
	chain := func(last uint32) *tiff.File {
		data := l.header()
		for _, next := range []uint32{14, 20, last} {
			data = l.order.AppendUint32(l.order.AppendUint16(data, 0), next)
		}
		return open(t, data)
	}
	walk := func(f *tiff.File, limit int) (n int, err error) {
		for _, err = range f.Chain(f.First, limit) {
			if err == nil {
				n++
			}
		}
		return n, err
	}
	cases := []struct {
		name  string
		last  uint32
		limit int
		n     int
		code  fault.Code
	}{
		{"ends", 0, 10, 3, ""},
		{"comes back to the first", 8, 10, 3, ""},
		{"comes back to itself", 20, 10, 3, ""},
		{"is cut by the limit", 0, 2, 2, ""},
		{"leads out of the file", 1000, 10, 3, fault.Truncated},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, err := walk(chain(c.last), c.limit)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.Equal(t, c.n, n)
		})
	}
}

func TestLastDirectoryMayLackItsEnd(t *testing.T) {
	t.Parallel()
	for name, l := range layouts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := l.file(0, field{tiff.TagOrientation, tiff.Short, 1, l.shorts(6)})
			d := first(t, data[:len(data)-l.inline()])
			v, ok := d.Uint(tiff.TagOrientation)
			require.True(t, ok)
			require.Equal(t, uint32(6), v)
			require.Zero(t, d.Next)
		})
	}
}

func FuzzOpen(f *testing.F) {
	for _, l := range layouts {
		f.Add(l.file(8, field{1, tiff.Short, 5, l.shorts(1, 2, 3, 4, 5)}, field{2, tiff.Rational, 1, l.longs(1, 2)}))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := tiff.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for d, err := range file.Chain(file.First, 16) {
			if err != nil {
				return
			}
			for _, e := range d.Entries {
				d.Uint(e.Tag)
				v, err := d.Values(e.Tag, 1<<12)
				if err != nil {
					continue
				}
				for i := range v.Len() {
					v.Uint(i)
					v.Float(i)
				}
			}
		}
	})
}
