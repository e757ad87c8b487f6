package png

// paethAtOnce is how many pixels assembly is given at a time: nothing stops it, and the
// garbage collector waits for it.
const paethAtOnce = 32 << 10

// paethPixels undoes the Paeth filter of the first pixels of a row, of n bytes each,
// with SSE2, which every such processor has. It returns how many bytes these have.
func paethPixels(row, above []byte, n int) (done int) {
	if n != 3 && n != 4 && n != 6 && n != 8 || len(row) == 0 {
		return 0
	}
	_ = above[len(row)-1]
	// A pixel is loaded with what lies up to two bytes behind it.
	pixels := max(0, len(row)-2) / n
	left, corner := uint64(0), uint64(0)
	for pixels > 0 {
		some := min(pixels, paethAtOnce)
		paethSome(row[done:], above[done:], n, some, left, corner)
		done += some * n
		left, corner = pixelOf(row[done-n:done]), pixelOf(above[done-n:done])
		pixels -= some
	}
	return done
}

// paethSome undoes the filter of so many pixels of n bytes, given the ones before them.
func paethSome(row, above []byte, n, pixels int, left, corner uint64) {
	switch n {
	case 3:
		paeth3(row, above, pixels, left, corner)
	case 4:
		paeth4(row, above, pixels, left, corner)
	case 6:
		paeth6(row, above, pixels, left, corner)
	case 8:
		paeth8(row, above, pixels, left, corner)
	}
}

// pixelOf returns a pixel's bytes, the first the lowest.
func pixelOf(bytes []byte) (v uint64) {
	for i, b := range bytes {
		v |= uint64(b) << (8 * i)
	}
	return v
}

// What follows loads pixels by four or eight bytes: behind those of three and six bytes
// lie one and two more, in both rows.

//go:noescape
func paeth3(row, above []byte, pixels int, left, corner uint64)

//go:noescape
func paeth4(row, above []byte, pixels int, left, corner uint64)

//go:noescape
func paeth6(row, above []byte, pixels int, left, corner uint64)

//go:noescape
func paeth8(row, above []byte, pixels int, left, corner uint64)
