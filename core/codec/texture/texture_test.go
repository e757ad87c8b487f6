package texture_test

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// noise returns so many bytes at random.
func noise(n int64) []byte {
	random := rand.New(rand.NewPCG(3, 4))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

// TestShrunkIsTheWholeShrunk compares strips with the whole picture, by one and by
// several.
func TestShrunkIsTheWholeShrunk(t *testing.T) {
	t.Parallel()
	everybody := picture.Spare(func() (func(), bool) { return func() {}, true })
	for _, name := range []string{"BC1", "BC7", "BC6H", "ASTC 5x4", "ASTC 12x12", "R8G8B8A8_UNORM", "R10G10B10A2_UNORM", "R16G16_FLOAT"} {
		for _, factor := range []int{1, 2, 3, 5, 7} {
			f := format(t, name)
			const w, h = 203, 301
			tex := texture.Texture{Format: f, Levels: []texture.Level{level(f, w, h, noise(f.Size(w, h)))}}
			full := decode(t, tex, picture.Want{}).Image
			want := samples(raster.Shrink(full, factor))
			for _, spare := range []picture.Spare{nil, everybody} {
				got := decode(t, tex, picture.Want{Width: w / factor, Height: h / factor, Spare: spare}).Image
				require.Equal(t, want, samples(got), "%s by %d", name, factor)
			}
		}
	}
}

func TestTheSmallestLevelThatServesIsRead(t *testing.T) {
	t.Parallel()
	f := texture.Named("R8_UNORM")
	var levels []texture.Level
	for i, size := range []int{64, 32, 16, 8} {
		levels = append(levels, level(f, size, size, bytes.Repeat([]byte{uint8(i)}, size*size)))
	}
	for want, from := range map[int]float64{64: 0, 33: 0, 32: 1, 17: 1, 16: 2, 9: 2, 8: 3, 1: 3} {
		frame := decode(t, texture.Texture{Format: f, Levels: levels}, picture.Want{Width: want, Height: want})
		require.Equal(t, from, samples(frame.Image)[0], "for %d", want)
	}
}

func TestACubeIsACross(t *testing.T) {
	t.Parallel()
	f := texture.Named("R8_UNORM")
	l := level(f, 4, 4, nil)
	var data []byte
	l.Faces = nil
	for side := range 6 {
		l.Faces = append(l.Faces, texture.Face{Side: side, Offset: int64(len(data)) + 3})
		data = append(data, append([]byte("gap"), bytes.Repeat([]byte{uint8(10 * (side + 1))}, 16)...)...)
	}
	l.Open = func(context.Context) (io.Reader, error) { return io.MultiReader(bytes.NewReader(data)), nil }
	frame := decode(t, texture.Texture{Format: f, Levels: []texture.Level{l}}, picture.Want{})
	img := frame.Image.(*raster.Pixels[uint8])
	require.Equal(t, []int{16, 12}, []int{img.Width, img.Height})
	require.Equal(t, raster.GreyAlpha, img.Layout)
	var got [3][4]uint8
	for row := range got {
		for col := range got[row] {
			pixel := img.Row(4*row + 2)[2*(4*col+2):]
			if got[row][col] = pixel[0]; pixel[0] != 0 {
				require.Equal(t, uint8(255), pixel[1])
			} else {
				require.Zero(t, pixel[1])
			}
		}
	}
	require.Equal(t, [3][4]uint8{{0, 30, 0, 0}, {20, 50, 10, 60}, {0, 40, 0, 0}}, got)
	require.NotEmpty(t, frame.Notes)
}

func TestAlphaThatIsNeverUsedIsLeftOut(t *testing.T) {
	t.Parallel()
	f := texture.Named("R8G8B8A8_UNORM")
	data := bytes.Repeat([]byte{10, 20, 30, 0}, 16)
	frame := decode(t, texture.Texture{Format: f, Levels: []texture.Level{level(f, 4, 4, data)}}, picture.Want{Width: 2, Height: 2})
	require.Equal(t, []float64{10, 20, 30, 255}, samples(frame.Image)[:4])
	require.Len(t, frame.Notes, 1)
	data[63] = 1
	frame = decode(t, texture.Texture{Format: f, Levels: []texture.Level{level(f, 4, 4, data)}}, picture.Want{})
	require.Equal(t, []float64{10, 20, 30, 0}, samples(frame.Image)[:4])
	require.Empty(t, frame.Notes)
}

func TestPremultipliedColoursStaySo(t *testing.T) {
	t.Parallel()
	f := texture.Named("R8G8B8A8_UNORM")
	data := append(bytes.Repeat([]byte{100, 0, 0, 100}, 2), make([]byte, 8)...)
	tex := texture.Texture{Format: f, Premultiplied: true, Levels: []texture.Level{level(f, 2, 2, data)}}
	img := decode(t, tex, picture.Want{Width: 1, Height: 1}).Image.(*raster.Pixels[uint8])
	require.True(t, img.Premultiplied)
	require.Equal(t, []uint8{50, 0, 0, 50}, img.Pix)
}

func TestSwizzle(t *testing.T) {
	t.Parallel()
	pixel := []byte{10, 20, 30, 40}
	for letters, want := range map[string][]float64{
		"rgba": {10, 20, 30, 40}, "bgra": {30, 20, 10, 40}, "rrr1": {10, 10, 10}, "000r": {0, 0, 0, 10}, "ag01": {40, 20, 0},
	} {
		s, ok := texture.ParseSwizzle(letters)
		require.True(t, ok)
		f := texture.Named("R8G8B8A8_UNORM")
		frame := decode(t, texture.Texture{Format: f, Swizzle: s, Levels: []texture.Level{level(f, 1, 1, pixel)}}, picture.Want{})
		require.Equal(t, want, samples(frame.Image), letters)
	}
	for _, letters := range []string{"", "rgb", "rgbx"} {
		_, ok := texture.ParseSwizzle(letters)
		require.False(t, ok, letters)
	}
}

func TestBlocksThatEndTooEarly(t *testing.T) {
	t.Parallel()
	f := texture.Named("BC1")
	pic := texture.New(texture.Texture{Format: f, Levels: []texture.Level{level(f, 64, 64, noise(100))}})
	_, err := pic.Decode(context.Background(), picture.Want{Width: 64, Height: 64})
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
}

func TestPixelsStoredOneByOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
		want []float64
	}{
		{"B8G8R8A8_UNORM", []byte{1, 2, 3, 4}, []float64{3, 2, 1, 4}},
		{"B8G8R8X8_UNORM", []byte{1, 2, 3, 4}, []float64{3, 2, 1}},
		{"R8G8B8_UNORM", []byte{1, 2, 3}, []float64{1, 2, 3}},
		{"R8G8_UNORM", []byte{1, 2}, []float64{1, 2, 0}},
		{"A8_UNORM", []byte{7}, []float64{7}},
		{"L8A8_UNORM", []byte{7, 9}, []float64{7, 9}},
		{"L4A4_UNORM", []byte{0xf3}, []float64{51, 255}},
		{"B5G6R5_UNORM", []byte{0x1f, 0xf8}, []float64{255, 0, 255}},
		{"B5G5R5A1_UNORM", []byte{0x00, 0xfc}, []float64{255, 0, 0, 255}},
		{"B4G4R4A4_UNORM", []byte{0x12, 0x34}, []float64{68, 17, 34, 51}},
		{"B2G3R3_UNORM", []byte{0xe3}, []float64{255, 0, 255}},
		{"R10G10B10A2_UNORM", []byte{0xff, 0x03, 0, 0xc0}, []float64{65535, 0, 0, 65535}},
		{"R16G16_UNORM", []byte{0x34, 0x12, 0xff, 0xff}, []float64{0x1234, 65535, 0}},
		{"R16G16B16A16_UINT", []byte{1, 0, 2, 0, 3, 0, 4, 0}, []float64{1, 2, 3, 4}},
		{"R32_UINT", []byte{0, 0, 0x34, 0x12}, []float64{0x1234}},
		{"R24X8_UNORM", []byte{0xff, 0x34, 0x12, 9}, []float64{0x1234}},
		{"R8G8B8A8_SNORM", []byte{0x81, 0, 0x7f, 0x80}, []float64{0, 128, 255, 0}},
		{"R16_SNORM", []byte{0xff, 0x7f}, []float64{65535}},
		{"R16_FLOAT", []byte{0, 0x3c}, []float64{1}},
		{"R32_FLOAT", []byte{0, 0, 0xc0, 0x7f}, []float64{0}},
		{"R32G32_FLOAT", []byte{0, 0, 0x80, 0x3f, 0, 0, 0, 0x40}, []float64{1, 2, 0}},
		{"R16G16B16A16_FLOAT", []byte{0, 0x3c, 0, 0x40, 0, 0x7c, 0, 0x44}, []float64{1, 2, 65504, 1}},
		{"R32X32_FLOAT", []byte{0, 0, 0x80, 0x3f, 9, 9, 9, 9}, []float64{1}},
		{"R11G11B10_FLOAT", []byte{0xc0, 0x03, 0x1e, 0x78}, []float64{1, 1, 1}},
		{"R9G9B9E5", []byte{0x00, 0x01, 0x02, 0x84}, []float64{1, 1, 1}},
		{"RGBG", []byte{1, 2, 3, 4}, []float64{1, 2, 3, 1, 4, 3}},
		{"GRGB", []byte{1, 2, 3, 4}, []float64{2, 1, 4, 2, 3, 4}},
		{"YUY2", []byte{235, 128, 16, 128}, []float64{255, 255, 255, 0, 0, 0}},
		{"UYVY", []byte{128, 235, 128, 16}, []float64{255, 255, 255, 0, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := format(t, c.name)
			if c.name == "R8G8B8A8_SNORM" {
				c.want[3] = 255 // of nothing but 0
			}
			require.InDeltaSlice(t, c.want, pixels(t, f, f.BlockW, 1, c.data), 1e-6)
		})
	}
}

