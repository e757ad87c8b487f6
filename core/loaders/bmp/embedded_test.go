package bmp_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/bmp"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

func TestEmbeddedPictures(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 20, 10))
	for i := range img.Pix {
		img.Pix[i] = uint8(i)
	}
	var asPNG, asJPEG bytes.Buffer
	require.NoError(t, png.Encode(&asPNG, img))
	require.NoError(t, jpeg.Encode(&asJPEG, img, &jpeg.Options{Quality: 100}))
	for compression, data := range map[uint32]string{4: asJPEG.String(), 5: asPNG.String()} {
		file := bitmap{width: 20, height: 10, compression: compression, pixels: data}.file()
		info, frame, err := loadertest.Decode(t, bmp.Open, file, picture.Want{})
		require.NoError(t, err)
		require.Equal(t, []int{20, 10}, []int{info.Width, info.Height})
		pix := frame.Image.(*raster.Pixels[uint8])
		for y := range 10 {
			for x := range 20 {
				require.InDelta(t, img.GrayAt(x, y).Y, pix.Row(y)[x*pix.Layout.Channels()], 3)
			}
		}
	}
}

func TestPixelsOf64Bits(t *testing.T) {
	t.Parallel()
	file := bitmap{width: 2, height: 2, depth: 64, pixels: words(
		0, 4096, 8192, 8192, 0xf000, 0x7fff, 1000, 4096, // below: blue, green, red, alpha
		8192, 8192, 8192, 8192, 0, 0, 0, 0,
	)}.file()
	_, frame, err := loadertest.Decode(t, bmp.Open, file, picture.Want{})
	require.NoError(t, err)
	pix := frame.Image.(*raster.Pixels[uint8])
	require.Equal(t, raster.RGBA, pix.Layout)
	require.Equal(t, []uint8{
		255, 255, 255, 255, 0, 0, 0, 0,
		255, 188, 0, 255, 98, 255, 0, 128,
	}, pix.Pix)
}
