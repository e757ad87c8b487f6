package raster

import (
	"math/rand/v2"
	"slices"
	"testing"

	"apsync/core/guardtest"
)

func TestRowsAreSummedInTheirBounds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(21, 1))
	rows, others := guardtest.New(t, 1<<12), guardtest.New(t, 1<<12)
	for _, at := range guardtest.Edges {
		for n := range 220 {
			for pixel := 1; pixel <= 8; pixel++ {
				row := guardtest.Noise[byte](rows, at, n, random)
				want := slices.Clone(row)
				for i := pixel; i < n; i++ {
					want[i] += want[i-pixel]
				}
				guardtest.Call(t, func() { SumAcross(row, pixel) }, "across ", n, pixel, at)
				guardtest.Same(t, want, row, "across ", n, pixel, at)
				rows.Intact(t, "across ", n, pixel, at)
			}

			row := guardtest.Noise[byte](rows, at, n, random)
			sums, want := guardtest.Slice[byte](others, at, 2*n), make([]byte, 2*n)
			clear(sums)
			addBytes(want, row)
			guardtest.Call(t, func() { addFastest()(sums, row) }, "bytes ", n, at)
			guardtest.Same(t, want, sums, "bytes ", n, at)
			others.Intact(t, "bytes ", n, at)
			if n > 0 {
				guardtest.Refuses(t, func() { addFastest()(sums[:2*n-2], row) }, "bytes ", n)
			}

			colours := guardtest.Noise[uint32](others, at, n/4*4, random)
			wanted := slices.Clone(colours)
			addWeighted(wanted, row)
			guardtest.Call(t, func() { weightFastest()(colours, row) }, "weighted ", n, at)
			guardtest.Same(t, wanted, colours, "weighted ", n, at)
			others.Intact(t, "weighted ", n, at)
		}
	}
}

func TestWordsAreReadAndSummedInTheirBounds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(21, 2))
	from, to := guardtest.New(t, 1<<12), guardtest.New(t, 1<<12)
	for _, at := range guardtest.Edges {
		for n := range 220 {
			src := guardtest.Noise[byte](from, at, 2*n, random)
			words := guardtest.Noise[uint16](to, at, n, random)
			want := slices.Clone(words)
			readWords(want, src)
			guardtest.Call(t, func() { ReadWords(words, src) }, "read ", n, at)
			guardtest.Same(t, want, words, "read ", n, at)
			to.Intact(t, "read ", n, at)

			row := guardtest.Noise[uint16](from, at, n, random)
			sums := guardtest.Noise[uint32](to, at, n, random)
			wanted := slices.Clone(sums)
			addWords(wanted, row)
			guardtest.Call(t, func() { wordsFastest().add(sums, row) }, "words ", n, at)
			guardtest.Same(t, wanted, sums, "words ", n, at)
			to.Intact(t, "words ", n, at)
		}
	}
}

// Rows so long that assembly gets them in parts.
func TestLongRowsAreSummedInParts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(21, 3))
	const n = 600_001
	rows, others := guardtest.New(t, n), guardtest.New(t, 4*n)
	for _, at := range guardtest.Edges {
		for _, pixel := range []int{3, 4} {
			row := guardtest.Noise[byte](rows, at, n, random)
			want := slices.Clone(row)
			for i := pixel; i < n; i++ {
				want[i] += want[i-pixel]
			}
			guardtest.Call(t, func() { SumAcross(row, pixel) }, pixel, at)
			guardtest.Same(t, want, row, pixel, at)
		}
		row := guardtest.Noise[byte](rows, at, n, random)
		sums, want := guardtest.Slice[byte](others, at, 2*n), make([]byte, 2*n)
		clear(sums)
		addBytes(want, row)
		guardtest.Call(t, func() { addFastest()(sums, row) }, at)
		guardtest.Same(t, want, sums, at)

		colours, wanted := guardtest.Slice[uint32](others, at, n/4*4), make([]uint32, n/4*4)
		clear(colours)
		addWeighted(wanted, row)
		guardtest.Call(t, func() { weightFastest()(colours, row) }, at)
		guardtest.Same(t, wanted, colours, at)

		words, read := guardtest.Slice[uint16](others, at, n/2), make([]uint16, n/2)
		readWords(read, row)
		guardtest.Call(t, func() { ReadWords(words, row) }, at)
		guardtest.Same(t, read, words, at)
		total, added := make([]uint32, n/2), make([]uint32, n/2)
		addWords(total, words)
		guardtest.Call(t, func() { wordsFastest().add(added, words) }, at)
		guardtest.Same(t, total, added, at)
	}
}
