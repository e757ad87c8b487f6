package encode

import (
	"encoding/binary"
	"math"
)

const (
	// sampledRows is how many rows of a band are looked at, more where they are short.
	sampledRows   = 8
	sampledPixels = 8 << 10
	// trialBytes is how much of a band is compressed to compare ways.
	trialBytes = 16 << 10
)

// way is how a band is filtered and compressed.
type way struct {
	filter  int
	matches bool
	colours bool // see deflate.Rows
}

// choose returns the way for the rows after the first.
func (w *worker) choose(rows [][]byte) way {
	smooth := way{filter: w.smoothest(rows)}
	plain := way{filter: filterNone, matches: true, colours: w.n >= 3 || hasFewValues(rows[len(rows)/2])}
	switch fewColours, repeats := w.repeats(rows); {
	case fewColours:
		return plain
	case !repeats && !w.isRegular(rows, smooth.filter):
		return smooth
	}
	part := w.middle(rows, trialBytes)
	matched := way{filter: w.smoothest(part), matches: true}
	counted, found, alike := w.trySize(part, smooth), w.trySize(part, matched), w.trySize(part, plain)
	switch {
	case 4*min(found, alike) < counted:
		// It repeats so much that all of it is soon tried, which tells more than a part.
		plain.colours = true
		if w.trySize(rows, matched) < w.trySize(rows, plain) {
			return matched
		}
	case counted <= alike && counted < 2*found:
		// No larger than what others make without filters, and soonest done.
		return smooth
	case 4*alike > 5*found:
		// By less it is only that few rows show less of what repeats among colours.
		return matched
	}
	return plain
}

// hasFewValues reports whether the bytes of a row have few values, as those of black on
// white do.
func hasFewValues(row []byte) bool {
	const few = 16
	var seen [256]bool
	count := 0
	for _, v := range row {
		if !seen[v] {
			seen[v] = true
			count++
		}
	}
	return count <= few
}

// middle returns rows from the middle, and the one above them, that have about n bytes.
func (w *worker) middle(rows [][]byte, n int) [][]byte {
	count := min(len(rows)-1, 1+n/(w.width+1))
	from := (len(rows) - 1 - count) / 2
	return rows[from : from+1+count]
}

// trySize returns how large rows after the first become in a way.
func (w *worker) trySize(rows [][]byte, way way) int {
	w.trial = w.filter(w.trial, rows, way.filter)
	w.out = w.compress(w.out[:0], w.trial, way)
	return len(w.out)
}

// smoothest returns the filter whose output, over some rows, has the smallest sum of
// absolute values, which is the heuristic of the specification (§12.7).
func (w *worker) smoothest(rows [][]byte) int {
	if len(w.trial) < w.width {
		w.trial = make([]byte, max(w.width, trialBytes*2))
	}
	var sums [filterCount]int
	for i := 1; i < len(rows); i += w.sampleStep(rows) {
		for kind := range sums {
			w.apply(kind, w.trial[:w.width], rows[i], rows[i-1], w.n)
			sums[kind] += w.absolute(w.trial[:w.width])
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

// sampleStep returns how far apart the rows are that are looked at.
func (w *worker) sampleStep(rows [][]byte) int {
	return max(1, (len(rows)-1)/max(sampledRows, sampledPixels/w.p.Width))
}

// isRegular reports whether a filter leaves little of a row from the middle: fewer bits
// a byte than codes of single bytes can make use of.
func (w *worker) isRegular(rows [][]byte, kind int) bool {
	const little = 1.5
	i := len(rows) / 2
	w.apply(kind, w.trial[:w.width], rows[i], rows[i-1], w.n)
	var counts [256]int
	for _, v := range w.trial[:w.width] {
		counts[v]++
	}
	bits, all := 0.0, float64(w.width)
	for _, count := range counts {
		if count > 0 {
			bits -= float64(count) * math.Log2(float64(count)/all)
		}
	}
	return bits < little*all
}

// repeats reports what is rare in photographs: that nearly all pixels have a colour that
// was seen before, and that many are as the one to their left or the one above.
func (w *worker) repeats(rows [][]byte) (fewColours, repeats bool) {
	const (
		many  = 0.4
		known = 0.9
		few   = 0.5 // of these, below which one row is enough to tell
	)
	var seen colours
	same, again, all := 0, 0, 0.0
	for i := 1; i < len(rows); i += w.sampleStep(rows) {
		s, a := w.repeated(rows[i], rows[i-1], &seen)
		same, again, all = same+s, again+a, all+float64(w.p.Width-1)
		if float64(same) < few*many*all && float64(again) < few*known*all {
			return false, false
		}
	}
	return w.n >= 3 && float64(again) >= known*all, float64(same) >= many*all
}

// colours remembers colours that were seen, each at a place of its own.
type colours [1 << 10]uint32

// repeated counts the pixels of a row, but for the first, that are as their left or
// upper neighbour, and those whose colour was seen before.
func (w *worker) repeated(row, above []byte, seen *colours) (same, again int) {
	left := w.pixel(row, 0)
	for at := w.n; at+w.n <= len(row); at += w.n {
		v := w.pixel(row, at)
		place := &seen[v*0x9e3779b1>>22]
		if v == left || v == w.pixel(above, at) {
			same++
		}
		if *place == v {
			again++
		}
		*place, left = v, v
	}
	return same, again
}

// pixel returns the bytes of a pixel as a number.
func (w *worker) pixel(row []byte, at int) uint32 {
	if at+4 <= len(row) {
		return binary.LittleEndian.Uint32(row[at:]) << (32 - 8*w.n&31)
	}
	var v uint32
	for i, b := range row[at:min(at+w.n, len(row))] {
		v |= uint32(b) << (8 * (4 - w.n + i))
	}
	return v
}
