package tiff_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/raster"
)

// WebP files of what webpLevel says: without loss with alpha and without it, and of one
// colour with loss.
const (
	webpRGBA = "524946462e000000574542505650384c220000002f05c00010b98ce87fec22a2ff01856c23400776fe623fc2a00cf2b04f00842a7100"
	webpRGB  = "524946462c000000574542505650384c200000002f05c00000b98ce87fec22a2ff01856c23400776fe623fc2a00c724c00444a0e"
	webpFlat = "524946463e000000574542505650382032000000d001009d012a1000100000c01225a00274ba01f80003b000feda26ffeef37ed3d7b4f5fd4cfff8ca9f203fe32a7fc5cc0000"
)

func webpLevel(x, y, s int) uint8 {
	return [4]uint8{uint8(40 * x), uint8(60 * y), 200, uint8(255 - 20*x)}[s]
}

func TestWebP(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		stream  string
		samples int
		opaque  bool
	}{
		"RGB":                      {webpRGB, 3, true},
		"RGBA":                     {webpRGBA, 4, false},
		"RGBA from an opaque file": {webpRGB, 4, true},
	}
	for name, c := range cases {
		stream, err := hex.DecodeString(c.stream)
		require.NoError(t, err)
		p := image{w: 6, h: 4, bits: 8, samples: c.samples, photometric: 2, stored: [][]byte{stream}, tags: map[int]any{tagCompression: 50001}}
		if c.samples == 4 {
			p.extra = []int{2}
		}
		_, frame := decode(t, one(p))
		pix := frame.Image.(*raster.Pixels[uint8])
		for y := range 4 {
			for x := range 6 {
				for s := range c.samples {
					want := webpLevel(x, y, s)
					if s == 3 && c.opaque {
						want = 255
					}
					require.Equal(t, want, pix.Row(y)[x*c.samples+s], "%s: sample %d at %d, %d", name, s, x, y)
				}
			}
		}
	}
}

func TestWebPWithLoss(t *testing.T) {
	t.Parallel()
	stream, err := hex.DecodeString(webpFlat)
	require.NoError(t, err)
	p := image{w: 16, h: 16, bits: 8, samples: 3, photometric: 2, stored: [][]byte{stream}, tags: map[int]any{tagCompression: 50001}}
	_, frame := decode(t, one(p))
	got, _, _ := samples(t, frame.Image)
	for i, v := range got {
		require.InDelta(t, []float64{200, 100, 50}[i%3], 255*v, 4)
	}
}
