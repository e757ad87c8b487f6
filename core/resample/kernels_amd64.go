package resample

import (
	"slices"

	"golang.org/x/sys/cpu"
)

// fastest are the kernels for this processor.
func fastest() kernels {
	if !cpu.X86.HasAVX2 {
		return portable()
	}
	return kernels{vertical8Fast, vertical16Fast, horizontal8Fast, horizontal16Fast, premultiplyFast, straightenFast}
}

// atOnce is about how many products assembly makes at a time: nothing stops it, and the
// garbage collector waits for it.
const atOnce = 1 << 20

// Blocks of vertical kernels, in samples.
const (
	block8  = 64
	block16 = 32
)

func vertical8Fast(dst []int16, rows [][]uint8, weights []int16) {
	verticalFast(dst, rows, weights, block8, vertical8AVX2)
}

func vertical16Fast(dst []int16, rows [][]uint16, weights []int16) {
	verticalFast(dst, rows, weights, block16, vertical16AVX2)
}

// verticalFast leaves to assembly what has a block at least.
func verticalFast[T uint8 | uint16](dst []int16, rows [][]T, weights []int16, block int, assembly func([]int16, [][]T, []int16)) {
	if len(dst) < block || len(rows) == 0 {
		vertical(dst, rows, weights)
		return
	}
	for _, row := range rows {
		_ = row[len(dst)-1]
	}
	_ = weights[len(rows)-1]
	if some := max(block, atOnce/len(rows)); len(dst) >= some+block {
		rows = slices.Clone(rows)
		for len(dst) >= some+block { // a block is left
			assembly(dst[:some], rows, weights)
			dst = dst[some:]
			for i, row := range rows {
				rows[i] = row[some:]
			}
		}
	}
	assembly(dst, rows, weights)
}

// group is how many pixels the horizontal kernels make at a time.
const group = 4

func horizontal8Fast(dst []uint8, src []int16, a *axis, n int, bias int32) {
	whole, some := a.groups(src, n)
	if whole > 0 {
		_ = dst[whole*n-1]
	}
	for from := 0; from < whole; from += some {
		starts, out, at := a.starts[from:min(from+some, whole)], dst[from*n:], from*a.taps
		switch n {
		case 1:
			horizontal1AVX2(out, src, starts, a.weights[at:], a.taps/16, bias)
		case 3:
			horizontal3AVX2(out, src, starts, a.spread[4*at:], a.taps/4, bias)
		case 4:
			horizontal4AVX2(out, src, starts, a.spread[4*at:], a.taps/4, bias)
		}
	}
	horizontal8(dst[whole*n:], src, a.from(whole), n, bias)
}

func horizontal16Fast(dst, src []int16, a *axis) {
	whole, some := a.groups(src, 4)
	if whole > 0 {
		_ = dst[whole*4-1]
	}
	for from := 0; from < whole; from += some {
		starts := a.starts[from:min(from+some, whole)]
		horizontal4WordsAVX2(dst[from*4:], src, starts, a.spread[4*from*a.taps:], a.taps/4, 1<<(weightBits-1))
	}
	horizontal16(dst[whole*4:], src, a.from(whole))
}

// groups returns how many pixels of n samples assembly makes out of src, and how many of
// them at a time. It panics where src or the weights are too short for them.
func (a *axis) groups(src []int16, n int) (whole, some int) {
	whole = len(a.starts) / group * group
	switch {
	case whole == 0 || a.taps <= 0 || padded(a.taps, n) != a.taps:
		return 0, group
	case n == 1:
		_, _ = src[a.end-1], a.weights[whole*a.taps-1]
	case n == 3:
		_, _ = src[3*a.end+1], a.spread[4*whole*a.taps-1] // pixels are loaded by eight samples
	case n == 4:
		_, _ = src[4*a.end-1], a.spread[4*whole*a.taps-1]
	default:
		return 0, group
	}
	return whole, max(1, atOnce/(group*a.taps)) * group
}

func premultiplyFast(dst []uint16, src []uint8) {
	const pixels = 32
	whole := min(len(dst), len(src)) / pixels * pixels
	for whole > 0 {
		n := min(whole, atOnce)
		premultiplyAVX2(dst[:n], src[:n])
		dst, src, whole = dst[n:], src[n:], whole-n
	}
	premultiply(dst, src)
}

func straightenFast(dst []uint8, src []int16, middle int32) {
	whole := min(len(dst), len(src)) / (4 * group) * (4 * group)
	if whole > 0 {
		straightenAVX2(dst[:whole], src[:whole], middle)
	}
	straighten(dst[whole:], src[whole:], middle)
}

// The vertical kernels make as many samples as dst has, a block at least, of as many of
// each of rows, of which there is one at least and a weight for each.

//go:noescape
func vertical8AVX2(dst []int16, rows [][]uint8, weights []int16)

//go:noescape
func vertical16AVX2(dst []int16, rows [][]uint16, weights []int16)

// The horizontal kernels make a pixel for each of starts, some groups, from where src
// holds as many pixels as there are taps: four for each step; of one sample sixteen, or
// eight where there are no steps. Pixels of three samples are loaded with two more. There
// are weights for each: for horizontal1AVX2 as an axis has them, else spread out.

//go:noescape
func horizontal1AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)

//go:noescape
func horizontal3AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)

//go:noescape
func horizontal4AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)

//go:noescape
func horizontal4WordsAVX2(dst, src []int16, starts []int32, weights []int16, steps int, bias int32)

// premultiplyAVX2 makes as many samples as dst has, of eight pixels at a time, and
// straightenAVX2 of four; src holds as many.
//
//go:noescape
func premultiplyAVX2(dst []uint16, src []uint8)

//go:noescape
func straightenAVX2(dst []uint8, src []int16, middle int32)
