package vp8l_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	reference "golang.org/x/image/vp8l"

	"apsync/core/codec/webp/vp8l"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// always is a spare worker that is always there.
func always() (release func(), ok bool) { return func() {}, true }

// random returns a random picture, without a header.
func random(seed uint64, w, h int) []byte {
	e := encoder{random: rand.New(rand.NewPCG(seed, uint64(w)))}
	e.picture(w, h)
	return e.out
}

// decodeReference decodes a picture without a header.
func decodeReference(data []byte, w, h int) (*image.NRGBA, error) {
	header := binary.LittleEndian.AppendUint32([]byte{0x2f}, uint32(w-1)|uint32(h-1)<<14)
	m, err := reference.Decode(bytes.NewReader(append(header, data...)))
	if err != nil {
		return nil, err
	}
	return m.(*image.NRGBA), nil
}

// decode returns the pixels as red, green, blue and alpha.
func decode(ctx context.Context, data []byte, w, h int, spare picture.Spare) ([]uint8, error) {
	d, err := vp8l.New(bytes.NewReader(data), w, h)
	if err != nil {
		return nil, err
	}
	var pix []uint8
	for row, err := range d.Rows(ctx, spare) {
		if err != nil {
			return nil, err
		}
		if row.Y != len(pix)/4/w {
			return nil, fmt.Errorf("row %d after %d", row.Y, len(pix)/4/w)
		}
		for p := row.Pix; len(p) > 0; p = p[4:] {
			pix = append(pix, p[2], p[1], p[0], p[3])
		}
	}
	return pix, nil
}

// requireSame decodes with a spare worker and without, and compares with the
// reference.
func requireSame(t *testing.T, name string, data []byte, w, h int) {
	t.Helper()
	want, err := decodeReference(data, w, h)
	require.NoError(t, err, name)
	for _, spare := range []picture.Spare{nil, always} {
		got, err := decode(context.Background(), data, w, h, spare)
		require.NoError(t, err, name)
		if !bytes.Equal(want.Pix, got) {
			requireRows(t, name, want, got)
		}
	}
}

func requireRows(t *testing.T, name string, want *image.NRGBA, got []uint8) {
	t.Helper()
	require.Len(t, got, len(want.Pix), name)
	for at := 0; at < len(got); at += 4 {
		x, y := at%want.Stride/4, at/want.Stride
		require.Equal(t, want.Pix[at:at+4], got[at:at+4], "%s, at %d,%d", name, x, y)
	}
}

// TestEveryFeature decodes random pictures, which have all that there can be:
// transforms in any order, tiles of all sizes, groups of codes, codes of all
// shapes, caches of all sizes, copies.
func TestEveryFeature(t *testing.T) {
	t.Parallel()
	sizes := []struct{ w, h int }{{1, 1}, {1, 40}, {40, 1}, {3, 3}, {17, 33}, {64, 15}, {257, 80}, {33, 300}}
	for _, size := range sizes {
		for seed := range uint64(80) {
			name := fmt.Sprintf("%d×%d, seed %d", size.w, size.h, seed)
			requireSame(t, name, random(seed, size.w, size.h), size.w, size.h)
		}
	}
}

// TestLarge decodes pictures of which not all pixels are held.
func TestLarge(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		const w, h = 1301, 1000
		requireSame(t, fmt.Sprintf("seed %d", seed), random(seed, w, h), w, h)
	}
}

// Not parallel: it measures what the process allocates.
func TestBytesBoundsWhatIsAllocated(t *testing.T) {
	const pages = 32 * 8192 // the allocator hands out whole ones
	for _, size := range []struct{ w, h int }{{16, 16}, {500, 400}, {4000, 20}, {1301, 1000}} {
		for seed := range uint64(8) {
			data := random(seed, size.w, size.h)
			for _, spare := range []picture.Spare{nil, always} {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				d, err := vp8l.New(bytes.NewReader(data), size.w, size.h)
				require.NoError(t, err)
				for _, err := range d.Rows(context.Background(), spare) {
					require.NoError(t, err)
				}
				runtime.ReadMemStats(&after)
				bound := vp8l.Bytes(size.w, size.h, int64(len(data))) + pages
				require.LessOrEqual(t, int64(after.TotalAlloc-before.TotalAlloc), bound, "%v, seed %d", size, seed)
			}
		}
	}
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "webp", filepath.Join("hostile", "webp")) {
		for p := range pictures(c.Data) {
			requireSame(t, c.Name, p.data, p.w, p.h)
		}
	}
}

