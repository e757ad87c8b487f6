package raster

import "math"

// boxes adds up a row of boxes.
type boxes[T Sample] interface {
	// add takes one row of the source.
	add(row []T)
	// mean writes the means of what was added, which was rows rows, and starts anew.
	mean(dst []T, rows int)
}

// sum is the type of sums.
type sum interface{ uint32 | uint64 | float64 }

// maxNarrow is the largest factor for which 32 bits hold the sum of a box of
// 16-bit samples: 65535·256·256 < 1<<32.
const maxNarrow = 256

// newBoxes returns the sums for rows of w pixels of n samples, f pixels to a box.
// Weighted ones count the other samples of a pixel as often as its last says.
func newBoxes[T Sample](w, f, n int, weighted bool) boxes[T] {
	var made any
	switch any(T(0)).(type) {
	case uint8:
		made = newByteBoxes(w, f, n, weighted)
	case uint16:
		made = newWordBoxes(w, f, n, weighted)
	default:
		made = newFloatBoxes(w, f, n, weighted)
	}
	return made.(boxes[T])
}

func newByteBoxes(w, f, n int, weighted bool) boxes[uint8] {
	switch {
	case weighted && n == 4 && f <= maxNarrow:
		return newByteAlphaBoxes(w, f)
	case weighted:
		return newAlphaBoxes[uint8, uint64](w, f, n, math.MaxUint8)
	case f > maxNarrow:
		return newColumns[uint8, uint64](w, f, n)
	}
	return newByteColumns(w, f, n)
}

func newWordBoxes(w, f, n int, weighted bool) boxes[uint16] {
	switch {
	case weighted:
		return newAlphaBoxes[uint16, uint64](w, f, n, math.MaxUint16)
	case f > maxNarrow:
		return newColumns[uint16, uint64](w, f, n)
	}
	return newWordColumns(w, f, n)
}

func newFloatBoxes(w, f, n int, weighted bool) boxes[float32] {
	if weighted {
		return newAlphaBoxes[float32, float64](w, f, n, 1)
	}
	return newColumns[float32, float64](w, f, n)
}

// columns adds rows up sample by sample and only then, once per row of boxes, the
// columns of each box: the fewest additions there can be.
type columns[T Sample, S sum] struct {
	f, n int
	sums []S // one per sample of a row
}

func newColumns[T Sample, S sum](w, f, n int) *columns[T, S] {
	return &columns[T, S]{f: f, n: n, sums: make([]S, w*n)}
}

func (c *columns[T, S]) add(row []T) {
	sums := c.sums[:len(row)]
	for i, v := range row {
		sums[i] += S(v)
	}
}

func (c *columns[T, S]) mean(dst []T, rows int) {
	whole := newDivisor(S(rows * c.f))
	sums := c.sums
	for step := c.f * c.n; len(sums) >= step; sums = sums[step:] {
		means(dst[:c.n], sums[:step], &whole)
		dst = dst[c.n:]
	}
	if len(sums) > 0 {
		rest := newDivisor(S(rows * (len(sums) / c.n)))
		means(dst[:c.n], sums, &rest)
	}
	clear(c.sums)
}

// means writes the means of the columns of one box, a pixel after the other.
func means[T Sample, S sum](dst []T, box []S, count *divisor[S]) {
	switch len(dst) {
	case 1:
		var grey S
		for _, v := range box {
			grey += v
		}
		dst[0] = T(count.divide(grey))
	case 3:
		var r, g, b S
		for ; len(box) >= 3; box = box[3:] {
			r, g, b = r+box[0], g+box[1], b+box[2]
		}
		dst[0], dst[1], dst[2] = T(count.divide(r)), T(count.divide(g)), T(count.divide(b))
	default:
		for channel := range dst {
			var total S
			for i := channel; i < len(box); i += len(dst) {
				total += box[i]
			}
			dst[channel] = T(count.divide(total))
		}
	}
}
