package inflate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/guardtest"
)

func TestSumsStayInTheirBytes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(24, 1))
	pages := guardtest.New(t, adlerChunk)
	for _, at := range guardtest.Edges {
		for n := 0; n <= adlerChunk; n += 1 + n/200*97 {
			p := guardtest.Noise[byte](pages, at, n, random)
			sum, weighted := sumsGo(p[:n&^15])
			guardtest.Call(t, func() {
				gotSum, gotWeighted := sums(p[:n&^15])
				require.Equal(t, [2]uint32{sum, weighted}, [2]uint32{gotSum, gotWeighted})
				sums(p)
			}, n, at)
		}
	}
}
