package jpeg_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	stdjpeg "image/jpeg"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// lending returns a Spare that always has a worker, and how many it lent that did not
// come back.
func lending() (picture.Spare, *atomic.Int64) {
	lent := new(atomic.Int64)
	return func() (func(), bool) {
		lent.Add(1)
		return func() { lent.Add(-1) }, true
	}, lent
}

// Where data is loaded for the last of the blocks that are decoded one by one, the next
// bits are still those of before. In narrow pictures of small blocks that is not rare: the fourth of these has it.
func TestSkimmingGoesOnAfterAnyLoad(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		noise := rand.New(rand.NewPCG(seed, 1))
		img := image.NewYCbCr(image.Rect(0, 0, 48, 30000), image.YCbCrSubsampleRatio420)
		for i := range img.Y {
			img.Y[i] = uint8(100 + noise.IntN(30))
		}
		for i := range img.Cb {
			img.Cb[i], img.Cr[i] = 128, 128
		}
		var file bytes.Buffer
		require.NoError(t, stdjpeg.Encode(&file, img, &stdjpeg.Options{Quality: 95}))
		_, frame, err := loadertest.Decode(t, jpeg.Open, file.Bytes(), picture.Want{Width: 6, Height: 3750})
		require.NoError(t, err)
		y := planes(frame.Image)[0]
		require.InDelta(t, 115, y.Row(y.Height - 1)[0], 12)
	}
}

// requireAlike checks that a file is decoded alike, or fails alike, by one worker and by
// several, whole and by rows.
func requireAlike(t testing.TB, data []byte, side int) {
	t.Helper()
	pic, err := jpeg.Open(loadertest.Source(t, data, "x.jpg"))
	if err != nil {
		return
	}
	info := pic.Info()
	want := picture.Want{Width: (info.Width*side + 7) / 8, Height: (info.Height*side + 7) / 8}
	alone, errAlone := pic.Decode(context.Background(), want)
	for _, want.Fitter = range []picture.Fitter{nil, &keeper{}} {
		spare, lent := lending()
		want.Spare = spare
		pic, err = jpeg.Open(loadertest.Source(t, data, "x.jpg"))
		require.NoError(t, err)
		helped, errHelped := pic.Decode(context.Background(), want)
		require.Zero(t, lent.Load(), "workers are given back")
		require.Equal(t, fault.CodeOf(errAlone), fault.CodeOf(errHelped))
		if errAlone != nil {
			return
		}
		require.Equal(t, alone.Notes, helped.Notes)
		a, b := planes(alone.Image), planes(helped.Image)
		for i := range a {
			for y := range a[i].Height {
				require.Equal(t, a[i].Row(y), b[i].Row(y), "row %d of component %d", y, i)
			}
		}
	}
}

// TestDataIsSkimmedInLanes compares pictures of an eighth, whose data is gone through in
// several places at once, with the means of the standard library's pixels.
func TestDataIsSkimmedInLanes(t *testing.T) {
	t.Parallel()
	for _, quality := range []int{20, 90, 100} {
		for _, grey := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d %v", quality, grey), func(t *testing.T) {
				t.Parallel()
				data := noisy(t, image.Rect(0, 0, 1600, 1208), quality, grey)
				full, err := stdjpeg.Decode(bytes.NewReader(data))
				require.NoError(t, err)
				pix, stride := lumaOf(full)
				_, frame, err := loadertest.Decode(t, jpeg.Open, data, picture.Want{Width: 200, Height: 151})
				require.NoError(t, err)
				got := planes(frame.Image)[0]
				for y := range got.Height {
					for x := range got.Width {
						sum := 0
						for i := range 64 {
							sum += int(pix[(y*8+i/8)*stride+x*8+i%8])
						}
						require.InDelta(t, float64(sum)/64, got.Row(y)[x], 3, "%d,%d", x, y)
					}
				}
				requireAlike(t, data, 1)
			})
		}
	}
}

// TestSeveralWorkersDecodeAlike decodes the corpus and what is left of its files when
// bytes of them are changed.
func TestSeveralWorkersDecodeAlike(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "jpeg") {
		if len(c.Data) > 6<<20 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for _, side := range []int{1, 2, 4, 8} {
				requireAlike(t, c.Data, side)
			}
			random := rand.New(rand.NewPCG(3, uint64(len(c.Data))))
			for range 3 {
				data := bytes.Clone(c.Data)
				data[len(data)/3+random.IntN(len(data)*2/3)] ^= uint8(1 + random.IntN(255))
				requireAlike(t, data, 1)
				requireAlike(t, data[:len(data)-random.IntN(len(data)/4)], 4)
			}
		})
	}
}

// FuzzWorkers looks for files that several workers decode otherwise than one.
func FuzzWorkers(f *testing.F) {
	f.Add(noisy(f, image.Rect(0, 0, 160, 120), 90, false), byte(1))
	f.Add(noisy(f, image.Rect(0, 0, 160, 120), 100, true), byte(4))
	for i, c := range rareCases(f) {
		f.Add(c.Data, byte(i))
	}
	f.Fuzz(func(t *testing.T, data []byte, side byte) {
		pic, err := jpeg.Open(loadertest.Source(t, data, "x.jpg"))
		if err != nil || pic.Info().Width*pic.Info().Height > 1e6 {
			return
		}
		requireAlike(t, data, 1<<(side%4))
	})
}

// noisy is a baseline picture, grey or 4:2:0, of edges with ever more noise, which has
// codes of all lengths.
func noisy(t testing.TB, bounds image.Rectangle, quality int, grey bool) []byte {
	t.Helper()
	img := image.NewYCbCr(bounds, image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Y {
		x, y := i%img.YStride, i/img.YStride
		img.Y[i] = clamped(lively(0, x/3, y/3) + float64(y%64)/4*random.NormFloat64())
	}
	for i := range img.Cb {
		x, y := i%img.CStride, i/img.CStride
		img.Cb[i], img.Cr[i] = clamped(64+lively(1, x, y)/2), clamped(64+lively(2, x, y)/2)
	}
	var buf bytes.Buffer
	var whole image.Image = img
	if grey {
		whole = &image.Gray{Pix: img.Y, Stride: img.YStride, Rect: bounds}
	}
	require.NoError(t, stdjpeg.Encode(&buf, whole, &stdjpeg.Options{Quality: quality}))
	return buf.Bytes()
}

func lumaOf(img image.Image) (pix []uint8, stride int) {
	if grey, ok := img.(*image.Gray); ok {
		return grey.Pix, grey.Stride
	}
	luma := img.(*image.YCbCr)
	return luma.Y, luma.YStride
}

// TestLanesFindTheSame compares what the processor's own code finds in random bits,
// with many that are no code, with what the portable one does.
func TestLanesFindTheSame(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		data := make([]byte, 20_000)
		for i := range data {
			data[i] = uint8(random.Uint32()) & uint8(random.Uint32()|random.Uint32())
		}
		a, b := random.Uint64N(50_000), 50_000+random.Uint64N(50_000)
		want, err := jpeg.Starts(data, a, b, true)
		require.NoError(t, err)
		got, err := jpeg.Starts(data, a, b, false)
		require.NoError(t, err)
		for i := range want {
			n := min(len(want[i]), len(got[i])) // runs may end a step later
			require.InDelta(t, len(want[i]), len(got[i]), 32)
			require.Equal(t, want[i][:n], got[i][:n])
			require.Positive(t, n)
		}
	}
}
