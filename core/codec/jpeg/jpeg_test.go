package jpeg_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	stdjpeg "image/jpeg"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "jpeg", "mpo")
	orientations := map[string]picture.Orientation{
		"Pillow__hopper_orientation_2.jpg": picture.FlipHorizontal,
		"Pillow__hopper_orientation_4.jpg": picture.FlipVertical,
		"exif-samples__landscape_4.jpg":    picture.FlipVertical,
		"exif-samples__landscape_5.jpg":    picture.Transpose,
		"exif-samples__landscape_7.jpg":    picture.Transverse,
		"libvips__7.jpg":                   picture.Transverse,
		"testdata__sideways_bench.jpg":     picture.Transpose,
	}
	for i := range cases {
		cases[i].Orientation = max(picture.Upright, orientations[cases[i].Name])
		cases[i].NoGolden = true // TestReference compares every sample
	}
	loadertest.Run(t, loadertest.Spec{Name: "jpeg", Open: jpeg.Open, Cases: append(cases, rareCases(t)...)})
}

// rareCases are files in codings that the corpus does not have.
func rareCases(tb testing.TB) []loadertest.Case {
	tb.Helper()
	files := map[string][]byte{}
	for name, file := range arithmeticFiles(tb) {
		files[name] = file[0]
	}
	for _, progressive := range []bool{false, true} {
		e := deepEncoder(61, 43, 0x22, 0x11, 0x11)
		if e.progressive = progressive; progressive {
			e.scans = approximation(3)
		}
		files[fmt.Sprintf("deep, progressive %v", progressive)] = e.bytes()
		e = newEncoder(61, 43, 0x22, 0x11)
		e.dnl = true
		if e.progressive = progressive; progressive {
			e.scans = approximation(2)
		}
		files[fmt.Sprintf("two components, late height, progressive %v", progressive)] = e.bytes()
	}
	for _, precision := range []int{5, 8, 16} {
		for channels := range 4 {
			p := newPlain(41, 31, channels+1, precision)
			p.rows, p.predictor = channels, channels*2+1
			files[fmt.Sprintf("lossless, %d bits, %d channels", precision, channels+1)] = p.bytes()
		}
	}
	var cases []loadertest.Case
	for _, name := range slices.Sorted(maps.Keys(files)) {
		cases = append(cases, loadertest.Case{Name: name + ".jpg", Data: files[name], Orientation: picture.Upright, NoGolden: true})
	}
	return cases
}

func FuzzOpen(f *testing.F) {
	seeds := [][]byte{
		newEncoder(33, 17, 0x11).bytes(),
		newEncoder(33, 17, 0x21, 0x11, 0x11).bytes(),
		newEncoder(20, 20, 0x11, 0x11, 0x11, 0x11).bytes(),
	}
	for _, c := range codings() {
		e := newEncoder(33, 35, 0x22, 0x11, 0x11)
		c.change(e)
		seeds = append(seeds, e.bytes())
	}
	for _, c := range rareCases(f) {
		seeds = append(seeds, c.Data)
	}
	for _, name := range []string{"Pillow__exif_gps.jpg", "Pillow__pil_sample_cmyk.jpg", "KTX-Software__ldr.jpg", "tika__testOCR.jpg"} {
		data, err := os.ReadFile(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "jpeg", name))
		if err == nil { // without the corpus the others must do
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, jpeg.Open, seeds...)
}

