package webp

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestStretchRounds compares with the definition, for all samples and for rows of
// many lengths.
func TestStretchRounds(t *testing.T) {
	t.Parallel()
	luma := func(v float64) float64 { return (v - 16) * 255 / 219 }
	colour := func(v float64) float64 { return 128 + (v-128)*255/224 }
	for n := range 256 {
		src, got := make([]uint8, n), make([]uint8, n)
		for i := range src {
			src[i] = uint8(255 - i)
		}
		for _, c := range []struct {
			span
			exact func(float64) float64
		}{{lumaSpan, luma}, {colourSpan, colour}} {
			stretch(got, src, c.span)
			for i, v := range src {
				want := math.Round(min(max(c.exact(float64(v)), 0), 255))
				require.InDelta(t, want, got[i], 0, "%d of %d", v, n)
			}
		}
	}
}
