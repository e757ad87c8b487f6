package png

// paethPixels undoes the Paeth filter of the first pixels of a row, of n bytes each,
// with SSE2, which every such processor has. It returns how many bytes these have.
func paethPixels(row, above []byte, n int) int {
	above = above[:len(row)]
	// A pixel is loaded with what lies up to two bytes behind it.
	switch pixels := max(0, len(row)-2) / n; n {
	case 3:
		paeth3(row, above, pixels)
		return 3 * pixels
	case 4:
		paeth4(row, above, pixels)
		return 4 * pixels
	case 6:
		paeth6(row, above, pixels)
		return 6 * pixels
	case 8:
		paeth8(row, above, pixels)
		return 8 * pixels
	}
	return 0
}

//go:noescape
func paeth3(row, above []byte, pixels int)

//go:noescape
func paeth4(row, above []byte, pixels int)

//go:noescape
func paeth6(row, above []byte, pixels int)

//go:noescape
func paeth8(row, above []byte, pixels int)
