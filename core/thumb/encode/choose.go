package encode

import (
	"encoding/binary"
	"math"

	"github.com/klauspost/compress/flate"
)

const (
	// sampledRows is how many rows of a band are looked at.
	sampledRows = 8
	// trialBytes is how much of a band is compressed to compare ways.
	trialBytes = 24 << 10
	// matchLevel is of klauspost/compress: for what repeats, such as screenshots.
	matchLevel = 4
	// colourLevel is for pictures of few colours, whose pixels repeat but seldom many at
	// once.
	colourLevel = 6
	// repeatLevel is for what repeats so much that a thorough search has little to do.
	repeatLevel = 7
	// worth is what percentage of the size without matches they must not exceed.
	worth = 90
)

// way is how a band is filtered and compressed.
type way struct{ filter, level int }

// choose returns the way for the rows after the first.
func (w *worker) choose(rows [][]byte) way {
	best := w.smoothest(rows)
	if !w.fewColours && !w.isRegular(rows, best) && !w.repeats(rows) {
		return way{best, flate.HuffmanOnly}
	}
	from := max(0, (len(rows)-1-trialBytes/(w.width+1))/2)
	part := rows[from:min(len(rows), from+2+trialBytes/(w.width+1))]
	best = w.smoothest(part)
	sizes := map[int]int{}
	for _, kind := range []int{filterNone, best} {
		w.trial = w.filter(w.trial, part, kind)
		w.out = w.matches.append(w.out[:0], w.trial, matchLevel)
		sizes[kind] = len(w.out)
	}
	w.out = w.literals.Append(w.out[:0], w.trial)
	counted := len(w.out)
	if sizes[filterNone] <= sizes[best] {
		best = filterNone
	}
	switch size := sizes[best]; {
	case size < counted/2:
		return way{best, repeatLevel}
	case w.fewColours:
		return way{best, colourLevel}
	case size < counted*worth/100:
		return way{best, matchLevel}
	}
	return way{best, flate.HuffmanOnly}
}

// smoothest returns the filter whose output, over some rows, has the smallest sum of
// absolute values, which is the heuristic of the specification (§12.7).
func (w *worker) smoothest(rows [][]byte) int {
	if len(w.trial) < w.width {
		w.trial = make([]byte, max(w.width, trialBytes*2))
	}
	var sums [filterCount]int
	for i := 1; i < len(rows); i += max(1, (len(rows)-1)/sampledRows) {
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

// repeats reports whether many pixels are as the one to their left or the one above,
// which is rare in photographs.
func (w *worker) repeats(rows [][]byte) bool {
	const (
		many = 0.4
		few  = 0.2 // below this, one row is enough to tell
	)
	same, all := 0, 0
	for i := 1; i < len(rows); i += max(1, (len(rows)-1)/sampledRows) {
		left := w.pixel(rows[i], 0)
		for at := w.n; at+w.n <= len(rows[i]); at += w.n {
			v := w.pixel(rows[i], at)
			if v == left || v == w.pixel(rows[i-1], at) {
				same++
			}
			left = v
		}
		if all += w.p.Width - 1; float64(same) < few*float64(all) {
			return false
		}
	}
	return float64(same) >= many*float64(all)
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
