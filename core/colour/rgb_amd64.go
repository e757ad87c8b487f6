package colour

import "golang.org/x/sys/cpu"

// RGBRow converts one row of samples of full-range BT.601, as many of each, to pixels of
// three bytes.
func RGBRow(dst, luma, cb, cr []uint8) {
	const block = 16
	if w := len(luma); cpu.X86.HasAVX2 && w >= block && len(dst) >= 3*w {
		rgbRowAVX2(dst[:3*w], luma, cb[:w], cr[:w])
		return
	}
	portableRGBRow(dst, luma, cb, cr)
}

//go:noescape
func rgbRowAVX2(dst, luma, cb, cr []uint8)
