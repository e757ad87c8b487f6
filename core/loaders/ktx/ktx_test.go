package ktx_test

import (
	"bytes"
	"compress/zlib"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/ktx"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Files of the corpus that are not read.
func unsupported(name string) bool { return strings.Contains(name, "xuastc") }

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "ktx", "ktx2") {
		if !unsupported(c.Name) {
			cases = append(cases, c)
		}
	}
	for name, data := range encodings(t) {
		cases = append(cases, loadertest.Case{Name: name, Data: data, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "ktx", Open: ktx.Open, Cases: cases})
}

// encodings are what the corpus does not have.
func encodings(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{
		"etc1":          file1{inner: 0x8d64, width: 67, height: 41, levels: [][]byte{noise(17 * 11 * 8)}}.file(),
		"astc 8x6":      file1{inner: 0x93b6, width: 67, height: 41, levels: [][]byte{noise(9 * 7 * 16)}}.file(),
		"pvrtc":         file1{inner: 0x8c02, width: 64, height: 32, levels: [][]byte{noise(1024)}}.file(),
		"big-endian":    file1{big: true, glType: 0x8363, typeSize: 2, format: 0x1907, inner: 0x8d62, width: 67, height: 41, levels: [][]byte{noise(136 * 41)}}.file(),
		"cube":          file1{glType: 0x1401, format: 0x1907, inner: 0x8051, width: 9, height: 9, faces: 6, levels: [][]byte{noise(6 * 28 * 9)}}.file(),
		"bc7":           file2{format: 145, width: 67, height: 41, model: 134, transfer: 2, levels: [][]byte{noise(17 * 11 * 16)}}.file(),
		"zstandard":     file2{format: 37, width: 67, height: 41, scheme: 2, levels: [][]byte{zstandard(t, noise(67*41*4))}, uncompressed: []int{67 * 41 * 4}}.file(),
		"zlib":          file2{format: 37, width: 67, height: 41, scheme: 3, levels: [][]byte{deflated(t, noise(67*41*4))}, uncompressed: []int{67 * 41 * 4}}.file(),
		"astc as light": file2{format: 1000066004, width: 67, height: 41, levels: [][]byte{noise(12 * 7 * 16)}}.file(),
	}
	for _, name := range []string{"etc1s", "etc1s-alpha", "uastc"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".ktx2"))
		require.NoError(t, err)
		files[name] = data
	}
	return files
}

func zstandard(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	return w.EncodeAll(data, nil)
}

func deflated(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// TestBasisUniversal compares with pixels of that library itself.
func TestBasisUniversal(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"etc1s", "etc1s-alpha", "uastc"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := os.Open(filepath.Join("testdata", name+".png"))
			require.NoError(t, err)
			defer file.Close()
			want, err := png.Decode(file)
			require.NoError(t, err)
			got := loadertest.Pixels(t, ktx.Open, encodings(t)[name])
			w, h := want.Bounds().Dx(), want.Bounds().Dy()
			require.Len(t, got, w*h)
			for i, pixel := range got {
				require.Equal(t, color.NRGBAModel.Convert(want.At(i%w, i/w)), pixel, "pixel %d", i)
			}
		})
	}
}

func TestPixels(t *testing.T) {
	t.Parallel()
	two := []byte{10, 20, 30, 40, 50, 60, 70, 80}
	for _, c := range []struct {
		name string
		file []byte
		want color.NRGBA // the first pixel
	}{
		{"rgba", file1{glType: 0x1401, format: 0x1908, width: 2, height: 1, levels: [][]byte{two}}.file(), color.NRGBA{10, 20, 30, 40}},
		{"luminance and alpha", file1{glType: 0x1401, format: 0x190a, width: 1, height: 1, levels: [][]byte{two[:4]}}.file(), color.NRGBA{10, 10, 10, 20}},
		{"5551", file1{glType: 0x8034, typeSize: 2, format: 0x1908, width: 1, height: 1, levels: [][]byte{{0x01, 0xf8, 0, 0}}}.file(), color.NRGBA{255, 0, 0, 255}},
		{"bgra in reverse", file1{glType: 0x8366, typeSize: 2, format: 0x80e1, width: 1, height: 1, levels: [][]byte{{0x1f, 0x80, 0, 0}}}.file(), color.NRGBA{0, 0, 255, 255}},
		{"big-endian", file1{big: true, glType: 0x8034, typeSize: 2, format: 0x1908, width: 1, height: 1, levels: [][]byte{{0xf8, 0x01, 0, 0}}}.file(), color.NRGBA{255, 0, 0, 255}},
		{"opaque bc1", file1{inner: 0x83f0, width: 4, height: 4, levels: [][]byte{{0, 0, 0, 0, 255, 255, 255, 255}}}.file(), color.NRGBA{0, 0, 0, 255}},
		{"bgr", file2{format: 30, width: 1, height: 1, transfer: 2, levels: [][]byte{two[:3]}}.file(), color.NRGBA{30, 20, 10, 255}},
		{"linear light", file2{format: 23, width: 1, height: 1, transfer: 1, primaries: 1, levels: [][]byte{{55, 55, 55}}}.file(), color.NRGBA{128, 128, 128, 255}},
		{"linear data", file2{format: 9, width: 1, height: 1, transfer: 1, levels: [][]byte{{55}}}.file(), color.NRGBA{55, 55, 55, 255}},
		{"premultiplied", file2{format: 37, width: 1, height: 1, transfer: 2, flags: 1, levels: [][]byte{{50, 0, 0, 100}}}.file(), color.NRGBA{128, 0, 0, 100}},
		{"swizzled", file2{format: 16, width: 1, height: 1, transfer: 2, keys: map[string]string{"KTXswizzle": "rrrg"}, levels: [][]byte{two[:2]}}.file(), color.NRGBA{10, 10, 10, 20}},
		{"565", file2{format: 4, width: 1, height: 1, levels: [][]byte{{0, 0xf8}}}.file(), color.NRGBA{255, 0, 0, 255}},
		{"slices", file2{format: 9, width: 1, height: 1, depth: 3, levels: [][]byte{two[:3]}}.file(), color.NRGBA{20, 20, 20, 255}},
		{"layers", file2{format: 9, width: 1, height: 1, layers: 3, levels: [][]byte{two[:3]}}.file(), color.NRGBA{10, 10, 10, 255}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := loadertest.Pixels(t, ktx.Open, c.file)[0]
			for i, v := range [4][2]uint8{{c.want.R, got.R}, {c.want.G, got.G}, {c.want.B, got.B}, {c.want.A, got.A}} {
				require.InDelta(t, v[0], v[1], 1, "channel %d of %v", i, got)
			}
		})
	}
}

