package dds_test

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/dds"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// surface describes a file that a test makes.
type surface struct {
	width, height, depth, mips uint32
	flags                      uint32 // of the pixel format
	fourCC                     string
	bits                       uint32
	masks                      [4]uint32
	caps2                      uint32
	second                     []uint32 // the DX10 header
	data                       []byte
}

// file returns the bytes of the surface.
func (s surface) file() []byte {
	le := binary.LittleEndian
	b := []byte("DDS ")
	for _, v := range []uint32{124, 0x1007, s.height, s.width, 0, s.depth, s.mips} {
		b = le.AppendUint32(b, v)
	}
	b = append(b, make([]byte, 44)...)
	b = le.AppendUint32(b, 32)
	if s.fourCC != "" {
		s.flags |= 4
	}
	b = le.AppendUint32(b, s.flags)
	b = append(b, append([]byte(s.fourCC), 0, 0, 0, 0)[:4]...)
	b = le.AppendUint32(b, s.bits)
	for _, mask := range s.masks {
		b = le.AppendUint32(b, mask)
	}
	b = le.AppendUint32(b, 0x1000)
	b = le.AppendUint32(b, s.caps2)
	b = append(b, make([]byte, 12)...)
	for _, v := range s.second {
		b = le.AppendUint32(b, v)
	}
	return append(b, s.data...)
}

// dx10 returns a surface with a second header.
func dx10(format, w, h uint32, data []byte) surface {
	return surface{width: w, height: h, fourCC: "DX10", second: []uint32{format, 3, 0, 1, 0}, data: data}
}

