package texture

import (
	"math"
	"sync"
)

// normalZ holds, for the x and y of a unit vector as bytes, its z, as a byte: how far
// the vector comes out of the picture, 255 all the way. What is longer than one has
// none.
var normalZ = sync.OnceValue(func() *[256 * 256]uint8 {
	table := new([256 * 256]uint8)
	for i := range table {
		x, y := float64(i&255)/127.5-1, float64(i>>8)/127.5-1
		table[i] = uint8(127.5 + 127.5*math.Sqrt(max(0, 1-x*x-y*y)) + 0.5)
	}
	return table
})

// putZ writes the third channel of 4×4 pixels from the first two.
func putZ(dst []uint8, stride int) {
	table := normalZ()
	for y := range 4 {
		row := dst[y*stride : y*stride+12]
		for x := 0; x < 12; x += 3 {
			row[x+2] = table[int(row[x])|int(row[x+1])<<8]
		}
	}
}
