package thumb

// PNG filter types (PNG 3rd edition §9.2).
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	filterCount
)

// filter chooses for each row the filter whose output has the smallest sum of
// absolute values, which is the heuristic of the specification (§12.7).
type filter struct {
	n          int // bytes of a pixel
	candidates [filterCount][]byte
}

func newFilter(n, width int) *filter {
	f := &filter{n: n}
	for kind := range f.candidates {
		f.candidates[kind] = make([]byte, 1+width)
		f.candidates[kind][0] = byte(kind)
	}
	return f
}

// best returns the filter's type byte and the filtered row. It is valid until the
// next call.
func (f *filter) best(row, above []byte) []byte {
	copy(f.candidates[filterNone][1:], row)
	up := f.candidates[filterUp][1:]
	for i, v := range row {
		up[i] = v - above[i]
	}
	f.filterLeft(row, above)
	best, least := filterNone, -1
	for kind, candidate := range f.candidates {
		if sum := absoluteSum(candidate[1:]); least < 0 || sum < least {
			best, least = kind, sum
		}
	}
	return f.candidates[best]
}

// filterLeft fills the candidates that look at the pixel to the left, which is
// zero for the first.
func (f *filter) filterLeft(row, above []byte) {
	sub, average, paeth := f.candidates[filterSub][1:], f.candidates[filterAverage][1:], f.candidates[filterPaeth][1:]
	n := min(f.n, len(row))
	for i, v := range row[:n] {
		sub[i], average[i], paeth[i] = v, v-above[i]/2, v-above[i]
	}
	for i := n; i < len(row); i++ {
		v, left, up := row[i], row[i-n], above[i]
		sub[i] = v - left
		average[i] = v - byte((int(left)+int(up))/2) //nolint:gosec // a mean of bytes
		paeth[i] = v - predict(int(left), int(up), int(above[i-n]))
	}
}

// predict is the Paeth predictor of left, up and upper left (§9.4).
func predict(a, b, c int) byte {
	pa, pb := b-c, a-c
	pc := abs(pa + pb)
	pa, pb = abs(pa), abs(pb)
	switch {
	case pa <= pb && pa <= pc:
		return byte(a) //nolint:gosec // it came from a byte
	case pb <= pc:
		return byte(b) //nolint:gosec // likewise
	default:
		return byte(c) //nolint:gosec // likewise
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
		sum += abs(int(int8(v))) //nolint:gosec // differences are signed
	}
	return sum
}
