package encode

import (
	"bytes"
	"compress/zlib"
	"context"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
	"apsync/core/raster"
)

// scene returns a picture of one of several kinds, each of which wants another
// filter, colour type or way of compression.
func scene(kind string, w, h int) *raster.Pixels[uint8] {
	random := rand.New(rand.NewPCG(1, 2))
	p := raster.New[uint8](w, h, raster.RGBA)
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
			case "dithered":
				v := byte(random.IntN(6) * random.IntN(6) * 7)
				c.R, c.G, c.B = v, 255-v, v/2
			case "dots":
				c.R = byte(random.IntN(2)) * 255 * byte(x/20%2)
				c.G, c.B = c.R, c.R
			case "rings":
				v := byte(127.5 + 127.5*math.Cos(float64(x*x+y*y)/30_000))
				c.R, c.G, c.B = v, v, v/2
			case "grey":
				c.R, c.G, c.B = byte(x+y), byte(x+y), byte(x+y)
			case "grey with alpha":
				c = color.NRGBA{R: byte(x), G: byte(x), B: byte(x), A: byte(y)}
			case "alpha":
				c = color.NRGBA{R: byte(x), G: byte(y), B: 7, A: byte(x * y)}
			}
			copy(p.Row(y)[4*x:], []uint8{c.R, c.G, c.B, c.A})
		}
	}
	return p
}

var scenes = []string{
	"noise", "photo", "panels", "dithered", "dots", "rings", "grey", "grey with alpha", "alpha", "black",
}

// as returns an RGBA picture in another layout.
func as(p *raster.Pixels[uint8], layout raster.Layout) *raster.Pixels[uint8] {
	out, n := raster.New[uint8](p.Width, p.Height, layout), layout.Channels()
	for y := range p.Height {
		for x := range p.Width {
			copy(out.Row(y)[x*n:], p.Row(y)[4*x:][:n])
		}
	}
	return out
}

func file(tb testing.TB, p *raster.Pixels[uint8]) []byte {
	tb.Helper()
	pieces, err := PNG(context.Background(), p, nil, nil)
	require.NoError(tb, err)
	return bytes.Join(pieces, nil)
}

// requireSame requires that a file shows the picture.
func requireSame(t *testing.T, p *raster.Pixels[uint8], data []byte, name string) {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err, name)
	require.Equal(t, image.Rect(0, 0, p.Width, p.Height), decoded.Bounds())
	n := p.Layout.Channels()
	for y := range p.Height {
		for x := range p.Width {
			pixel := p.Row(y)[x*n:][:n]
			want := color.NRGBA{pixel[0], pixel[n/2], pixel[min(2, n-1)], 255}
			if n == 4 {
				want.G, want.A = pixel[1], pixel[3]
			}
			if got := color.NRGBAModel.Convert(decoded.At(x, y)); got != want {
				require.Equal(t, want, got, "%s at %d,%d", name, x, y)
			}
		}
	}
}

func TestEncodedPicturesAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	for _, kind := range scenes {
		for _, size := range []image.Point{{1, 1}, {3, 1}, {1, 300}, {257, 129}, {700, 500}} {
			p := scene(kind, size.X, size.Y)
			requireSame(t, p, file(t, p), kind)
			for _, layout := range []raster.Layout{raster.Grey, raster.RGB} {
				requireSame(t, as(p, layout), file(t, as(p, layout)), kind)
			}
		}
	}
}

func TestOnlyWhatIsUsedIsStored(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]byte{
		"photo": colourRGB, "grey": colourGrey, "grey with alpha": colourGreyAlpha, "alpha": colourRGBA, "black": colourGrey,
	} {
		p := scene(kind, 64, 64)
		require.Equal(t, want, file(t, p)[25], kind)
		require.Equal(t, want&colourRGB, file(t, as(p, raster.RGB))[25], kind)
		require.Equal(t, byte(colourGrey), file(t, as(p, raster.Grey))[25], kind)
	}
}

