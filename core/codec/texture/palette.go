package texture

import "apsync/core/raster"

// Palette returns the format of indices of four bits, the first the lower ones, or of
// eight. Entries are red, green, blue and alpha; alpha is left out where all that
// entries have is 255 or 0.
func Palette(entries *[256][4]uint8, bits int) *Format {
	layout := raster.RGB
	for _, e := range entries {
		if e[3] != 0 && e[3] != 255 {
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
