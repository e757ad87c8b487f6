package raster

// addWeighted adds to the four sums of every pixel its colours times its alpha, and its
// alpha.
func addWeighted(sums []uint32, row []byte) {
	for len(row) >= 4 && len(sums) >= 4 {
		alpha := uint32(row[3])
		sums[0] += uint32(row[0]) * alpha
		sums[1] += uint32(row[1]) * alpha
		sums[2] += uint32(row[2]) * alpha
		sums[3] += alpha
		sums, row = sums[4:], row[4:]
	}
}
