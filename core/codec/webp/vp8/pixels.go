package vp8

import "apsync/core/raster"

// maxDelay is how many rows of luma above a row of macroblocks wait for its filter,
// which changes three of each plane and looks at four.
const maxDelay = 8

// pixels are the rows of a row of macroblocks, below those that wait for its
// filter, and what later ones are predicted from: the lowest row of each plane as
// it was before the filter.
type pixels struct {
	work           workspace
	lumaEdge       []uint8
	cbEdge, crEdge []uint8
	delay          int // rows of luma that wait
	stride         int // of luma; of colour, half of it
	luma, cb, cr   []uint8
}

func newPixels(across int, filtered bool) pixels {
	p := pixels{
		lumaEdge: make([]uint8, 16*across+4),
		cbEdge:   make([]uint8, 8*across),
		crEdge:   make([]uint8, 8*across),
		stride:   16 * across,
	}
	for _, edge := range [][]uint8{p.lumaEdge, p.cbEdge, p.crEdge} {
		for i := range edge {
			edge[i] = beyondAbove
		}
	}
	if filtered {
		p.delay = maxDelay
	}
	p.luma = make([]uint8, p.stride*(16+p.delay))
	p.cb = make([]uint8, p.stride*(16+p.delay)/4)
	p.cr = make([]uint8, p.stride*(16+p.delay)/4)
	return p
}

// at returns where macroblock x lies in luma and in colour.
func (p *pixels) at(x int) (luma, colour int) {
	return p.delay*p.stride + 16*x, p.delay*p.stride/4 + 8*x
}

// surround lays the neighbours of macroblock x around the workspace.
func (p *pixels) surround(x int, top bool) {
	w := &p.work
	if x == 0 {
		w.begin(top)
	} else {
		for y := range 17 {
			w[y*stride+7] = w[y*stride+23]
		}
		for y := 17; y < 26; y++ {
			w[y*stride+7], w[y*stride+23] = w[y*stride+15], w[y*stride+31]
		}
	}
	above := (*[20]uint8)(p.lumaEdge[16*x:])
	*(*[16]uint8)(w[lumaAt-stride:]) = [16]uint8(above[:])
	*(*[8]uint8)(w[cbAt-stride:]) = [8]uint8(p.cbEdge[8*x:])
	*(*[8]uint8)(w[crAt-stride:]) = [8]uint8(p.crEdge[8*x:])
	// What is above to the right serves the lower blocks at the right edge too. There
	// is none at the end of a row, which its last pixel stands for.
	right := [4]uint8(above[16:])
	if 16*(x+1) == p.stride {
		right = [4]uint8{above[15], above[15], above[15], above[15]}
	}
	for y := 0; y < 16; y += 4 {
		*(*[4]uint8)(w[lumaAt-stride+16+y*stride:]) = right
	}
}

// begin lays what is beyond the picture to the left of a row.
func (w *workspace) begin(top bool) {
	for y := range 26 {
		w[y*stride+7], w[y*stride+23] = beyondLeft, beyondLeft
	}
	if top {
		w[lumaAt-stride-1], w[cbAt-stride-1], w[crAt-stride-1] = beyondAbove, beyondAbove, beyondAbove
	}
}

// keep copies macroblock x out of the workspace.
func (p *pixels) keep(x int) {
	w := &p.work
	lumaOff, colourOff := p.at(x)
	luma := p.luma[lumaOff:]
	for y := range 16 {
		*(*[16]uint8)(luma[y*p.stride:]) = [16]uint8(w[lumaAt+y*stride:])
	}
	cb, cr := p.cb[colourOff:], p.cr[colourOff:]
	for y := range 8 {
		*(*[8]uint8)(cb[y*p.stride/2:]) = [8]uint8(w[cbAt+y*stride:])
		*(*[8]uint8)(cr[y*p.stride/2:]) = [8]uint8(w[crAt+y*stride:])
	}
	*(*[16]uint8)(p.lumaEdge[16*x:]) = [16]uint8(w[lumaAt+15*stride:])
	*(*[8]uint8)(p.cbEdge[8*x:]) = [8]uint8(w[cbAt+7*stride:])
	*(*[8]uint8)(p.crEdge[8*x:]) = [8]uint8(w[crAt+7*stride:])
}

// advance makes room for the next row of macroblocks.
func (p *pixels) advance() {
	if p.delay > 0 {
		copy(p.luma, p.luma[16*p.stride:])
		copy(p.cb, p.cb[4*p.stride:])
		copy(p.cr, p.cr[4*p.stride:])
	}
}

// ready returns the rows that nothing will change after row y of macroblocks.
func (d *Decoder) ready(y int) Rows {
	top, end, waited := 16*y-d.delay, 16*y+16-d.delay, 0
	if y == 0 {
		top, waited = 0, d.delay
	}
	if y == d.down-1 {
		end = d.height
	}
	w, h := (d.width+1)/2, (end-top+1)/2
	return Rows{
		Top: top,
		Y:   raster.Plane{Width: d.width, Height: end - top, Stride: d.stride, Pix: d.luma[waited*d.stride:]},
		Cb:  raster.Plane{Width: w, Height: h, Stride: d.stride / 2, Pix: d.cb[waited*d.stride/4:]},
		Cr:  raster.Plane{Width: w, Height: h, Stride: d.stride / 2, Pix: d.cr[waited*d.stride/4:]},
	}
}
