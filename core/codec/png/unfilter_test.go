package png_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/png"
)

// Rows of every length come out as the specification's words say (PNG §9.4), from
// both implementations, and nothing behind them is touched.
func TestPaeth(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 4, 6, 8} {
		for length := n; length < 300; length += n {
			row, above := make([]byte, length+8), make([]byte, length+8)
			for i := range row {
				row[i], above[i] = byte(rng.Uint32()), byte(rng.Uint32())
				if length%5 == 0 { // as in pictures, close to one another
					row[i], above[i] = row[i]&3, 100+above[i]&7
				}
			}
			want := append([]byte(nil), row...)
			for i := range length {
				left, corner := 0, 0
				if i >= n {
					left, corner = int(want[i-n]), int(above[i-n])
				}
				want[i] += byte(predictor(left, int(above[i]), corner))
			}
			portable := append([]byte(nil), row...)
			png.UnfilterPaeth(row[:length], above[:length], n)
			require.Equal(t, want, row, "%d bytes a pixel, %d in a row", n, length)
			if n > 1 {
				png.UnfilterPaethGo(portable[:length], above[:length], n)
				require.Equal(t, want, portable, "%d bytes a pixel, %d in a row", n, length)
			}
		}
	}
}

func predictor(a, b, c int) int {
	p := a + b - c
	pa, pb, pc := max(p-a, a-p), max(p-b, b-p), max(p-c, c-p)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}
