package texture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/texture"
	"apsync/core/picture"
	"apsync/core/raster"
)

// format returns the format of a name, also "ASTC 4x4" and "ASTC HDR 4x4".
func format(t testing.TB, name string) *texture.Format {
	t.Helper()
	var w, h int
	f := texture.Named(name)
	if n, _ := fmt.Sscanf(name, "ASTC %dx%d", &w, &h); n == 2 {
		f = texture.ASTC(w, h, false)
	}
	if n, _ := fmt.Sscanf(name, "ASTC HDR %dx%d", &w, &h); n == 2 {
		f = texture.ASTC(w, h, true)
	}
	require.NotNil(t, f, name)
	return f
}

// level returns a level whose blocks are data.
func level(f *texture.Format, w, h int, data []byte) texture.Level {
	return texture.Level{
		Width: w, Height: h, Pitch: f.Pitch(w), Faces: []texture.Face{{}},
		Open: func(context.Context) (io.Reader, error) { return bytes.NewReader(data), nil },
	}
}

// decode decodes a texture within what it says to need.
func decode(t testing.TB, tex texture.Texture, want picture.Want) *picture.Frame {
	t.Helper()
	pic := texture.New(tex)
	info := pic.Info()
	if want.Width == 0 {
		want.Width, want.Height = info.Width, info.Height
	}
	want.Budget = picture.NewBudget(info.Need(want))
	frame, err := pic.Decode(context.Background(), want)
	require.NoError(t, err)
	require.NoError(t, raster.Check(frame.Image))
	require.Equal(t, info.HasAlpha, frame.Image.HasAlpha())
	return frame
}

// pixels decodes one picture of blocks to samples.
func pixels(t testing.TB, f *texture.Format, w, h int, data []byte) []float64 {
	t.Helper()
	frame := decode(t, texture.Texture{Format: f, Levels: []texture.Level{level(f, w, h, data)}}, picture.Want{})
	return samples(frame.Image)
}

// samples returns those of a picture, whatever they are.
func samples(img raster.Image) (values []float64) {
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		for _, v := range p.Pix {
			values = append(values, float64(v))
		}
	case *raster.Pixels[uint16]:
		for _, v := range p.Pix {
			values = append(values, float64(v))
		}
	case *raster.Pixels[float32]:
		for _, v := range p.Pix {
			values = append(values, float64(v))
		}
	}
	return values
}

// half returns the value of a number of 16 bits.
func half(v uint16) float64 {
	sign, exponent, fraction := 1-2*float64(v>>15), int(v>>10&31), float64(v&0x3ff)/1024
	switch {
	case exponent == 0:
		return sign * math.Ldexp(fraction, -14)
	case exponent == 31 && fraction != 0:
		return 0
	case exponent == 31:
		return sign * 65504
	}
	return sign * math.Ldexp(1+fraction, exponent-15)
}

// TestBlocksAreAsOthersDecodeThem compares with pixels of independent decoders, which
// round BC1 to BC3 and EAC in other ways.
func TestBlocksAreAsOthersDecodeThem(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/blocks.txt")
	require.NoError(t, err)
	compared := 0
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		block, want, _ := strings.Cut(rest, " ")
		data, err := hex.DecodeString(block)
		require.NoError(t, err)
		expected, err := hex.DecodeString(want)
		require.NoError(t, err)
		f := format(t, name)
		got := pixels(t, f, f.BlockW, f.BlockH, data)
		if f.IsFloat() {
			require.Len(t, got, len(expected)/2, name)
			for i, v := range got {
				w := half(binary.LittleEndian.Uint16(expected[2*i:]))
				require.InDelta(t, w, v, 1e-3*(1+math.Abs(w)), "%s %s, sample %d", name, block, i)
			}
		} else {
			require.Len(t, got, len(expected), name)
			for i, v := range got {
				if name == "ETC2A1" && expected[i|3] == 0 {
					continue // colours of what is transparent
				}
				tolerance := map[string]float64{"BC1": 1, "BC2": 1, "BC3": 1, "EAC": 1, "EACS": 2}[name]
				require.InDelta(t, float64(expected[i]), v, tolerance, "%s %s, sample %d", name, block, i)
			}
		}
		compared++
	}
	require.Greater(t, compared, 80)
}

