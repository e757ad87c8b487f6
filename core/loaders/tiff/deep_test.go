package tiff_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

// jpegOf12Bits is a grey picture of 16×8 pixels, whose columns are multiples of 250.
const jpegOf12Bits = "ffd8ffe000104a46494600010100000100010000ffdb00430001010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101ffc1000b0c0008001001011100ffc4001400010000000000000000000000000000000effc400181000020300000000000000000000000000000d4988c6ffda0008010100003f0036aeb8ce08ab866c7d00b8ce08ab866cffd9"

func TestJPEGOf12Bits(t *testing.T) {
	t.Parallel()
	stream, err := hex.DecodeString(jpegOf12Bits)
	require.NoError(t, err)
	p := image{
		w: 32, h: 8, bits: 12, photometric: 1, tileW: 16, tileH: 8, stored: [][]byte{stream, stream},
		tags: map[int]any{tagCompression: 7},
	}
	_, frame := decode(t, one(p))
	pix := frame.Image.(*raster.Pixels[uint16])
	for y := range 8 {
		for x, v := range pix.Row(y) {
			require.InDelta(t, x%16*250*65535/4095, v, 40)
		}
	}
	p.bits = 8
	_, _, err = loadertest.Decode(t, tiff.Open, one(p), picture.Want{})
	require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%v", err)
}
