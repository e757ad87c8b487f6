package raster

import "golang.org/x/sys/cpu"

// weightFastest returns addWeighted for this processor.
func weightFastest() func(sums []uint32, row []byte) {
	if !cpu.X86.HasAVX2 {
		return addWeighted
	}
	return addWeightedFast
}

func addWeightedFast(sums []uint32, row []byte) {
	const block = 16
	whole := min(len(row), len(sums)) / block * block
	for whole > 0 {
		n := min(whole, atOnce)
		addWeightedAVX2(sums[:n], row[:n])
		sums, row, whole = sums[n:], row[n:], whole-n
	}
	addWeighted(sums, row)
}

// addWeightedAVX2 adds blocks of four pixels, of which there is one at least, to as many
// sums as row is long.
//
//go:noescape
func addWeightedAVX2(sums []uint32, row []byte)
