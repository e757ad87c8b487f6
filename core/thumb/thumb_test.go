package thumb_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/thumb"
)

// admitAll is a scheduler without limits.
func admitAll(context.Context, int64) (func(), error) { return func() {}, nil }

// corners is a picture of w×h whose quarters are red, green, blue and white,
// clockwise from the top left.
func corners(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 255, A: 255}
			switch {
			case y >= h/2 && x < w/2:
				c = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
			case y >= h/2:
				c = color.NRGBA{B: 255, A: 255}
			case x >= w/2:
				c = color.NRGBA{G: 255, A: 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, png.Encode(&buf, img))
	return buf.Bytes()
}

// jpegTurned is a JPEG with an Exif orientation.
func jpegTurned(t *testing.T, img image.Image, orientation byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, jpeg.Encode(&buf, img, &jpeg.Options{Quality: 95}))
	exif := []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00?\x00\x00\x00\x00\x00\x00")
	exif[bytes.IndexByte(exif, '?')] = orientation
	return bytes.Join([][]byte{buf.Bytes()[:2], exif, buf.Bytes()[2:]}, nil)
}

func readPNG(t *testing.T, path string) image.Image {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	return img
}

func TestThumbnailsFitAndAreNeverEnlarged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		w, h         int
		wantW, wantH int
	}{
		{"wide", 1000, 500, 256, 128},
		{"tall", 300, 900, 85, 256},
		{"exact", 256, 256, 256, 256},
		{"small stays", 100, 40, 100, 40},
		{"one pixel", 1, 1, 1, 1},
		{"extremely wide keeps a row", 3000, 2, 256, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := writeFile(t, "a.png", pngOf(t, corners(c.w, c.h)))
			out := filepath.Join(t.TempDir(), "a_pt.png")
			result, err := thumb.Make(context.Background(), thumb.Job{
				Path: path, File: path, Admit: admitAll,
				Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: 256}},
			})
			require.NoError(t, err)
			require.Equal(t, image.Pt(c.wantW, c.wantH), readPNG(t, out).Bounds().Size())
			require.Equal(t, []thumb.Made{{Slot: "preview", Path: out, Width: c.wantW, Height: c.wantH}}, result.Outputs)
			require.Equal(t, []int{c.w, c.h}, []int{result.Width, result.Height})
		})
	}
}

func TestBothSizesComeFromOneDecode(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "a.png", pngOf(t, corners(3000, 1500)))
	dir := t.TempDir()
	result, err := thumb.Make(context.Background(), thumb.Job{
		Path: path, File: path, Admit: admitAll,
		Outputs: []thumb.Output{
			{Slot: "detail", Path: filepath.Join(dir, "d.png"), Size: 2048},
			{Slot: "preview", Path: filepath.Join(dir, "p.png"), Size: 256},
		},
	})
	require.NoError(t, err)
	require.Len(t, result.Outputs, 2)
	require.Equal(t, image.Pt(2048, 1024), readPNG(t, filepath.Join(dir, "d.png")).Bounds().Size())
	require.Equal(t, image.Pt(256, 128), readPNG(t, filepath.Join(dir, "p.png")).Bounds().Size())
}

func TestPicturesStandUpright(t *testing.T) {
	t.Parallel()
	// Where the stored top left quarter, which is red, is displayed: Exif 2.32 §4.6.4.
	places := map[byte]image.Point{
		1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1},
	}
	// Where the stored top right quarter, which is green, is displayed.
	greens := map[byte]image.Point{
		1: {1, 0}, 2: {0, 0}, 3: {0, 1}, 4: {1, 1}, 5: {0, 1}, 6: {1, 1}, 7: {1, 0}, 8: {0, 0},
	}
	for orientation := byte(1); orientation <= 8; orientation++ {
		path := writeFile(t, "a.jpg", jpegTurned(t, corners(640, 320), orientation))
		out := filepath.Join(t.TempDir(), "p.png")
		_, err := thumb.Make(context.Background(), thumb.Job{
			Path: path, File: path, Admit: admitAll,
			Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: 256}},
		})
		require.NoError(t, err)
		img := readPNG(t, out)
		size := image.Pt(256, 128)
		if orientation >= 5 {
			size = image.Pt(128, 256)
		}
		require.Equal(t, size, img.Bounds().Size(), "orientation %d", orientation)
		at := func(p image.Point) color.NRGBA {
			c, ok := color.NRGBAModel.Convert(img.At(size.X/4+p.X*size.X/2, size.Y/4+p.Y*size.Y/2)).(color.NRGBA)
			require.True(t, ok)
			return c
		}
		require.Greater(t, at(places[orientation]).R, uint8(240), "orientation %d", orientation)
		require.Less(t, at(places[orientation]).G, uint8(20), "orientation %d", orientation)
		require.Greater(t, at(greens[orientation]).G, uint8(240), "orientation %d", orientation)
		require.Less(t, at(greens[orientation]).R, uint8(20), "orientation %d", orientation)
	}
}

