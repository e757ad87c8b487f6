package webp

// stretch writes samples of video range into dst in the full one. Dst may be src.
func stretch(dst, src []uint8, s span) {
	n := len(src) &^ 15
	if n > 0 {
		_ = dst[n-1]
		stretchWords(&dst[0], &src[0], n, s.gain, s.floor)
	}
	for i, v := range src[n:] {
		dst[n+i] = s.stretched(int(v))
	}
}

// stretchWords does so for n bytes of both, a multiple of 16 above 0. Rows are of 16383
// pixels at most.
//
//go:noescape
func stretchWords(dst, src *uint8, n int, gain uint16, floor int16)
