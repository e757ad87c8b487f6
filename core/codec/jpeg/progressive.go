package jpeg

import (
	"context"
	"math/bits"

	"apsync/core/picture"
)

// coefficients are those of a component, which scans build up.
type coefficients struct {
	kept  int // of each block, in zigzag order: those that count
	width int // blocks in a row, with padding
	value []int16
	// nonzero has a bit for each AC coefficient of a block that is not 0, kept or not, for
	// those scans and transforms that look for them.
	nonzero []uint64
}

func newCoefficients(c *component, side int) *coefficients {
	n, kept := c.paddedX*c.paddedY, lastOf(side)+1
	if side == 1 {
		return &coefficients{kept: kept, width: c.paddedX, value: make([]int16, n)}
	}
	return &coefficients{kept: kept, width: c.paddedX, value: make([]int16, kept*n), nonzero: make([]uint64, n)}
}

// block returns what is kept of block n.
func (c *coefficients) block(n int) []int16 { return c.value[n*c.kept : (n+1)*c.kept] }

// coefficientBytes returns what newCoefficients allocates for a block.
func coefficientBytes(side int) int64 {
	if side == 1 {
		return 2
	}
	return int64(2*(lastOf(side)+1) + 8)
}

// transform makes pixels of coefficients.
func (d *decoder) transform(ctx context.Context) error {
	d.allocate(true)
	if d.worker.out != nil {
		return d.transformByRows(ctx)
	}
	for i := range d.parts {
		p := &d.parts[i]
		if err := p.transform(ctx, d.spare); err != nil {
			return err
		}
		p.coeffs = nil
	}
	return nil
}

// transformByRows hands each row of MCUs to the outlet before it makes the next.
func (d *decoder) transformByRows(ctx context.Context) error {
	parts := d.all()
	for y := range d.frame.mcusY {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, p := range parts {
			v := p.component.v
			for j := range min(v, p.blocksY-y*v) {
				p.transformRow(&d.worker.block, y*v+j, j)
			}
		}
		d.worker.out.add(parts, 0)
	}
	for i := range d.parts {
		d.parts[i].coeffs = nil
	}
	return nil
}

// transform makes the whole plane of a component.
func (p *part) transform(ctx context.Context, spare picture.Spare) error {
	const band = 16 // rows of blocks
	return spare.Each(ctx, ceilDiv(p.blocksY, band), func() func(int) error {
		b := new(block)
		return func(i int) error {
			for y := i * band; y < min(p.blocksY, (i+1)*band); y++ {
				p.transformRow(b, y, y)
			}
			return nil
		}
	})
}

// transformRow makes pixels of row y of the blocks, in row to of the plane.
func (p *part) transformRow(b *block, y, to int) {
	c := p.coeffs
	side, counting := p.side, uint64(2)<<p.kernel.last-1
	for x := range p.blocksX {
		n := y*c.width + x
		b[0] = int64(c.value[n*c.kept]) * p.kernel.term[0].factor
		last := 0
		if c.kept > 1 {
			value := c.block(n)
			for left := c.nonzero[n] & counting; left != 0; left &= left - 1 {
				last = bits.TrailingZeros64(left)
				t := &p.kernel.term[last]
				b[t.word&31] += int64(value[last]) * t.factor
			}
		}
		p.kernel.inverse(b, last, p.plane.Pix[(to*p.plane.Stride+x)*side:], p.plane.Stride)
	}
}

// decodeFirstDC decodes MCUs of the first scan of DC coefficients (T.81 §G.1.2.1).
func decodeFirstDC(s *scan, w *worker, y, x0, x1 int) bool {
	for x := x0; x < x1; x++ {
		for i := range s.comps {
			c := &s.comps[i]
			for j := range c.v {
				off := ((y*c.v+j)*c.coeffs.width + x*c.h) * c.coeffs.kept
				for range c.h {
					if !w.ready() {
						return false
					}
					diff, ok := w.difference(c.dc)
					if !ok {
						return false
					}
					w.pred[c.index] += diff
					c.coeffs.value[off] = int16(w.pred[c.index] << s.low)
					off += c.coeffs.kept
				}
			}
		}
	}
	return true
}

// decodeBuffered decodes MCUs of a sequential scan (T.81 §F.2) whose coefficients are
// kept.
func decodeBuffered(s *scan, w *worker, y, x0, x1 int) bool {
	return s.each(w, y, x0, x1, func(c *scanComponent, n int) bool {
		diff, ok := w.difference(c.dc)
		if !ok {
			return false
		}
		w.pred[c.index] += diff
		c.coeffs.value[n*c.coeffs.kept] = int16(w.pred[c.index])
		nonzero, ok := w.firstBand(s, c, c.coeffs.block(n))
		w.eobRun = 0 // ends of bands that are none
		if c.coeffs.nonzero != nil {
			c.coeffs.nonzero[n] |= nonzero
		}
		return ok
	})
}

// decodeRefineDC decodes MCUs of a scan that sends one more bit of each DC
// coefficient (T.81 §G.1.2.1).
func decodeRefineDC(s *scan, w *worker, y, x0, x1 int) bool {
	for x := x0; x < x1; x++ {
		for i := range s.comps {
			c := &s.comps[i]
			for j := range c.v {
				off := ((y*c.v+j)*c.coeffs.width + x*c.h) * c.coeffs.kept
				for range c.h {
					if !w.ready() {
						return false
					}
					c.coeffs.value[off] |= int16(w.bits(1)) << s.low
					off += c.coeffs.kept
				}
			}
		}
	}
	return true
}

// decodeFirstAC decodes blocks of the first scan of a band of AC coefficients (T.81
// §G.1.2.2).
func decodeFirstAC(s *scan, w *worker, y, x0, x1 int) bool {
	c := &s.comps[0]
	for x := x0; x < x1; x++ {
		if w.eobRun > 0 {
			skip := min(w.eobRun, x1-x)
			w.eobRun -= skip
			x += skip - 1
			continue
		}
		if !w.ready() {
			return false
		}
		n := y*c.coeffs.width + x
		nonzero, ok := w.firstBand(s, c, c.coeffs.block(n))
		if !ok {
			return false
		}
		c.coeffs.nonzero[n] |= nonzero
	}
	return true
}

// firstBand reads a block's band of coefficients and returns which are not 0.
func (w *worker) firstBand(s *scan, c *scanComponent, value []int16) (nonzero uint64, ok bool) {
	e, values := w.entropy, c.ac.values
	acc, n, pos := e.acc, e.n, e.pos
	ok = true
	for k := max(1, s.first); k <= s.last; k++ {
		if n < 32 {
			acc, n, pos = refill(e.buf, acc, n, pos)
		}
		entry := values[acc>>(64-valueBits)]
		size, run, v := uint(entry&15), int(entry>>4&15), int32(entry)>>16
		if size == 0 {
			length, symbol := c.ac.find(acc)
			acc <<= length & 63
			n -= length
			size, run = uint(symbol&15), int(symbol>>4)
			if length == 0 {
				ok = false
				break
			}
			if size == 0 && run < 15 {
				e.acc, e.n, e.pos = acc, n, pos
				w.eobRun = 1<<run - 1 + int(e.bits(uint(run)))
				return nonzero, true
			}
			v = receive(acc, size)
		}
		acc <<= size & 63
		n -= size
		if k += run; k > s.last {
			ok = false
			break
		}
		if v != 0 {
			if k < len(value) {
				value[k] = int16(v << s.low)
			}
			nonzero |= 1 << k
		}
	}
	e.acc, e.n, e.pos = acc, n, pos
	return nonzero, ok
}
