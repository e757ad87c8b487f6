package inflate

// sums is sumsGo with SSE2, which every such processor has. It takes whole blocks of 16
// bytes of p and leaves the rest.
//
//go:noescape
func sums(p []byte) (sum, weighted uint32)
