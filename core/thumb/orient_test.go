package thumb

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
	"apsync/core/raster"
)

// places say where a stored pixel at x, y of w×h is displayed (Exif 2.32 §4.6.4).
func places() map[picture.Orientation]func(x, y, w, h int) (int, int) {
	same := func(x, y, _, _ int) (int, int) { return x, y }
	return map[picture.Orientation]func(x, y, w, h int) (int, int){
		0: same, 1: same, 9: same,
		2: func(x, y, w, _ int) (int, int) { return w - 1 - x, y },
		3: func(x, y, w, h int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y, _, h int) (int, int) { return x, h - 1 - y },
		5: func(x, y, _, _ int) (int, int) { return y, x },
		6: func(x, y, _, h int) (int, int) { return h - 1 - y, x },
		7: func(x, y, w, h int) (int, int) { return h - 1 - y, w - 1 - x },
		8: func(x, y, w, _ int) (int, int) { return y, w - 1 - x },
	}
}

func TestEveryPixelGoesWhereItsOrientationSays(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, layout := range []raster.Layout{raster.Grey, raster.RGB, raster.RGBA} {
		for _, h := range []int{1, stripRows, 2*stripRows + 13} {
			const w = 19
			p, n := raster.New[uint8](w, h, layout), layout.Channels()
			for i := range p.Pix {
				p.Pix[i] = uint8(random.Uint32())
			}
			for o, at := range places() {
				got := orient(p, o)
				require.NoError(t, raster.Check(got))
				require.Equal(t, layout, got.Layout)
				for i := range w * h {
					x, y := i%w, i/w
					toX, toY := at(x, y, w, h)
					from, to := p.Row(y)[x*n:][:n], got.Row(toY)[toX*n:][:n]
					if string(from) != string(to) {
						require.Equal(t, from, to, "orientation %d, %d,%d", o, x, y)
					}
				}
			}
		}
	}
}

func BenchmarkOrient(b *testing.B) {
	p := raster.New[uint8](2048, 1365, raster.RGB)
	for name, o := range map[string]picture.Orientation{"turned": picture.RotateClockwise, "upside down": picture.Rotate180} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				orient(p, o)
			}
		})
	}
}
