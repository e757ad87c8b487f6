package blp_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/blp"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file describes a file that a test makes.
type file struct {
	version       byte
	encoding      byte
	alpha, kind   byte
	width, height uint32
	after         []byte // the palette, or the header of JPEG with its size
	levels        [][]byte
}

func (f file) file() []byte {
	le := binary.LittleEndian
	b := []byte{'B', 'L', 'P', '0' + f.version}
	if f.version == 2 {
		b = append(b, 1, 0, 0, 0, f.encoding, f.alpha, f.kind, 1)
		b = le.AppendUint32(b, f.width)
		b = le.AppendUint32(b, f.height)
	} else {
		for _, v := range []uint32{uint32(f.encoding), uint32(f.alpha), f.width, f.height, 5, 1} {
			b = le.AppendUint32(b, v)
		}
	}
	off := len(b) + 128 + len(f.after)
	offsets, sizes := make([]byte, 64), make([]byte, 64)
	for i, level := range f.levels {
		le.PutUint32(offsets[4*i:], uint32(off))
		le.PutUint32(sizes[4*i:], uint32(len(level)))
		off += len(level)
	}
	b = append(append(append(b, offsets...), sizes...), f.after...)
	return append(b, bytes.Join(f.levels, nil)...)
}

// palette returns 256 colours: blue, green, red and nothing.
func palette() (b []byte) {
	for i := range 256 {
		b = append(b, byte(i), byte(255-i), byte(i/2), 0)
	}
	return b
}

func noise(n int) []byte {
	random := rand.New(rand.NewPCG(5, 6))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

func encodings(t testing.TB) map[string]file {
	t.Helper()
	return map[string]file{
		"blp1, 8 bits of alpha": {version: 1, encoding: 1, alpha: 8, width: 67, height: 41, after: palette(), levels: [][]byte{noise(2 * 67 * 41)}},
		"blp1, jpeg":            {version: 1, encoding: 0, width: 40, height: 24, after: make([]byte, 4), levels: [][]byte{grey(t, 40, 24)}},
		"blp2, 4 bits of alpha": {version: 2, encoding: 1, alpha: 4, width: 67, height: 41, after: palette(), levels: [][]byte{noise(67*41 + 1374)}},
		"blp2, dxt5":            {version: 2, encoding: 2, alpha: 8, kind: 7, width: 67, height: 41, after: palette(), levels: [][]byte{noise(17 * 11 * 16)}},
		"blp2, bgra":            {version: 2, encoding: 3, alpha: 8, width: 67, height: 41, after: palette(), levels: [][]byte{noise(67 * 41 * 4)}},
	}
}

// grey returns a grey picture as JPEG.
func grey(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i % w * 5)
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// broken is a file of the corpus whose header is damaged.
const broken = "Pillow__blp1_jpeg2.blp"

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "blp") {
		if c.Name != broken {
			cases = append(cases, c)
		}
	}
	for name, f := range encodings(t) {
		cases = append(cases, loadertest.Case{Name: name, Data: f.file(), Width: int(f.width), Height: int(f.height), NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "blp", Open: blp.Open, Cases: cases})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	red := []byte{0, 0xf8, 0, 0, 0, 0, 0, 0} // a block of BC1
	hole := []byte{0, 0, 0, 0, 255, 255, 255, 255}
	half := bytes.Repeat([]byte{0x88}, 8)
	for _, c := range []struct {
		name string
		file file
		want color.NRGBA
	}{
		{"palette", file{version: 1, encoding: 1, width: 1, height: 1, after: palette(), levels: [][]byte{{10}}}, color.NRGBA{5, 245, 10, 255}},
		{"alpha of 1 bit", file{version: 2, encoding: 1, alpha: 1, width: 1, height: 1, after: palette(), levels: [][]byte{{10, 1}}}, color.NRGBA{5, 245, 10, 255}},
		{"alpha of 4 bits", file{version: 2, encoding: 1, alpha: 4, width: 1, height: 1, after: palette(), levels: [][]byte{{10, 0xf3}}}, color.NRGBA{5, 245, 10, 51}},
		{"alpha of 8 bits", file{version: 2, encoding: 1, alpha: 8, width: 1, height: 1, after: palette(), levels: [][]byte{{10, 77}}}, color.NRGBA{5, 245, 10, 77}},
		{"dxt1", file{version: 2, encoding: 2, width: 4, height: 4, after: palette(), levels: [][]byte{hole}}, color.NRGBA{0, 0, 0, 255}},
		{"dxt3", file{version: 2, encoding: 2, alpha: 8, kind: 1, width: 4, height: 4, after: palette(), levels: [][]byte{append(half, red...)}}, color.NRGBA{255, 0, 0, 136}},
		{"dxt5", file{version: 2, encoding: 2, alpha: 8, kind: 7, width: 4, height: 4, after: palette(), levels: [][]byte{append([]byte{9, 9, 0, 0, 0, 0, 0, 0}, red...)}}, color.NRGBA{255, 0, 0, 9}},
		{"bgra", file{version: 2, encoding: 3, alpha: 8, width: 1, height: 1, after: palette(), levels: [][]byte{{1, 2, 3, 4}}}, color.NRGBA{3, 2, 1, 4}},
		{"bgra without alpha", file{version: 2, encoding: 3, width: 1, height: 1, after: palette(), levels: [][]byte{{1, 2, 3, 4}}}, color.NRGBA{3, 2, 1, 255}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, loadertest.Pixels(t, blp.Open, c.file.file())[0])
		})
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	f := file{version: 2, encoding: 3, alpha: 8, width: 2, height: 2, after: palette(), levels: [][]byte{bytes.Repeat([]byte{1, 1, 1, 255}, 4), {2, 2, 2, 255}}}
	for size, want := range map[int]uint8{2: 1, 1: 2} {
		_, frame, err := loadertest.Decode(t, blp.Open, f.file(), picture.Want{Width: size, Height: size})
		require.NoError(t, err)
		require.Equal(t, want, frame.Image.(*raster.Pixels[uint8]).Pix[0])
	}
}