func TestPrimariesAndOrientation(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]picture.Orientation{"rd": picture.Upright, "ru": picture.FlipVertical, "ld": picture.FlipHorizontal, "lu": picture.Rotate180} {
		file := file2{format: 37, width: 1, height: 1, primaries: 10, transfer: 2, keys: map[string]string{"KTXorientation": value}, levels: [][]byte{{1, 2, 3, 4}}}
		info, frame, err := loadertest.Decode(t, ktx.Open, file.file(), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, want, info.Orientation)
		require.Equal(t, "image/ktx2", info.Mimetype)
		require.Equal(t, colour.DisplayP3, *frame.Space.Primaries)
	}
	file := file1{glType: 0x1401, format: 0x1903, width: 1, height: 1, keys: map[string]string{"KTXorientation": "S=r,T=u"}, levels: [][]byte{{1, 0, 0, 0}}}
	info, _, err := loadertest.Decode(t, ktx.Open, file.file(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, picture.FlipVertical, info.Orientation)
}

func TestLevels(t *testing.T) {
	t.Parallel()
	one := file1{glType: 0x1401, format: 0x1903, width: 4, height: 4, levels: [][]byte{bytes.Repeat([]byte{10}, 16), {20, 20, 0, 0, 20, 20, 0, 0}, {30, 0, 0, 0}}}
	two := file2{format: 9, width: 4, height: 4, scheme: 2, uncompressed: []int{16, 4, 1}, levels: [][]byte{
		zstandard(t, bytes.Repeat([]byte{10}, 16)), zstandard(t, bytes.Repeat([]byte{20}, 4)), zstandard(t, []byte{30}),
	}}
	for _, file := range [][]byte{one.file(), two.file()} {
		for size, want := range map[int]uint8{4: 10, 3: 10, 2: 20, 1: 30} {
			_, frame, err := loadertest.Decode(t, ktx.Open, file, picture.Want{Width: size, Height: size})
			require.NoError(t, err)
			require.Equal(t, want, frame.Image.(*raster.Pixels[uint8]).Pix[0], "for %d", size)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	rgba := file2{format: 37, width: 4, height: 4, levels: [][]byte{noise(64)}}
	with := func(change func(f *file2)) []byte {
		f := rgba
		change(&f)
		return f.file()
	}
	for _, c := range []struct {
		name string
		file []byte
		code fault.Code
	}{
		{"no width", with(func(f *file2) { f.width = 0 }), fault.Corrupt},
		{"huge", with(func(f *file2) { f.width = 1 << 30 }), fault.Corrupt},
		{"unknown format", with(func(f *file2) { f.format = 110 }), fault.Unsupported},
		{"unknown model", with(func(f *file2) { f.format, f.model = 0, 169 }), fault.Unsupported},
		{"unknown scheme", with(func(f *file2) { f.scheme = 9 }), fault.Unsupported},
		{"pixels are missing", with(func(f *file2) { f.levels = [][]byte{noise(63)} }), fault.Truncated},
		{"no zstandard", with(func(f *file2) { f.scheme = 2 }), fault.Corrupt},
		{"zstandard ends early", with(func(f *file2) { f.scheme, f.levels = 2, [][]byte{zstandard(t, noise(63))} }), fault.Truncated},
		{"no zlib", with(func(f *file2) { f.scheme = 3 }), fault.Corrupt},
		{"no codebooks", with(func(f *file2) { f.format, f.scheme, f.model = 0, 1, 163 }), fault.Corrupt},
		{"half a header", rgba.file()[:70], fault.Truncated},
		{"version 1, unknown format", file1{glType: 0x1401, format: 0x9999, width: 1, height: 1, levels: [][]byte{{1, 2, 3, 4}}}.file(), fault.Unsupported},
		{"version 1, pvrtc of an odd size", file1{inner: 0x8c02, width: 12, height: 12, levels: [][]byte{noise(512)}}.file(), fault.Unsupported},
		{"version 1, half a header", file1{width: 1, height: 1}.file()[:40], fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, ktx.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestXUASTCIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "ktx2") {
		if unsupported(c.Name) {
			_, _, err := loadertest.Decode(t, ktx.Open, c.Data, picture.Want{})
			require.Equal(t, fault.Unsupported, fault.CodeOf(err), "%v", err)
			require.ErrorContains(t, err, "xuastc")
		}
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, data := range encodings(f) {
		seeds = append(seeds, data)
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "ktx*", "*"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, ktx.Open, seeds...)
}
