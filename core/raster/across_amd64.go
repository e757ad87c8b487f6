package raster

import "golang.org/x/sys/cpu"

// sumAcrossFast does what SumAcross does to the first bytes of a row, whole pixels, and
// returns how many these are.
func sumAcrossFast(row []byte, n int) int {
	if !cpu.X86.HasAVX2 {
		return 0
	}
	switch {
	case n == 3 && len(row) >= 31:
		// A block is loaded before the one before it, which ends one byte later than
		// it begins, is written.
		const block = 15
		blocks := (len(row) - 16) / block
		sumAcross3AVX2(row, blocks)
		return blocks * block
	case n == 4 && len(row) >= 16:
		sumAcross4AVX2(row, len(row)/16)
		return len(row) / 16 * 16
	}
	return 0
}

// sumAcross3AVX2 sums blocks of 15 bytes, at least one, behind which lie 16 more.
//
//go:noescape
func sumAcross3AVX2(row []byte, blocks int)

// sumAcross4AVX2 sums blocks of 16 bytes, at least one.
//
//go:noescape
func sumAcross4AVX2(row []byte, blocks int)