func TestScaleIsTheSmallestThatWillDo(t *testing.T) {
	t.Parallel()
	e := newEncoder(640, 428, 0x11)
	e.sample = func(_, _, _ int) float64 { return 77 }
	data := e.bytes()
	cases := []struct{ wantW, wantH, w, h int }{
		{1, 1, 80, 54},
		{80, 54, 80, 54},
		{81, 54, 160, 107},
		{80, 55, 160, 107},
		{160, 107, 160, 107},
		{161, 107, 320, 214},
		{320, 215, 480, 321},
		{342, 229, 480, 321},
		{343, 229, 560, 375},
		{400, 267, 560, 375},
		{401, 267, 640, 428},
		{639, 427, 640, 428},
		{5000, 1, 640, 428},
		{0, 0, 80, 54},
	}
	for _, c := range cases {
		pic, err := jpeg.Open(loadertest.Source(t, data, "x"))
		require.NoError(t, err)
		frame, err := pic.Decode(context.Background(), picture.Want{Width: c.wantW, Height: c.wantH})
		require.NoError(t, err)
		w, h := frame.Image.Size()
		require.Equal(t, []int{c.w, c.h}, []int{w, h}, "for %d×%d", c.wantW, c.wantH)
		for y := range h {
			for _, v := range frame.Image.(*raster.Pixels[uint8]).Row(y) {
				require.InDelta(t, 77, v, 1)
			}
		}
	}
}

// TestNeed checks that Decode takes what Info says, keeps what its picture has, and
// fails where there is less.
func TestNeed(t *testing.T) {
	t.Parallel()
	for _, sampling := range [][]int{{0x11}, {0x22, 0x11, 0x11}, {0x11, 0x22, 0x31}, {0x22, 0x11, 0x11, 0x22}} {
		for _, progressive := range []bool{false, true} {
			e := newEncoder(100, 70, sampling...)
			if e.progressive = progressive; progressive {
				e.scans = approximation(len(sampling))
			}
			for _, want := range []picture.Want{{Width: 1, Height: 1}, {Width: 25, Height: 9}, {Width: 50, Height: 9}, {Width: 100, Height: 70}} {
				requireNeed(t, e.bytes(), want)
			}
		}
	}
}

func requireNeed(t *testing.T, data []byte, want picture.Want) {
	t.Helper()
	pic, err := jpeg.Open(loadertest.Source(t, data, "x"))
	require.NoError(t, err)
	need := pic.Info().Need(want)
	want.Budget = picture.NewBudget(need)
	frame, err := pic.Decode(context.Background(), want)
	require.NoError(t, err)
	kept := int64(0)
	switch img := frame.Image.(type) {
	case *raster.YCbCr:
		kept = int64(len(img.Y.Pix) + len(img.Cb.Pix) + len(img.Cr.Pix))
	case *raster.Pixels[uint8]:
		kept = int64(len(img.Pix))
	}
	require.NoError(t, want.Budget.Take(need-kept))
	require.Error(t, want.Budget.Take(1))

	pic, err = jpeg.Open(loadertest.Source(t, data, "x"))
	require.NoError(t, err)
	want.Budget = picture.NewBudget(need - 1)
	_, err = pic.Decode(context.Background(), want)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
}

// TestStandardEncoder decodes what the standard library encodes.
func TestStandardEncoder(t *testing.T) {
	t.Parallel()
	grey := image.NewGray(image.Rect(0, 0, 75, 41))
	rgba := image.NewRGBA(image.Rect(0, 0, 75, 41))
	for i := range grey.Pix {
		grey.Pix[i] = uint8(i * i / 7)
	}
	for i := range rgba.Pix {
		rgba.Pix[i] = uint8(i * i / 9)
	}
	for _, img := range []image.Image{grey, rgba} {
		for _, quality := range []int{1, 30, 75, 100} {
			var buf bytes.Buffer
			require.NoError(t, stdjpeg.Encode(&buf, img, &stdjpeg.Options{Quality: quality}))
			want, err := stdjpeg.Decode(bytes.NewReader(buf.Bytes()))
			require.NoError(t, err)
			_, frame, err := loadertest.Decode(t, jpeg.Open, buf.Bytes(), picture.Want{})
			require.NoError(t, err)
			requireSame(t, want, frame.Image)
		}
	}
}

// colourful is a picture with gradients in every channel.
func colourful(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		x, y := i%w, i/w
		copy(img.Pix[4*i:], []uint8{uint8(255 * x / w), uint8(255 * y / h), uint8(x ^ y), 255})
	}
	return img
}
