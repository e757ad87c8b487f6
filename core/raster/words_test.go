package raster

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWordKernelsForThisProcessorAreEqualToThePortableOnes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 12))
	for _, n := range []int{0, 1, 3, 15, 16, 17, 64, 1001} {
		src := make([]byte, 2*n)
		for i := range src {
			src[i] = byte(random.Uint32())
		}
		want, got := make([]uint16, n), make([]uint16, n)
		readWords(want, src)
		ReadWords(got, src)
		require.Equal(t, want, got, "%d words", n)
		for i, v := range got {
			require.Equal(t, uint16(src[2*i])<<8|uint16(src[2*i+1]), v)
		}
		wantSums, gotSums := make([]uint32, n), make([]uint32, n)
		for range 300 {
			addWords(wantSums, want)
			wordsFastest().add(gotSums, want)
		}
		require.Equal(t, wantSums, gotSums, "%d words", n)
	}
}
