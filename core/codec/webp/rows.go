package webp

import "apsync/core/raster"

// videoRows gives the rows of a lossy picture in video range as colours, its
// colour planes raised to the size of luma by linear interpolation between their
// samples, which lie centred between those of luma.
type videoRows struct {
	planes *raster.YCbCr
	cb, cr []uint16
}

func newVideoRows(planes *raster.YCbCr) *videoRows {
	return &videoRows{
		planes: planes,
		cb:     make([]uint16, planes.Cb.Width), cr: make([]uint16, planes.Cr.Width),
	}
}

// BT.601's coefficients for video range, in 1/65536.
const (
	lumaGain  = 76309  // 255/219
	redOfCr   = 104597 // 255/224 · 1.402
	greenOfCb = 25675  // 255/224 · 0.344136
	greenOfCr = 53279  // 255/224 · 0.714136
	blueOfCb  = 132201 // 255/224 · 1.772
)

// row writes row y as red, green, blue and alpha.
func (v *videoRows) row(dst []uint8, y int, alpha []uint8) {
	mixRows(v.cb, &v.planes.Cb, y)
	mixRows(v.cr, &v.planes.Cr, y)
	for x, luma := range v.planes.Y.Row(y) {
		pixel := dst[4*x : 4*x+4]
		videoColour(pixel, int(luma), mixColumns(v.cb, x)-16*128, mixColumns(v.cr, x)-16*128)
		pixel[3] = alpha[x]
	}
}

// videoColour writes red, green and blue of luma in video range and of colour
// difference, which is given in 16ths and around 0.
func videoColour(dst []uint8, luma, cb, cr int) {
	v := (luma-16)*lumaGain + 1<<15
	dst[0] = limit((v + redOfCr*cr/16) >> 16)
	dst[1] = limit((v - greenOfCb*cb/16 - greenOfCr*cr/16) >> 16)
	dst[2] = limit((v + blueOfCb*cb/16) >> 16)
}

// mixRows writes the plane's row at luma row y, times four: three parts of the
// nearer row and one of the other.
func mixRows(dst []uint16, p *raster.Plane, y int) {
	near := y / 2
	far := near - 1 + y&1*2
	a := p.Row(near)
	b := p.Row(min(max(far, 0), p.Height-1))
	for x := range dst {
		dst[x] = 3*uint16(a[x]) + uint16(b[x])
	}
}

// mixColumns returns the sample at luma column x of a row that mixRows made, times
// 16.
func mixColumns(row []uint16, x int) int {
	near := x / 2
	far := min(max(near-1+x&1*2, 0), len(row)-1)
	return 3*int(row[near]) + int(row[far])
}
