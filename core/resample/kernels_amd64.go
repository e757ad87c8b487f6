package resample

import "golang.org/x/sys/cpu"

// fastest are the kernels for this processor.
func fastest() kernels {
	if !cpu.X86.HasAVX2 {
		return portable()
	}
	return kernels{vertical8Fast, vertical16Fast, horizontal8Fast, horizontal16Fast, premultiplyFast, straightenFast}
}

// Blocks of vertical kernels, in samples.
const (
	block8  = 64
	block16 = 32
)

func vertical8Fast(dst []int16, rows [][]uint8, weights []int16) {
	if len(dst) < block8 {
		vertical(dst, rows, weights)
		return
	}
	for _, row := range rows {
		_ = row[len(dst)-1]
	}
	vertical8AVX2(dst, rows, weights[:len(rows)])
}

func vertical16Fast(dst []int16, rows [][]uint16, weights []int16) {
	if len(dst) < block16 {
		vertical(dst, rows, weights)
		return
	}
	for _, row := range rows {
		_ = row[len(dst)-1]
	}
	vertical16AVX2(dst, rows, weights[:len(rows)])
}

// group is how many pixels the horizontal kernels make at a time.
const group = 4

func horizontal8Fast(dst []uint8, src []int16, a *axis, n int, bias int32) {
	whole := len(a.starts) / group * group
	if whole > 0 {
		starts, out := a.starts[:whole], dst[:whole*n]
		switch n {
		case 1:
			horizontal1AVX2(out, src, starts, a.weights, a.taps/16, bias)
		case 3:
			horizontal3AVX2(out, src, starts, a.spread, a.taps/4, bias)
		case 4:
			horizontal4AVX2(out, src, starts, a.spread, a.taps/4, bias)
		}
	}
	horizontal8(dst[whole*n:], src, a.from(whole), n, bias)
}

func horizontal16Fast(dst, src []int16, a *axis) {
	whole := len(a.starts) / group * group
	if whole > 0 {
		horizontal4WordsAVX2(dst[:whole*4], src, a.starts[:whole], a.spread, a.taps/4, 1<<(weightBits-1))
	}
	horizontal16(dst[whole*4:], src, a.from(whole))
}

func premultiplyFast(dst []uint16, src []uint8) {
	const pixels = 32
	whole := min(len(dst), len(src)) / pixels * pixels
	if whole > 0 {
		premultiplyAVX2(dst[:whole], src[:whole])
	}
	premultiply(dst[whole:], src[whole:])
}

func straightenFast(dst []uint8, src []int16, middle int32) {
	whole := min(len(dst), len(src)) / (4 * group) * (4 * group)
	if whole > 0 {
		straightenAVX2(dst[:whole], src[:whole], middle)
	}
	straighten(dst[whole:], src[whole:], middle)
}

//go:noescape
func vertical8AVX2(dst []int16, rows [][]uint8, weights []int16)

//go:noescape
func vertical16AVX2(dst []int16, rows [][]uint16, weights []int16)

//go:noescape
func horizontal1AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)

//go:noescape
func horizontal3AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)

//go:noescape
func horizontal4AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)

//go:noescape
func horizontal4WordsAVX2(dst, src []int16, starts []int32, weights []int16, steps int, bias int32)

//go:noescape
func premultiplyAVX2(dst []uint16, src []uint8)

//go:noescape
func straightenAVX2(dst []uint8, src []int16, middle int32)
