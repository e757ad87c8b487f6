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
	// straighten writes pixels whose colours are multiplied by alpha as straight ones;
	// middle is what 0 stands for. What is transparent becomes black.
	straighten func(dst []uint8, src []int16, middle int32)
}

// portable are the kernels in Go.
func portable() kernels {
	return kernels{vertical[uint8], vertical[uint16], horizontal8, horizontal16, premultiply, straighten}
}

// vertical adds two rows at a time.
func vertical[T uint8 | uint16](dst []int16, rows [][]T, weights []int16) {
	var half int32 = 1 << 15
	shift := 0
	if T(0)-1 == 255 {
		half, shift = 1<<7, 8
	}
	clear(dst)
	for len(rows) > 1 {
		u, v := rows[0][:len(dst)], rows[1][:len(dst)]
		a, b := int32(weights[0])<<shift, int32(weights[1])<<shift
		for x := range dst {
			dst[x] += int16(((int32(u[x])-half)*a+1<<14)>>15) + int16(((int32(v[x])-half)*b+1<<14)>>15)
		}
		rows, weights = rows[2:], weights[2:]
	}
	if len(rows) == 1 {
		u, a := rows[0][:len(dst)], int32(weights[0])<<shift
		for x := range dst {
			dst[x] += int16(((int32(u[x])-half)*a + 1<<14) >> 15)
		}
	}
}

func horizontal8(dst []uint8, src []int16, a *axis, n int, bias int32) {
	const shift = weightBits + places
	for i, start := range a.starts {
		weights, from := a.weights[i*a.taps:][:a.taps], src[int(start)*n:]
		out := dst[i*n:][:n]
		switch n {
		case 1:
			out[0] = clamped(sum1(from, weights, bias) >> shift)
		case 3:
			x, y, z := sum3(from, weights, bias)
			out[0], out[1], out[2] = clamped(x>>shift), clamped(y>>shift), clamped(z>>shift)
		case 4:
			x, y, z, w := sum4(from, weights, bias)
			out[0], out[1], out[2], out[3] = clamped(x>>shift), clamped(y>>shift), clamped(z>>shift), clamped(w>>shift)
		}
	}
}

func horizontal16(dst, src []int16, a *axis) {
	for i, start := range a.starts {
		x, y, z, w := sum4(src[int(start)*4:], a.weights[i*a.taps:][:a.taps], 1<<(weightBits-1))
		out := dst[i*4:][:4]
		out[0], out[1] = narrowed(x>>weightBits), narrowed(y>>weightBits)
		out[2], out[3] = narrowed(z>>weightBits), narrowed(w>>weightBits)
	}
}

// sum1, sum3 and sum4 return bias and the weighted sum of each channel.
func sum1(src, weights []int16, bias int32) int32 {
	src = src[:len(weights)]
	for i, w := range weights {
		bias += int32(src[i]) * int32(w)
	}
	return bias
}

func sum3(src, weights []int16, bias int32) (x, y, z int32) {
	x, y, z = bias, bias, bias
	for _, weight := range weights {
		if len(src) < 3 {
			break
		}
		w := int32(weight)
		x, y, z = x+int32(src[0])*w, y+int32(src[1])*w, z+int32(src[2])*w
		src = src[3:]
	}
	return x, y, z
}

func sum4(src, weights []int16, bias int32) (x, y, z, w int32) {
	x, y, z, w = bias, bias, bias, bias
	for _, weight := range weights {
		if len(src) < 4 {
			break
		}
		v := int32(weight)
		x, y, z, w = x+int32(src[0])*v, y+int32(src[1])*v, z+int32(src[2])*v, w+int32(src[3])*v
		src = src[4:]
	}
	return x, y, z, w
}

func narrowed(v int32) int16 { return int16(min(max(v, -1<<15), 1<<15-1)) }

func premultiply(dst []uint16, src []uint8) {
	for len(dst) >= 4 && len(src) >= 4 {
		alpha := uint16(src[3])
		dst[0], dst[1], dst[2] = uint16(src[0])*alpha, uint16(src[1])*alpha, uint16(src[2])*alpha
		dst[3] = 255 * alpha
		dst, src = dst[4:], src[4:]
	}
}

func straighten(dst []uint8, src []int16, middle int32) {
	for ; len(dst) >= 4 && len(src) >= 4; dst, src = dst[4:], src[4:] {
		alpha := int32(src[3]) + middle
		dst[3] = clamped((alpha + 1<<(places-1)) >> places)
		if dst[3] == 0 {
			dst[0], dst[1], dst[2] = 0, 0, 0
			continue
		}
		scale := 255 / float32(alpha)
		for c, v := range src[:3] {
			product := float32(float32(int32(v)+middle) * scale) // rounded, as no fused operation would
			dst[c] = clamped(int32(product + 0.5))
		}
	}
}

func clamped(v int32) uint8 { return uint8(min(max(v, 0), 255)) }
