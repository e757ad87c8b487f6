package jpeg

import "math"

// zigzag is where in a block, row by row, the coefficients lie that follow each
// other in a scan (T.81 figure A.6).
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10,
	17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34,
	27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36,
	29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46,
	53, 60, 61, 54, 47, 55, 62, 63,
}

// kernel turns the coefficients of a component into side×side pixels a block: all
// pixels of the block, the averages of boxes of them without what is finer, or, where
// these do not fit, what the lowest frequencies alone make.
type kernel struct {
	side  int
	quant *[64]uint16 // in zigzag order
	last  int         // number of the last coefficient that counts
	term  [64]term
	// inverse transforms a block whose coefficients beyond number last are 0, stores
	// the pixels, and clears the block.
	inverse func(b *block, last int, dst []uint8, stride int)
}

// term is what to do with a coefficient: multiplied, it is dequantised, weighed and
// in its half of a block's word.
type term struct {
	factor int64
	word   uint8
}

// newKernel returns the kernel for a quantisation table in zigzag order.
func newKernel(side int, quant *[64]uint16) *kernel {
	k := &kernel{side: side, quant: quant, last: lastOf(side)}
	switch side {
	case 1:
		k.inverse = inverse1
		k.term[0].factor = int64(quant[0])
	case 2:
		k.inverse = inverse2
		k.average(quant, 1<<bits2)
	case 4:
		k.inverse = inverse4
		k.average(quant, 1<<bits4)
	case 3, 5, 6, 7:
		k.inverse = [...]func(*block, int, []uint8, int){3: inverse3, 5: inverse5, 6: inverse6, 7: inverse7}[side]
		k.lowest(quant)
	default:
		k.inverse = inverse8
		for n, at := range zigzag {
			k.term[n] = term{factor: int64(quant[n]) << (at & 1 * 32), word: at / 2}
		}
	}
	return k
}

// lastOf returns the number of the last coefficient that counts where blocks become
// side×side pixels. Those beyond are finer than that: in the averages of boxes they
// would show weakly, and pass for lower frequencies then.
func lastOf(side int) int {
	switch side {
	case 1:
		return 0
	case 2:
		return 4 // the first frequency in both directions at once
	case 4:
		return 24 // the third frequency in both directions at once
	case 8:
		return 63
	}
	last := 0
	for n, at := range zigzag {
		if max(int(at%8), int(at/8)) < side {
			last = n
		}
	}
	return last
}

// lowest makes the terms of a kernel for the transforms of few points, which leaves
// out frequencies that these do not have. A coefficient weighs √2/4 in a direction
// in which it is constant and 1/2 where it is not (T.81 §A.3.3).
func (k *kernel) lowest(quant *[64]uint16) {
	weights := [8]float64{math.Sqrt2 / 4, 1. / 2, 1. / 2, 1. / 2, 1. / 2, 1. / 2, 1. / 2}
	scale := float64(1 << scaledBits)
	if k.side == 3 {
		weights[1], weights[2] = math.Cos(math.Pi/6)/2, math.Cos(math.Pi/3)/2
		scale = 1 << bits3
	}
	for n, at := range zigzag[:k.last+1] {
		x, y := int(at%8), int(at/8)
		if max(x, y) >= k.side {
			continue
		}
		factor := int64(math.Round(weights[x] * weights[y] * scale * float64(quant[n])))
		k.term[n] = term{factor: factor << (x & 1 * 32), word: uint8(y*((k.side+1)/2) + x/2)}
	}
}

// average makes the terms of a kernel that averages boxes of pixels. Coefficients
// that show alike in the averages come together in one.
func (k *kernel) average(quant *[64]uint16, scale float64) {
	for n, at := range zigzag[:k.last+1] {
		x, weightX := k.fold(int(at % 8))
		y, weightY := k.fold(int(at / 8))
		factor := int64(math.Round(weightX * weightY * scale * float64(quant[n])))
		place := y*k.side + x
		k.term[n] = term{factor: factor << (place & 1 * 32), word: uint8(place / 2)}
	}
}

// fold says as which frequency of the averages one of the 8 pixels shows in a row
// or column, and how strongly.
//
// With θ = frequency·π/16, the mean of cos((2x+1)θ) over the n pixels of box j is
// cos((2j+1)nθ)·sin(nθ)/(n·sin θ): a frequency of the side averages, turned over
// where it is beyond their highest. The weight has the factor of the coefficient
// (T.81 §A.3.3), and what inverse2 and inverse4 leave out of their transforms.
func (k *kernel) fold(frequency int) (index int, weight float64) {
	if frequency == 0 {
		return 0, math.Sqrt2 / 4
	}
	n, theta := float64(8/k.side), float64(frequency)*math.Pi/16
	weight = math.Sin(n*theta) / (n * math.Sin(theta)) / 2
	index = frequency % (4 * k.side)
	if index > 2*k.side {
		index = 4*k.side - index
	}
	if index > k.side {
		index, weight = 2*k.side-index, -weight
	}
	switch {
	case index == 0, index == k.side:
		return 0, 0 // it averages out
	case index*2 == k.side:
		return index, weight * math.Cos(math.Pi/4)
	}
	return index, weight * math.Cos(math.Pi/8)
}
