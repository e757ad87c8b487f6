package vp8

// filterEdge filters 16 places along an edge: eight from a on and eight from b on,
// which both begin with the fourth pixel before the edge. From one place to the
// next, and from one pixel to the next across the edge, are so many bytes, of which
// one number is 1.
func filterEdge(a, b []uint8, along, across int, t *thresholds, outer bool) {
	last := 7*along + 7*across
	_, _ = a[last], b[last]
	if across == 1 {
		filterColumns(&a[0], &b[0], along, t, outer)
	} else {
		filterRows(&a[0], &b[0], across, t, outer)
	}
}

// filterColumns filters eight rows of pixels from a on and eight from b on.
//
//go:noescape
func filterColumns(a, b *uint8, stride int, t *thresholds, outer bool)

// filterRows filters eight columns of pixels from a on and eight from b on.
//
//go:noescape
func filterRows(a, b *uint8, stride int, t *thresholds, outer bool)
