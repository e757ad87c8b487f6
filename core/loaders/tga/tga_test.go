package tga_test

import (
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tga"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "tga")
	for _, v := range variants() {
		cases = append(cases, loadertest.Case{
			Name: v.name, Data: v.file(v.larger()), Width: 67, Height: 40, Orientation: v.orientation(), NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "tga", Open: tga.Open, Cases: cases})
}

// The colours survive five bits a channel.
var (
	red      = color.NRGBA{R: 255, A: 255}
	green    = color.NRGBA{G: 255, A: 255}
	blue     = color.NRGBA{B: 255, A: 255}
	white    = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	vanished = color.NRGBA{R: 255}
)

// sample is 3×2 pixels, unlike itself however it is turned.
func sample(last color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 2))
	for i, c := range []color.NRGBA{red, red, green, blue, white, last} {
		img.SetNRGBA(i%3, i/3, c)
	}
	return img
}

func TestEveryVariantShowsTheSamePicture(t *testing.T) {
	t.Parallel()
	for _, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			last := blue
			if v.attributes > 0 {
				last = vanished
			}
			img := sample(last)
			requireShows(t, v.expected(img), v.file(img))
		})
	}
}

func requireShows(t *testing.T, want *image.NRGBA, file []byte) {
	t.Helper()
	info, frame, err := loadertest.Decode(t, tga.Open, file, picture.Want{})
	require.NoError(t, err)
	stored, _ := colour.ToDisplay(frame.Image, frame.Space)
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			sx, sy := x, y
			if info.Orientation == picture.FlipHorizontal || info.Orientation == picture.Rotate180 {
				sx = want.Rect.Dx() - 1 - x
			}
			if info.Orientation == picture.FlipVertical || info.Orientation == picture.Rotate180 {
				sy = want.Rect.Dy() - 1 - y
			}
			a, b := want.NRGBAAt(x, y), stored.NRGBAAt(sx, sy)
			if a.A == 0 && b.A == 0 {
				continue
			}
			require.Equal(t, a, b, "at %d,%d", x, y)
		}
	}
}

func TestAlpha(t *testing.T) {
	t.Parallel()
	v := variant{kind: 2, depth: 32, attributes: 8}
	half := color.NRGBA{R: 100, G: 50, B: 20, A: 128}
	faint := sample(half)

	t.Run("extension says that it is nothing", func(t *testing.T) {
		t.Parallel()
		want := sample(color.NRGBA{R: 100, G: 50, B: 20, A: 255})
		requireShows(t, want, withExtension(v.file(faint), 1))
	})
	t.Run("extension says that it is alpha", func(t *testing.T) {
		t.Parallel()
		requireShows(t, faint, withExtension(v.file(faint), 3))
	})
	t.Run("premultiplied", func(t *testing.T) {
		t.Parallel()
		want := sample(color.NRGBA{R: 199, G: 100, B: 40, A: 128})
		requireShows(t, want, withExtension(v.file(faint), 4))
	})
	t.Run("unused", func(t *testing.T) {
		t.Parallel()
		img := sample(blue)
		for i := 3; i < len(img.Pix); i += 4 {
			img.Pix[i] = 0
		}
		requireShows(t, sample(blue), v.file(img))
	})
	t.Run("not counted", func(t *testing.T) {
		t.Parallel()
		requireShows(t, sample(color.NRGBA{R: 100, G: 50, B: 20, A: 255}), variant{kind: 2, depth: 32}.file(faint))
	})
}

