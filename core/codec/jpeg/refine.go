package jpeg

import "math/bits"

// decodeRefineAC decodes blocks of a scan that sends one more bit of a band of AC
// coefficients (T.81 §G.1.2.3).
func decodeRefineAC(s *scan, w *worker, y, x0, x1 int) bool {
	c := &s.comps[0]
	band := uint64(1)<<s.last<<1 - uint64(1)<<s.first
	for x := x0; x < x1; x++ {
		if !w.ready() {
			return false
		}
		n := y*c.coeffs.width + x
		value, nonzero := c.coeffs.block(n), &c.coeffs.nonzero[n]
		known := *nonzero & band
		if w.eobRun == 0 {
			k, ok := w.refineBand(s, c.ac, value, nonzero)
			if !ok {
				return false
			}
			known = known >> k << k
		}
		if w.eobRun > 0 {
			w.correct(value, known, s.low)
			w.eobRun--
		}
	}
	return true
}

// refineBand reads the codes of a block's band, each of which makes one coefficient
// that was 0 so far another and corrects those that it passes over. It returns the
// number of the coefficient at which the codes end.
func (w *worker) refineBand(s *scan, table *huffman, value []int16, nonzero *uint64) (k int, ok bool) {
	e := w.entropy
	acc, n, pos := e.acc, e.n, e.pos
	known, bit := *nonzero, int16(1)<<s.low
	ok = true
	for k = s.first; k <= s.last; k++ {
		if n < 32 {
			acc, n, pos = refill(e.buf, acc, n, pos)
		}
		length, symbol := table.find(acc)
		acc <<= length & 63
		n -= length
		if length == 0 {
			ok = false
			break
		}
		run, made := int(symbol>>4), int16(0)
		if symbol&15 != 0 { // always 1 where encoders follow T.81
			sign := int16(^(int64(acc) >> 63))
			made = (bit ^ sign) - sign
			acc <<= 1
			n--
		} else if run < 15 {
			e.acc, e.n, e.pos = acc, n, pos
			w.eobRun = 1<<run + int(e.bits(uint(run)))
			return k, true
		}
		for k <= s.last {
			zeros := bits.TrailingZeros64(known >> k)
			if zeros > run {
				k += run
				break
			}
			run -= zeros
			if k += zeros; k > s.last {
				break
			}
			if n == 0 {
				acc, n, pos = refill(e.buf, acc, n, pos)
			}
			if k < len(value) {
				value[k] = corrected(value[k], bit, acc)
			}
			acc <<= 1
			n--
			k++
		}
		if made == 0 {
			continue
		}
		if k > s.last {
			ok = false
			break
		}
		if k < len(value) {
			value[k] = made
		}
		*nonzero |= 1 << k
	}
	e.acc, e.n, e.pos = acc, n, pos
	return k, ok
}

// correct reads a correction bit for each coefficient whose bit is set in known.
func (w *worker) correct(value []int16, known uint64, low uint8) {
	e, bit := w.entropy, int16(1)<<low
	acc, n, pos := e.acc, e.n, e.pos
	for ; known != 0; known &= known - 1 {
		if n == 0 {
			acc, n, pos = refill(e.buf, acc, n, pos)
		}
		if k := bits.TrailingZeros64(known); k < len(value) {
			value[k] = corrected(value[k], bit, acc)
		}
		acc <<= 1
		n--
	}
	e.acc, e.n, e.pos = acc, n, pos
}

// corrected returns a coefficient with bit added to its magnitude where the highest
// bit of acc is set, without a branch: half of them are.
func corrected(v, bit int16, acc uint64) int16 {
	sign := v >> 15
	more := bit & int16(int64(acc)>>63)
	return v + (more ^ sign) - sign
}
