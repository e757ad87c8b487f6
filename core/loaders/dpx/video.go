package dpx

// matrix turns luma and colour differences of video into RGB.
type matrix struct{ redCr, greenCb, greenCr, blueCb float32 }

// videoMatrix returns the matrix that a colorimetric code stands for: that of Rec.
// ITU-R BT.601-7 §2.5, or of BT.709-6 §3.
func videoMatrix(colorimetric uint8) matrix {
	if colorimetric >= codeBT601First && colorimetric <= codeBT601Last {
		return newMatrix(0.299, 0.114)
	}
	return newMatrix(0.2126, 0.0722)
}

// newMatrix returns the matrix for the parts that red and blue have of luma.
func newMatrix(red, blue float32) matrix {
	green := 1 - red - blue
	return matrix{
		redCr:   2 * (1 - red),
		greenCb: 2 * (1 - blue) * blue / green, greenCr: 2 * (1 - red) * red / green,
		blueCb: 2 * (1 - blue),
	}
}

// convert makes pixels of n samples of planes of luma, Cb and Cr. In the range of
// video luma is 16..235 and differences are 16..240 of 8 bits, with as many zero bits
// below as there are more.
func (m *matrix) convert(row []uint16, planes [3][]uint16, n int) {
	const (
		black  = 16 * 256
		luma   = 65535.0 / (219 * 256)
		middle = 128 * 256
		chroma = 65535.0 / (224 * 256)
	)
	for x := 0; len(row) >= n && n >= 3; x, row = x+1, row[n:] {
		y := (float32(planes[0][x]) - black) * luma
		cb, cr := (float32(planes[1][x])-middle)*chroma, (float32(planes[2][x])-middle)*chroma
		row[0] = clamp(y + m.redCr*cr)
		row[1] = clamp(y - m.greenCb*cb - m.greenCr*cr)
		row[2] = clamp(y + m.blueCb*cb)
	}
}

func clamp(v float32) uint16 { return uint16(min(max(v+0.5, 0), 65535)) }
