package jpeg

import "math/bits"

// each calls visit for every block of the MCUs from x0 up to x1 of row y, with its
// component and its number there, as long as there is data and visit returns true.
func (s *scan) each(w *worker, y, x0, x1 int, visit func(c *scanComponent, n int) bool) bool {
	for x := x0; x < x1; x++ {
		for i := range s.comps {
			c := &s.comps[i]
			for j := range c.v {
				n := (y*c.v+j)*c.coeffs.width + x*c.h
				for k := range c.h {
					if !w.ready() || !visit(c, n+k) {
						return false
					}
				}
			}
		}
	}
	return true
}

// arithmeticBlocks decodes MCUs of a sequential scan (T.81 §F.2.4).
func arithmeticBlocks(s *scan, w *worker, y, x0, x1 int) bool {
	return s.each(w, y, x0, x1, func(c *scanComponent, n int) bool {
		return w.arithmeticDC(s, c, n) && w.arithmeticBand(s, c, n)
	})
}

// arithmeticFirstDC decodes MCUs of the first scan of DC coefficients (T.81 §G.1.3.1).
func arithmeticFirstDC(s *scan, w *worker, y, x0, x1 int) bool {
	return s.each(w, y, x0, x1, func(c *scanComponent, n int) bool { return w.arithmeticDC(s, c, n) })
}

// arithmeticRefineDC decodes MCUs of a scan that sends one more bit of each DC
// coefficient (T.81 §G.1.3.1).
func arithmeticRefineDC(s *scan, w *worker, y, x0, x1 int) bool {
	return s.each(w, y, x0, x1, func(c *scanComponent, n int) bool {
		if w.arithmetic.toss() {
			c.coeffs.value[n*c.coeffs.kept] |= 1 << s.low
		}
		return true
	})
}

// arithmeticFirstAC decodes blocks of the first scan of a band of AC coefficients (T.81
// §G.1.3.2).
func arithmeticFirstAC(s *scan, w *worker, y, x0, x1 int) bool {
	return s.each(w, y, x0, x1, func(c *scanComponent, n int) bool { return w.arithmeticBand(s, c, n) })
}

// arithmeticRefineAC decodes blocks of a scan that sends one more bit of a band of AC
// coefficients (T.81 §G.1.3.3).
func arithmeticRefineAC(s *scan, w *worker, y, x0, x1 int) bool {
	return s.each(w, y, x0, x1, func(c *scanComponent, n int) bool { return w.arithmeticRefinement(s, c, n) })
}

func (w *worker) arithmeticDC(s *scan, c *scanComponent, n int) bool {
	diff, ok := w.arithmetic.difference(c.index, c.dcTable, s.conditions[0][c.dcTable&3])
	w.pred[c.index] += int32(diff)
	c.coeffs.value[n*c.coeffs.kept] = int16(w.pred[c.index] << s.low)
	return ok
}

// arithmeticBand reads a block's band of coefficients.
func (w *worker) arithmeticBand(s *scan, c *scanComponent, n int) bool {
	d, value := w.arithmetic, c.coeffs.block(n)
	states, condition := &d.ac[c.acTable&3], s.conditions[1][c.acTable&3]
	for k := max(1, s.first); k <= s.last; k++ {
		if d.decide(&states[3*(k-1)]) {
			return true // the end of the block
		}
		for !d.decide(&states[3*(k-1)+1]) {
			if k++; k > s.last {
				return false
			}
		}
		v, ok := d.coefficient(states, k, condition)
		if !ok {
			return false
		}
		if k < len(value) {
			value[k] = int16(v << s.low)
		}
		c.coeffs.note(n, k)
	}
	return true
}

// note remembers that coefficient k of block n is not 0.
func (c *coefficients) note(n, k int) {
	if c.nonzero != nil {
		c.nonzero[n] |= 1 << k
	}
}

// arithmeticRefinement reads one more bit of a block's band of coefficients.
func (w *worker) arithmeticRefinement(s *scan, c *scanComponent, n int) bool {
	d, value, known := w.arithmetic, c.coeffs.block(n), c.coeffs.nonzero[n]
	states, bit := &d.ac[c.acTable&3], int16(1)<<s.low
	ended := bits.Len64(known&(uint64(2)<<s.last-1)) - 1 // where the block ended before
	for k := s.first; k <= s.last; k++ {
		if k > ended && d.decide(&states[3*(k-1)]) {
			return true
		}
		for ; known>>k&1 == 0; k++ {
			if d.decide(&states[3*(k-1)+1]) {
				break
			}
			if k == s.last {
				return false
			}
		}
		if known>>k&1 == 0 {
			made := bit
			if d.toss() {
				made = -bit
			}
			c.coeffs.note(n, k)
			if k < len(value) {
				value[k] = made
			}
			continue
		}
		if d.decide(&states[3*(k-1)+2]) && k < len(value) {
			value[k] = corrected(value[k], bit, 1<<63)
		}
	}
	return true
}