func TestReservedBlocksHaveTheirColour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, format string
		block        []byte
		want         []float64
	}{
		{"BC7 without mode", "BC7", make([]byte, 16), []float64{0, 0, 0, 255}}, // alpha of 0 everywhere is left out
		{"BC6H of a reserved mode", "BC6H", append([]byte{0x13}, make([]byte, 15)...), []float64{0, 0, 0}},
		{"ASTC of a reserved mode", "ASTC 4x4", make([]byte, 16), []float64{255, 0, 255, 255}},
		{"ASTC of a reserved mode as light", "ASTC HDR 4x4", make([]byte, 16), []float64{1, 0, 1, 1}},
		{"UASTC of no mode", "UASTC", append([]byte{0x45}, make([]byte, 15)...), []float64{255, 0, 255, 255}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := pixels(t, format(t, c.format), 4, 4, c.block)
			require.Equal(t, c.want, got[:len(c.want)])
		})
	}
}

func TestLightOfHighRangeIsAnErrorAmongPixelsForDisplay(t *testing.T) {
	t.Parallel()
	block := []byte{0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0x48, 0, 0, 0, 0, 0, 0x3c}
	require.Equal(t, []float64{8, 0, 0, 1}, pixels(t, texture.ASTC(4, 4, true), 4, 4, block)[:4])
	require.Equal(t, []float64{255, 0, 255, 255}, pixels(t, texture.ASTC(4, 4, false), 4, 4, block)[:4])
	require.True(t, texture.HighASTC(block, 4, 4))
	block[1] = 0xfd
	require.False(t, texture.HighASTC(block, 4, 4))
	require.Equal(t, []float64{72, 0, 0, 60}, pixels(t, texture.ASTC(4, 4, false), 4, 4, block)[:4])
}

func TestTwoChannelsAreANormalMap(t *testing.T) {
	t.Parallel()
	flat := []byte{128, 128, 0, 0, 0, 0, 0, 0, 128, 128, 0, 0, 0, 0, 0, 0}
	require.Equal(t, []float64{128, 128, 255}, pixels(t, texture.Named("BC5"), 4, 4, flat)[:3])
	steep := []byte{255, 255, 0, 0, 0, 0, 0, 0, 128, 128, 0, 0, 0, 0, 0, 0}
	require.InDelta(t, 128, pixels(t, texture.Named("BC5"), 4, 4, steep)[2], 1)
	signed := []byte{0, 0, 0, 0, 0, 0, 0, 0, 127, 127, 0, 0, 0, 0, 0, 0}
	require.InDeltaSlice(t, []float64{128, 255, 128}, pixels(t, texture.Named("BC5S"), 4, 4, signed)[:3], 1)
}

// FuzzBlocks decodes any bytes as blocks of every format.
func FuzzBlocks(f *testing.F) {
	names := []string{
		"BC1", "BC2", "BC3", "BC4", "BC4S", "BC5", "BC5S", "BC6H", "BC6HS", "BC7", "ETC1", "ETC2", "ETC2A1", "ETC2A8",
		"EAC", "EACS", "EAC2", "EAC2S", "UASTC", "ETC1A", "ASTC 4x4", "ASTC 8x5", "ASTC 12x12", "ASTC HDR 6x6", "ASTC HDR 12x10",
		"RGBG", "YUY2", "R11G11B10_FLOAT", "R16G16B16A16_FLOAT", "R10G10B10A2_SNORM",
	}
	noise := rand.New(rand.NewPCG(1, 2))
	for i := range names {
		data := make([]byte, 64)
		for k := range data {
			data[k] = byte(noise.Uint32())
		}
		f.Add(uint8(i), data)
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		format := format(t, names[int(which)%len(names)])
		if n := len(data) / format.BlockBytes; n > 0 && n < 4096 {
			pixels(t, format, n*format.BlockW, format.BlockH, data)
		}
	})
}
