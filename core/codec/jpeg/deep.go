package jpeg

import (
	"context"

	"apsync/core/picture"
	"apsync/core/raster"
)

// deepBits is how many bits samples of more than 8 have in DCT coding (T.81 §B.2.2).
const deepBits = 12

// decodeDeep makes a picture of 16 bits of the coefficients of samples of 12 bits.
func (p *file) decodeDeep(ctx context.Context, d *decoder, want picture.Want) (raster.Image, error) {
	sizes := d.plan
	out := picture.NewRows[uint16](want, p.outline(sizes.width, sizes.height), p.factor(sizes, want))
	n := len(d.parts)
	samples, dst := make([]uint16, sizes.width*n), make([]uint16, sizes.width*p.channels())
	paint := newPainter(p, dst)
	strips := d.deepStrips()
	high := d.frame.vMax * sizes.side
	for y := range sizes.height {
		if y%high == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			d.deepRow(strips, y/high)
		}
		for i := range n {
			d.spread(samples[i:], strips[i], i, y%high)
		}
		paint.pixels(samples, n)
		out.Add(dst)
	}
	return out.Image(), nil
}

// deepStrip is a row of MCUs of a component.
type deepStrip struct {
	stride int
	pix    []uint16
}

func (d *decoder) deepStrips() []deepStrip {
	strips := make([]deepStrip, len(d.parts))
	for i := range d.parts {
		p := &d.parts[i]
		w := p.paddedX * p.side
		strips[i] = deepStrip{w, make([]uint16, w*p.component.v*p.side)}
	}
	return strips
}

// deepRow makes the samples of row y of the MCUs.
func (d *decoder) deepRow(strips []deepStrip, y int) {
	for i := range d.parts {
		p, strip := &d.parts[i], &strips[i]
		v := p.component.v
		for j := range min(v, p.blocksY-y*v) {
			for x := range p.blocksX {
				block := p.coeffs.block((y*v+j)*p.coeffs.width + x)
				p.deepBlock(block, strip.pix[(j*strip.stride+x)*p.side:], strip.stride)
			}
		}
	}
}

// spread writes the samples of component i for each pixel of row y of a row of MCUs,
// where pixels have one of each component.
func (d *decoder) spread(dst []uint16, strip deepStrip, i, y int) {
	c, side, n := &d.parts[i], d.plan.comps[i].side, len(d.parts)
	samples, pixels := c.component.h*side, d.frame.hMax*d.plan.side
	row := strip.pix[y*c.component.v*side/(d.frame.vMax*d.plan.side)*strip.stride:]
	at, rest := 0, 0
	for x := range d.plan.width {
		dst[x*n] = row[at]
		for rest += samples; rest >= pixels; rest -= pixels {
			at++
		}
	}
}

// deepBlock makes the samples of a block, or their mean.
func (p *part) deepBlock(value []int16, dst []uint16, stride int) {
	const middle, most = 1 << (deepBits - 1), 1<<deepBits - 1
	sample := func(v int64) uint16 { return uint16(min(most, max(0, v+middle))) }
	dc := int64(value[0]) * p.kernel.term[0].factor
	if p.side == 1 {
		dst[0] = sample((dc + 4) >> 3)
		return
	}
	var b [64]int64
	for k, at := range zigzag {
		b[at] = int64(value[k]) * int64(p.kernel.quant[k])
	}
	const columns, rows = 1 << (columnShift - 1), 1 << (rowShift - 1)
	for x := range 8 {
		b[x], b[8+x], b[16+x], b[24+x], b[32+x], b[40+x], b[48+x], b[56+x] = transform8(
			b[x], b[8+x], b[16+x], b[24+x], b[32+x], b[40+x], b[48+x], b[56+x], columns)
	}
	for y := range 8 {
		var r [8]int64
		for x := range r {
			r[x] = b[8*y+x] >> columnShift
		}
		r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7] = transform8(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], rows)
		out := dst[y*stride:][:8]
		for x, v := range r {
			out[x] = sample(v >> rowShift)
		}
	}
}
