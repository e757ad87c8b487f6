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

// maxLanePixels is how many products of bytes a lane of 32 bits adds up.
const maxLanePixels = 1 << 16

// byteAlphaBoxes is alphaBoxes for four bytes a pixel: two products at a time, in
// lanes of 32 bits. Rows that are opaque throughout, as most are, need none.
type byteAlphaBoxes struct {
	alphaBoxes[uint8, uint64]
	plain     *byteColumns // of opaque rows; nil for factors that it does not take
	plainRows int
}

func newByteAlphaBoxes(w, f int) *byteAlphaBoxes {
	b := &byteAlphaBoxes{alphaBoxes: *newAlphaBoxes[uint8, uint64](w, f, 4, math.MaxUint8)}
	if f <= maxNarrow {
		b.plain = newByteColumns(w, f, 4)
	}
	return b
}

func (b *byteAlphaBoxes) add(row []uint8) {
	if b.plain != nil && opaque(row) {
		b.plain.add(row)
		b.plainRows++
		return
	}
	sums := b.sums
	for len(row) > 0 && len(sums) >= 4 {
		box := row[:min(len(row), 4*b.f)]
		row = row[len(box):]
		for len(box) > 0 {
			part := box[:min(len(box), 4*maxLanePixels)]
			addLanes(sums[:4], part)
			box = box[len(part):]
		}
		sums = sums[4:]
	}
}

// opaque reports whether all pixels of a row of RGBA are.
func opaque(row []uint8) bool {
	const alphas = 0xff000000ff000000
	all := uint64(alphas)
	for ; len(row) >= 16; row = row[16:] {
		all &= binary.LittleEndian.Uint64(row) & binary.LittleEndian.Uint64(row[8:])
	}
	for ; len(row) >= 4; row = row[4:] {
		all &= uint64(row[3])<<56 | alphas>>32
	}
	return all == alphas
}

func (b *byteAlphaBoxes) mean(dst []uint8, rows int) {
	plainRows := b.plainRows
	b.plainRows = 0
	switch plainRows {
	case 0:
		b.alphaBoxes.mean(dst, rows)
	case rows:
		b.plain.mean(dst, rows)
	default:
		b.addPlain()
		b.alphaBoxes.mean(dst, rows)
	}
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

// addLanes adds at most maxLanePixels pixels to four sums.
func addLanes(sums []uint64, pixels []uint8) {
	var redBlue, greenAlpha uint64
	for ; len(pixels) >= 4; pixels = pixels[4:] {
		v := uint64(binary.LittleEndian.Uint32(pixels))
		alpha := v >> 24
		redBlue += (v&0xff | v&0xff0000<<16) * alpha
		greenAlpha += (v>>8&0xff | 1<<32) * alpha
	}
	sums[0] += redBlue & 0xffffffff
	sums[1] += greenAlpha & 0xffffffff
	sums[2] += redBlue >> 32
	sums[3] += greenAlpha >> 32
}
