package colour

import (
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/cpu"

	"apsync/core/guardtest"
)

// Rows of all kinds, and one that assembly gets in parts.
func TestRowsAreConvertedInTheirBounds(t *testing.T) {
	t.Parallel()
	const most = 300_005
	random := rand.New(rand.NewPCG(25, 1))
	planes := [3]*guardtest.Pages{guardtest.New(t, most), guardtest.New(t, most), guardtest.New(t, most)}
	pixels := guardtest.New(t, 3*most)
	widths := []int{most}
	for w := range 220 {
		widths = append(widths, w)
	}
	for _, at := range guardtest.Edges {
		for _, w := range widths {
			var rows [3][]uint8
			for i, p := range planes {
				rows[i] = guardtest.Noise[uint8](p, at, w, random)
			}
			dst, want := guardtest.Slice[uint8](pixels, at, 3*w), make([]uint8, 3*w)
			portableRGBRow(want, rows[0], rows[1], rows[2])
			guardtest.Call(t, func() { RGBRow(dst, rows[0], rows[1], rows[2]) }, w, at)
			guardtest.Same(t, want, dst, w, at)
			pixels.Intact(t, w, at)
			if w >= 16 && cpu.X86.HasAVX2 {
				guardtest.Refuses(t, func() { RGBRow(dst, rows[0], rows[1][:w-1], rows[2]) }, w)
				guardtest.Refuses(t, func() { RGBRow(dst, rows[0], rows[1], rows[2][:w-1]) }, w)
			}
		}
	}
}
