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
	if whole > 0 {
		addWordsAVX2(sums[:whole], row[:whole])
	}
	addWords(sums[whole:], row[whole:])
}

func readWordsFast(dst []uint16, src []byte) {
	whole := min(len(dst), len(src)/2) / wordBlock * wordBlock
	if whole > 0 {
		readWordsAVX2(dst[:whole], src[:2*whole])
	}
	readWords(dst[whole:], src[2*whole:])
}

// addWordsAVX2 and readWordsAVX2 do whole blocks, one at least.
//
//go:noescape
func addWordsAVX2(sums []uint32, row []uint16)

//go:noescape
func readWordsAVX2(dst []uint16, src []byte)
