package raster

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSumsForThisProcessorAreEqualToThePortableOnes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 7, 8, 31, 32, 33, 64, 100, 1025} {
		row := make([]byte, n)
		want, got := make([]byte, 2*n+sumsRest), make([]byte, 2*n+sumsRest)
		for range 256 {
			for i := range row {
				row[i] = byte(255 - random.IntN(3)*random.IntN(120))
			}
			addBytes(want, row)
			addFastest()(got, row)
		}
		require.Equal(t, want, got, "%d bytes", n)
	}
}

func TestOpaqueRowsAmongOthersCountAsMuch(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for _, f := range []int{2, 3, 5, 17} {
		for _, every := range []int{1, 2, 3, 1000} { // so many rows are opaque as one is not
			const w, h = 67, 50
			img := New[uint8](w, h, RGBA)
			for i := range img.Pix {
				img.Pix[i] = uint8(random.IntN(256))
				if i%4 == 3 && i/img.Stride%every != 0 {
					img.Pix[i] = 255
				}
			}
			want := newAlphaBoxes[uint8, uint64](w, f, 4, 255)
			got := newByteAlphaBoxes(w, f)
			wantRow, gotRow := make([]uint8, (w+f-1)/f*4), make([]uint8, (w+f-1)/f*4)
			for top := 0; top < h; top += f {
				rows := min(f, h-top)
				for y := top; y < top+rows; y++ {
					want.add(img.Row(y))
					got.add(img.Row(y))
				}
				want.mean(wantRow, rows)
				got.mean(gotRow, rows)
				require.Equal(t, wantRow, gotRow, fmt.Sprint(f, every, top))
			}
		}
	}
}

func TestWeightedSumsForThisProcessorAreEqualToThePortableOnes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 10))
	for _, w := range []int{1, 3, 4, 5, 8, 100, 257} {
		row := make([]byte, 4*w)
		want, got := make([]uint32, 4*w), make([]uint32, 4*w)
		for range 256 {
			for i := range row {
				row[i] = byte(255 - random.IntN(3)*random.IntN(128))
			}
			addWeighted(want, row)
			weightFastest()(got, row)
		}
		require.Equal(t, want, got, "%d pixels", w)
	}
}
