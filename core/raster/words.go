package raster

import "encoding/binary"

// wordColumns is columns for words.
type wordColumns struct {
	columns[uint16, uint32]
	add1 func(sums []uint32, row []uint16)
}

// newWordColumns returns sums for factors up to maxNarrow.
func newWordColumns(w, f, n int) *wordColumns {
	return &wordColumns{*newColumns[uint16, uint32](w, f, n), wordsFastest().add}
}

func (c *wordColumns) add(row []uint16) { c.add1(c.sums, row) }

// wordKernels are loops over words. They come in Go and for processors with AVX2.
type wordKernels struct {
	add  func(sums []uint32, row []uint16) // adds every word to its sum
	read func(dst []uint16, src []byte)    // reads words, the upper byte first
}

func portableWords() wordKernels { return wordKernels{addWords, readWords} }

func addWords(sums []uint32, row []uint16) {
	sums = sums[:len(row)]
	for i, v := range row {
		sums[i] += uint32(v)
	}
}

// ReadWords fills dst with words of src, whose upper byte comes first. src is at least
// twice as long.
func ReadWords(dst []uint16, src []byte) { wordsFastest().read(dst, src[:2*len(dst)]) }

func readWords(dst []uint16, src []byte) {
	for ; len(dst) >= 4 && len(src) >= 8; dst, src = dst[4:], src[8:] {
		v := binary.BigEndian.Uint64(src)
		dst[0], dst[1], dst[2], dst[3] = uint16(v>>48), uint16(v>>32), uint16(v>>16), uint16(v)
	}
	for i := range dst {
		dst[i] = binary.BigEndian.Uint16(src[2*i:])
	}
}
