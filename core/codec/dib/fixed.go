package dib

import (
	"encoding/binary"
	"math"
)

// fixedWhite is 1 in the numbers of 64-bit pixels, which have 13 bits behind the point.
const fixedWhite = 1 << 13

// newFixedConverter returns the conversion of 64-bit pixels: blue, green, red and alpha
// as signed numbers of linear light (scRGB), what goes beyond black or white being cut.
func newFixedConverter() converter {
	codes := make([]uint8, fixedWhite+1)
	for i := range codes {
		codes[i] = uint8(255*encodeSRGB(float64(i)/fixedWhite) + 0.5)
	}
	number := func(b []byte) int { return max(0, min(int(int16(binary.LittleEndian.Uint16(b))), fixedWhite)) }
	return func(dst, stored []byte) {
		for ; len(dst) >= 4 && len(stored) >= 8; dst, stored = dst[4:], stored[8:] {
			dst[0], dst[1], dst[2] = codes[number(stored[4:])], codes[number(stored[2:])], codes[number(stored)]
			dst[3] = uint8((number(stored[6:])*255 + fixedWhite/2) / fixedWhite)
		}
	}
}

// encodeSRGB is the curve of IEC 61966-2-1.
func encodeSRGB(light float64) float64 {
	if light <= 0.0031308 {
		return 12.92 * light
	}
	return 1.055*math.Pow(light, 1/2.4) - 0.055
}
