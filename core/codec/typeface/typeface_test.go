package typeface_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	reference "golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"apsync/core/codec/typeface"
	"apsync/core/container/sfnt"
	"apsync/core/container/sfnt/sfnttest"
	"apsync/core/loaders/loadertest"
	"apsync/core/outline"
)

func open(t *testing.T, data []byte) *typeface.Face {
	t.Helper()
	file, err := sfnt.Open(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	loaded, err := file.Load(context.Background())
	require.NoError(t, err)
	face, err := typeface.Open(loaded)
	require.NoError(t, err)
	return face
}

// fonts are real ones that golang.org/x/image reads too. CFF fonts with fractions of units
// are not among them: it rounds those.
func fonts(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{"Go Regular": goregular.TTF, "Go Italic": goitalic.TTF}
	corpus := filepath.Join(loadertest.Root(), "..", "shared", "corpus")
	for _, path := range []string{
		"otf/thorvg__DMSans.otf", "otf/godot-demo-projects__inter_black.otf",
		"ttf/OpenUSD__RobotoMono-Regular.ttf", "ttf/moviepy__example.ttf",
	} {
		if data, err := os.ReadFile(filepath.Join(corpus, path)); err == nil {
			all[path] = data
		}
	}
	return all
}

// TestGlyphsAreThoseOfAnotherReader compares with golang.org/x/image: which glyph shows
// a character, how wide it is, and every pixel of it.
func TestGlyphsAreThoseOfAnotherReader(t *testing.T) {
	t.Parallel()
	for name, data := range fonts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			face := open(t, data)
			other, err := reference.Parse(data)
			require.NoError(t, err)
			require.Equal(t, other.NumGlyphs(), face.Glyphs)
			var buf reference.Buffer
			for r := rune(1); r < 0x600; r++ {
				index, err := other.GlyphIndex(&buf, r)
				require.NoError(t, err)
				require.Equal(t, int(index), face.Index(r), "%q", r)
			}
			em := fixed.I(int(other.UnitsPerEm()))
			for glyph := 0; glyph < face.Glyphs; glyph += 7 {
				advance, err := other.GlyphAdvance(&buf, reference.GlyphIndex(glyph), em, font.HintingNone)
				require.NoError(t, err)
				require.InDelta(t, float64(advance)/float64(em), face.Advance(glyph), 1e-6, "glyph %d", glyph)
				segments, err := other.LoadGlyph(&buf, reference.GlyphIndex(glyph), em, nil)
				require.NoError(t, err)
				path, err := face.Outline(glyph)
				require.NoError(t, err)
				require.Less(t, difference(drawn(t, path), drawn(t, pathOf(segments, em))), 1.0, "glyph %d", glyph)
			}
		})
	}
}

// Glyphs are drawn in a square of side pixels, an em being half of that.
const side = 96

func drawn(t *testing.T, path outline.Path) []uint8 {
	t.Helper()
	pixels := make([]uint8, side*side)
	f := outline.Filler{Work: 1 << 30}
	m := outline.Matrix{XX: side / 2, YY: -side / 2, DX: side / 4, DY: side * 3 / 4}
	err := f.Fill(path.Transformed(m), side, side, func(x, y int, cover []uint8) { copy(pixels[y*side+x:], cover) })
	require.NoError(t, err)
	return pixels
}

// pathOf returns segments, which grow downwards, in ems.
func pathOf(segments reference.Segments, em fixed.Int26_6) outline.Path {
	var path outline.Path
	for _, s := range segments {
		var p [3]outline.Point
		for i, at := range s.Args {
			p[i] = outline.Point{X: float64(at.X) / float64(em), Y: -float64(at.Y) / float64(em)}
		}
		switch s.Op {
		case reference.SegmentOpMoveTo:
			path.MoveTo(p[0])
		case reference.SegmentOpLineTo:
			path.LineTo(p[0])
		case reference.SegmentOpQuadTo:
			path.QuadTo(p[0], p[1])
		case reference.SegmentOpCubeTo:
			path.CubicTo(p[0], p[1], p[2])
		}
	}
	return path
}

// difference returns the mean difference of the pixels that either has.
func difference(a, b []uint8) float64 {
	sum, n := 0, 1
	for i := range a {
		if a[i] != 0 || b[i] != 0 {
			sum += max(int(a[i])-int(b[i]), int(b[i])-int(a[i]))
			n++
		}
	}
	return float64(sum) / float64(n)
}

func TestNamesAreTold(t *testing.T) {
	t.Parallel()
	face := open(t, goitalic.TTF)
	require.Equal(t, "Go", face.Family)
	require.Equal(t, "Italic", face.Style)
	require.False(t, face.Coloured())
	require.False(t, face.Pictorial)
}

func TestTransformedGlyphsAreTheSame(t *testing.T) {
	t.Parallel()
	want, got := open(t, goitalic.TTF), open(t, sfnttest.WOFF2(goitalic.TTF, true))
	for glyph := range want.Glyphs {
		require.InDelta(t, want.Advance(glyph), got.Advance(glyph), 0)
		shape, err := want.Outline(glyph)
		require.NoError(t, err)
		other, err := got.Outline(glyph)
		require.NoError(t, err)
		require.Equal(t, shape, other, "glyph %d", glyph)
	}
}