// TestJPEGSharesAHeader cuts a stream in two.
func TestJPEGSharesAHeader(t *testing.T) {
	t.Parallel()
	stream := grey(t, 40, 24)
	whole := file{version: 1, width: 40, height: 24, after: make([]byte, 4), levels: [][]byte{stream}}
	cut := whole
	cut.after = append(binary.LittleEndian.AppendUint32(nil, 100), stream[:100]...)
	cut.levels = [][]byte{stream[100:]}
	got := loadertest.Pixels(t, blp.Open, cut.file())
	require.Equal(t, loadertest.Pixels(t, blp.Open, whole.file()), got)
	require.InDelta(t, 50, got[10].R, 6)
	require.Equal(t, got[10].R, got[10].B)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := file{version: 2, encoding: 3, width: 4, height: 4, after: palette(), levels: [][]byte{noise(64)}}
	with := func(change func(f *file)) []byte {
		f := whole
		change(&f)
		return f.file()
	}
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"version 0":          {with(func(f *file) { f.version = 0 }), fault.Unsupported},
		"no width":           {with(func(f *file) { f.width = 0 }), fault.Corrupt},
		"unknown encoding":   {with(func(f *file) { f.encoding = 9 }), fault.Unsupported},
		"alpha of 3 bits":    {with(func(f *file) { f.encoding, f.alpha = 1, 3 }), fault.Corrupt},
		"a pixel is missing": {with(func(f *file) { f.levels = [][]byte{noise(63)} }), fault.Truncated},
		"no levels":          {with(func(f *file) { f.levels = nil }), fault.Truncated},
		"jpeg of other size": {file{version: 1, width: 41, height: 24, after: make([]byte, 4), levels: [][]byte{grey(t, 40, 24)}}.file(), fault.Corrupt},
		"a long jpeg header": {file{version: 1, width: 40, height: 24, after: []byte{0, 0, 2, 0}, levels: [][]byte{grey(t, 40, 24)}}.file(), fault.Corrupt},
		"half a header":      {whole.file()[:50], fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, blp.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "blp"), "blp") {
		_, _, err := loadertest.Decode(t, blp.Open, c.Data, picture.Want{})
		if c.Name == broken {
			require.Equal(t, fault.Truncated, fault.CodeOf(err), "%v", err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, file := range encodings(f) {
		seeds = append(seeds, file.file())
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "blp", "*"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, blp.Open, seeds...)
}
