package colour

import "apsync/core/raster"

// full returns the sample that means 1.
func full[T raster.Sample]() T {
	var v T
	switch any(v).(type) {
	case uint8:
		v--
	case uint16:
		v--
	default:
		v = 1
	}
	return v
}

// to8 rounds an integer sample to 8 bits.
func to8[T uint8 | uint16](v T) uint8 {
	if T(0)-1 == 255 {
		return uint8(v)
	}
	// v*255/65535 rounded, without a division.
	return uint8((uint32(v)*255 + 32895) >> 16)
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

// copyAlpha writes the alpha of every pixel of dst from the last of every n
// samples of src.
func copyAlpha[T uint8 | uint16](dst []uint8, src []T, n int) {
	for len(dst) >= 4 && len(src) >= n {
		dst[3] = to8(src[n-1])
		dst, src = dst[4:], src[n:]
	}
}

// fillAlpha makes every pixel of dst opaque.
func fillAlpha(dst []uint8) {
	for x := 3; x < len(dst); x += 4 {
		dst[x] = 255
	}
}

// divideByAlpha writes premultiplied pixels of n samples as straight ones. What
// is transparent becomes black; colour brighter than its alpha allows is clipped.
func divideByAlpha[T uint8 | uint16](dst, src []T, n int) {
	limit := uint32(full[T]())
	for len(dst) >= n && len(src) >= n {
		switch alpha := uint32(src[n-1]); alpha {
		case limit:
			copy(dst[:n], src[:n])
		case 0:
			clear(dst[:n])
		default:
			for c, v := range src[:n-1] {
				dst[c] = T(min(limit, (uint32(v)*limit+alpha/2)/alpha))
			}
			dst[n-1] = src[n-1]
		}
		dst, src = dst[n:], src[n:]
	}
}
