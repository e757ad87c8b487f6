package raster

import (
	"encoding/binary"
	"math"
)

// alphaBoxes adds every pixel up as often as its last sample, alpha, says, and
// alpha itself once.
type alphaBoxes[T Sample, S sum] struct {
	w, f, n int
	opaque  S   // the alpha of an opaque pixel
	sums    []S // of each box n
}

func newAlphaBoxes[T Sample, S sum](w, f, n int, opaque S) *alphaBoxes[T, S] {
	return &alphaBoxes[T, S]{w: w, f: f, n: n, opaque: opaque, sums: make([]S, (w+f-1)/f*n)}
}

func (b *alphaBoxes[T, S]) add(row []T) {
	n, sums := b.n, b.sums
	for len(row) > 0 && len(sums) >= n {
		box := row[:min(len(row), b.f*n)]
		switch n {
		case 2:
			addAlpha2(sums[:2], box)
		case 4:
			addAlpha4(sums[:4], box)
		default:
			addAlpha(sums[:n], box)
		}
		row, sums = row[len(box):], sums[n:]
	}
}

func addAlpha[T Sample, S sum](sums []S, box []T) {
	last := len(sums) - 1
	for ; len(box) > last; box = box[last+1:] {
		alpha := S(box[last])
		for c, v := range box[:last] {
			sums[c] += S(v) * alpha
		}
		sums[last] += alpha
	}
}

func addAlpha2[T Sample, S sum](sums []S, box []T) {
	var grey, a S
	for ; len(box) >= 2; box = box[2:] {
		alpha := S(box[1])
		grey += S(box[0]) * alpha
		a += alpha
	}
	sums[0] += grey
	sums[1] += a
}

func addAlpha4[T Sample, S sum](sums []S, box []T) {
	var r, g, b, a S
	for ; len(box) >= 4; box = box[4:] {
		alpha := S(box[3])
		r += S(box[0]) * alpha
		g += S(box[1]) * alpha
		b += S(box[2]) * alpha
		a += alpha
	}
	sums[0] += r
	sums[1] += g
	sums[2] += b
	sums[3] += a
}

func (b *alphaBoxes[T, S]) mean(dst []T, rows int) {
	n, last := b.n, b.n-1
	count := newDivisor(S(rows * b.f))
	opaque := newDivisor(b.opaque * S(rows*b.f))
	for x := 0; len(dst) >= n; x++ {
		if width := b.w - x*b.f; width < b.f {
			count = newDivisor(S(rows * width))
		}
		sums := b.sums[x*n : x*n+n]
		weight := opaque
		if sums[last] != opaque.by {
			weight = newDivisor(sums[last])
		}
		for c, v := range sums[:last] {
			dst[c] = T(weight.divide(v))
		}
		dst[last] = T(count.divide(sums[last]))
		dst = dst[n:]
	}
	clear(b.sums)
}

// byteAlphaBoxes is alphaBoxes for four bytes a pixel and factors up to maxNarrow, whose
// sums 32 bits hold: 255·255·256·256 < 1<<32. Rows are added up sample by sample first.
// Those that are opaque throughout, as most are, need no weights.
type byteAlphaBoxes struct {
	alphaBoxes[uint8, uint64]
	columns   []uint32 // of rows that are not opaque, one for each sample
	plain     *byteColumns
	plainRows int
	weigh     func(columns []uint32, row []byte)
}

func newByteAlphaBoxes(w, f int) *byteAlphaBoxes {
	return &byteAlphaBoxes{
		alphaBoxes: *newAlphaBoxes[uint8, uint64](w, f, 4, math.MaxUint8),
		columns:    make([]uint32, 4*w),
		plain:      newByteColumns(w, f, 4),
		weigh:      weightFastest(),
	}
}

func (b *byteAlphaBoxes) add(row []uint8) {
	if opaque(row) {
		b.plain.add(row)
		b.plainRows++
		return
	}
	b.weigh(b.columns, row)
}

// opaque reports whether all pixels of a row of RGBA are.
func opaque(row []uint8) bool {
	const alphas = 0xff000000ff000000
	for ; len(row) >= 16; row = row[16:] {
		if binary.LittleEndian.Uint64(row)&binary.LittleEndian.Uint64(row[8:])&alphas != alphas {
			return false
		}
	}
	for ; len(row) >= 4; row = row[4:] {
		if row[3] != math.MaxUint8 {
			return false
		}
	}
	return true
}

func (b *byteAlphaBoxes) mean(dst []uint8, rows int) {
	plainRows := b.plainRows
	b.plainRows = 0
	if plainRows == rows {
		b.plain.mean(dst, rows)
		return
	}
	b.addColumns()
	if plainRows > 0 {
		b.addPlain()
	}
	b.alphaBoxes.mean(dst, rows)
}

// addColumns adds up the columns of each box.
func (b *byteAlphaBoxes) addColumns() {
	step, columns := 4*b.f, b.columns
	for sums := b.sums; len(sums) >= 4; sums = sums[4:] {
		var red, green, blue, alpha uint32
		box := columns[:min(step, len(columns))]
		columns = columns[len(box):]
		for ; len(box) >= 4; box = box[4:] {
			red, green, blue, alpha = red+box[0], green+box[1], blue+box[2], alpha+box[3]
		}
		sums[0], sums[1], sums[2], sums[3] = uint64(red), uint64(green), uint64(blue), uint64(alpha)
	}
	clear(b.columns)
}

// addPlain adds the sums of opaque rows to the others.
func (b *byteAlphaBoxes) addPlain() {
	step := 8 * b.f
	for x := 0; 4*x < len(b.sums); x++ {
		box := b.plain.sums[x*step : min((x+1)*step, b.plain.size)]
		for c := range 3 {
			b.sums[4*x+c] += math.MaxUint8 * sumOf(box, c, 4)
		}
		b.sums[4*x+3] += sumOf(box, 3, 4)
	}
	clear(b.plain.sums)
}
