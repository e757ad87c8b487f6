package raster_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/raster"
)

// TestPlanesShrinkRowByRow compares with the mean over the pixels that each sample
// covers, for all boxes, also those that are cut off and those of sums that no
// lane of 16 bits holds.
func TestPlanesShrinkRowByRow(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{16, 16}, {17, 13}, {1, 1}, {3, 40}, {101, 7}, {64, 601}, {700, 3}} {
		for _, sub := range []struct{ x, y int }{{1, 1}, {2, 2}, {2, 1}, {1, 2}, {4, 1}, {3, 5}} {
			for _, f := range []int{1, 2, 3, 4, 5, 7, 8, 300, 1000} {
				t.Run(fmt.Sprintf("%v %v by %d", size, sub, f), func(t *testing.T) {
					t.Parallel()
					src := plane((size.w+sub.x-1)/sub.x, (size.h+sub.y-1)/sub.y)
					s := raster.NewPlaneShrinker(size.w, size.h, sub.x, sub.y, f)
					for y := range src.Height {
						s.Add(src.Row(y))
					}
					got := s.Plane()
					require.Equal(t, []int{(size.w + f - 1) / f, (size.h + f - 1) / f}, []int{got.Width, got.Height})
					for y := range got.Height {
						for x := range got.Width {
							var sum, n int
							for row := y * f; row < min(y*f+f, size.h); row++ {
								for column := x * f; column < min(x*f+f, size.w); column++ {
									sum += int(src.Row(row / sub.y)[column/sub.x])
									n++
								}
							}
							require.Equal(t, (sum+n/2)/n, int(got.Row(y)[x]), "at %d, %d", x, y)
						}
					}
				})
			}
		}
	}
}
