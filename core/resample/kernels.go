package resample

// places are the binary places of the samples between the passes: signed numbers, 0
// being the middle of the source's range, so that what a filter exceeds the range by
// is kept.
const places = 7

// kernels are the loops over samples. They come twice: in Go, and for processors that
// have AVX2, bit for bit equal to that.
type kernels struct {
	// vertical8 writes the weighted sum of rows of bytes, as long as dst, and
	// vertical16 that of rows of words.
	vertical8  func(dst []int16, rows [][]uint8, weights []int16)
	vertical16 func(dst []int16, rows [][]uint16, weights []int16)
	// horizontal8 writes a row of pixels of n bytes, bias being added to each sum of
	// products, and horizontal16 one of four samples as they are in src. Behind src's
	// last pixel lie as many as an axis has taps.
	horizontal8  func(dst []uint8, src []int16, a *axis, n int, bias int32)
	horizontal16 func(dst, src []int16, a *axis)
	// premultiply writes the colours of straight pixels times alpha, and alpha times
	// 255.
	premultiply func(dst []uint16, src []uint8)
}

// portable are the kernels in Go.
func portable() kernels {
	return kernels{vertical[uint8], vertical[uint16], horizontal8, horizontal16, premultiply}
}

func vertical[T uint8 | uint16](dst []int16, rows [][]T, weights []int16) {
	var half int32 = 1 << 15
	shift := 0
	if T(0)-1 == 255 {
		half, shift = 1<<7, 8
	}
	clear(dst)
	for i, row := range rows {
		weight := int32(weights[i]) << shift
		row = row[:len(dst)]
		for x, v := range row {
			dst[x] += int16(((int32(v)-half)*weight + 1<<14) >> 15)
		}
	}
}

func horizontal8(dst []uint8, src []int16, a *axis, n int, bias int32) {
	for i, start := range a.starts {
		weights := a.weights[i*a.taps:][:a.taps]
		for c := range n {
			v := sum(src[int(start)*n+c:], weights, n, bias) >> (weightBits + places)
			dst[i*n+c] = uint8(min(max(v, 0), 255))
		}
	}
}

func horizontal16(dst, src []int16, a *axis) {
	for i, start := range a.starts {
		weights := a.weights[i*a.taps:][:a.taps]
		for c := range 4 {
			v := sum(src[int(start)*4+c:], weights, 4, 1<<(weightBits-1)) >> weightBits
			dst[i*4+c] = int16(min(max(v, -1<<15), 1<<15-1))
		}
	}
}

// sum returns bias and the weighted sum of every n-th sample.
func sum(src, weights []int16, n int, bias int32) int32 {
	for i, w := range weights {
		bias += int32(src[i*n]) * int32(w)
	}
	return bias
}

func premultiply(dst []uint16, src []uint8) {
	for len(dst) >= 4 && len(src) >= 4 {
		alpha := uint16(src[3])
		dst[0], dst[1], dst[2] = uint16(src[0])*alpha, uint16(src[1])*alpha, uint16(src[2])*alpha
		dst[3] = 255 * alpha
		dst, src = dst[4:], src[4:]
	}
}
