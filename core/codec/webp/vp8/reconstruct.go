package vp8

import "math/bits"

// blockAt are the offsets of blocks in the workspace: 16 of luma, 4 of Cb and 4 of
// Cr, row by row.
var blockAt = func() (at [24]uint16) {
	for i := range 16 {
		at[i] = uint16(lumaAt + i/4*4*stride + i%4*4)
	}
	for i := range 4 {
		at[16+i] = uint16(cbAt + i/2*4*stride + i%2*4)
		at[20+i] = uint16(crAt + i/2*4*stride + i%2*4)
	}
	return at
}()

const (
	lumaBlocks = 1<<16 - 1
	allBlocks  = 1<<24 - 1
)

// reconstruct makes the pixels of macroblock x of a row: what is predicted, and what
// that lacks.
func (p *pixels) reconstruct(x int, top bool, m *macroblock, r *residue) {
	w := &p.work
	p.surround(x, top)
	rest := uint32(allBlocks)
	if m.blocks {
		w.blocks(&m.lumaOf, r)
		rest &^= lumaBlocks
	} else {
		w.square(lumaAt, 16, m.luma, !top, x > 0)
	}
	w.square(cbAt, 8, m.colour, !top, x > 0)
	w.square(crAt, 8, m.colour, !top, x > 0)
	w.add(r, rest)
	m.coded = r.dc|r.full != 0
	p.keep(x)
}

// add adds what is coded of some blocks to the pixels.
func (w *workspace) add(r *residue, blocks uint32) {
	for left := r.full & blocks; left != 0; left &= left - 1 {
		i := bits.TrailingZeros32(left)
		addBlock((*blockPixels)(w[blockAt[i]:]), &r.blocks[i])
	}
	for left := r.dc &^ r.full & blocks; left != 0; left &= left - 1 {
		i := bits.TrailingZeros32(left)
		addMean((*blockPixels)(w[blockAt[i]:]), &r.blocks[i])
	}
}

// blocksPortable is blocks for any processor.
func (w *workspace) blocksPortable(modes *[16]uint8, r *residue) {
	for i, mode := range modes {
		w.block(int(blockAt[i]), mode)
		w.add(r, 1<<i)
	}
}
