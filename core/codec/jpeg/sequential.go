package jpeg

// decodeSequential decodes MCUs of a sequential scan (T.81 §F.2) to pixels.
func decodeSequential(s *scan, w *worker, y, x0, x1 int) bool {
	for x := x0; x < x1; x++ {
		for i := range s.comps {
			c := &s.comps[i]
			for j := range c.v {
				off := (((y-w.top)*c.v+j)*c.plane.Stride + x*c.h) * c.side
				var ok bool
				if c.side == 1 {
					ok = w.averages(c, c.plane.Pix[off:off+c.h])
				} else {
					ok = w.blocks(c, c.plane.Pix[off:])
				}
				if !ok {
					return false
				}
			}
		}
	}
	return true
}

// blocks decodes an MCU's row of blocks.
func (w *worker) blocks(c *scanComponent, dst []uint8) bool {
	for range c.h {
		if !w.ready() {
			return false
		}
		last, ok := w.coefficients(c)
		if !ok {
			return false
		}
		c.kernel.inverse(&w.block, last, dst, c.plane.Stride)
		dst = dst[c.side:]
	}
	return true
}

// averages is blocks for those that become one pixel.
func (w *worker) averages(c *scanComponent, dst []uint8) bool {
	factor := int32(c.kernel.term[0].factor)
	for i := range dst {
		if !w.ready() {
			return false
		}
		diff, ok := w.difference(c.dc)
		if !ok || !w.stepOver(c.ac, 1) {
			return false
		}
		w.pred[c.index] += diff
		dst[i] = pixel((w.pred[c.index]*factor + 4) >> 3)
	}
	return true
}

// coefficients reads a block's coefficients (T.81 §F.2.2) into w.block and returns
// the number of the last that counts. The block lies whole in what is loaded.
func (w *worker) coefficients(c *scanComponent) (last int, ok bool) {
	last, next, ok := w.lowCoefficients(c)
	if ok && next <= 63 {
		ok = w.stepOver(c.ac, next)
	}
	return last, ok
}

// lowCoefficients is coefficients that stops behind the last one that counts. It returns
// the number of the next one to read, 64 where the block has been read to its end.
func (w *worker) lowCoefficients(c *scanComponent) (last, next int, ok bool) {
	diff, ok := w.difference(c.dc)
	if !ok {
		return 0, 0, false
	}
	w.pred[c.index] += diff
	kernel, values := c.kernel, c.ac.values
	w.block[0] = int64(w.pred[c.index]) * kernel.term[0].factor
	e := w.entropy
	acc, n, pos := e.acc, e.n, e.pos
	k := 1
	for k <= kernel.last {
		if n < 32 {
			acc, n, pos = refill(e.buf, acc, n, pos)
		}
		entry := values[acc>>(64-valueBits)]
		size, run, value := uint(entry&15), int(entry>>4&15), int64(int32(entry)>>16)
		if size == 0 {
			length, symbol := c.ac.find(acc)
			acc <<= length & 63
			n -= length
			size, run = uint(symbol&15), int(symbol>>4)
			if length == 0 || size == 0 && run < 15 { // no code, or the end of the block
				ok = length > 0
				k = 64
				break
			}
			value = int64(receive(acc, size))
		}
		acc <<= size & 63
		n -= size
		if k += run; k > 63 {
			ok = false
			break
		}
		t := &kernel.term[k]
		w.block[t.word&31] += value * t.factor
		last = k
		k++
	}
	e.acc, e.n, e.pos = acc, n, pos
	return last, k, ok
}