// scene is a picture of slow and fast changes, of a size that no whole number divides.
func scene(w, h int, alpha bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := 127 + 90*math.Sin(float64(x)/40)*math.Cos(float64(y)/55) + 25*math.Sin(float64(x*y)/3000)
			c := color.NRGBA{R: uint8(v), G: uint8(255 - v), B: uint8(v/2 + 40), A: 255}
			if alpha {
				c.A = uint8(127 + 120*math.Sin(float64(x-y)/90))
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func TestThumbnailsAreNearAFullDecodeAndLanczos(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		size  int
		alpha bool
		data  func(img image.Image) []byte
	}{
		{"a.png", 256, false, func(img image.Image) []byte { return pngOf(t, img) }},
		{"alpha.png", 256, true, func(img image.Image) []byte { return pngOf(t, img) }},
		{"detail.png", 700, false, func(img image.Image) []byte { return pngOf(t, img) }},
		{"a.jpg", 256, false, func(img image.Image) []byte { return jpegTurned(t, img, 1) }},
		{"turned.jpg", 256, false, func(img image.Image) []byte { return jpegTurned(t, img, 6) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			img := scene(1363, 907, c.alpha)
			path := writeFile(t, c.name, c.data(img))
			out := filepath.Join(t.TempDir(), "p.png")
			_, err := thumb.Make(context.Background(), thumb.Job{
				Path: path, File: path, Admit: admitAll,
				Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: c.size}},
			})
			require.NoError(t, err)
			if c.name == "turned.jpg" {
				img = imaging.Rotate270(img)
			}
			got := imaging.Clone(readPNG(t, out))
			want := imaging.Resize(img, got.Rect.Dx(), got.Rect.Dy(), imaging.Lanczos)
			difference, bias := 0, 0
			for i, v := range got.Pix {
				d := int(v) - int(want.Pix[i])
				difference, bias = difference+max(d, -d), bias+d
			}
			n := float64(len(got.Pix))
			require.Less(t, float64(difference)/n, 1.0)
			require.InDelta(t, 0, float64(bias)/n, 0.5)
		})
	}
}

func TestTransparencyIsKept(t *testing.T) {
	t.Parallel()
	img := corners(600, 600)
	for y := range 300 {
		for x := range 600 {
			img.SetNRGBA(x, y, color.NRGBA{R: 9, G: 200, B: 77}) // wholly transparent green
		}
	}
	path := writeFile(t, "a.png", pngOf(t, img))
	out := filepath.Join(t.TempDir(), "p.png")
	_, err := thumb.Make(context.Background(), thumb.Job{
		Path: path, File: path, Admit: admitAll,
		Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: 256}},
	})
	require.NoError(t, err)
	got := readPNG(t, out)
	_, _, _, top := got.At(128, 40).RGBA()
	require.Zero(t, top, "the transparent half stays transparent")
	c, ok := color.NRGBAModel.Convert(got.At(64, 129)).(color.NRGBA) // the first opaque row
	require.True(t, ok)
	require.Greater(t, c.A, uint8(200))
	require.InDelta(t, 255, int(c.G), 4, "the transparent green must not bleed into white")
	require.InDelta(t, 255, int(c.R), 4, "the transparent green must not bleed into white")
}

