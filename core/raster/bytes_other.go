//go:build !amd64

package raster

// addFastest returns addBytes for this processor.
func addFastest() func(sums, row []byte) { return addBytes }
