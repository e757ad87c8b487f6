package thumb

import "image"

// PNG filter types (PNG 3rd edition §9.2).
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	filterCount
)

// sampledRows is how many rows of a band decide its filter.
const sampledRows = 4

// filter turns bands of a picture into filtered rows. All rows of a band have one
// filter: the one whose output, over some rows, has the smallest sum of absolute
// values, which is the heuristic of the specification (§12.7).
type filter struct {
	n          int // bytes of a pixel
	row, above []byte
	trial      []byte
	out        []byte
}

func newFilter(n, width int) *filter {
	return &filter{n: n, row: make([]byte, width), above: make([]byte, width), trial: make([]byte, width)}
}

// band returns the rows from y to end, each behind its filter's type byte. It is
// valid until the next call.
func (f *filter) band(img *image.NRGBA, colourType byte, y, end int) []byte {
	kind := f.choose(img, colourType, y, end)
	size := (end - y) * (1 + len(f.row))
	if cap(f.out) < size {
		f.out = make([]byte, size)
	}
	f.out = f.out[:size]
	f.load(f.above, img, colourType, y-1)
	for at := 0; y < end; y++ {
		f.load(f.row, img, colourType, y)
		f.out[at] = byte(kind)
		f.apply(kind, f.out[at+1:at+1+len(f.row)])
		f.row, f.above = f.above, f.row
		at += 1 + len(f.row)
	}
	return f.out
}

// choose returns the filter for the rows from y to end.
func (f *filter) choose(img *image.NRGBA, colourType byte, y, end int) int {
	var sums [filterCount]int
	for step := max(1, (end-y)/sampledRows); y < end; y += step {
		f.load(f.above, img, colourType, y-1)
		f.load(f.row, img, colourType, y)
		for kind := range sums {
			f.apply(kind, f.trial)
			sums[kind] += absoluteSum(f.trial)
		}
	}
	best := 0
	for kind, sum := range sums {
		if sum < sums[best] {
			best = kind
		}
	}
	return best
}

// load fills dst with row y; the row above the first is zero.
func (f *filter) load(dst []byte, img *image.NRGBA, colourType byte, y int) {
	if y < 0 {
		clear(dst)
		return
	}
	pack(dst, img.Pix[y*img.Stride:][:img.Rect.Dx()*4], colourType)
}

// apply writes the row filtered to dst, which is as long. What is to the left of
// the first pixel is zero.
func (f *filter) apply(kind int, dst []byte) {
	row, n := f.row, min(f.n, len(f.row))
	above := f.above[:len(row)]
	switch kind {
	case filterNone:
		copy(dst, row)
	case filterSub:
		copy(dst, row[:n])
		left := row[:len(row)-n]
		for i, v := range row[n:] {
			dst[n+i] = v - left[i]
		}
	case filterUp:
		for i, v := range row {
			dst[i] = v - above[i]
		}
	case filterAverage:
		for i, v := range row[:n] {
			dst[i] = v - above[i]/2
		}
		for i := n; i < len(row); i++ {
			dst[i] = row[i] - byte((int(row[i-n])+int(above[i]))/2)
		}
	case filterPaeth:
		for i, v := range row[:n] {
			dst[i] = v - above[i]
		}
		for i := n; i < len(row); i++ {
			dst[i] = row[i] - predict(int(row[i-n]), int(above[i]), int(above[i-n]))
		}
	}
}

// predict is the Paeth predictor of left, up and upper left (§9.4).
func predict(a, b, c int) byte {
	pa, pb := b-c, a-c
	pc := abs(pa + pb)
	pa, pb = abs(pa), abs(pb)
	switch {
	case pa <= pb && pa <= pc:
		return byte(a)
	case pb <= pc:
		return byte(b)
	default:
		return byte(c)
	}
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}

func absoluteSum(row []byte) int {
	sum := 0
	for _, v := range row {
		sum += abs(int(int8(v)))
	}
	return sum
}