func TestTextsAreChunksBeforeThePicture(t *testing.T) {
	t.Parallel()
	pieces, err := PNG(context.Background(), scene("photo", 9, 9), []Text{{"Software", "test"}, {"Thumb::URI", "file:///a"}}, nil)
	require.NoError(t, err)
	data := bytes.Join(pieces, nil)
	require.Equal(t, 37, bytes.Index(data, []byte("sRGB\x00")), "behind IHDR")
	require.Contains(t, string(data), "\x00\x00\x00\x0dtEXtSoftware\x00test")
	require.Less(t, bytes.Index(data, []byte("tEXtThumb::URI\x00file:///a")), bytes.Index(data, []byte("IDAT")))
}

func TestManyMakeTheFileThatOneMakes(t *testing.T) {
	t.Parallel()
	for _, kind := range scenes {
		p := scene(kind, 400, 700)
		lent, returned := 0, atomic.Int64{}
		spare := picture.Spare(func() (func(), bool) {
			if lent == 2 {
				return nil, false
			}
			lent++
			return func() { returned.Add(1) }, true
		})
		pieces, err := PNG(context.Background(), p, nil, spare)
		require.NoError(t, err)
		require.True(t, bytes.Equal(file(t, p), bytes.Join(pieces, nil)), kind)
		require.Positive(t, lent)
		require.EqualValues(t, lent, returned.Load())
	}
}

func TestTheFileDoesNotDependOnTheProcessor(t *testing.T) {
	t.Parallel()
	for _, kind := range scenes {
		p := scene(kind, 300, 400)
		pieces, err := encode(context.Background(), p, nil, nil, portable())
		require.NoError(t, err)
		require.True(t, bytes.Equal(file(t, p), bytes.Join(pieces, nil)), kind)
	}
}

func TestItStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := PNG(ctx, scene("photo", 100, 100), nil, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// plainSize is how large the picture's rows become with zlib's default level and no
// filter, which is how libvips writes.
func plainSize(t *testing.T, p *raster.Pixels[uint8]) int {
	t.Helper()
	s := newStored(p, portable())
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	var buffer []byte
	for y := range p.Height {
		row := s.rows(y, y+1, nil, &buffer)[1]
		_, err := w.Write(append([]byte{filterNone}, row...))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Len()
}

func TestEncodedPicturesAreNotMuchLargerThanOthersMakeThem(t *testing.T) {
	t.Parallel()
	for _, kind := range scenes {
		if kind == "rings" {
			continue // only long searches see that they repeat
		}
		p := scene(kind, 700, 500)
		require.LessOrEqual(t, len(file(t, p)), plainSize(t, p)*115/100+1000, kind)
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, kind := range []string{"photo", "panels", "dithered", "alpha"} {
		for _, size := range []image.Point{{256, 171}, {2048, 1365}} {
			p := scene(kind, size.X, size.Y)
			if kind != "alpha" {
				p = as(p, raster.RGB)
			}
			b.Run(kind+"/"+size.String(), func(b *testing.B) {
				b.SetBytes(int64(len(p.Pix)))
				size := 0
				for b.Loop() {
					size = len(file(b, p))
				}
				b.ReportMetric(float64(size), "bytes")
			})
		}
	}
}

func BenchmarkFilter(b *testing.B) {
	p := as(scene("photo", 2048, 64), raster.RGB)
	for _, k := range []struct {
		name string
		kernels
	}{{"portable", portable()}, {"fastest", fastest()}} {
		for kind, name := range []string{"none", "sub", "up", "average", "paeth"} {
			dst := make([]byte, p.Stride)
			b.Run(k.name+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(p.Pix)))
				for b.Loop() {
					for y := 1; y < p.Height; y++ {
						k.apply(kind, dst, p.Row(y), p.Row(y-1), 3)
					}
				}
			})
		}
	}
}
