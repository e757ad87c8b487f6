package loadertest

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/stretchr/testify/require"
)

// goldenTolerance is the mean difference of 255 that a golden allows: rounding
// and a better filter pass, a shifted, turned or discoloured picture does not.
const goldenTolerance = 1.5

// compareGolden compares img with tests/golden/<loader>/<name>.png. With
// APSYNC_GOLDEN=write it writes the golden instead; somebody looks at it before
// it is committed. On a difference, got and want are kept in tests/out.
func compareGolden(t *testing.T, loader, name string, img *image.NRGBA) {
	t.Helper()
	file := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>| `, r) {
			return '_'
		}
		return r
	}, name) + ".png"
	path := filepath.Join(Root(), "tests", "golden", loader, file)
	if os.Getenv("APSYNC_GOLDEN") == "write" {
		writePNG(t, path, img)
		return
	}
	data, err := os.ReadFile(path)
	require.NoError(t, err, "no golden yet: make golden writes it")
	decoded, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	want := imaging.Clone(decoded)
	difference := math.Inf(1)
	if img.Rect.Size() == want.Rect.Size() {
		difference = meanDifference(img, want)
	}
	if difference <= goldenTolerance {
		return
	}
	out := filepath.Join(Root(), "tests", "out", loader)
	writePNG(t, filepath.Join(out, "got-"+file), img)
	writePNG(t, filepath.Join(out, "want-"+file), want)
	require.LessOrEqual(t, difference, goldenTolerance, "differs from its golden %s; see %s", path, out)
}

func writePNG(t *testing.T, path string, img image.Image) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	var buf bytes.Buffer
	require.NoError(t, png.Encode(&buf, img))
	require.NoError(t, os.WriteFile(path, buf.Bytes(), 0o600))
}

// meanDifference returns the mean absolute difference of two pictures of one
// size, of 255, with black and then white behind what is transparent.
func meanDifference(a, b *image.NRGBA) float64 {
	var sum float64
	for _, ground := range []float64{0, 255} {
		for y := range a.Rect.Dy() {
			for x := range a.Rect.Dx() {
				i, j := y*a.Stride+4*x, y*b.Stride+4*x
				for c := range 3 {
					sum += math.Abs(over(a.Pix[i:i+4], c, ground) - over(b.Pix[j:j+4], c, ground))
				}
			}
		}
	}
	return sum / float64(2*3*a.Rect.Dx()*a.Rect.Dy())
}

func over(pixel []uint8, c int, ground float64) float64 {
	alpha := float64(pixel[3]) / 255
	return float64(pixel[c])*alpha + ground*(1-alpha)
}

func resized(img *image.NRGBA, w, h int) *image.NRGBA {
	return imaging.Resize(img, w, h, imaging.Box)
}

func fitted(img *image.NRGBA, size int) *image.NRGBA {
	return imaging.Fit(img, size, size, imaging.Lanczos)
}
