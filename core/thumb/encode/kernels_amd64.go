package encode

import "golang.org/x/sys/cpu"

// fastest are the kernels for this processor.
func fastest() kernels {
	if !cpu.X86.HasAVX2 {
		return portable()
	}
	return kernels{subFast, upFast, averageFast, paethFast, absoluteFast, adlerFast, packFast}
}

// block is how many bytes the assembly takes at a time. Rows are those of thumbnails,
// whose size bounds how long it takes.
const block = 32

func subFast(dst, row, above []byte, n int) {
	if len(row) < n+block {
		sub(dst, row, above, n)
		return
	}
	_ = dst[len(row)-1]
	copy(dst[:n], row)
	differAVX2(dst[n:len(row)], row[n:], row)
}

func upFast(dst, row, above []byte, n int) {
	if len(row) < block {
		up(dst, row, above, n)
		return
	}
	_, _ = dst[len(row)-1], above[len(row)-1]
	differAVX2(dst[:len(row)], row, above)
}

func averageFast(dst, row, above []byte, n int) {
	if len(row) < n+block {
		average(dst, row, above, n)
		return
	}
	_, _ = dst[len(row)-1], above[len(row)-1]
	average(dst[:n], row[:n], above[:n], n)
	averageAVX2(dst[n:len(row)], row[n:], row, above[n:])
}

func paethFast(dst, row, above []byte, n int) {
	if len(row) < n+block {
		paeth(dst, row, above, n)
		return
	}
	_, _ = dst[len(row)-1], above[len(row)-1]
	paeth(dst[:n], row[:n], above[:n], n)
	paethAVX2(dst[n:len(row)], row[n:], row, above[n:], above)
}

func absoluteFast(row []byte) int {
	whole := len(row) / block * block
	if whole == 0 {
		return absolute(row)
	}
	return absoluteAVX2(row[:whole]) + absolute(row[whole:])
}

func adlerFast(sum uint32, data []byte) uint32 {
	const most = 5536 // a multiple of block after which no sum exceeds 32 bits
	for len(data) >= block {
		part := data[:min(len(data)/block*block, most)]
		data = data[len(part):]
		var sums [2]uint32
		adlerAVX2(&sums, part)
		// The sums are those of zero bytes before; Adler-32 begins with one.
		own := (1+sums[0])%adlerBase | (uint32(len(part))+sums[1])%adlerBase<<16
		sum = joinAdler(sum, own, len(part))
	}
	return adler(sum, data)
}

func packFast(dst, src []byte) {
	// A store of four pixels is one pixel too long.
	if whole := (len(src)/4 - 2) / 4 * 4; whole > 0 {
		_ = dst[whole*3+4]
		packAVX2(dst, src[:whole*4])
		dst, src = dst[whole*3:], src[whole*4:]
	}
	pack(dst, src)
}

// The filters work on as many bytes as dst has, a block at least, which the other rows
// hold: from where n bytes lie before them.

//go:noescape
func differAVX2(dst, row, left []byte)

//go:noescape
func averageAVX2(dst, row, left, above []byte)

//go:noescape
func paethAVX2(dst, row, left, above, corner []byte)

// absoluteAVX2 and adlerAVX2 take whole blocks, one at least.
//
//go:noescape
func absoluteAVX2(row []byte) int

//go:noescape
func adlerAVX2(sums *[2]uint32, data []byte)

// packAVX2 packs groups of four pixels, one at least. It writes four bytes behind them.
//
//go:noescape
func packAVX2(dst, src []byte)
