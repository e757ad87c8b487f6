package png_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"apsync/core/codec/png"
	"apsync/core/guardtest"
)

// Rows of any length, also such as no picture has, and rows so long that assembly gets
// them in parts.
func TestPaethStaysInItsRows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(22, 1))
	rows, above := guardtest.New(t, 1<<19), guardtest.New(t, 1<<19)
	for _, at := range guardtest.Edges {
		for _, n := range []int{2, 3, 4, 6, 8} {
			lengths := []int{1 << 18, 1<<18 + 5, 1 << 19}
			for length := range 220 {
				lengths = append(lengths, length)
			}
			for _, length := range lengths {
				row, up := guardtest.Noise[byte](rows, at, length, random), guardtest.Noise[byte](above, at, length, random)
				want := slices.Clone(row)
				png.UnfilterPaethGo(want, up, n)
				guardtest.Call(t, func() { png.UnfilterPaeth(row, up, n) }, n, length, at)
				guardtest.Same(t, want, row, n, length, at)
				rows.Intact(t, n, length, at)
				if length > 0 {
					guardtest.Refuses(t, func() { png.UnfilterPaeth(row, up[:length-1:length-1], n) }, n, length, at)
				}
			}
		}
	}
}
