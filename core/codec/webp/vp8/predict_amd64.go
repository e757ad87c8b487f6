package vp8

import "golang.org/x/sys/cpu"

// blocks makes the 16 blocks of luma of a macroblock one by one.
func (w *workspace) blocks(modes *[16]uint8, r *residue) {
	if !cpu.X86.HasSSSE3 || !areModes(load8((*[8]uint8)(modes[:]))) || !areModes(load8((*[8]uint8)(modes[8:]))) {
		w.blocksPortable(modes, r)
		return
	}
	for i := 0; i < 16; i++ {
		i = predictBlocks(&w[lumaAt], modes, &r.blocks, r.full|r.dc, i)
		if i < 16 {
			addBlockLong((*blockPixels)(w[blockAt[i]:]), &r.blocks[i])
		}
	}
}

// predictBlocks makes the blocks of a macroblock, whose first pixel of luma in a
// workspace is given, from one on. It returns how many are made: fewer than 16 where words might not hold the sums
// of the next one, which is only predicted.
//
//go:noescape
func predictBlocks(pixels *uint8, modes *[16]uint8, blocks *[24][16]int16, coded uint32, from int) int
