package icns

// colourOf returns the colour of an index of depth bits in the palettes of the
// Macintosh.
func colourOf(depth, index int) (r, g, b uint8) {
	switch depth {
	case 1:
		v := uint8(index) - 1 // 1 is black
		return v, v, v
	case 4:
		c := sixteen[index]
		return uint8(c >> 16), uint8(c >> 8), uint8(c)
	}
	return of256(index)
}

// of256 returns a colour of the palette of 256: a cube of six levels of red, green and
// blue, the brightest first, without its black; then ten levels each of red, green,
// blue and grey between those of the cube; black at last.
func of256(index int) (r, g, b uint8) {
	const cube = 215
	if index < cube {
		level := func(i int) uint8 { return uint8(255 - 51*i) }
		return level(index / 36), level(index / 6 % 6), level(index % 6)
	}
	if index == 255 {
		return 0, 0, 0
	}
	ramp, step := (index-cube)/10, (index-cube)%10
	v := uint8([]int{14, 13, 11, 10, 8, 7, 5, 4, 2, 1}[step] * 17)
	switch ramp {
	case 0:
		return v, 0, 0
	case 1:
		return 0, v, 0
	case 2:
		return 0, 0, v
	}
	return v, v, v
}

// sixteen is the palette of 16 colours.
var sixteen = [16]uint32{
	0xffffff, 0xfcf305, 0xff6402, 0xdd0806, 0xf20884, 0x4600a5, 0x0000d4, 0x02abea,
	0x1fb714, 0x006411, 0x562c05, 0x90713a, 0xc0c0c0, 0x808080, 0x404040, 0x000000,
}
