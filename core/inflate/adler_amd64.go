package inflate

// sums is sumsGo with SSE2, which every such processor has.
//
//go:noescape
func sums(p []byte) (sum, weighted uint32)