func noise(n int) []byte {
	random := rand.New(rand.NewPCG(5, 6))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

// encodings are what the corpus does not have.
func encodings() map[string]surface {
	cube := surface{width: 21, height: 21, fourCC: "DXT5", caps2: 0xfe00, data: noise(6 * 36 * 16)}
	return map[string]surface{
		"dxt1":         {width: 67, height: 41, fourCC: "DXT1", data: noise(17 * 11 * 8)},
		"dxt4":         {width: 67, height: 41, fourCC: "DXT4", data: noise(17 * 11 * 16)},
		"rxgb":         {width: 67, height: 41, fourCC: "RXGB", data: noise(17 * 11 * 16)},
		"normal map":   {width: 67, height: 41, flags: 0x80000000, fourCC: "DXT5", data: noise(17 * 11 * 16)},
		"565":          {width: 67, height: 41, flags: 0x40, bits: 16, masks: [4]uint32{0xf800, 0x7e0, 0x1f}, data: noise(67 * 41 * 2)},
		"half":         {width: 67, height: 41, fourCC: "\x71", data: noise(67 * 41 * 8)},
		"bc7":          dx10(98, 67, 41, noise(17*11*16)),
		"10 bits":      dx10(24, 67, 41, noise(67*41*4)),
		"astc 6x6":     dx10(150, 67, 41, noise(12*7*16)),
		"cube":         cube,
		"palette of 4": {width: 20, height: 10, flags: 8, bits: 4, data: noise(64 + 100)},
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "dds") {
		switch c.Name {
		case "Pillow__unimplemented_pixel_format.dds":
			continue
		case "Pillow__bc5s.dds":
			c.Data[28] = 1 // the smaller levels are no normals either, and look otherwise
		}
		cases = append(cases, c)
	}
	for name, s := range encodings() {
		c := loadertest.Case{Name: name, Data: s.file(), Width: int(s.width), Height: int(s.height), NoGolden: true}
		if name == "cube" {
			c.Width, c.Height = 84, 63
		}
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "dds", Open: dds.Open, Cases: cases})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	red := []byte{0, 0xf8, 0, 0, 0, 0, 0, 0} // a block of BC1
	for _, c := range []struct {
		name string
		file surface
		want color.NRGBA
	}{
		{"dxt1", surface{width: 4, height: 4, fourCC: "DXT1", data: red}, color.NRGBA{255, 0, 0, 255}},
		{"dxt3", surface{width: 4, height: 4, fourCC: "DXT3", data: append(bytes.Repeat([]byte{0x88}, 8), red...)}, color.NRGBA{255, 0, 0, 136}},
		{"dxt2", surface{width: 4, height: 4, fourCC: "DXT2", data: append(bytes.Repeat([]byte{0x88}, 8), 0, 0x88, 0, 0, 0, 0, 0, 0)}, color.NRGBA{255, 0, 0, 136}},
		{"rxgb", surface{width: 4, height: 4, fourCC: "RXGB", data: append([]byte{77, 77, 0, 0, 0, 0, 0, 0}, red...)}, color.NRGBA{77, 0, 0, 255}},
		{"ati1", surface{width: 4, height: 4, fourCC: "ATI1", data: []byte{90, 90, 0, 0, 0, 0, 0, 0}}, color.NRGBA{90, 90, 90, 255}},
		{"luminance", surface{width: 1, height: 1, flags: 0x20000, bits: 8, masks: [4]uint32{255}, data: []byte{9}}, color.NRGBA{9, 9, 9, 255}},
		{"luminance and alpha", surface{width: 1, height: 1, flags: 0x20001, bits: 16, masks: [4]uint32{0xff, 0, 0, 0xff00}, data: []byte{9, 8}}, color.NRGBA{9, 9, 9, 8}},
		{"alpha", surface{width: 1, height: 1, flags: 2, bits: 8, masks: [4]uint32{3: 255}, data: []byte{9}}, color.NRGBA{9, 9, 9, 255}},
		{"bgra", surface{width: 1, height: 1, flags: 0x41, bits: 32, masks: [4]uint32{0xff0000, 0xff00, 0xff, 0xff000000}, data: []byte{1, 2, 3, 4}}, color.NRGBA{3, 2, 1, 4}},
		{"bgrx", surface{width: 1, height: 1, flags: 0x40, bits: 32, masks: [4]uint32{0xff0000, 0xff00, 0xff, 0xff000000}, data: []byte{1, 2, 3, 4}}, color.NRGBA{3, 2, 1, 255}},
		{"d3dformat", surface{width: 1, height: 1, fourCC: "\x15", data: []byte{1, 2, 3, 4}}, color.NRGBA{3, 2, 1, 4}},
		{"half", surface{width: 1, height: 1, fourCC: "\x71", data: []byte{0, 0x3c, 0, 0, 0, 0, 0, 0x3c}}, color.NRGBA{255, 0, 0, 255}},
		{"srgb", dx10(29, 1, 1, []byte{1, 2, 3, 4}), color.NRGBA{1, 2, 3, 4}},
		{"alpha that is not one", surface{width: 1, height: 1, fourCC: "DX10", second: []uint32{28, 3, 0, 1, 3}, data: []byte{1, 2, 3, 4}}, color.NRGBA{1, 2, 3, 255}},
		{"r8", dx10(61, 1, 1, []byte{7}), color.NRGBA{7, 7, 7, 255}},
		{"shared exponent", dx10(67, 1, 1, []byte{0x00, 0x01, 0x00, 0x80}), color.NRGBA{255, 0, 0, 255}},
		{"palette", surface{width: 1, height: 1, flags: 0x20, bits: 8, data: append(append(make([]byte, 8), 5, 6, 7, 255), append(make([]byte, 1012), 2)...)}, color.NRGBA{5, 6, 7, 255}},
		{"the middle of a volume", surface{width: 1, height: 1, depth: 3, caps2: 0x200000, flags: 0x20000, bits: 8, masks: [4]uint32{255}, data: []byte{1, 2, 3}}, color.NRGBA{2, 2, 2, 255}},
		{"the first of an array", surface{width: 1, height: 1, fourCC: "DX10", second: []uint32{61, 3, 0, 2, 0}, data: []byte{7, 8}}, color.NRGBA{7, 7, 7, 255}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, loadertest.Pixels(t, dds.Open, c.file.file())[0])
		})
	}
}

