package jpeg

// The transforms of 3, 5, 6 and 7 points make as many samples of a block's lowest
// frequencies as these are: what a filter that passes all of them, and nothing
// finer, would leave of the block. With θ = π/2n, sample x of n is the sum of
// coefficient u times cos((2x+1)uθ), whatever n is but for the weights of a kernel.
const (
	scaledBits = 10 // of fraction in the numbers of these transforms
	scaledFix  = 10 // of fraction in the constants below
	scaledPass = scaledBits + scaledFix
)

// Biases that round, those of rows in either number of a word.
const (
	scaledHalf = 1 << (scaledFix - 1) * both
	scaledBias = 1 << (scaledPass - 1) * both
)

const bits3 = 16 // of fraction in the numbers of inverse3

// inverse3 makes 3×3 samples. Its kernel has the cosines, so that nothing is left to
// multiply with.
func inverse3(b *block, last int, dst []uint8, stride int) {
	const half = 1 << (bits3 - 1) * both
	if last == 0 {
		flat(b, 3, bits3, dst, stride)
		return
	}
	var top, bottom [4]int64 // rows 0 and 1, and row 2
	for i := range 2 {
		y0, y1, y2 := transform3(b[i], b[2+i], b[4+i], 0)
		b[i], b[2+i], b[4+i] = 0, 0, 0
		top[2*i], top[2*i+1] = across(y0, y1, 0)
		bottom[2*i], bottom[2*i+1] = across(y2, 0, 0)
	}
	for i, x := range [2]*[4]int64{&top, &bottom} {
		y0, y1, y2 := transform3(x[0], x[1], x[2], half)
		row := dst[2*i*stride:]
		row[0], row[1], row[2] = pixel(lower(y0)>>bits3), pixel(lower(y1)>>bits3), pixel(lower(y2)>>bits3)
		if i == 0 {
			row = row[stride:]
			row[0], row[1], row[2] = pixel(upper(y0)>>bits3), pixel(upper(y1)>>bits3), pixel(upper(y2)>>bits3)
		}
	}
}

// transform3 takes coefficients that are multiplied with cos θ and cos 2θ already.
func transform3(x0, x1, x2, bias int64) (y0, y1, y2 int64) {
	x0 += bias
	even := x0 + x2
	return even + x1, x0 - 2*x2, even - x1
}

// flat makes all samples of a block that has but its DC coefficient, with so many bits of
// fraction.
func flat(b *block, side int, shift uint, dst []uint8, stride int) {
	v := pixel((lower(b[0]) + 1<<(shift-1)) >> shift)
	b[0] = 0
	for y := range side {
		row := dst[y*stride:][:side]
		for x := range row {
			row[x] = v
		}
	}
}

// inverse5 makes 5×5 samples.
func inverse5(b *block, last int, dst []uint8, stride int) {
	if last == 0 {
		flat(b, 5, scaledBits, dst, stride)
		return
	}
	var pairs [3][6]int64 // of two rows each
	for i := range 3 {
		y0, y1, y2, y3, y4 := transform5(b[i], b[3+i], b[6+i], b[9+i], b[12+i], scaledHalf)
		b[i], b[3+i], b[6+i], b[9+i], b[12+i] = 0, 0, 0, 0, 0
		pairs[0][2*i], pairs[0][2*i+1] = across(y0, y1, scaledFix)
		pairs[1][2*i], pairs[1][2*i+1] = across(y2, y3, scaledFix)
		pairs[2][2*i], pairs[2][2*i+1] = across(y4, 0, scaledFix)
	}
	for i := range pairs {
		x := &pairs[i]
		y0, y1, y2, y3, y4 := transform5(x[0], x[1], x[2], x[3], x[4], scaledBias)
		row := dst[2*i*stride:][:5]
		row[0], row[1], row[2] = scaled(lower(y0)), scaled(lower(y1)), scaled(lower(y2))
		row[3], row[4] = scaled(lower(y3)), scaled(lower(y4))
		if i == 2 {
			return
		}
		row = dst[(2*i+1)*stride:][:5]
		row[0], row[1], row[2] = scaled(upper(y0)), scaled(upper(y1)), scaled(upper(y2))
		row[3], row[4] = scaled(upper(y3)), scaled(upper(y4))
	}
}

// scaled returns the sample of a number that rows were transformed to.
func scaled(v int32) uint8 { return pixel(v >> scaledPass) }

// transform5 has cos 2θ = √5/4 + ¼ and cos 4θ = √5/4 − ¼.
func transform5(x0, x1, x2, x3, x4, bias int64) (y0, y1, y2, y3, y4 int64) {
	const cos1, cos3, root, quarter = 974, 602, 572, 1 << scaledFix / 4
	x0 = x0<<scaledFix + bias
	a, b := (x2+x4)*root, (x2-x4)*quarter
	even0, even1, even2 := x0+a+b, x0-a+b, x0-4*b
	odd0, odd1 := x1*cos1+x3*cos3, x1*cos3-x3*cos1
	return even0 + odd0, even1 + odd1, even2, even1 - odd1, even0 - odd0
}

