package vp8l

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func noise(random *rand.Rand, n int) []uint8 {
	b := make([]uint8, n)
	for i := range b {
		b[i] = uint8(random.Uint32())
	}
	return b
}

// TestPredictionsAreOne compares what predicts pixels with its definition, for all
// modes, also those that mean nothing, and counts of pixels.
func TestPredictionsAreOne(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for mode := range 16 {
		for pixels := 2; pixels < 40; pixels++ {
			at := 4 * (1 + random.IntN(pixels-1))
			coded, above := noise(random, 4*pixels), noise(random, 4*pixels+4)
			if pixels%3 == 0 { // smooth ones, of which differences are small
				for i := range above {
					above[i] = 100 + above[i]%8
				}
			}
			want := noise(random, 4*pixels)
			got := append([]uint8(nil), want...)
			predictEach(mode, want, coded, above, at)
			predict(mode, got, coded, above, at)
			require.Equal(t, want, got, "mode %d, %d pixels from %d", mode, pixels, at/4)
		}
	}
}

func TestColoursAreOne(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for pixels := range 300 {
		row, factors := noise(random, 4*pixels), random.Uint32()
		want, got := append([]uint8(nil), row...), append([]uint8(nil), row...)
		addColourEach(want, factors)
		addColour(got, factors)
		require.Equal(t, want, got)

		addGreenEach(want, row)
		addGreen(got, row)
		require.Equal(t, want, got)

		words := make([]uint32, pixels)
		for i := range words {
			words[i] = random.Uint32()
		}
		putPixelsEach(want, words)
		putPixels(got, words)
		require.Equal(t, want, got)
	}
}
