package colour

// inkRows converts ink that no profile describes.
type inkRows[T uint8 | uint16] struct{}

func (inkRows[T]) convert(dst []uint8, src []T, step int) {
	limit := uint64(full[T]())
	for len(dst) >= 4 && len(src) >= step && step >= 4 {
		light := limit - uint64(src[3])
		for c := range 3 {
			dst[c] = uint8(((limit-uint64(src[c]))*light*255 + limit*limit/2) / (limit * limit))
		}
		dst, src = dst[4:], src[step:]
	}
}
