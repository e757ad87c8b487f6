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
	if whole > 0 {
		addWeightedAVX2(sums[:whole], row[:whole])
	}
	addWeighted(sums[whole:], row[whole:])
}

// addWeightedAVX2 adds blocks of four pixels, of which there is one at least.
//
//go:noescape
func addWeightedAVX2(sums []uint32, row []byte)