func TestBigEndianNumbers(t *testing.T) {
	t.Parallel()
	require.Equal(t, []float64{255, 0, 255}, pixels(t, texture.Named("B5G6R5_UNORM").Swapped(2), 1, 1, []byte{0xf8, 0x1f}))
	require.Equal(t, []float64{1}, pixels(t, texture.Named("R32_FLOAT").Swapped(4), 1, 1, []byte{0x3f, 0x80, 0, 0}))
}

func TestPaletteOfFourAndEightBits(t *testing.T) {
	t.Parallel()
	var entries [256][4]uint8
	entries[2], entries[9] = [4]uint8{1, 2, 3, 0}, [4]uint8{4, 5, 6, 0}
	require.Equal(t, []float64{4, 5, 6, 1, 2, 3}, pixels(t, texture.Palette(&entries, 4), 2, 1, []byte{0x29}), "no alpha is used")
	entries[9][3] = 77
	require.Equal(t, []float64{4, 5, 6, 77}, pixels(t, texture.Palette(&entries, 8), 1, 1, []byte{9}))
}

func TestFormatsThatDoNotExist(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "BC8", "R64_FLOAT", "R8", "R33_UNORM", "R12_FLOAT"} {
		require.Nil(t, texture.Named(name), name)
	}
	require.Nil(t, texture.ASTC(4, 6, false))
}

