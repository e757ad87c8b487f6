//go:build !amd64

package inflate

func sums(p []byte) (sum, weighted uint32) { return sumsGo(p) }
