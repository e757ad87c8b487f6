package vp8

// filterEdge filters 16 places along an edge: eight from a on and eight from b on,
// which both begin with the fourth pixel before the edge. From one place to the
// next, and from one pixel to the next across the edge, are so many bytes, of which
// one number is 1.
func filterEdge(a, b []uint8, along, across int, t *thresholds, outer bool) {
	if across == 1 {
		last := 7*max(0, along) + 7
		_, _ = a[last], b[last]
		filterColumns(&a[0], &b[0], along, t, outer)
	} else {
		last := 7*max(0, across) + 7
		_, _ = a[last], b[last]
		filterRows(&a[0], &b[0], across, t, outer)
	}
}

// filterColumns filters eight rows of eight pixels from a on and eight from b on.
//
//go:noescape
func filterColumns(a, b *uint8, stride int, t *thresholds, outer bool)

// filterRows filters eight columns of eight pixels from a on and eight from b on.
//
//go:noescape
func filterRows(a, b *uint8, stride int, t *thresholds, outer bool)
