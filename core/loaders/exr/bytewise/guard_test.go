package bytewise

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/cpu"

	"apsync/core/guardtest"
)

// Chunks of all kinds, and one that assembly gets in parts.
func TestChunksAreRestoredInTheirBounds(t *testing.T) {
	t.Parallel()
	const most = 1_300_003
	random := rand.New(rand.NewPCG(26, 1))
	from, to := guardtest.New(t, most), guardtest.New(t, most)
	halves := [2]*guardtest.Pages{guardtest.New(t, most), guardtest.New(t, most)}
	lengths := []int{most}
	for n := range 220 {
		lengths = append(lengths, n)
	}
	for _, at := range guardtest.Edges {
		for _, n := range lengths {
			src, dst := guardtest.Noise[byte](from, at, n, random), guardtest.Slice[byte](to, at, n)
			guardtest.Call(t, func() {
				require.Equal(t, portableTotal(src), total(src), n)
				Restore(dst, src)
			}, n, at)
			to.Intact(t, n, at)

			even, odd := guardtest.Noise[byte](halves[0], at, n/2, random), guardtest.Noise[byte](halves[1], at, n/2, random)
			dst = guardtest.Slice[byte](to, at, n/2*2)
			want := make([]byte, len(dst))
			portableRestore(want, even, odd, 7, 9)
			guardtest.Call(t, func() { restore(dst, even, odd, 7, 9) }, n, at)
			guardtest.Same(t, want, dst, n, at)
			to.Intact(t, n, at)
			if n >= 64 && cpu.X86.HasAVX2 {
				guardtest.Refuses(t, func() { restore(dst, even, odd[:16], 7, 9) }, n)
				guardtest.Refuses(t, func() { restore(dst[:31], even, odd, 7, 9) }, n)
			}
		}
	}
}
