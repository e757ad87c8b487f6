//go:build !amd64

package vp8

// addBlock adds the inverse DCT of a block to pixels, and clears the block.
func addBlock(pixels *blockPixels, c *[16]int16) { addBlockLong(pixels, c) }
