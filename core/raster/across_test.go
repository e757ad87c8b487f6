package raster_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/raster"
)

func TestSumAcrossAddsWhatLiesAPixelToTheLeft(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	for n := 1; n <= 8; n++ {
		for size := range 140 {
			want := make([]byte, size)
			for i := range want {
				want[i] = byte(random.Uint32())
			}
			got := append([]byte(nil), want...)
			for i := n; i < size; i++ {
				want[i] += want[i-n]
			}
			raster.SumAcross(got, n)
			require.True(t, bytes.Equal(want, got), "%d bytes, %d a pixel", size, n)
		}
	}
}
