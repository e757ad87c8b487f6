package vp8

// addBlock adds the inverse DCT of a block to pixels, and clears the block.
func addBlock(pixels *blockPixels, c *[16]int16) {
	if !addBlockWords(pixels, c) {
		addBlockLong(pixels, c)
	}
}

// addBlockWords is addBlockLong in words of 16 bits, on no other bytes. It returns false, and leaves
// all as it is, where they might not hold the sums.
//
//go:noescape
func addBlockWords(pixels *blockPixels, c *[16]int16) bool
