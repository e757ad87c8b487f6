package vp8l

import (
	"math/rand/v2"
	"slices"
	"testing"

	"apsync/core/guardtest"
)

func TestPredictionsStayInTheirRows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(30, 1))
	rows, codes, others := guardtest.New(t, 1<<10), guardtest.New(t, 1<<10), guardtest.New(t, 1<<10)
	for _, edge := range guardtest.Edges {
		for mode := range 16 {
			for pixels := 2; pixels < 60; pixels++ {
				coded := guardtest.Noise[uint8](codes, edge, 4*pixels, random)
				above := guardtest.Noise[uint8](others, edge, 4*pixels+4, random)
				for at := 4; at <= 4*pixels; at += 4 * (1 + random.IntN(5)) {
					row := guardtest.Noise[uint8](rows, edge, 4*pixels, random)
					want := slices.Clone(row)
					predictEach(mode, want, coded, above, at)
					guardtest.Call(t, func() { predict(mode, row, coded, above, at) }, mode, pixels, at, edge)
					guardtest.Same(t, want, row, mode, pixels, at, edge)
					rows.Intact(t, mode, pixels, at, edge)
				}
				row := guardtest.Noise[uint8](rows, edge, 4*pixels, random)
				guardtest.Refuses(t, func() { predict(mode, row, coded, above, 0) }, mode, pixels, edge)
				guardtest.Refuses(t, func() { predict(mode, row, coded[:len(coded)-1], above, 4) }, mode, pixels, edge)
				guardtest.Refuses(t, func() { predict(mode, row, coded, above[:len(above)-1], 4) }, mode, pixels, edge)
			}
		}
	}
}

func TestColoursStayInTheirRows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(30, 2))
	from, to := guardtest.New(t, 1<<10), guardtest.New(t, 1<<10)
	for _, at := range guardtest.Edges {
		for pixels := range 220 {
			src, dst := guardtest.Noise[uint32](from, at, pixels, random), guardtest.Slice[uint8](to, at, 4*pixels)
			want := make([]uint8, 4*pixels)
			putPixelsEach(want, src)
			guardtest.Call(t, func() { putPixels(dst, src) }, pixels, at)
			guardtest.Same(t, want, dst, pixels, at)
			to.Intact(t, pixels, at)

			row, factors := guardtest.Noise[uint8](from, at, 4*pixels, random), random.Uint32()
			addGreenEach(want, row)
			guardtest.Call(t, func() { addGreen(dst, row) }, pixels, at)
			guardtest.Same(t, want, dst, pixels, at)
			to.Intact(t, pixels, at)

			addColourEach(want, factors)
			guardtest.Call(t, func() { addColour(dst, factors) }, pixels, at)
			guardtest.Same(t, want, dst, pixels, at)
			to.Intact(t, pixels, at)
			if pixels >= 4 {
				guardtest.Refuses(t, func() { putPixels(dst[:4*(pixels&^3)-1], make([]uint32, pixels)) }, pixels)
				guardtest.Refuses(t, func() { addGreen(dst[:4*(pixels&^3)-1], row) }, pixels)
			}
		}
	}
}
