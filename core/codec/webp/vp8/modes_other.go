//go:build !amd64

package vp8

// blockModes reads the modes of 16 blocks, whose odds depend on those above and to
// the left.
func (f fields) blockModes(m *macroblock, above *[5]uint8, left *[4]uint8) {
	f.blockModesPortable(m, above, left)
}
