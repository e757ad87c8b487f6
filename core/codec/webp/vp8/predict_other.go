//go:build !amd64

package vp8

// blocks makes the 16 blocks of luma of a macroblock one by one.
func (w *workspace) blocks(modes *[16]uint8, r *residue) { w.blocksPortable(modes, r) }
