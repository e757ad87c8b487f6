package vp8_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	reference "golang.org/x/image/vp8"

	"apsync/core/codec/webp/vp8"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

const headerSize = 10

// frame returns a frame of w×h. Its partitions are made of what draw gives: any
// bytes are a header, modes and coefficients, as long as there are enough of them.
func frame(w, h int, draw func() byte) []byte {
	blocks := (w + 15) / 16 * ((h + 15) / 16)
	first, other := 2000+40*blocks, 1000*blocks
	tag := uint32(1<<4 | first<<5)
	b := []byte{byte(tag), byte(tag >> 8), byte(tag >> 16), 0x9d, 0x01, 0x2a}
	b = binary.LittleEndian.AppendUint16(b, uint16(w))
	b = binary.LittleEndian.AppendUint16(b, uint16(h))
	for range first {
		b = append(b, draw())
	}
	// Sizes for eight partitions: where there are fewer, the rest are data.
	for range 7 {
		b = append(b, byte(other), byte(other>>8), byte(other>>16))
	}
	for range 8 * other {
		b = append(b, draw())
	}
	return b
}

// noise draws bytes of which so many in 256 are not 0: the fewer, the more often
// decisions are no, and the smaller coefficients.
func noise(seed uint64, part uint32) func() byte {
	random := rand.New(rand.NewPCG(seed, uint64(part)))
	return func() byte {
		v := random.Uint32()
		if v>>8&0xff >= part {
			return 0
		}
		return byte(v)
	}
}

func decodeReference(data []byte) (*image.YCbCr, error) {
	d := reference.NewDecoder()
	d.Init(bytes.NewReader(data), len(data))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return nil, err
	}
	return d.DecodeFrame()
}

// always is a spare worker that is always there.
func always() (release func(), ok bool) { return func() {}, true }

func open(data []byte) (*vp8.Decoder, error) {
	return vp8.New(bytes.NewReader(data), int64(len(data)))
}

// decode returns the planes of a frame.
func decode(data []byte, spare picture.Spare) (*raster.YCbCr, error) {
	d, err := open(data)
	if err != nil {
		return nil, err
	}
	w, h := d.Size()
	img := &raster.YCbCr{Y: plane(w, h), Cb: plane((w+1)/2, (h+1)/2), Cr: plane((w+1)/2, (h+1)/2)}
	for rows, err := range d.Rows(context.Background(), spare) {
		if err != nil {
			return nil, err
		}
		put(&img.Y, &rows.Y, rows.Top)
		put(&img.Cb, &rows.Cb, rows.Top/2)
		put(&img.Cr, &rows.Cr, rows.Top/2)
	}
	return img, nil
}

func plane(w, h int) raster.Plane {
	return raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
}

func put(dst, src *raster.Plane, top int) {
	for y := range src.Height {
		copy(dst.Row(top+y), src.Row(y))
	}
}

func requireEqual(t *testing.T, want *image.YCbCr, got *raster.YCbCr) {
	t.Helper()
	requirePlane(t, "Y", want.Y, want.YStride, &got.Y)
	requirePlane(t, "Cb", want.Cb, want.CStride, &got.Cb)
	requirePlane(t, "Cr", want.Cr, want.CStride, &got.Cr)
}

func requirePlane(t *testing.T, name string, want []uint8, stride int, got *raster.Plane) {
	t.Helper()
	for y := range got.Height {
		row := want[y*stride : y*stride+got.Width]
		if !bytes.Equal(row, got.Row(y)) {
			require.Equal(t, row, got.Row(y), "%s, row %d", name, y)
		}
	}
}

// TestEveryFeature decodes frames of noise, whose headers have all that there can
// be: segments, filters of all kinds, sharpness and level, probabilities, counts of
// partitions; so have their modes and coefficients.
func TestEveryFeature(t *testing.T) {
	t.Parallel()
	sizes := []struct{ w, h int }{{1, 1}, {16, 16}, {17, 33}, {64, 15}, {100, 80}, {40, 300}}
	for _, size := range sizes {
		for part := uint32(1); part <= 256; part *= 2 {
			for seed := range uint64(12) {
				data := frame(size.w, size.h, noise(seed, part))
				want, err := decodeReference(data)
				require.NoError(t, err)
				for _, spare := range []picture.Spare{nil, always} {
					got, err := decode(data, spare)
					require.NoError(t, err)
					requireEqual(t, want, got)
				}
			}
		}
	}
}

// TestLong decodes frames whose partitions are read in several pieces.
func TestLong(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		data := frame(500, 400, noise(seed, 256))
		want, err := decodeReference(data)
		require.NoError(t, err)
		for _, spare := range []picture.Spare{nil, always} {
			got, err := decode(data, spare)
			require.NoError(t, err)
			requireEqual(t, want, got)
		}
	}
}

// failing fails to read what is behind an offset.
type failing struct {
	*bytes.Reader
	from int64
}

var errDisk = errors.New("the disk is gone")

func (r failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > r.from {
		return 0, errDisk
	}
	return r.Reader.ReadAt(p, off)
}

func TestTellsWhyItCannotRead(t *testing.T) {
	t.Parallel()
	data := frame(500, 400, noise(1, 256))
	for from := int64(0); from < int64(len(data))/4; from += 100_000 {
		for _, spare := range []picture.Spare{nil, always} {
			d, err := vp8.New(failing{bytes.NewReader(data), from}, int64(len(data)))
			if err == nil {
				for _, err = range d.Rows(context.Background(), spare) {
				}
			}
			require.ErrorIs(t, err, errDisk)
		}
	}
}

