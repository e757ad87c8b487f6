package half

import (
	"math/rand/v2"
	"slices"
	"testing"

	"apsync/core/guardtest"
)

// Lengths of all kinds, and one that assembly gets in parts.
func TestNumbersAreConvertedInTheirBounds(t *testing.T) {
	t.Parallel()
	const most = 300_003
	random := rand.New(rand.NewPCG(23, 1))
	from, to := guardtest.New(t, 4*most), guardtest.New(t, 4*most)
	lengths := []int{most}
	for n := range 220 {
		lengths = append(lengths, n)
	}
	for _, at := range guardtest.Edges {
		for _, n := range lengths {
			src, dst := guardtest.Noise[byte](from, at, 2*n, random), guardtest.Slice[float32](to, at, n)
			want := make([]float32, n)
			portableFloats(want, src)
			guardtest.Call(t, func() { Floats(dst, src) }, n, at)
			guardtest.Same(t, want, dst, n, at)
			portableAdd(want, src)
			guardtest.Call(t, func() { Add(dst, src) }, n, at)
			guardtest.Same(t, want, dst, n, at)
			to.Intact(t, n, at)
			if n > 0 {
				guardtest.Refuses(t, func() { Floats(dst, src[:2*n-1]) }, n)
				guardtest.Refuses(t, func() { Add(dst, src[:2*n-1]) }, n)
			}

			numbers := guardtest.Slice[float32](from, at, n)
			for i := range numbers {
				numbers[i] = float32(random.NormFloat64() * 1000)
			}
			words := guardtest.Noise[uint16](to, at, n, random)
			wanted := slices.Clone(words)
			portableWords(wanted, numbers)
			guardtest.Call(t, func() { Words(words, numbers) }, n, at)
			guardtest.Same(t, wanted, words, n, at)
			to.Intact(t, n, at)
			if n > 0 {
				guardtest.Refuses(t, func() { Words(words, numbers[:n-1]) }, n)
			}
		}
	}
}
