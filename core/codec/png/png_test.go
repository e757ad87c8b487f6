package png_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// kinds are the colour types in their depths.
var kinds = []struct {
	colourType int
	depths     []int
}{
	{grey, []int{1, 2, 4, 8, 16}},
	{trueColor, []int{8, 16}},
	{indexed, []int{1, 2, 4, 8}},
	{greyAlpha, []int{8, 16}},
	{trueAlpha, []int{8, 16}},
}

// specs calls f with every colour type, depth, interlace, filter and transparency
// in several sizes, the smallest of which leave passes of an interlaced picture
// empty.
func specs(f func(name string, s spec)) {
	sizes := [][2]int{{1, 1}, {1, 5}, {2, 3}, {3, 1}, {4, 4}, {5, 8}, {9, 2}, {33, 19}}
	for _, kind := range kinds {
		for _, depth := range kind.depths {
			for _, interlaced := range []bool{false, true} {
				for filter := range mixedFilters + 1 {
					for i, trns := range transparencies(kind.colourType, depth) {
						for _, size := range sizes {
							s := spec{
								w: size[0], h: size[1], depth: depth, colourType: kind.colourType,
								interlaced: interlaced, filter: filter, trns: trns,
							}
							f(fmt.Sprintf("type %d of %d bits, %d×%d, interlaced %t, filter %d, tRNS %d",
								kind.colourType, depth, s.w, s.h, interlaced, filter, i), s)
						}
					}
				}
			}
		}
	}
}

// transparencies returns tRNS chunks that fit, the first of them none.
func transparencies(colourType, depth int) [][]byte {
	s := spec{depth: depth, colourType: colourType}
	var key []byte
	for c := range 3 {
		v := s.sample(0, 0, c)
		key = append(key, byte(v>>8), byte(v))
	}
	switch colourType {
	case grey:
		return [][]byte{nil, key[:2]}
	case trueColor:
		return [][]byte{nil, key}
	case indexed:
		return [][]byte{nil, {0x40}, {0, 0xff}}
	}
	return [][]byte{nil}
}

func TestEveryKindDecodesToItsPixels(t *testing.T) {
	t.Parallel()
	specs(func(name string, s spec) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := s.file()
			want, err := reference(data)
			require.NoError(t, err)
			info, frame := decoded(t, data)
			requireSamePixels(t, want, frame.Image)
			require.Empty(t, frame.Notes)
			require.Equal(t, []int{s.w, s.h}, []int{info.Width, info.Height})
			require.Equal(t, s.trns != nil || s.colourType >= greyAlpha, info.HasAlpha)
		})
	})
}

func TestShrunkPicturesAreBoxMeansOfFullOnes(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		for _, depth := range kind.depths {
			for _, trns := range transparencies(kind.colourType, depth) {
				for _, interlaced := range []bool{false, true} {
					s := spec{
						w: 61, h: 47, depth: depth, colourType: kind.colourType,
						filter: mixedFilters, trns: trns, interlaced: interlaced,
					}
					data := s.file()
					_, full := decoded(t, data)
					for _, want := range []int{40, 21, 15, 7, 1} {
						f := raster.Factor(s.w, s.h, want, want)
						require.Equal(t, raster.Shrink(full.Image, f), decodeFor(t, data, want, want),
							"type %d of %d bits for %d", kind.colourType, depth, want)
					}
				}
			}
		}
	}
}

// Past half a MiB of rows a second goroutine inflates.
func TestLargePicturesDecodeToTheirPixels(t *testing.T) {
	t.Parallel()
	for _, s := range []spec{
		{w: 700, h: 400, depth: 8, colourType: trueColor, filter: mixedFilters},
		{w: 301, h: 300, depth: 16, colourType: trueAlpha, filter: mixedFilters, interlaced: true, split: 8192},
		{w: 100_000, h: 7, depth: 8, colourType: grey, filter: mixedFilters, split: 4096},
		{w: 3, h: 60_000, depth: 8, colourType: trueColor, filter: mixedFilters},
	} {
		s.at = func(x, y, channel int) int { return (x*x/7 + y*3 + channel*50 + x*y%13) & (1<<s.depth - 1) }
		data := s.file()
		want, err := reference(data)
		require.NoError(t, err)
		_, frame := decoded(t, data)
		requireSamePixels(t, want, frame.Image)
	}
}