func TestRunsGoOnOverTheEndOfRows(t *testing.T) {
	t.Parallel()
	header := variant{kind: 10, depth: 24, descriptor: 0x20}.header(3, 2)
	file := append(header, 0x84, 0, 0, 255, 0x00, 255, 0, 0) // five red, one blue
	want := sample(blue)
	for i := range 5 {
		want.SetNRGBA(i%3, i/3, red)
	}
	requireShows(t, want, file)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := variant{kind: 2, depth: 24}.file(sample(blue))
	runs := variant{kind: 10, depth: 24}.file(sample(blue))
	huge := variant{kind: 10, depth: 32}.header(65535, 65535)
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"a pixel is missing":     {whole[:len(whole)-1], fault.Truncated},
		"a packet is missing":    {runs[:len(runs)-3], fault.Truncated},
		"no width":               {variant{kind: 2, depth: 24}.header(0, 5), fault.Corrupt},
		"huge":                   {huge, fault.LimitPixels},
		"no palette":             {append(variant{kind: 1, depth: 8}.header(1, 1), 0), fault.Corrupt},
		"twelve bits":            {append(variant{kind: 2, depth: 12}.header(1, 1), 0, 0), fault.Corrupt},
		"a type that is unknown": {append(variant{kind: 7, depth: 8}.header(1, 1), 0), fault.Corrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, tga.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestNothingElseMatches(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"icon":         "\x00\x00\x01\x00\x01\x00\x20\x20\x00\x00\x01\x00\x20\x00\x00\x10\x00\x00\x16\x00",
		"truetype":     "\x00\x01\x00\x00\x00\x0f\x00\x80\x00\x03\x00\x70GSUB\x20\x10\x20\x10",
		"mpeg":         "\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01\x00\x00\x00\x00\x00\x00\x00\x00",
		"mp4":          "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42",
		"metafile":     "\x01\x00\x09\x00\x00\x03\x10\x00\x00\x00\x02\x00\x08\x00\x00\x00\x08\x00",
		"zeros":        string(make([]byte, 64)),
		"hostile size": "\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x18\x00",
	} {
		require.False(t, tga.Match([]byte(head)), name)
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "tga")) {
		_, _, err := loadertest.Decode(t, tga.Open, c.Data, picture.Want{})
		require.Error(t, err, c.Name)
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, v := range variants() {
		seeds = append(seeds, v.file(sample(vanished)))
	}
	seeds = append(seeds, withExtension(seeds[0], 4))
	seeds = append(seeds, loadertest.CorpusSeeds("tga")...)
	loadertest.Fuzz(f, tga.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	img := image.NewNRGBA(image.Rect(0, 0, 2048, 2048))
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 64)
	}
	for _, v := range []variant{
		{name: "24 bits", kind: 2, depth: 24},
		{name: "24 bits, runs", kind: 10, depth: 24},
		{name: "32 bits, runs", kind: 10, depth: 32, attributes: 8},
	} {
		data := v.file(img)
		b.Run(v.name, func(b *testing.B) {
			b.SetBytes(2048 * 2048)
			for b.Loop() {
				pic, err := tga.Open(loadertest.Source(b, data, "b.tga"))
				require.NoError(b, err)
				_, err = pic.Decode(context.Background(), picture.Want{Width: 256, Height: 256})
				require.NoError(b, err)
			}
		})
	}
}

// larger is a picture of noise and areas for a variant.
func (v variant) larger() *image.NRGBA {
	noise := rand.New(rand.NewPCG(1, 2))
	img := image.NewNRGBA(image.Rect(0, 0, 67, 40))
	palette := []color.NRGBA{red, green, blue, white}
	for y := range 40 {
		for x := range 67 {
			c := palette[(x/9+y/7)%4]
			if x > 40 {
				c = palette[noise.IntN(4)]
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// withExtension adds an extension area with an attributes type, and a footer.
func withExtension(file []byte, attributes byte) []byte {
	area := make([]byte, 495)
	binary.LittleEndian.PutUint16(area, 495)
	area[494] = attributes
	off := uint32(len(file))
	file = append(append([]byte{}, file...), area...)
	file = binary.LittleEndian.AppendUint32(file, off)
	return append(file, "\x00\x00\x00\x00TRUEVISION-XFILE.\x00"...)
}
