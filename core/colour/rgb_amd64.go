package colour

import "golang.org/x/sys/cpu"

// RGBRow converts one row of samples of full-range BT.601, as many of each, to pixels of
// three bytes.
func RGBRow(dst, luma, cb, cr []uint8) {
	const block = 16
	w := len(luma)
	if !cpu.X86.HasAVX2 || w < block || len(dst) < 3*w {
		portableRGBRow(dst, luma, cb, cr)
		return
	}
	_, _ = cb[w-1], cr[w-1]
	for w >= atOnce+block { // a block is left
		rgbRowAVX2(dst, luma[:atOnce], cb, cr)
		dst, luma, cb, cr, w = dst[3*atOnce:], luma[atOnce:], cb[atOnce:], cr[atOnce:], w-atOnce
	}
	rgbRowAVX2(dst, luma, cb, cr)
}

// atOnce is how many pixels assembly is given at a time: nothing stops it, and the
// garbage collector waits for it.
const atOnce = 128 << 10

// rgbRowAVX2 converts as many pixels as there are of luma, a block of 16 at least, of
// which the others have as many samples, and dst three times as many bytes.
//
//go:noescape
func rgbRowAVX2(dst, luma, cb, cr []uint8)