func TestDataMayBeSplitAnywhere(t *testing.T) {
	t.Parallel()
	for _, split := range []int{1, 2, 3, 7, 100} {
		s := spec{w: 20, h: 20, depth: 8, colourType: trueColor, filter: mixedFilters, split: split}
		data := s.file()
		want, err := reference(data)
		require.NoError(t, err)
		_, frame := decoded(t, data)
		requireSamePixels(t, want, frame.Image)
	}
	s := spec{w: 20, h: 20, depth: 8, colourType: trueColor}
	packed := s.pack(s.rows())
	empty := chunk("IDAT", nil)
	data := join([]byte(png.Signature), s.header(), empty, chunk("IDAT", packed[:1]), empty, empty,
		chunk("IDAT", packed[1:]), empty, chunk("IEND", nil))
	_, frame := decoded(t, data)
	_, want := decoded(t, s.file())
	require.Equal(t, want.Image, frame.Image)
}

func join(parts ...[]byte) []byte {
	var out []byte
	for _, part := range parts {
		out = append(out, part...)
	}
	return out
}

func TestApplesVariant(t *testing.T) {
	t.Parallel()
	for _, interlaced := range []bool{false, true} {
		apple := spec{w: 13, h: 9, depth: 8, colourType: trueAlpha, filter: mixedFilters, interlaced: interlaced, apple: true}
		swapped := apple // the same bytes as blue, green, red
		swapped.apple = false
		swapped.at = func(x, y, c int) int { return apple.sample(x, y, [...]int{2, 1, 0, 3}[c]) }
		_, want := decoded(t, swapped.file())
		info, got := decoded(t, apple.file())
		require.True(t, info.HasAlpha)
		pixels, ok := got.Image.(*raster.Pixels[uint8])
		require.True(t, ok)
		require.True(t, pixels.Premultiplied)
		reference, ok := want.Image.(*raster.Pixels[uint8])
		require.True(t, ok)
		require.Equal(t, reference.Pix, pixels.Pix)
		reference.Premultiplied = true
		require.Equal(t, raster.Shrink(reference, 3), decodeFor(t, apple.file(), 4, 3))
	}
	opaque := spec{w: 2, h: 1, depth: 8, colourType: trueColor, apple: true, at: func(_, _, c int) int { return 10 * c }}
	_, got := decoded(t, opaque.file())
	require.Equal(t, [4]uint16{20 * 257, 10 * 257, 0, 0xffff}, pixelAt(got.Image, 1, 0))
}

// The default image of an animation need not be a frame; its frames lie in chunks
// of their own and are not looked at.
func TestAnAnimationShowsItsDefaultImage(t *testing.T) {
	t.Parallel()
	s := spec{w: 6, h: 5, depth: 8, colourType: trueColor}
	_, want := decoded(t, s.file())
	s.before = chunk("acTL", []byte{0, 0, 0, 3, 0, 0, 0, 0})
	s.after = join(chunk("fcTL", make([]byte, 26)), chunk("fdAT", []byte{0, 0, 0, 1, 9, 9}))
	info, frame := decoded(t, s.file())
	require.Equal(t, want.Image, frame.Image)
	require.Equal(t, 3, info.Pages)
	require.Equal(t, "image/apng", info.Mimetype)
	s.before = chunk("acTL", make([]byte, 8)) // no frames: no animation
	info, _ = decoded(t, s.file())
	require.Zero(t, info.Pages)
	require.Empty(t, info.Mimetype)
}

