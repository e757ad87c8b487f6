package png_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// lending returns a Spare that always has a worker, and how many it lent that did
// not come back.
func lending() (picture.Spare, *int) {
	lent := new(int)
	return func() (func(), bool) {
		*lent++
		return func() { *lent-- }, true
	}, lent
}

// A lent worker changes the time that decoding takes, and nothing else.
func TestALentWorkerMakesTheSamePicture(t *testing.T) {
	t.Parallel()
	for _, s := range []spec{
		{w: 500, h: 400, depth: 8, colourType: trueColor, filter: mixedFilters, split: 5000},
		{w: 400, h: 300, depth: 16, colourType: trueAlpha, filter: mixedFilters},
		{w: 501, h: 400, depth: 8, colourType: trueColor, interlaced: true},
		{w: 3, h: 70_000, depth: 8, colourType: trueColor, filter: 1, at: photo},
		{w: 60_000, h: 3, depth: 8, colourType: trueAlpha, filter: 4, at: screen},
	} {
		data := s.file()
		for _, cut := range []int{0, 20, len(data) / 2} {
			part := data[:len(data)-cut]
			_, want, wantErr := loadertest.Decode(t, png.Open, part, picture.Want{Width: s.w / 3, Height: s.h / 3})
			spare, lent := lending()
			_, got, err := loadertest.Decode(t, png.Open, part, picture.Want{Width: s.w / 3, Height: s.h / 3, Spare: spare})
			require.Equal(t, wantErr, err)
			require.Equal(t, want, got)
			require.Zero(t, *lent)
		}
	}
}

func TestALentWorkerStopsWithTheDecoder(t *testing.T) {
	t.Parallel()
	s := spec{w: 600, h: 400, depth: 8, colourType: trueColor}
	rows := s.rows()
	rows[9*(1+600*3)] = 5 // no filter
	data := build(s.header(), s.data(s.pack(rows)), chunk("IEND", nil))
	pic, err := png.Open(loadertest.Source(t, data, "case.png"))
	require.NoError(t, err)
	spare, lent := lending()
	_, err = pic.Decode(context.Background(), picture.Want{Spare: spare})
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
	require.Zero(t, *lent)
}
