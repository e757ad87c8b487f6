package colour

// rows converts rows of colour samples to display colour.
type rows[T uint8 | uint16] interface {
	// convert writes the red, green and blue of every pixel of dst, four bytes
	// each, from the first samples of every step samples of src. With a step of 4,
	// dst and src may be the same.
	convert(dst []uint8, src []T, step int)
}

// full returns the sample that means 1.
func full[T uint8 | uint16]() T { return T(0) - 1 }

// isByte reports whether T is uint8.
func isByte[T uint8 | uint16]() bool { return full[T]() == 255 }

// to8 rounds a sample to 8 bits.
func to8[T uint8 | uint16](v T) uint8 {
	if isByte[T]() {
		return uint8(v)
	}
	// v*255/65535 rounded, without a division.
	return uint8((uint32(v)*255 + 32895) >> 16)
}

// clamp8 limits v to 0..255.
func clamp8(v int32) uint8 {
	if uint32(v) > 255 {
		v = ^(v >> 31)
	}
	return uint8(v)
}

// rgbRows copies sRGB.
type rgbRows[T uint8 | uint16] struct{}

func (rgbRows[T]) convert(dst []uint8, src []T, step int) {
	for len(dst) >= 4 && len(src) >= step && step >= 3 {
		dst[0], dst[1], dst[2] = to8(src[0]), to8(src[1]), to8(src[2])
		dst, src = dst[4:], src[step:]
	}
}

// greyRows copies grey that is encoded as sRGB is.
type greyRows[T uint8 | uint16] struct{}

func (greyRows[T]) convert(dst []uint8, src []T, step int) {
	for len(dst) >= 4 && len(src) >= step && step >= 1 {
		v := to8(src[0])
		dst[0], dst[1], dst[2] = v, v, v
		dst, src = dst[4:], src[step:]
	}
}
