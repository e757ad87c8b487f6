package raster

import "golang.org/x/sys/cpu"

// addFastest returns addBytes for this processor.
func addFastest() func(sums, row []byte) {
	if !cpu.X86.HasAVX2 {
		return addBytes
	}
	return addBytesFast
}

func addBytesFast(sums, row []byte) {
	const block = 32
	whole := min(len(row), len(sums)/2) / block * block
	for whole > 0 {
		n := min(whole, atOnce)
		addBytesAVX2(sums[:2*n], row[:n])
		sums, row, whole = sums[2*n:], row[n:], whole-n
	}
	addBytes(sums, row)
}

// addBytesAVX2 adds blocks of 32 bytes, of which there is one at least, to sums of two
// bytes each.
//
//go:noescape
func addBytesAVX2(sums, row []byte)
