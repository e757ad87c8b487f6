package webp

import (
	"math/rand/v2"
	"testing"

	"apsync/core/guardtest"
)

func TestStretchStaysInItsRow(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(29, 1))
	from, to := guardtest.New(t, 1<<10), guardtest.New(t, 1<<10)
	for _, at := range guardtest.Edges {
		for n := range 220 {
			for _, s := range []span{lumaSpan, colourSpan} {
				src, dst := guardtest.Noise[uint8](from, at, n, random), guardtest.Slice[uint8](to, at, n)
				want := make([]uint8, n)
				for i, v := range src {
					want[i] = s.stretched(int(v))
				}
				guardtest.Call(t, func() { stretch(dst, src, s) }, n, at)
				guardtest.Same(t, want, dst, n, at)
				to.Intact(t, n, at)
				if n > 0 {
					guardtest.Refuses(t, func() { stretch(dst[:n-1], src, s) }, n)
				}
				guardtest.Call(t, func() { stretch(src, src, s) }, n, at)
				guardtest.Same(t, want, src, n, at)
			}
		}
	}
}