// TestALargeTextureNeedsLittle states what a detail of a texture of 16384×16384 takes.
func TestALargeTextureNeedsLittle(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"BC1", "BC7", "R8G8B8A8_UNORM", "R16G16B16A16_FLOAT", "R32G32B32A32_FLOAT"} {
		f := format(t, name)
		pic := texture.New(texture.Texture{Format: f, Levels: []texture.Level{level(f, 16384, 16384, nil)}})
		for _, size := range []int{2048, 256} {
			require.Less(t, pic.Info().Need(picture.Want{Width: size, Height: size}), int64(300<<20), "%s for %d", name, size)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{
		"BC1", "BC3", "BC5", "BC6H", "BC7", "ETC1", "ETC2A8", "EAC2", "UASTC", "ASTC 4x4", "ASTC 8x8", "ASTC HDR 6x6",
		"R8G8B8A8_UNORM", "B5G6R5_UNORM", "R16G16B16A16_FLOAT",
	} {
		b.Run(name, func(b *testing.B) {
			const w, h = 1200, 1200
			f := format(b, name)
			tex := texture.Texture{Format: f, Levels: []texture.Level{level(f, w, h, noise(f.Size(w, h)))}}
			b.SetBytes(w * h)
			for b.Loop() {
				decode(b, tex, picture.Want{Width: w / 4, Height: h / 4})
			}
		})
	}
}
