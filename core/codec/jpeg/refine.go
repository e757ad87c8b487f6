package jpeg

import "math/bits"

// decodeRefineAC decodes blocks of a scan that sends one more bit of a band of AC
// coefficients (T.81 §G.1.2.3).
func decodeRefineAC(s *scan, w *worker, y, x0, x1 int) bool {
	c := &s.comps[0]
	r := refiner{worker: w, bit: 1 << s.low}
	band := uint64(1)<<s.last<<1 - uint64(1)<<s.first
	for x := x0; x < x1; x++ {
		if !w.ready() {
			return false
		}
		n := y*c.coeffs.width + x
		r.value = (*[64]int16)(c.coeffs.value[n*64:])
		r.nonzero = c.coeffs.nonzero[n] & band
		k := s.first
		if w.eobRun == 0 {
			var ok bool
			if k, ok = r.refineBand(s, c.ac); !ok {
				return false
			}
			c.coeffs.nonzero[n] |= r.nonzero
		}
		if w.eobRun > 0 {
			r.correctAll(r.nonzero >> k << k)
			w.eobRun--
		}
	}
	return true
}

// refiner refines a block's coefficients.
type refiner struct {
	*worker
	bit     int16 // that is sent
	value   *[64]int16
	nonzero uint64 // which of the band's coefficients are not 0
}

// refineBand reads the codes of a band, each of which makes one coefficient that
// was 0 so far another. It returns the number of the coefficient at which the
// codes end.
func (r *refiner) refineBand(s *scan, table *huffman) (k int, ok bool) {
	for k = s.first; k <= s.last; k++ {
		symbol, ok := r.symbol(table)
		if !ok {
			return 0, false
		}
		run, size := int(symbol>>4), symbol&15
		if size == 0 && run < 15 {
			r.eobRun = 1<<run + int(r.bits(uint(run))) //nolint:gosec // less than 2^16
			return k, true
		}
		value := int16(0)
		if size > 0 { // T.81 §G.1.2.3: always 1, but no one objects to others
			value = -r.bit
			if r.entropy.bits(1) == 1 {
				value = r.bit
			}
		}
		k = r.pass(k, run, s.last)
		if value == 0 {
			continue
		}
		if k > s.last {
			return 0, false
		}
		r.value[k&63] = value
		r.nonzero |= 1 << k
	}
	return k, true
}

// pass passes over run coefficients that are 0 from number k on, and the next,
// whose number it returns, correcting those on the way that are not.
func (r *refiner) pass(k, run, last int) int {
	for k <= last {
		zeros := bits.TrailingZeros64(r.nonzero >> k)
		if zeros > run {
			return k + run
		}
		k += zeros
		run -= zeros
		if k > last {
			break
		}
		r.correct(k)
		k++
	}
	return k
}

// correctAll corrects the coefficients whose bits are set in which.
func (r *refiner) correctAll(which uint64) {
	for ; which != 0; which &= which - 1 {
		r.correct(bits.TrailingZeros64(which))
	}
}

// correct reads the correction bit of coefficient k.
func (r *refiner) correct(k int) {
	if r.entropy.bits(1) == 0 {
		return
	}
	v := &r.value[k&63]
	if *v&r.bit != 0 { // sent already
		return
	}
	if *v > 0 {
		*v += r.bit
	} else {
		*v -= r.bit
	}
}
