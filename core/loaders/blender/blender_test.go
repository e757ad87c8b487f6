package blender_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"image/color"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/blender"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// Files of the corpus that hold no preview.
var without = map[string]bool{
	"assimp__BlenderDefault_248.blend": true, "assimp__BlenderDefault_250_Compressed.blend": true,
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "blend") {
		if !without[c.Name] {
			cases = append(cases, c)
			continue
		}
		_, err := blender.Open(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", c.Name, err)
		require.Contains(t, fault.From(err).Advice, "File Preview")
	}
	for _, w := range writers() {
		cases = append(cases, loadertest.Case{Name: w.name, Data: w.file(40, 30), Width: 40, Height: 30, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "blender", Open: blender.Open, Cases: cases})
}

// writer writes files of one kind.
type writer struct {
	name     string
	header   string
	pointers int
	order    binary.AppendByteOrder
	pack     func(data []byte) []byte
}

func writers() []writer {
	plain := func(data []byte) []byte { return data }
	return []writer{
		{"32 bits", "BLENDER_v250", 4, binary.LittleEndian, plain},
		{"big-endian", "BLENDER-V279", 8, binary.BigEndian, plain},
		{"big-endian, 32 bits, gzip", "BLENDER_V263", 4, binary.BigEndian, gzipped},
		{"zstandard", "BLENDER-v306", 8, binary.LittleEndian, zstandard},
		{"5.0", "BLENDER17-01v0500", 8, binary.LittleEndian, plain},
		{"5.1, zstandard", "BLENDER17-01v0501", 8, binary.LittleEndian, zstandard},
	}
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func zstandard(data []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(data, nil)
}

// block writes a block.
func (w writer) block(code string, data []byte) []byte {
	b := []byte(code)
	if len(w.header) > 12 {
		b = w.order.AppendUint32(b, 0)
		b = w.order.AppendUint64(b, 1)
		b = w.order.AppendUint64(b, uint64(len(data)))
		b = w.order.AppendUint64(b, 1)
		return append(b, data...)
	}
	b = w.order.AppendUint32(b, uint32(len(data)))
	b = append(b, make([]byte, w.pointers)...)
	b = w.order.AppendUint32(b, 0)
	b = w.order.AppendUint32(b, 1)
	return append(b, data...)
}

// preview writes a block of pixels, the bottom row first.
func (w writer) preview(width, height int32, pixels []byte) []byte {
	data := w.order.AppendUint32(nil, uint32(width))
	data = w.order.AppendUint32(data, uint32(height))
	return w.block("TEST", append(data, pixels...))
}

// file is a file with a preview that grows brighter to the right and greener upwards.
func (w writer) file(width, height int) []byte {
	var pixels []byte
	for y := range height {
		for x := range width {
			pixels = append(pixels, byte(4*x), byte(5*y), 90, 255)
		}
	}
	return w.with(w.preview(int32(width), int32(height), pixels))
}

// with is a file of a block between those around it.
func (w writer) with(block []byte) []byte {
	data := append([]byte(w.header), w.block("REND", make([]byte, 72))...)
	data = append(data, block...)
	data = append(data, w.block("GLOB", make([]byte, 1104))...)
	return w.pack(append(data, w.block("ENDB", nil)...))
}

func TestEveryKindOfFileYieldsItsPixelsUpright(t *testing.T) {
	t.Parallel()
	for _, w := range writers() {
		pixels := loadertest.Pixels(t, blender.Open, w.file(40, 30))
		for y := range 30 {
			for x := range 40 {
				want := color.NRGBA{R: uint8(4 * x), G: uint8(5 * (29 - y)), B: 90, A: 255}
				require.Equal(t, want, pixels[40*y+x], "%s: %d, %d", w.name, x, y)
			}
		}
	}
}

func TestColoursWithinTheirAlphaAreMultipliedByIt(t *testing.T) {
	t.Parallel()
	w := writers()[0]
	multiplied := loadertest.Pixels(t, blender.Open, w.with(w.preview(2, 1, []byte{50, 100, 0, 100, 9, 9, 9, 255})))
	require.Equal(t, color.NRGBA{R: 128, G: 255, A: 100}, multiplied[0])
	straight := loadertest.Pixels(t, blender.Open, w.with(w.preview(2, 1, []byte{50, 100, 0, 100, 9, 9, 9, 0})))
	require.Equal(t, color.NRGBA{R: 50, G: 100, A: 100}, straight[0])
}

func TestThePreviewTellsItsSize(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, blender.Open, writers()[4].file(40, 30), picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "40 by 30")
}

func TestAFileOfAnySizeCostsAFewReads(t *testing.T) {
	t.Parallel()
	file := loadertest.NewSparse(writers()[4].file(40, 30), 1<<40, nil)
	_, err := blender.Open(file.Source(t, "huge.blend"))
	require.NoError(t, err)
	require.Less(t, file.Read(), int64(8<<10))
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	w, large := writers()[1], writers()[4]
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no preview", w.with(nil), fault.NoPicture},
		{"an empty preview", w.with(w.preview(0, 0, nil)), fault.NoPicture},
		{"a transparent preview", w.with(w.preview(1, 1, make([]byte, 4))), fault.NoPicture},
		{"a preview that is too large", w.with(w.preview(1<<20, 1, nil)), fault.LimitPixels},
		{"a negative size", w.with(w.preview(-1, 5, nil)), fault.LimitPixels},
		{"a block that is too small", w.with(w.preview(9, 9, make([]byte, 9))), fault.Corrupt},
		{"a block without sizes", w.with(w.block("TEST", nil)), fault.Corrupt},
		{"an end in the preview", w.file(40, 30)[:2000], fault.Truncated},
		{"an end in a header", w.file(40, 30)[:20], fault.Truncated},
		{"many blocks", append([]byte(w.header), bytes.Repeat(w.block("REND", nil), 100)...), fault.NoPicture},
		{"a negative block", append([]byte(large.header), bytes.Repeat([]byte{255}, 64)...), fault.Corrupt},
		{"a newer format", []byte("BLENDER17-02v0700............................................................."), fault.Unsupported},
		{"another header", []byte("BLENDER19-01v0500............................................................."), fault.Corrupt},
		{"no byte order", []byte("BLENDER-x279.................................................................."), fault.Corrupt},
		{"no size of pointers", []byte("BLENDER?v279.................................................................."), fault.Corrupt},
		{"damaged gzip", append(gzipped(w.file(40, 30))[:12], bytes.Repeat([]byte{255}, 90)...), fault.Corrupt},
		{"gzip of something else", gzipped(make([]byte, 100)), fault.Corrupt},
		{"much before the preview", gzipped(append([]byte(w.header), w.block("REND", make([]byte, 2<<20))...)), fault.LimitExpansion},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, blender.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestMatchLooksIntoGzip(t *testing.T) {
	t.Parallel()
	require.True(t, blender.Match([]byte("BLENDER-v279")))
	require.True(t, blender.Match(gzipped(writers()[0].file(4, 3))))
	require.False(t, blender.Match(gzipped([]byte("another file"))))
	require.False(t, blender.Match([]byte("\x1f\x8b\x08")))
	require.False(t, blender.Match(nil))
}

func FuzzOpen(f *testing.F) {
	seeds := loadertest.CorpusSeeds("blend")
	for _, w := range writers() {
		seeds = append(seeds, w.file(8, 6))
	}
	loadertest.Fuzz(f, blender.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	for _, w := range writers()[3:5] {
		data := w.file(40, 30)
		b.Run(w.name, func(b *testing.B) {
			for range b.N {
				_, _, err := loadertest.Decode(b, blender.Open, data, picture.Want{Width: 40, Height: 30})
				require.NoError(b, err)
			}
		})
	}
}
