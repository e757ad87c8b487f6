//go:build !amd64

package colour

// RGBRow converts one row of samples of full-range BT.601, as many of each, to pixels of
// three bytes.
func RGBRow(dst, luma, cb, cr []uint8) { portableRGBRow(dst, luma, cb, cr) }