// TestLevelsOfACube reads a level of cubes whose levels are all there, and the largest
// where they are promised in vain.
func TestLevelsOfACube(t *testing.T) {
	t.Parallel()
	file := surface{width: 4, height: 4, mips: 3, flags: 0x20000, bits: 8, masks: [4]uint32{255}, caps2: 0xfe00}
	for side := range byte(6) {
		for level, n := range []int{16, 4, 1} {
			file.data = append(file.data, bytes.Repeat([]byte{10*(side+1) + byte(level)}, n)...)
		}
	}
	for size, level := range map[int]byte{4: 0, 2: 1, 1: 2} {
		_, frame, err := loadertest.Decode(t, dds.Open, file.file(), picture.Want{Width: 4 * size, Height: 3 * size})
		require.NoError(t, err)
		img := frame.Image.(*raster.Pixels[uint8])
		require.Equal(t, 4*size, img.Width)
		require.Equal(t, 30+level, img.Row(0)[2*size], "+Y above")
		require.Equal(t, 20+level, img.Row(size)[0], "-X to the left")
		require.Equal(t, 60+level, img.Row(size)[2*3*size], "-Z to the right")
	}
	file.data = bytes.Repeat([]byte{1}, 6*16)
	info, _, err := loadertest.Decode(t, dds.Open, file.file(), picture.Want{Width: 4, Height: 3})
	require.NoError(t, err)
	require.Equal(t, []int{16, 12}, []int{info.Width, info.Height})
}

func TestLevelsThatAreMissing(t *testing.T) {
	t.Parallel()
	file := surface{width: 8, height: 8, mips: 4, flags: 0x20000, bits: 8, masks: [4]uint32{255}, data: append(bytes.Repeat([]byte{10}, 64), bytes.Repeat([]byte{20}, 15)...)}
	_, frame, err := loadertest.Decode(t, dds.Open, file.file(), picture.Want{Width: 4, Height: 4})
	require.NoError(t, err)
	require.Equal(t, uint8(10), frame.Image.(*raster.Pixels[uint8]).Pix[0], "of the largest, which is whole")
}

func TestLevelsThatAreElsewhere(t *testing.T) {
	t.Parallel()
	file := surface{width: 2, height: 2, mips: 2, flags: 0x20000, bits: 8, masks: [4]uint32{255}, data: []byte{10, 10, 10, 10, 1, 0, 0, 0, 10}}
	_, frame, err := loadertest.Decode(t, dds.Open, file.file(), picture.Want{Width: 1, Height: 1})
	require.NoError(t, err)
	require.Equal(t, uint8(10), frame.Image.(*raster.Pixels[uint8]).Pix[0])
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		file []byte
		code fault.Code
	}{
		{"no width", surface{height: 4, fourCC: "DXT1", data: noise(64)}.file(), fault.Corrupt},
		{"huge", surface{width: 1 << 30, height: 4, fourCC: "DXT1", data: noise(64)}.file(), fault.Corrupt},
		{"unknown letters", surface{width: 4, height: 4, fourCC: "WHAT", data: noise(64)}.file(), fault.Unsupported},
		{"unknown dxgi format", dx10(103, 4, 4, noise(64)).file(), fault.Unsupported},
		{"no masks", surface{width: 4, height: 4, flags: 0x40, bits: 24, data: noise(64)}.file(), fault.Corrupt},
		{"masks beyond the pixel", surface{width: 4, height: 4, flags: 0x40, bits: 16, masks: [4]uint32{0xff0000, 0xff00, 0xff}, data: noise(64)}.file(), fault.Corrupt},
		{"a block is missing", surface{width: 8, height: 8, fourCC: "DXT1", data: noise(31)}.file(), fault.Truncated},
		{"nothing but a header", surface{width: 8, height: 8, fourCC: "DXT1"}.file(), fault.Truncated},
		{"half a header", surface{width: 8, height: 8, fourCC: "DXT1"}.file()[:80], fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, dds.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// TestHostile knows what becomes of files of the corpus that are damaged or odd.
func TestHostile(t *testing.T) {
	t.Parallel()
	codes := map[string]fault.Code{
		"Pillow__timeout-c60a3d7314213624607bfb3e38d551a8b24a7435.dds": fault.Corrupt,
		"Pillow__unimplemented_pixel_format.dds":                       fault.Unsupported,
	}
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "dds"), "dds") {
		if code, known := codes[c.Name]; known {
			_, _, err := loadertest.Decode(t, dds.Open, c.Data, picture.Want{})
			require.Equal(t, code, fault.CodeOf(err), "%s: %v", c.Name, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, s := range encodings() {
		seeds = append(seeds, s.file())
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "*", "*.dds"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, dds.Open, seeds...)
}
