package mp3

import "iter"

// scalefactors are the scale factors of a channel, and what is known of them: of long
// bands by band, of short ones by band and window.
type scalefactors struct {
	long  [22]int
	short [13][3]int
	// limits are, for joint stereo of MPEG-2, the values that stand for no position.
	longLimit  [22]int
	shortLimit [13]int
}

// pretab is added to the factors of high bands where preflag says so (ISO/IEC 11172-3
// table B.6).
var pretab = [22]int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 0}

// span is a band of a spectrum, of one window if it is short, with its scale factor.
type span struct {
	size   int // in lines
	scale  int
	window int // -1 in long blocks
}

// mixedLong returns how many long bands a mixed block begins with: those of its first
// two subbands.
func mixedLong(b *bands) int {
	n := 0
	for n < len(b.long)-1 && b.long[n] < 2*subband {
		n++
	}
	return n
}

// mixedShort is the first short band of a mixed block.
const mixedShort = 3

// spans yields the bands of a spectrum in the order in which they are coded.
func (s *scalefactors) spans(i *channelInfo, b *bands) iter.Seq[span] {
	return func(yield func(span) bool) {
		long, first := 22, 13
		if i.blockType == short {
			long, first = 0, 0
			if i.mixed {
				long, first = mixedLong(b), mixedShort
			}
		}
		for n := range long {
			scale := s.long[n]
			if i.preflag {
				scale += pretab[n]
			}
			if !yield(span{b.long[n+1] - b.long[n], scale, -1}) {
				return
			}
		}
		for n := first; n < 13; n++ {
			for w := range 3 {
				if !yield(span{b.short[n+1] - b.short[n], s.short[n][w], w}) {
					return
				}
			}
		}
	}
}

// Bits of the lower and the upper scale factors of MPEG-1, by scalefac_compress
// (§2.4.2.7).
var (
	lengths1 = [16]int{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4}
	lengths2 = [16]int{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3}
)

// read1 reads the scale factors of MPEG-1 (§2.4.3.4.5). In the second granule, groups
// of them may be those of the first.
func (s *scalefactors) read1(r *bitReader, i *channelInfo, shared [4]bool, g int) {
	lower, upper := lengths1[i.scalefacCompress], lengths2[i.scalefacCompress]
	if i.blockType != short {
		for group, bound := range [4][2]int{{0, 6}, {6, 11}, {11, 16}, {16, 21}} {
			n := lower
			if group >= 2 {
				n = upper
			}
			if g == 1 && shared[group] {
				continue
			}
			for band := bound[0]; band < bound[1]; band++ {
				s.long[band] = r.read(n)
			}
		}
		s.long[21] = 0
		return
	}
	first := 0
	if i.mixed {
		for band := range 8 {
			s.long[band] = r.read(lower)
		}
		first = mixedShort
	}
	for band := first; band < 12; band++ {
		n := lower
		if band >= 6 {
			n = upper
		}
		s.short[band] = [3]int{r.read(n), r.read(n), r.read(n)}
	}
	s.short[12] = [3]int{}
}

// counts2 has how many factors of MPEG-2 have each of four lengths, for long, short and
// mixed blocks (ISO/IEC 13818-3 §2.4.3.2).
var counts2 = [6][3][4]int{
	{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}},
	{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}},
	{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}},
	{{7, 7, 7, 0}, {12, 12, 12, 0}, {6, 15, 12, 0}},
	{{6, 6, 6, 3}, {12, 9, 9, 6}, {6, 12, 9, 6}},
	{{8, 8, 5, 0}, {15, 12, 9, 0}, {6, 18, 9, 0}},
}

// layout2 returns which of counts2 a scalefac_compress of MPEG-2 means, and the four
// lengths in bits. Those of the second channel of intensity stereo are coded otherwise.
func layout2(v int, second bool) (row int, lengths [4]int) {
	switch {
	case !second && v < 400:
		return 0, [4]int{v / 80, v >> 4 % 5, v >> 2 & 3, v & 3}
	case !second && v < 500:
		v -= 400
		return 1, [4]int{v >> 2 / 5, v >> 2 % 5, v & 3, 0}
	case !second:
		v -= 500
		return 2, [4]int{v / 3, v % 3, 0, 0}
	}
	switch v >>= 1; {
	case v < 180:
		return 3, [4]int{v / 36, v % 36 / 6, v % 6, 0}
	case v < 244:
		v -= 180
		return 4, [4]int{v >> 4 & 3, v >> 2 & 3, v & 3, 0}
	}
	v -= 244
	return 5, [4]int{v / 3, v % 3, 0, 0}
}

// read2 reads the scale factors of MPEG-2.
func (s *scalefactors) read2(r *bitReader, i *channelInfo, second bool) {
	row, lengths := layout2(i.scalefacCompress, second)
	i.preflag = row == 2
	kind, long, first := 0, 21, 12
	if i.blockType == short {
		kind, long, first = 1, 0, 0
		if i.mixed {
			kind, long, first = 2, 6, mixedShort
		}
	}
	s.long, s.short = [22]int{}, [13][3]int{}
	n := 0 // the number of a factor
	for part, count := range counts2[row][kind] {
		for range count {
			v, limit := r.read(lengths[part]), 1<<lengths[part]-1
			if short := n - long; short < 0 {
				s.long[n], s.longLimit[n] = v, limit
			} else if band := first + short/3; band < 12 {
				s.short[band][short%3], s.shortLimit[band] = v, limit
			}
			n++
		}
	}
}
