//go:build !amd64

package raster

// weightFastest returns addWeighted for this processor.
func weightFastest() func(sums []uint32, row []byte) { return addWeighted }
