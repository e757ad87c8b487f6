package godot_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/godot"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Numbers of pixel formats in both versions.
const (
	rgb8  = 4
	rgba8 = 5
	rgbaf = 11
	dxt1  = 17
)

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "godot", Open: godot.Open, Cases: []loadertest.Case{
		{Name: "4, PNG", Data: coded4(1, encoded(24, 20)), Width: 24, Height: 20, NoGolden: true},
		{Name: "3, PNG", Data: coded3(1<<20, append([]byte("PNG "), encoded(24, 20)...)), Width: 24, Height: 20, NoGolden: true},
		{Name: "4, pixels", Data: pixels4(24, 20, 0, rgba8, pattern(24*20*4)), Width: 24, Height: 20, NoGolden: true},
		{Name: "3, blocks", Data: pixels3(24, 20, dxt1, pattern(6*5*8)), Width: 24, Height: 20, NoGolden: true},
	}})
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i/3 | 3)
	}
	return b
}

func encoded(w, h int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(i/7) | 1
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

func numbers(b []byte, n ...uint32) []byte {
	for _, v := range n {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

func words(b []byte, n ...uint16) []byte {
	for _, v := range n {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	return b
}

// header4 is the header of Godot 4 for a size that the game sees.
func header4(customW, customH, coding uint32, w, h uint16, mipmaps, format uint32) []byte {
	b := numbers([]byte("GST2"), 1, customW, customH, 1<<22, 0, 0, 0, 0, coding)
	return numbers(words(b, w, h), mipmaps, format)
}

func coded4(coding uint32, data []byte) []byte {
	b := numbers(header4(0, 0, coding, 24, 20, 0, rgba8), uint32(len(data)))
	return append(b, data...)
}

func pixels4(w, h uint16, mipmaps, format uint32, data []byte) []byte {
	return append(header4(uint32(w), uint32(h), 0, w, h, mipmaps, format), data...)
}

func coded3(flags uint32, data []byte) []byte {
	b := numbers(words([]byte("GDST"), 24, 0, 20, 0), 7, flags, 1, uint32(len(data)))
	return append(b, data...)
}

func pixels3(w, h uint16, format uint32, data []byte) []byte {
	return append(numbers(words([]byte("GDST"), w, 0, h, 0), 7, format), data...)
}

func TestPixelsComeBack(t *testing.T) {
	t.Parallel()
	red := binary.LittleEndian.AppendUint32(nil, math.Float32bits(1))
	zero, half := make([]byte, 4), binary.LittleEndian.AppendUint32(nil, math.Float32bits(0.5))
	light := bytes.Join([][]byte{red, zero, zero, half}, nil)
	blueBlock := []byte{0x1f, 0, 0, 0, 0, 0, 0, 0}
	clearBlock := []byte{0, 0, 0x1f, 0, 255, 255, 255, 255}
	for _, c := range []struct {
		name string
		file []byte
		want color.NRGBA
	}{
		{"4, DXT1 has no alpha", pixels4(4, 4, 0, dxt1, clearBlock), color.NRGBA{A: 255}},
		{"3, DXT1 has alpha", pixels3(8, 4, dxt1, append(clearBlock, blueBlock...)), color.NRGBA{}},
		{"4, RGB8", pixels4(1, 1, 0, rgb8, []byte{1, 2, 3}), color.NRGBA{1, 2, 3, 255}},
		{"4, RGBA8", pixels4(1, 1, 0, rgba8, []byte{1, 2, 3, 4}), color.NRGBA{1, 2, 3, 4}},
		{"3, RGBA8", pixels3(1, 1, rgba8, []byte{1, 2, 3, 4}), color.NRGBA{1, 2, 3, 4}},
		{"4, L8", pixels4(1, 1, 0, 0, []byte{77}), color.NRGBA{77, 77, 77, 255}},
		{"4, LA8", pixels4(1, 1, 0, 1, []byte{77, 99}), color.NRGBA{77, 77, 77, 99}},
		{"4, RGB565", pixels4(1, 1, 0, 7, []byte{0, 0xf8}), color.NRGBA{255, 0, 0, 255}},
		{"3, RGBA5551", pixels3(1, 1, 7, []byte{1, 0xf8}), color.NRGBA{255, 0, 0, 255}},
		{"4, RGBAF", pixels4(1, 1, 0, rgbaf, light), color.NRGBA{255, 0, 0, 128}},
		{"4, DXT1", pixels4(4, 4, 0, dxt1, blueBlock), color.NRGBA{0, 0, 255, 255}},
		{"3, DXT1", pixels3(4, 4, dxt1, blueBlock), color.NRGBA{0, 0, 255, 255}},
		{"4, PNG", coded4(1, encoded(1, 1)), color.NRGBA{1, 1, 1, 1}},
		{"3, PNG without a name", coded3(1<<20, encoded(1, 1)), color.NRGBA{1, 1, 1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, loadertest.Pixels(t, godot.Open, c.file)[0])
		})
	}
}

// webp is a lossless WebP of 2 by 2 blue pixels.
const webp = "UklGRhwAAABXRUJQVlA4TA8AAAAvAUAAAAcQ0f/+ByKi/wEA"

func TestWebPIsRead(t *testing.T) {
	t.Parallel()
	data, err := base64.StdEncoding.DecodeString(webp)
	require.NoError(t, err)
	for _, file := range [][]byte{coded4(2, data), coded3(1<<21, append([]byte("WEBP"), data...))} {
		require.Equal(t, color.NRGBA{B: 255, A: 255}, loadertest.Pixels(t, godot.Open, file)[3])
	}
}

func TestASmallWantIsReadFromAMipLevel(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte{255, 0, 0}, 16*16)
	data = append(data, bytes.Repeat([]byte{0, 255, 0}, 8*8)...)
	for name, c := range map[string]struct {
		file  []byte
		green bool
	}{
		"4 with levels":    {pixels4(16, 16, 1, rgb8, data), true},
		"4 without levels": {pixels4(16, 16, 0, rgb8, data), false},
		"3 with levels":    {pixels3(16, 16, rgb8|1<<23, data), true},
		"3 without levels": {pixels3(16, 16, rgb8, data), false},
	} {
		_, frame, err := loadertest.Decode(t, godot.Open, c.file, picture.Want{Width: 8, Height: 8})
		require.NoError(t, err, name)
		pixels := frame.Image.(*raster.Pixels[uint8])
		require.Equal(t, 8, pixels.Width, name)
		require.Equal(t, c.green, pixels.Pix[1] == 255, name)
	}
}

func TestEveryFormatIsReadOrRefused(t *testing.T) {
	t.Parallel()
	for format := range uint32(50) {
		for _, file := range [][]byte{pixels4(8, 8, 0, format, pattern(8*8*16)), pixels3(8, 8, format, pattern(8*8*16))} {
			_, _, err := loadertest.Decode(t, godot.Open, file, picture.Want{})
			if err != nil {
				require.Equal(t, fault.Unsupported, fault.CodeOf(err), "format %d: %v", format, err)
			}
		}
	}
}

func TestAResizedTextureSaysSo(t *testing.T) {
	t.Parallel()
	file := append(header4(20, 15, 0, 16, 16, 0, rgb8), pattern(16*16*3)...)
	_, frame, err := loadertest.Decode(t, godot.Open, file, picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "16 by 16 pixels for a texture of 20 by 15")
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	newer := pixels4(1, 1, 0, rgb8, []byte{1, 2, 3})
	newer[4] = 2
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"a newer version", newer, fault.Unsupported},
		{"Basis Universal", coded4(3, pattern(99)), fault.Unsupported},
		{"another coding", coded4(9, pattern(99)), fault.Unsupported},
		{"PVRTC", pixels3(8, 8, 25, pattern(999)), fault.Unsupported},
		{"no width", pixels4(0, 8, 0, rgb8, pattern(99)), fault.Corrupt},
		{"an end in the header", []byte("GST2\x01\x00\x00\x00"), fault.Truncated},
		{"an end in the pixels", pixels4(8, 8, 0, rgb8, pattern(9)), fault.Truncated},
		{"an end in the PNG", coded4(1, encoded(9, 9))[:80], fault.Truncated},
		{"no PNG", coded4(1, pattern(99)), fault.UnknownFormat},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, godot.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(
		f, godot.Open,
		coded4(1, encoded(9, 9)), coded3(1<<20, append([]byte("PNG "), encoded(9, 9)...)),
		pixels4(16, 16, 4, dxt1, pattern(256)), pixels3(16, 16, rgba8|1<<23, pattern(2000)),
		pixels4(8, 8, 0, 38, pattern(64)), pixels4(8, 8, 0, 33, pattern(64)),
	)
}

func BenchmarkDecode(b *testing.B) {
	data := pixels4(512, 512, 0, dxt1, pattern(512*512/2))
	b.Run("BC1", func(b *testing.B) {
		for range b.N {
			_, _, err := loadertest.Decode(b, godot.Open, data, picture.Want{Width: 256, Height: 256})
			require.NoError(b, err)
		}
	})
}
