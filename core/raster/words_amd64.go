package raster

import "golang.org/x/sys/cpu"

// wordsFastest are the kernels for this processor.
func wordsFastest() wordKernels {
	if !cpu.X86.HasAVX2 {
		return portableWords()
	}
	return wordKernels{addWordsFast, readWordsFast}
}

// wordBlock is how many words are done at a time.
const wordBlock = 16

func addWordsFast(sums []uint32, row []uint16) {
	whole := min(len(row), len(sums)) / wordBlock * wordBlock
	for whole > 0 {
		n := min(whole, atOnce)
		addWordsAVX2(sums[:n], row[:n])
		sums, row, whole = sums[n:], row[n:], whole-n
	}
	addWords(sums, row)
}

func readWordsFast(dst []uint16, src []byte) {
	whole := min(len(dst), len(src)/2) / wordBlock * wordBlock
	for whole > 0 {
		n := min(whole, atOnce)
		readWordsAVX2(dst[:n], src[:2*n])
		dst, src, whole = dst[n:], src[2*n:], whole-n
	}
	readWords(dst, src)
}

// addWordsAVX2 and readWordsAVX2 do whole blocks of words, one at least: as many as row
// is long, and as dst is.
//
//go:noescape
func addWordsAVX2(sums []uint32, row []uint16)

//go:noescape
func readWordsAVX2(dst []uint16, src []byte)
