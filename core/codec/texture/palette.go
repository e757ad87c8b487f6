package texture

import "apsync/core/raster"

// Palette returns the format of indices of four bits, the first the lower ones, or of
// eight. Entries are red, green, blue and alpha; alpha is left out where it is the
// same in all.
func Palette(entries *[256][4]uint8, bits int) *Format {
	layout := raster.RGB
	for _, e := range entries[:1<<bits] {
		if e[3] != entries[0][3] {
			layout = raster.RGBA
		}
	}
	n := layout.Channels()
	if bits == 4 {
		return blockFormat(2, 1, 1, layout, func(dst []uint8, _ int, block []byte) {
			copy(dst[:n], entries[block[0]&15][:])
			copy(dst[n:2*n], entries[block[0]>>4][:])
		})
	}
	return blockFormat(1, 1, 1, layout, func(dst []uint8, _ int, block []byte) {
		copy(dst[:n], entries[block[0]][:])
	})
}
