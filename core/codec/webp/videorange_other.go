//go:build !amd64

package webp

// stretch writes samples of video range into dst in the full one. Dst may be src.
func stretch(dst, src []uint8, s span) {
	var table [256]uint8
	for v := range table {
		table[v] = s.stretched(v)
	}
	for i, v := range src {
		dst[i] = table[v]
	}
}
