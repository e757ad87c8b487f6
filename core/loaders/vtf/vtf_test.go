package vtf_test

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/vtf"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file describes a file that a test makes.
type file struct {
	minor         uint32
	width, height uint16
	flags         uint32
	frames, first uint16
	format        uint32
	mips          byte
	low           []byte // of 4×4 pixels, DXT1
	depth         uint16
	tags          []uint32 // of further resources
	data          []byte
}

func (f file) file() []byte {
	le := binary.LittleEndian
	resources := len(f.tags) + 1
	size := map[bool]int{true: 64, false: 80}[f.minor < 2]
	if f.minor >= 3 {
		size = 80 + 8*resources
	}
	b := []byte("VTF\x00")
	b = le.AppendUint32(b, 7)
	b = le.AppendUint32(b, f.minor)
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint16(b, f.width)
	b = le.AppendUint16(b, f.height)
	b = le.AppendUint32(b, f.flags)
	b = le.AppendUint16(b, f.frames)
	b = le.AppendUint16(b, f.first)
	b = append(b, make([]byte, 24)...)
	b = le.AppendUint32(b, f.format)
	b = append(b, f.mips)
	b = le.AppendUint32(b, 13)
	if f.low != nil {
		b = append(b, 4, 4)
	} else {
		b = append(b, 0, 0)
	}
	if f.minor >= 2 {
		b = le.AppendUint16(b, f.depth)
	}
	if f.minor >= 3 {
		b = append(b, 0, 0, 0)
		b = le.AppendUint32(b, uint32(resources))
		b = append(b, make([]byte, 8)...)
		for _, tag := range f.tags {
			b = le.AppendUint32(b, tag)
			b = le.AppendUint32(b, 1)
		}
		b = le.AppendUint32(b, 0x30)
		b = le.AppendUint32(b, uint32(size+len(f.low)))
	}
	b = append(b, make([]byte, size-len(b))...)
	return append(append(b, f.low...), f.data...)
}

func noise(n int) []byte {
	random := rand.New(rand.NewPCG(5, 6))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

func encodings() map[string]file {
	return map[string]file{
		"7.0":         {minor: 0, width: 67, height: 41, frames: 1, format: 13, mips: 1, low: noise(8), data: noise(17 * 11 * 8)},
		"7.2":         {minor: 2, width: 67, height: 41, frames: 2, format: 15, mips: 1, depth: 1, data: noise(2 * 17 * 11 * 16)},
		"7.5":         {minor: 5, width: 67, height: 41, frames: 1, format: 12, mips: 1, depth: 1, low: noise(8), data: noise(67 * 41 * 4)},
		"half":        {minor: 4, width: 67, height: 41, frames: 1, format: 24, mips: 1, depth: 1, data: noise(67 * 41 * 8)},
		"environment": {minor: 2, width: 21, height: 21, flags: 0x4000, frames: 1, format: 13, mips: 1, depth: 1, data: noise(7 * 36 * 8)},
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for name, f := range encodings() {
		c := loadertest.Case{Name: name, Data: f.file(), Width: int(f.width), Height: int(f.height), NoGolden: true}
		if f.flags != 0 {
			c.Width, c.Height = 4*c.Width, 3*c.Height
		}
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "vtf", Open: vtf.Open, Cases: cases})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	four := []byte{1, 2, 3, 4}
	for _, c := range []struct {
		name   string
		format uint32
		data   []byte
		want   color.NRGBA
	}{
		{"rgba", 0, four, color.NRGBA{1, 2, 3, 4}},
		{"abgr", 1, four, color.NRGBA{4, 3, 2, 1}},
		{"bgr", 3, four, color.NRGBA{3, 2, 1, 255}},
		{"intensity", 5, four, color.NRGBA{1, 1, 1, 255}},
		{"intensity and alpha", 6, four, color.NRGBA{1, 1, 1, 2}},
		{"argb", 11, four, color.NRGBA{2, 3, 4, 1}},
		{"bgra", 12, four, color.NRGBA{3, 2, 1, 4}},
		{"bgr565", 17, []byte{0, 0xf8}, color.NRGBA{255, 0, 0, 255}},
		{"dxt1", 13, []byte{0, 0, 0, 0, 255, 255, 255, 255}, color.NRGBA{0, 0, 0, 255}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := file{minor: 2, width: 1, height: 1, frames: 1, format: c.format, mips: 1, depth: 1, data: append(c.data, 0, 0, 0, 0)}
			require.Equal(t, c.want, loadertest.Pixels(t, vtf.Open, f.file())[0])
		})
	}
}

// TestLevels reads the first frame of levels, which are stored with the smallest first.
func TestLevels(t *testing.T) {
	t.Parallel()
	f := file{minor: 5, width: 4, height: 4, frames: 2, format: 5, mips: 3, depth: 1, low: noise(8)}
	for _, level := range []struct {
		n     int
		value byte
	}{{1, 30}, {4, 20}, {16, 10}} {
		f.data = append(f.data, bytes.Repeat([]byte{level.value}, level.n)...)
		f.data = append(f.data, bytes.Repeat([]byte{99}, level.n)...)
	}
	for size, want := range map[int]uint8{4: 10, 2: 20, 1: 30} {
		_, frame, err := loadertest.Decode(t, vtf.Open, f.file(), picture.Want{Width: size, Height: size})
		require.NoError(t, err)
		require.Equal(t, want, frame.Image.(*raster.Pixels[uint8]).Pix[0], "for %d", size)
		require.NotEmpty(t, frame.Notes)
	}
}

func TestAnEnvironmentMapIsACross(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor uint32
		first uint16
		faces byte
	}{{2, 0, 7}, {2, 0xffff, 6}, {5, 0, 6}} {
		f := file{minor: c.minor, width: 1, height: 1, flags: 0x4000, frames: 1, first: c.first, format: 5, mips: 1, depth: 1}
		for face := range c.faces {
			f.data = append(f.data, 10*(face+1))
		}
		_, frame, err := loadertest.Decode(t, vtf.Open, f.file(), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, []uint8{
			0, 0, 50, 255, 0, 0, 0, 0,
			20, 255, 40, 255, 10, 255, 30, 255,
			0, 0, 60, 255, 0, 0, 0, 0,
		}, frame.Image.(*raster.Pixels[uint8]).Pix)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := file{minor: 5, width: 4, height: 4, frames: 1, format: 12, mips: 1, depth: 1, data: noise(64)}
	with := func(change func(f *file)) []byte {
		f := whole
		change(&f)
		return f.file()
	}
	older := whole.file()
	older[4] = 6
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"version 6":       {older, fault.Unsupported},
		"no width":        {with(func(f *file) { f.width = 0 }), fault.Corrupt},
		"unknown format":  {with(func(f *file) { f.format = 7 }), fault.Unsupported},
		"compressed":      {with(func(f *file) { f.tags = []uint32{'A' | 'X'<<8 | 'C'<<16} }), fault.Unsupported},
		"a pixel missing": {with(func(f *file) { f.data = noise(63) }), fault.Truncated},
		"huge":            {with(func(f *file) { f.width, f.height, f.frames, f.depth = 65535, 65535, 65535, 65535 }), fault.LimitPixels},
		"half a header":   {whole.file()[:50], fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, vtf.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, file := range encodings() {
		seeds = append(seeds, file.file())
	}
	loadertest.Fuzz(f, vtf.Open, seeds...)
}