func TestThumbnailsSayWhereTheyComeFrom(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "a ü#.png", pngOf(t, corners(320, 200)))
	stat, err := os.Stat(path)
	require.NoError(t, err)
	out := filepath.Join(t.TempDir(), "p.png")
	_, err = thumb.Make(context.Background(), thumb.Job{
		Path: path, File: path, Admit: admitAll,
		Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: 256}},
	})
	require.NoError(t, err)
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	for _, text := range []string{
		"Thumb::URI\x00file://" + filepath.Dir(path) + "/a%20%C3%BC%23.png",
		"Thumb::MTime\x00" + strconv.FormatInt(stat.ModTime().Unix(), 10), "Thumb::Size\x00" + strconv.FormatInt(stat.Size(), 10),
		"Thumb::Mimetype\x00image/png", "Thumb::Image::Width\x00320", "Thumb::Image::Height\x00200",
		"Software\x00apsync", "sRGB",
	} {
		require.Contains(t, string(data), text)
	}
}

func TestFailuresNameFileLoaderAndReason(t *testing.T) {
	t.Parallel()
	whole := pngOf(t, corners(200, 200))
	for _, c := range []struct {
		name   string
		data   []byte
		code   fault.Code
		loader string
		says   string
	}{
		{"half.png", whole[:len(whole)/2], fault.Truncated, "png", "png"},
		{"model.glb", []byte("glTF\x02\x00\x00\x00"), fault.UnknownFormat, "", "glTF"},
		{"notes.txt", []byte("just some words\n"), fault.UnknownFormat, "", "text"},
		{"empty.jpg", nil, fault.UnknownFormat, "", "empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := writeFile(t, c.name, c.data)
			out := filepath.Join(t.TempDir(), "p.png")
			_, err := thumb.Make(context.Background(), thumb.Job{
				Path: "as given/" + c.name, File: path, Admit: admitAll,
				Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: 256}},
			})
			e := fault.From(err)
			require.Equal(t, c.code, e.Code, "%v", err)
			require.Equal(t, "as given/"+c.name, e.Path)
			require.Equal(t, c.loader, e.Loader)
			require.Contains(t, e.Error(), c.says)
			require.NoFileExists(t, out)
		})
	}
}

func TestContentDecidesNotTheExtension(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "really.png", jpegTurned(t, corners(64, 64), 1))
	result, err := thumb.Make(context.Background(), thumb.Job{Path: path, File: path, Admit: admitAll})
	require.NoError(t, err)
	require.Equal(t, "jpeg", result.Loader)
	require.Equal(t, "image/jpeg", result.Mimetype)
}

func TestFilesThatClaimTooMuchAreRefused(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "a.png", pngOf(t, corners(200, 100)))
	_, err := thumb.Make(context.Background(), thumb.Job{Path: path, File: path, Admit: admitAll, MaxPixels: 19999})
	require.Equal(t, fault.LimitPixels, fault.CodeOf(err))
	require.Contains(t, fault.From(err).Advice, "max_pixels")
}

func TestFoldersAndDevicesAreRefused(t *testing.T) {
	t.Parallel()
	for _, path := range []string{t.TempDir(), "/dev/zero"} {
		if _, err := os.Stat(path); err != nil {
			t.Skipf("no %s on this system", path)
		}
		_, err := thumb.Make(context.Background(), thumb.Job{Path: path, File: path, Admit: admitAll})
		require.Equal(t, fault.Unsupported, fault.CodeOf(err), "%s: %v", path, err)
	}
}

func TestAClosedGateLetsNothingThrough(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "a.png", pngOf(t, corners(200, 100)))
	out := filepath.Join(t.TempDir(), "p.png")
	gate := thumb.NewGate()
	gate.Close(0)
	_, err := thumb.Make(context.Background(), thumb.Job{
		Path: path, File: path, Admit: admitAll, Gate: gate,
		Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: 256}},
	})
	require.Equal(t, fault.Cancelled, fault.CodeOf(err))
	require.NoFileExists(t, out)
}