// inverse6 makes 6×6 samples.
func inverse6(b *block, last int, dst []uint8, stride int) {
	if last == 0 {
		flat(b, 6, scaledBits, dst, stride)
		return
	}
	var pairs [3][6]int64
	for i := range 3 {
		y0, y1, y2, y3, y4, y5 := transform6(b[i], b[3+i], b[6+i], b[9+i], b[12+i], b[15+i], scaledHalf)
		b[i], b[3+i], b[6+i], b[9+i], b[12+i], b[15+i] = 0, 0, 0, 0, 0, 0
		pairs[0][2*i], pairs[0][2*i+1] = across(y0, y1, scaledFix)
		pairs[1][2*i], pairs[1][2*i+1] = across(y2, y3, scaledFix)
		pairs[2][2*i], pairs[2][2*i+1] = across(y4, y5, scaledFix)
	}
	for i := range pairs {
		x := &pairs[i]
		y0, y1, y2, y3, y4, y5 := transform6(x[0], x[1], x[2], x[3], x[4], x[5], scaledBias)
		row := dst[2*i*stride:][:6]
		row[0], row[1], row[2] = scaled(lower(y0)), scaled(lower(y1)), scaled(lower(y2))
		row[3], row[4], row[5] = scaled(lower(y3)), scaled(lower(y4)), scaled(lower(y5))
		row = dst[(2*i+1)*stride:][:6]
		row[0], row[1], row[2] = scaled(upper(y0)), scaled(upper(y1)), scaled(upper(y2))
		row[3], row[4], row[5] = scaled(upper(y3)), scaled(upper(y4)), scaled(upper(y5))
	}
}

// transform6 has cos 4θ = ½ and cos θ = cos 3θ + cos 5θ.
func transform6(x0, x1, x2, x3, x4, x5, bias int64) (y0, y1, y2, y3, y4, y5 int64) {
	const cos2, cos3, cos5, half = 887, 724, 265, 1 << scaledFix / 2
	x0 = x0<<scaledFix + bias
	a, b := x2*cos2, x4*half
	even0, even1, even2 := x0+b+a, x0-2*b, x0+b-a
	c, d := (x1+x5)*cos5, (x1-x3-x5)*cos3
	odd0, odd1, odd2 := c+(x1+x3)*cos3, d, c+(x5-x3)*cos3
	return even0 + odd0, even1 + odd1, even2 + odd2, even2 - odd2, even1 - odd1, even0 - odd0
}

// inverse7 makes 7×7 samples.
func inverse7(b *block, last int, dst []uint8, stride int) {
	if last == 0 {
		flat(b, 7, scaledBits, dst, stride)
		return
	}
	var pairs [4][8]int64
	for i := range 4 {
		y0, y1, y2, y3, y4, y5, y6 := transform7(b[i], b[4+i], b[8+i], b[12+i], b[16+i], b[20+i], b[24+i], scaledHalf)
		pairs[0][2*i], pairs[0][2*i+1] = across(y0, y1, scaledFix)
		pairs[1][2*i], pairs[1][2*i+1] = across(y2, y3, scaledFix)
		pairs[2][2*i], pairs[2][2*i+1] = across(y4, y5, scaledFix)
		pairs[3][2*i], pairs[3][2*i+1] = across(y6, 0, scaledFix)
	}
	*b = block{}
	for i := range pairs {
		x := &pairs[i]
		y0, y1, y2, y3, y4, y5, y6 := transform7(x[0], x[1], x[2], x[3], x[4], x[5], x[6], scaledBias)
		row := dst[2*i*stride:][:7]
		row[0], row[1], row[2], row[3] = scaled(lower(y0)), scaled(lower(y1)), scaled(lower(y2)), scaled(lower(y3))
		row[4], row[5], row[6] = scaled(lower(y4)), scaled(lower(y5)), scaled(lower(y6))
		if i == 3 {
			return
		}
		row = dst[(2*i+1)*stride:][:7]
		row[0], row[1], row[2], row[3] = scaled(upper(y0)), scaled(upper(y1)), scaled(upper(y2)), scaled(upper(y3))
		row[4], row[5], row[6] = scaled(upper(y4)), scaled(upper(y5)), scaled(upper(y6))
	}
}

func transform7(x0, x1, x2, x3, x4, x5, x6, bias int64) (y0, y1, y2, y3, y4, y5, y6 int64) {
	const cos1, cos2, cos3, cos4, cos5, cos6 = 998, 923, 801, 638, 444, 228
	x0 = x0<<scaledFix + bias
	even0 := x0 + x2*cos2 + x4*cos4 + x6*cos6
	even1 := x0 + x2*cos6 - x4*cos2 - x6*cos4
	even2 := x0 - x2*cos4 - x4*cos6 + x6*cos2
	even3 := x0 + (x4-x2-x6)<<scaledFix
	odd0 := x1*cos1 + x3*cos3 + x5*cos5
	odd1 := x1*cos3 - x3*cos5 - x5*cos1
	odd2 := x1*cos5 - x3*cos1 + x5*cos3
	return even0 + odd0, even1 + odd1, even2 + odd2, even3, even2 - odd2, even1 - odd1, even0 - odd0
}