type stored struct {
	data []byte
	w, h int
}

// pictures yields the lossless pictures of a file.
func pictures(file []byte) func(func(stored) bool) {
	return func(yield func(stored) bool) {
		for {
			i := bytes.Index(file, []byte("VP8L"))
			if i < 0 || len(file) < i+13 {
				return
			}
			size := min(int(binary.LittleEndian.Uint32(file[i+4:])), len(file)-i-8)
			header := int(binary.LittleEndian.Uint32(file[i+9:]))
			p := stored{w: header&0x3fff + 1, h: header>>14&0x3fff + 1}
			file = file[i+8:]
			if size > vp8l.HeaderSize {
				p.data = file[vp8l.HeaderSize:size]
			}
			if !yield(p) {
				return
			}
		}
	}
}

// TestTruncated cuts pictures at every byte. What is cut off may be padding.
func TestTruncated(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		const w, h = 19, 11
		data := random(seed, w, h)
		for n := range len(data) - 1 {
			_, err := decode(context.Background(), data[:n], w, h, nil)
			require.Equal(t, fault.Truncated, fault.CodeOf(err), "seed %d, %d of %d: %v", seed, n, len(data), err)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	bits := func(fields ...int) []byte {
		var e encoder
		for i := 0; i < len(fields); i += 2 {
			e.bits(fields[i], fields[i+1])
		}
		return append(e.out, make([]byte, 40)...)
	}
	// Codes of one symbol each: green 0, red 0, blue 0, alpha 0, distance 0.
	single := []int{1, 4, 1, 4, 1, 4, 1, 4}
	cases := []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"a transform twice", bits(1, 1, 2, 2, 1, 1, 2, 2), fault.Corrupt},
		{"a cache of no bits", bits(0, 1, 1, 1, 0, 4), fault.Corrupt},
		{"a cache of 12 bits", bits(0, 1, 1, 1, 12, 4), fault.Corrupt},
		{"a copy of nothing", bits(append([]int{0, 3, 0, 1, 0, 4, 0, 3, 1, 3, 0, 6, 0, 1}, single...)...), fault.Corrupt},
		{"a code of code lengths without symbols", bits(0, 3, 0, 1, 0, 4, 0, 12), fault.Corrupt},
		{"a code that is not complete", bits(0, 3, 0, 1, 0, 4, 0, 6, 1, 3, 1, 3, 0, 1), fault.Corrupt},
		{"a distance beyond the alphabet", bits(0, 3, 1, 4, 1, 4, 1, 4, 1, 4, 1, 1, 0, 1, 1, 1, 200, 8), fault.Corrupt},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := decode(context.Background(), c.data, 40, 40, nil)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			_, err = decodeReference(c.data, 40, 40)
			require.Error(t, err)
		})
	}
}

func TestStops(t *testing.T) {
	t.Parallel()
	const w, h = 1301, 600
	data := random(1, w, h)
	for _, spare := range []picture.Spare{nil, always} {
		ctx, cancel := context.WithCancel(context.Background())
		d, err := vp8l.New(bytes.NewReader(data), w, h)
		require.NoError(t, err)
		for row, err := range d.Rows(ctx, spare) {
			if row.Y == 3 {
				cancel()
			}
			if err != nil {
				require.ErrorIs(t, err, context.Canceled)
			}
			require.NotEqual(t, h-1, row.Y)
		}
		cancel()

		// A picture of which the end is missing may be left before that is noticed.
		d, err = vp8l.New(bytes.NewReader(data[:len(data)-len(data)/20]), w, h)
		require.NoError(t, err)
		for range d.Rows(context.Background(), spare) {
			break
		}
	}
}

// FuzzPicture compares with the reference where that accepts a picture.
func FuzzPicture(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(random(seed, 20, 9), uint8(19), uint8(8))
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "webp", "*"))
	for _, path := range files {
		if file, err := os.ReadFile(path); err == nil {
			for p := range pictures(file) {
				if p.w <= 256 && p.h <= 256 {
					f.Add(p.data, uint8(p.w-1), uint8(p.h-1))
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, right, bottom uint8) {
		w, h := int(right)+1, int(bottom)+1
		want, err := decodeReference(data, w, h)
		got, ownErr := decode(context.Background(), data, w, h, nil)
		if err == nil {
			require.NoError(t, ownErr)
			requireRows(t, "", want, got)
		}
	})
}
