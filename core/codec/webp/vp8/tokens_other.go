//go:build !amd64

package vp8

// group reads the coefficients of a group of blocks.
func (t *tokens) group(g *group, above, left *uint8, r *residue) {
	t.groupPortable(g, above, left, r)
}
