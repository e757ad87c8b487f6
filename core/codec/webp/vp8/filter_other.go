//go:build !amd64

package vp8

// filterEdge filters 16 places along an edge: eight from a on and eight from b on,
// which both begin with the fourth pixel before the edge. From one place to the
// next, and from one pixel to the next across the edge, are so many bytes, of which
// one number is 1.
func filterEdge(a, b []uint8, along, across int, t *thresholds, outer bool) {
	filterPlaces(a, along, across, t, outer)
	filterPlaces(b, along, across, t, outer)
}
