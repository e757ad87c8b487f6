package png_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "png", "apng")
	for _, s := range []struct {
		name string
		spec spec
	}{
		{"grey of 1 bit", spec{w: 300, h: 200, depth: 1, colourType: grey, filter: mixedFilters}},
		{"palette of 4 bits with tRNS", spec{w: 300, h: 200, depth: 4, colourType: indexed, trns: []byte{0, 90}}},
		{"RGBA of 16 bits, interlaced", spec{w: 120, h: 90, depth: 16, colourType: trueAlpha, interlaced: true, filter: mixedFilters}},
		{"CgBI", spec{w: 100, h: 90, depth: 8, colourType: trueAlpha, apple: true, filter: mixedFilters}},
		{"one pixel, interlaced", spec{w: 1, h: 1, depth: 2, colourType: grey, interlaced: true}},
		{"chunks of a byte", spec{w: 30, h: 30, depth: 8, colourType: trueColor, split: 1}},
	} {
		smooth := s.spec
		smooth.at = func(x, y, c int) int { return (x + 2*y + 30*c) << smooth.depth / 1200 & (1<<smooth.depth - 1) }
		cases = append(cases, loadertest.Case{Name: s.name, Data: smooth.file(), Width: smooth.w, Height: smooth.h})
	}
	for i := range cases {
		cases[i].NoGolden = true // compared pixel by pixel elsewhere
	}
	loadertest.Run(t, loadertest.Spec{Name: "png", Open: png.Open, Cases: cases})
}

func TestRealFilesDecodeToTheirPixels(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "png", "apng") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			want, err := reference(c.Data)
			require.NoError(t, err)
			_, frame := decoded(t, c.Data)
			requireSamePixels(t, want, frame.Image)
			require.Empty(t, frame.Notes)
		})
	}
}

// What is a picture to the standard library is one to us, and the same; what is
// not fails.
func TestHostileFilesDecodeToTheirPixelsOrFail(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "hostile/png") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			_, frame, err := loadertest.Decode(t, png.Open, c.Data, picture.Want{})
			want, refused := reference(c.Data)
			if refused != nil {
				require.Contains(t, []fault.Code{fault.Corrupt, fault.Truncated, fault.Unsupported}, fault.CodeOf(err))
				return
			}
			require.NoError(t, err)
			requireSamePixels(t, want, frame.Image)
		})
	}
}