func TestOrientation(t *testing.T) {
	t.Parallel()
	exif := chunk("eXIf", []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"))
	other := chunk("eXIf", []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00\x00\x00\x00\x00"))
	text := chunk("tEXt", make([]byte, 10_000))
	cases := []struct {
		name          string
		before, after []byte
		want          picture.Orientation
	}{
		{"none", nil, nil, 0},
		{"before the data", exif, nil, picture.RotateClockwise},
		{"after the data", nil, join(text, exif), picture.RotateClockwise},
		{"the first counts", exif, other, picture.RotateClockwise},
		{"damaged", chunk("eXIf", []byte("no Exif")), nil, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := spec{w: 3, h: 4, depth: 8, colourType: grey, before: c.before, after: c.after, split: 3}
			info, frame := decoded(t, s.file())
			require.Equal(t, c.want, info.Orientation)
			w, h := frame.Image.Size()
			require.Equal(t, []int{3, 4}, []int{w, h}, "pixels stay as stored")
		})
	}
}

// A picture is decoded for a small want with a few rows of memory.
func TestMemoryFollowsTheWant(t *testing.T) {
	t.Parallel()
	s := spec{w: 6000, h: 4000, depth: 8, colourType: trueColor}
	head := join([]byte(png.Signature), s.header(), chunk("IDAT", make([]byte, 1<<20)))
	pic, err := png.Open(loadertest.Source(t, head, "large.png"))
	require.NoError(t, err)
	need := pic.Info().Need
	require.Less(t, need(picture.Want{Width: 512, Height: 341}), int64(3<<20))
	require.Greater(t, need(picture.Want{Width: 6000, Height: 4000}), int64(6000*4000*3))
	s.interlaced = true
	head = join([]byte(png.Signature), s.header(), chunk("IDAT", make([]byte, 1<<20)))
	pic, err = png.Open(loadertest.Source(t, head, "large.png"))
	require.NoError(t, err)
	require.Greater(t, pic.Info().Need(picture.Want{Width: 512, Height: 341}), int64(6000*4000*3))
}

func TestABudgetThatIsTooSmallIsAnError(t *testing.T) {
	t.Parallel()
	s := spec{w: 100, h: 100, depth: 8, colourType: trueColor}
	pic, err := png.Open(loadertest.Source(t, s.file(), "case.png"))
	require.NoError(t, err)
	want := picture.Want{Width: 100, Height: 100}
	want.Budget = picture.NewBudget(pic.Info().Need(want) - 1)
	_, err = pic.Decode(context.Background(), want)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
}

// slowReader cancels a context after some reads, and counts those that follow.
type slowReader struct {
	data   []byte
	left   int
	cancel context.CancelFunc
	late   int
}

func (r *slowReader) ReadAt(p []byte, off int64) (int, error) {
	if r.left--; r.left == 0 {
		r.cancel()
	}
	if r.left < 0 {
		r.late++
	}
	return copy(p, r.data[off:]), nil
}

func TestACancelledDecodeEndsAndLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	s := spec{w: 2000, h: 2000, depth: 8, colourType: grey, split: 64 << 10, at: incompressible}
	data := s.file()
	for _, reads := range []int{3, 10, 30} {
		ctx, cancel := context.WithCancel(context.Background())
		r := &slowReader{data: data, left: reads, cancel: cancel}
		src, err := picture.NewSource(r, int64(len(data)), "case.png")
		require.NoError(t, err)
		pic, err := png.Open(src)
		require.NoError(t, err)
		r.left, r.late = reads, 0
		_, err = pic.Decode(ctx, picture.Want{Width: 100, Height: 100})
		require.ErrorIs(t, err, context.Canceled)
		require.Zero(t, r.late, "reads after the cancellation")
	}
	requireNoMoreGoroutines(t, before)
}

func TestDamagedLargePicturesLeaveNoGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	s := spec{w: 1000, h: 1000, depth: 8, colourType: grey, at: incompressible}
	rows := s.rows()
	rows[500*1001] = 9 // no filter
	_ = failure(t, join([]byte(png.Signature), s.header(), s.data(s.pack(rows)), chunk("IEND", nil)))
	data := s.file()
	_ = failure(t, data[:len(data)/2])
	requireNoMoreGoroutines(t, before)
}

// incompressible makes samples of 8 bits that deflate cannot pack.
func incompressible(x, y, channel int) int {
	v := uint32(x)*2654435761 ^ uint32(y)*2246822519 ^ uint32(channel)*3266489917
	v = (v ^ v>>15) * 2246822519
	return int(v >> 24)
}

// requireNoMoreGoroutines waits until no more than n run.
func requireNoMoreGoroutines(t *testing.T, n int) {
	t.Helper()
	for range 12_000 { // a minute, for machines under load
		if runtime.NumGoroutine() <= n {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), n)
}
