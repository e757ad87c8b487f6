package thumb

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// scene returns a picture of one of several kinds, each of which wants another
// filter, colour type or way of compression.
func scene(kind string, w, h int) *image.NRGBA {
	random := rand.New(rand.NewPCG(1, 2))
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{A: 255}
			switch kind {
			case "noise":
				c.R, c.G, c.B = byte(random.Uint32()), byte(random.Uint32()), byte(random.Uint32())
			case "photo":
				n := random.IntN(9)
				c.R, c.G, c.B = byte(x*200/w+n), byte(y*200/h+n), byte((x+y)*100/(w+h)+n)
			case "panels":
				c.R, c.G, c.B = byte(x/40*30), byte(y/30*50), 90
			case "grey":
				c.R, c.G, c.B = byte(x+y), byte(x+y), byte(x+y)
			case "grey with alpha":
				c = color.NRGBA{R: byte(x), G: byte(x), B: byte(x), A: byte(y)}
			case "alpha":
				c = color.NRGBA{R: byte(x), G: byte(y), B: 7, A: byte(x * y)}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

var scenes = []string{"noise", "photo", "panels", "grey", "grey with alpha", "alpha", "black"}

func TestEncodedPicturesAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	for _, kind := range scenes {
		for _, size := range []image.Point{{1, 1}, {3, 1}, {1, 300}, {257, 129}, {700, 500}} {
			img := scene(kind, size.X, size.Y)
			data, err := encode(img, []key{{"Software", "test"}})
			require.NoError(t, err)
			decoded, err := png.Decode(bytes.NewReader(data))
			require.NoError(t, err, "%s %v", kind, size)
			require.Equal(t, img.Rect, decoded.Bounds())
			for y := range size.Y {
				for x := range size.X {
					require.Equal(t, img.NRGBAAt(x, y), color.NRGBAModel.Convert(decoded.At(x, y)), "%s at %d,%d", kind, x, y)
				}
			}
		}
	}
}

func TestOnlyWhatIsUsedIsStored(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]byte{
		"photo": colourRGB, "grey": colourGrey, "grey with alpha": colourGreyAlpha, "alpha": colourRGBA, "black": colourGrey,
	} {
		data, err := encode(scene(kind, 64, 64), nil)
		require.NoError(t, err)
		require.Equal(t, want, data[25], kind)
	}
}

// plainSize is how large the picture's rows become with zlib's default level and no
// filter, which is how libvips writes.
func plainSize(t *testing.T, img *image.NRGBA) int {
	t.Helper()
	colourType := usedChannels(img)
	row := make([]byte, img.Rect.Dx()*channelsOf(colourType))
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	for y := range img.Rect.Dy() {
		pack(row, img.Pix[y*img.Stride:][:img.Rect.Dx()*4], colourType)
		_, err := w.Write(append([]byte{filterNone}, row...))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Len()
}

func TestEncodedPicturesAreNotMuchLargerThanOthersMakeThem(t *testing.T) {
	t.Parallel()
	for _, kind := range scenes {
		img := scene(kind, 700, 500)
		data, err := encode(img, nil)
		require.NoError(t, err)
		require.LessOrEqual(t, len(data), plainSize(t, img)*115/100+1000, kind)
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, kind := range []string{"photo", "panels", "alpha"} {
		img := scene(kind, 2048, 1365)
		b.Run(kind, func(b *testing.B) {
			b.SetBytes(int64(len(img.Pix)))
			size := 0
			for range b.N {
				data, err := encode(img, nil)
				require.NoError(b, err)
				size = len(data)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
