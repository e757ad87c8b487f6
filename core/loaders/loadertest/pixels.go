package loadertest

import (
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
)

// Pixels decodes data in full and returns its pixels as displayed, row by row in the
// order in which they are stored.
func Pixels(tb testing.TB, open Open, data []byte) []color.NRGBA {
	tb.Helper()
	_, frame, err := Decode(tb, open, data, picture.Want{})
	require.NoError(tb, err)
	img := display(frame)
	pixels := make([]color.NRGBA, 0, len(img.Pix)/4)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			pixels = append(pixels, img.NRGBAAt(x, y))
		}
	}
	return pixels
}

// CorpusSeeds returns the files of a folder of the corpus for a fuzz target, none where
// that is absent.
func CorpusSeeds(folder string) [][]byte {
	files, err := filepath.Glob(filepath.Join(Root(), "..", "shared", "corpus", folder, "*"))
	if err != nil {
		return nil
	}
	var seeds [][]byte
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	return seeds
}
