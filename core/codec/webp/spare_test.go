package webp_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/webp"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// TestWithASpareWorker decodes with a spare worker what is large enough for one,
// and all of the corpus, in the memory that was asked for without one.
func TestWithASpareWorker(t *testing.T) {
	t.Parallel()
	const w, h = 900, 700
	ramp := func(i int) uint32 { return uint32(i*7)<<24 | uint32(i/w)<<16 | uint32(i/5)&0xff<<8 | uint32(i/3)&0xff }
	alpha := make([]byte, w*h)
	for i := range alpha {
		alpha[i] = byte(i / 999)
	}
	cases := append(loadertest.CorpusCases(t, "webp"),
		loadertest.Case{Name: "lossy", Data: riff(chunk("VP8 ", greyVP8(w, h)))},
		loadertest.Case{Name: "lossy with alpha", Data: riff(canvas(w, h), alphaChunk(alpha, w, 3, true), chunk("VP8 ", greyVP8(w, h)))},
		loadertest.Case{Name: "lossless", Data: riff(chunk("VP8L", lossless(w, h, false, ramp)))},
		loadertest.Case{Name: "lossless with alpha", Data: riff(chunk("VP8L", lossless(w, h, true, ramp)))},
	)
	always := func() (release func(), ok bool) { return func() {}, true }
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for _, size := range []int{10000, 100, 1} {
				want := picture.Want{Width: size, Height: size}
				alone := decodeWithin(t, c.Data, want, nil)
				shared := decodeWithin(t, c.Data, want, always)
				require.Equal(t, pixels(t, alone), pixels(t, shared))
			}
		})
	}
}

func decodeWithin(t *testing.T, data []byte, want picture.Want, spare picture.Spare) *picture.Frame {
	t.Helper()
	pic, err := webp.Open(loadertest.Source(t, data, "a.webp"))
	require.NoError(t, err)
	want.Budget = picture.NewBudget(pic.Info().Need(want))
	want.Spare = spare
	frame, err := pic.Decode(context.Background(), want)
	require.NoError(t, err)
	return frame
}
