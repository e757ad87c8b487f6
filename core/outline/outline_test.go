package outline_test

import (
	"image"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/vector"

	"apsync/core/fault"
	"apsync/core/outline"
)

// covered fills a picture of w×h and returns its pixels.
func covered(t *testing.T, p outline.Path, w, h int) []uint8 {
	t.Helper()
	pixels := make([]uint8, w*h)
	f := outline.Filler{Work: 1 << 30}
	err := f.Fill(p, w, h, func(x, y int, cover []uint8) { copy(pixels[y*w+x:(y+1)*w], cover) })
	require.NoError(t, err)
	return pixels
}

func polygon(points ...float64) outline.Path {
	var p outline.Path
	p.MoveTo(outline.Point{X: points[0], Y: points[1]})
	for i := 2; i < len(points); i += 2 {
		p.LineTo(outline.Point{X: points[i], Y: points[i+1]})
	}
	return p
}

// blob is a shape of all kinds of segments, in two contours.
func blob(scale float64) outline.Path {
	at := func(x, y float64) outline.Point { return outline.Point{X: x * scale, Y: y * scale} }
	var p outline.Path
	p.MoveTo(at(1, 1))
	p.LineTo(at(8, 2))
	p.QuadTo(at(12, 6), at(8, 8))
	p.CubicTo(at(6, 13), at(0, 4), at(2, 9))
	p.MoveTo(at(3, 3))
	p.QuadTo(at(3, 6), at(6, 6))
	p.LineTo(at(6, 3))
	return p
}

func TestPixelsAreCoveredByTheirShare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path outline.Path
		want []uint8 // of 4×2
	}{
		"whole pixels":       {polygon(1, 0, 3, 0, 3, 2, 1, 2), []uint8{0, 255, 255, 0, 0, 255, 255, 0}},
		"the other way":      {polygon(1, 2, 3, 2, 3, 0, 1, 0), []uint8{0, 255, 255, 0, 0, 255, 255, 0}},
		"halves":             {polygon(0.5, 0, 2.5, 0, 2.5, 1.5, 0.5, 1.5), []uint8{128, 255, 128, 0, 64, 128, 64, 0}},
		"a slope":            {polygon(0, 0, 4, 2, 0, 2), []uint8{191, 64, 0, 0, 255, 255, 191, 64}},
		"beyond every edge":  {polygon(-9, -9, 99, -9, 99, 99, -9, 99), []uint8{255, 255, 255, 255, 255, 255, 255, 255}},
		"beside the picture": {polygon(5, 0, 9, 0, 9, 2), []uint8{0, 0, 0, 0, 0, 0, 0, 0}},
		"twice is once": {
			append(polygon(0, 0, 2, 0, 2, 2, 0, 2), polygon(1, 0, 3, 0, 3, 2, 1, 2)...),
			[]uint8{255, 255, 255, 0, 255, 255, 255, 0},
		},
		"a hole": {
			append(polygon(0, 0, 4, 0, 4, 2, 0, 2), polygon(1, 0, 1, 2, 2, 2, 2, 0)...),
			[]uint8{255, 0, 255, 255, 255, 0, 255, 255},
		},
		"nothing": {nil, []uint8{0, 0, 0, 0, 0, 0, 0, 0}},
	} {
		require.Equal(t, c.want, covered(t, c.path, 4, 2), name)
	}
}

// TestShapesAreThoseOfVector compares with the rasteriser of golang.org/x/image.
func TestShapesAreThoseOfVector(t *testing.T) {
	t.Parallel()
	for _, scale := range []float64{3, 17.3, 40} {
		path := blob(scale)
		n := int(13 * scale)
		z := vector.NewRasterizer(n, n)
		var at outline.Point
		for _, s := range path {
			if s.Verb == outline.Move {
				z.ClosePath()
				at = s.Points[0]
				z.MoveTo(float32(at.X), float32(at.Y))
				continue
			}
			for _, p := range flattened(at, s) {
				z.LineTo(float32(p.X), float32(p.Y))
				at = p
			}
		}
		z.ClosePath()
		want := drawn(z, n)
		for i, got := range covered(t, path, n, n) {
			require.InDelta(t, want[i], got, 16, "pixel %d, %d at %g", i%n, i/n, scale)
		}
	}
}

func TestShapesMoveWithTheirMatrix(t *testing.T) {
	t.Parallel()
	m := outline.Matrix{XX: 2, YY: 3, DX: 1}.Then(outline.Matrix{YX: 1, XY: 1})
	require.Equal(t, outline.Point{X: 12, Y: 7}, m.Apply(outline.Point{X: 3, Y: 4}))
	b := blob(1).Bounds()
	moved := blob(1).Transformed(outline.Matrix{XX: 2, YY: 2, DX: 5}).Bounds()
	require.InDelta(t, 2*b.MaxX+5, moved.MaxX, 1e-9)
	require.InDelta(t, 2*b.MinY, moved.MinY, 1e-9)
	require.True(t, outline.Path(nil).Bounds().Empty())
	require.Equal(t, b, b.Union(outline.Rect{}))
	require.Equal(t, b, outline.Rect{}.Union(b))
}

func TestNoNumberHarms(t *testing.T) {
	t.Parallel()
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300} {
		var p outline.Path
		p.MoveTo(outline.Point{})
		p.LineTo(outline.Point{X: v, Y: 5})
		p.QuadTo(outline.Point{X: 3, Y: v}, outline.Point{X: v, Y: v})
		p.CubicTo(outline.Point{X: v, Y: v}, outline.Point{X: 5, Y: 5}, outline.Point{X: 9, Y: 0})
		covered(t, p, 8, 8)
	}
}

func TestWorkIsBounded(t *testing.T) {
	t.Parallel()
	var p outline.Path
	for range 1000 {
		p = append(p, polygon(0, 0, 64, 64, 0, 64)...)
	}
	f := outline.Filler{Work: 20_000}
	err := f.Fill(p, 64, 64, func(int, int, []uint8) {})
	require.Equal(t, fault.LimitCount, fault.CodeOf(err))
}

// flattened returns points on a segment, close to each other.
func flattened(at outline.Point, s outline.Segment) []outline.Point {
	controls := append([]outline.Point{at}, s.Points[:s.Verb]...)
	var points []outline.Point
	for i := 1; i <= 200; i++ {
		t := float64(i) / 200
		level := append([]outline.Point{}, controls...)
		for n := len(level) - 1; n > 0; n-- { // de Casteljau
			for j := range n {
				level[j].X += (level[j+1].X - level[j].X) * t
				level[j].Y += (level[j+1].Y - level[j].Y) * t
			}
		}
		points = append(points, level[0])
	}
	return points
}

// drawn returns what z drew.
func drawn(z *vector.Rasterizer, n int) []uint8 {
	alpha := image.NewAlpha(image.Rect(0, 0, n, n))
	z.Draw(alpha, alpha.Bounds(), image.Opaque, image.Point{})
	return alpha.Pix
}
