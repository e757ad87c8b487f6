package jpeg_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// TestScalesThatAreNoBoxes checks pictures and colours of 3, 5, 6 and 7 samples to a
// block's side against the sums that these are.
func TestScalesThatAreNoBoxes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		sampling, want int
		luma, chroma   int // samples to a block's side
	}{
		{0x11, 342, 6, 6},
		{0x11, 400, 7, 7},
		{0x22, 400, 7, 7},
		{0x22, 320, 4, 6},
		{0x22, 260, 4, 5},
		{0x44, 80, 1, 3},
		{0x22, 340, 6, 6},
	}
	for _, c := range cases {
		for _, progressive := range []bool{false, true} {
			t.Run(fmt.Sprintf("%02x for %d, progressive %v", c.sampling, c.want, progressive), func(t *testing.T) {
				t.Parallel()
				e := newEncoder(640, 520, c.sampling, 0x11, 0x11)
				if e.progressive = progressive; progressive {
					e.scans = approximation(3)
				}
				_, frame, err := loadertest.Decode(t, jpeg.Open, e.bytes(), picture.Want{Width: c.want, Height: c.want * 65 / 80})
				require.NoError(t, err)
				planes := planes(frame.Image)
				require.Equal(t, 640*c.luma/8, planes[0].Width)
				if 8%c.luma > 0 {
					requireLowest(t, e, 0, planes[0], c.luma)
				}
				if 8%c.chroma > 0 {
					requireLowest(t, e, 1, planes[1], c.chroma)
					requireLowest(t, e, 2, planes[2], c.chroma)
				}
			})
		}
	}
}

// requireLowest checks that component i was made of the lowest frequencies alone, as
// many as samples.
func requireLowest(t *testing.T, e *encoder, i int, got raster.Plane, side int) {
	t.Helper()
	cosine := func(u, x int) float64 {
		if u == 0 {
			return math.Sqrt2 / 4
		}
		return math.Cos(float64((2*x+1)*u)*math.Pi/float64(2*side)) / 2
	}
	c := &e.comps[i]
	for y := range got.Height {
		for x, v := range got.Row(y) {
			want := 128.0
			for k, value := range c.blocks[y/side*c.bw+x/side] {
				if at := unzigzag[k]; value != 0 && max(at%8, at/8) < side {
					want += float64(value) * float64(e.quant[k]) * cosine(int(at%8), x%side) * cosine(int(at/8), y%side)
				}
			}
			require.InDelta(t, min(255, max(0, want)), v, 1.3, "component %d, %d,%d of %d×%d", i, x, y, got.Width, got.Height)
		}
	}
}