// Not parallel: it measures what the process allocates.
func TestBytesBoundsWhatIsAllocated(t *testing.T) {
	const pages = 32 * 8192 // the allocator hands out whole ones
	for _, size := range []struct{ w, h int }{{16, 16}, {500, 400}, {4000, 20}} {
		data := frame(size.w, size.h, noise(1, 256))
		for _, spare := range []picture.Spare{nil, always} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d, err := open(data)
			require.NoError(t, err)
			for _, err := range d.Rows(context.Background(), spare) {
				require.NoError(t, err)
			}
			runtime.ReadMemStats(&after)
			require.LessOrEqual(t, int64(after.TotalAlloc-before.TotalAlloc), vp8.Bytes(size.w, size.h)+pages)
		}
	}
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "webp", filepath.Join("hostile", "webp")) {
		for data := range frames(c.Data) {
			want, err := decodeReference(data)
			got, ownErr := decode(data, always)
			require.Equal(t, err == nil, ownErr == nil, "%s: %v, not %v", c.Name, ownErr, err)
			if err == nil {
				requireEqual(t, want, got)
			}
		}
	}
}

// frames yields the VP8 chunks of a file.
func frames(file []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for {
			i := bytes.Index(file, []byte("VP8 "))
			if i < 0 || len(file) < i+8 {
				return
			}
			size := min(int(binary.LittleEndian.Uint32(file[i+4:])), len(file)-i-8)
			if file = file[i+8:]; !yield(file[:size]) {
				return
			}
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := frame(50, 400, noise(1, 256))
	first := int(whole[0])>>5 | int(whole[1])<<3 | int(whole[2])<<11
	changed := func(at int, v byte) []byte {
		data := bytes.Clone(whole)
		data[at] = v
		return data
	}
	cases := []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"nothing", nil, fault.Truncated},
		{"half a header", whole[:9], fault.Truncated},
		{"no key frame", changed(0, whole[0]|1), fault.Corrupt},
		{"no start code", changed(3, 0), fault.Corrupt},
		{"no width", append(append(bytes.Clone(whole[:6]), 0, 0), whole[8:]...), fault.Corrupt},
		{"cut within the header", append([]byte{0x10 | 3<<5, 0, 0}, whole[3:13]...), fault.Truncated},
		{"cut within the first partition", whole[:first], fault.Truncated},
		{"cut within the sizes of partitions", whole[:headerSize+first+2], fault.Truncated},
		{"cut within the coefficients", whole[:len(whole)/4], fault.Truncated},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, spare := range []picture.Spare{nil, always} {
				_, err := decode(c.data, spare)
				require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			}
		})
	}
}

func TestStops(t *testing.T) {
	t.Parallel()
	for _, spare := range []picture.Spare{nil, always} {
		data := frame(64, 640, noise(3, 256))
		ctx, cancel := context.WithCancel(context.Background())
		d, err := open(data)
		require.NoError(t, err)
		seen := 0
		for _, err := range d.Rows(ctx, spare) {
			if seen++; seen == 3 {
				cancel()
			}
			if err != nil {
				require.ErrorIs(t, err, context.Canceled)
			}
		}
		require.Equal(t, 4, seen)
		cancel()

		// A frame of which the end is missing may be left before that is noticed.
		d, err = open(data[:len(data)-len(data)/20])
		require.NoError(t, err)
		for range d.Rows(context.Background(), spare) {
			break
		}
	}
}

// TestShrunkWithoutFilter compares pictures that are shrunk with and without the
// loop filter.
func TestShrunkWithoutFilter(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"godot-demo-projects__squash_the_creeps.webp", "file-type__fixture.webp"} {
		file, err := os.ReadFile(filepath.Join(loadertest.Corpus(t), "webp", name))
		require.NoError(t, err)
		for data := range frames(file) {
			for _, f := range []int{3, 4, 5, 8} {
				want, got := shrunk(t, data, f, 1), shrunk(t, data, f, f)
				var difference, bias float64
				for i, v := range want.Pix {
					d := float64(got.Pix[i]) - float64(v)
					bias += d
					difference += max(d, -d)
				}
				n := float64(len(want.Pix))
				require.Less(t, difference/n, 0.7, "%s by %d", name, f)
				require.InDelta(t, 0, bias/n, 0.2, "%s by %d", name, f)
			}
		}
	}
}

// shrunk returns luma shrunk by f, of which the decoder is told another factor.
func shrunk(t *testing.T, data []byte, f, told int) raster.Plane {
	t.Helper()
	d, err := open(data)
	require.NoError(t, err)
	d.Shrunk(told)
	w, h := d.Size()
	s := raster.NewPlaneShrinker(w, h, 1, 1, f)
	for rows, err := range d.Rows(context.Background(), nil) {
		require.NoError(t, err)
		for y := range rows.Y.Height {
			s.Add(rows.Y.Row(y))
		}
	}
	return s.Plane()
}

// FuzzFrame compares with the reference where that accepts a frame.
func FuzzFrame(f *testing.F) {
	for part := uint32(1); part <= 256; part *= 4 {
		f.Add(frame(20, 40, noise(1, part)))
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "webp", "*"))
	for _, path := range files {
		if file, err := os.ReadFile(path); err == nil && len(file) < 64<<10 {
			for data := range frames(file) {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var spare picture.Spare
		if len(data)%2 == 0 {
			spare = always
		}
		if d, err := open(data); err == nil {
			if w, h := d.Size(); w*h > 1<<18 || d.Overflows() {
				return
			}
		}
		want, err := decodeReference(data)
		got, ownErr := decode(data, spare)
		if err == nil && !want.Rect.Empty() { // which is no picture
			require.NoError(t, ownErr)
			requireEqual(t, want, got)
		}
	})
}
