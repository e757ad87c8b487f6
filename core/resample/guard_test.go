package resample

import (
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/cpu"

	"apsync/core/guardtest"
)

func TestVerticalKernelsStayInTheirRows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(33, 1))
	const most = 700_001 // assembly gets it in parts
	to := guardtest.New(t, 2*most)
	var pages [5]*guardtest.Pages
	for i := range pages {
		pages[i] = guardtest.New(t, 2*most)
	}
	lengths := []int{most}
	for n := range 230 {
		lengths = append(lengths, n)
	}
	fast, plain := fastest(), portable()
	for _, at := range guardtest.Edges {
		for _, n := range lengths {
			for taps := n / most * 4; taps <= len(pages); taps++ {
				rows8, rows16, weights := make([][]uint8, taps), make([][]uint16, taps), make([]int16, taps)
				for i := range weights {
					weights[i] = int16(random.IntN(one/2) - one/8)
					rows8[i] = guardtest.Noise[uint8](pages[i], at, n, random)
				}
				dst, want := guardtest.Slice[int16](to, at, n), make([]int16, n)
				plain.vertical8(want, rows8, weights)
				guardtest.Call(t, func() { fast.vertical8(dst, rows8, weights) }, n, taps, at)
				guardtest.Same(t, want, dst, n, taps, at)
				to.Intact(t, n, taps, at)
				for i := range rows16 {
					rows16[i] = guardtest.Noise[uint16](pages[i], at, n, random)
				}
				plain.vertical16(want, rows16, weights)
				guardtest.Call(t, func() { fast.vertical16(dst, rows16, weights) }, n, taps, at)
				guardtest.Same(t, want, dst, n, taps, at)
				to.Intact(t, n, taps, at)
				if n >= 64 && taps > 0 && cpu.X86.HasAVX2 {
					rows16[taps-1] = rows16[taps-1][: n-1 : n-1]
					guardtest.Refuses(t, func() { fast.vertical16(dst, rows16, weights) }, n, taps)
					guardtest.Refuses(t, func() { fast.vertical8(dst, rows8, weights[:taps-1:taps-1]) }, n, taps)
				}
			}
		}
	}
}

// Axes go from some samples to as many, to a few less and to very few.
func TestHorizontalKernelsStayInTheirRows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(33, 2))
	src, dst := guardtest.New(t, 1<<16), guardtest.New(t, 1<<12)
	fast, plain := fastest(), portable()
	for _, at := range guardtest.Edges {
		for _, from := range []int{1, 2, 3, 7, 8, 15, 16, 31, 64, 100, 333, 1000} {
			for to := 1; to <= min(from, 90); to++ {
				for _, n := range []int{1, 3, 4} {
					a := newAxis(length{from, float64(from), to}, one, n)
					if n > 1 {
						a.spreadOut()
					}
					over := 0
					if n == 3 {
						over = 2
					}
					samples := guardtest.Noise[int16](src, at, a.end*n+over, random)
					for i := range samples {
						samples[i] /= 2
					}
					const bias = 1<<(weightBits+places-1) + one<<weightBits
					out, want := guardtest.Slice[uint8](dst, at, to*n), make([]uint8, to*n)
					plain.horizontal8(want, samples, a, n, bias)
					guardtest.Call(t, func() { fast.horizontal8(out, samples, a, n, bias) }, from, to, n, at)
					guardtest.Same(t, want, out, from, to, n, at)
					dst.Intact(t, from, to, n, at)
					if to >= 4 && cpu.X86.HasAVX2 {
						less := samples[: len(samples)-over-1 : len(samples)-over-1]
						guardtest.Refuses(t, func() { fast.horizontal8(out, less, a, n, bias) }, from, to, n)
						guardtest.Refuses(t, func() { fast.horizontal8(out[:to*n-1:to*n-1], samples, a, n, bias) }, from, to, n)
					}
					if n == 4 {
						words, wanted := guardtest.Slice[int16](dst, at, to*n), make([]int16, to*n)
						plain.horizontal16(wanted, samples, a)
						guardtest.Call(t, func() { fast.horizontal16(words, samples, a) }, from, to, at)
						guardtest.Same(t, wanted, words, from, to, at)
						dst.Intact(t, from, to, at)
					}
				}
			}
		}
	}
}

func TestWeightsOfAlphaStayInTheirRows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(33, 3))
	const most = 2_500_000 // assembly gets it in parts
	from, to := guardtest.New(t, 2*most), guardtest.New(t, 2*most)
	lengths := []int{most}
	for n := range 60 {
		lengths = append(lengths, 4*n)
	}
	fast, plain := fastest(), portable()
	for _, at := range guardtest.Edges {
		for _, n := range lengths {
			pixels := guardtest.Noise[uint8](from, at, n, random)
			dst, want := guardtest.Slice[uint16](to, at, n), make([]uint16, n)
			plain.premultiply(want, pixels)
			guardtest.Call(t, func() { fast.premultiply(dst, pixels) }, n, at)
			guardtest.Same(t, want, dst, n, at)
			to.Intact(t, n, at)

			const middle = one * 256 / 255
			sums := guardtest.Noise[int16](from, at, n, random)
			out, wanted := guardtest.Slice[uint8](to, at, n), make([]uint8, n)
			plain.straighten(wanted, sums, middle)
			guardtest.Call(t, func() { fast.straighten(out, sums, middle) }, n, at)
			guardtest.Same(t, wanted, out, n, at)
			to.Intact(t, n, at)
		}
	}
}
