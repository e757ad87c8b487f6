package jpeg_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	stdjpeg "image/jpeg"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// BenchmarkDecode decodes pictures of 24 megapixels at every scale, as for a
// preview and for a detail, and beside it in full with the standard library.
func BenchmarkDecode(b *testing.B) {
	const width, height = 6000, 4000
	baseline := photograph(b, width, height)
	progressive := newEncoder(width, height, 0x22, 0x11, 0x11)
	progressive.progressive, progressive.scans = true, approximation(3)
	files := []struct {
		name string
		data []byte
	}{{"baseline", baseline}, {"progressive", progressive.bytes()}}
	wants := []struct {
		name          string
		width, height int
	}{
		{"preview", 256, 171},
		{"detail", 2048, 1366},
		{"eighth", width / 8, height / 8},
		{"quarter", width / 4, height / 4},
		{"half", width / 2, height / 2},
		{"full", width, height},
	}
	for _, file := range files {
		for _, want := range wants {
			b.Run(file.name+"/"+want.name, func(b *testing.B) {
				b.SetBytes(int64(len(file.data)))
				for b.Loop() {
					pic, err := jpeg.Open(loadertest.Source(b, file.data, "x.jpg"))
					require.NoError(b, err)
					_, err = pic.Decode(context.Background(), picture.Want{Width: want.width, Height: want.height})
					require.NoError(b, err)
				}
			})
		}
		b.Run(fmt.Sprintf("%s/full by image/jpeg", file.name), func(b *testing.B) {
			b.SetBytes(int64(len(file.data)))
			for b.Loop() {
				_, err := stdjpeg.Decode(bytes.NewReader(file.data))
				require.NoError(b, err)
			}
		})
	}
}

// photograph is a baseline picture, 4:2:0, with a camera's noise.
func photograph(b *testing.B, width, height int) []byte {
	b.Helper()
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Y {
		img.Y[i] = clamped(lively(0, i%width/3, i/width/3)*0.8 + 4*random.NormFloat64())
	}
	for i := range img.Cb {
		img.Cb[i] = clamped(64 + lively(1, i%width/5, i/width/5)/2)
		img.Cr[i] = clamped(64 + lively(2, i%width/5, i/width/5)/2)
	}
	var buf bytes.Buffer
	require.NoError(b, stdjpeg.Encode(&buf, img, &stdjpeg.Options{Quality: 90}))
	return buf.Bytes()
}

func clamped(v float64) uint8 { return uint8(max(0, min(255, v))) }
