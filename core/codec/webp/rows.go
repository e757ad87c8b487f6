package webp

import "apsync/core/raster"

// argbRows gives the rows of a lossless picture.
type argbRows struct {
	pix    []uint8 // four bytes a pixel
	width  int
	opaque bool // whatever alpha says
}

func (a *argbRows) row(dst []uint8, y int, layout raster.Layout) {
	src := a.pix[4*y*a.width : 4*(y+1)*a.width]
	if layout == raster.RGB {
		for i, j := 0, 0; j < len(src); i, j = i+3, j+4 {
			*(*[3]uint8)(dst[i:]) = [3]uint8(src[j:])
		}
		return
	}
	copy(dst, src)
	if a.opaque {
		for i := 3; i < len(dst); i += 4 {
			dst[i] = 255
		}
	}
}

// planesBytes is the size of the planes of w×h shrunk by factor, all as large as
// luma then, and of the sums on the way. Unshrunk, the decoded ones are used.
func planesBytes(w, h, factor int) int64 {
	if factor == 1 {
		return 0
	}
	shrunkW, shrunkH := int64(w/factor+1), int64(h/factor+1)
	return 3*shrunkW*shrunkH + 3*(16*int64(w)+32*(shrunkW+shrunkH))
}

// stretchRange turns video range, 16 to 235 for luma and 16 to 240 for colour
// difference (Rec. ITU-R BT.601 §2.5.1), into the full one.
func stretchRange(p *raster.YCbCr) {
	var luma, colour [256]uint8
	for v := range 256 {
		luma[v] = limit((255*(v-16) + 109) / 219)
		colour[v] = limit(128 + floorDiv(255*(v-128)+112, 224))
	}
	mapPlane(&p.Y, &luma)
	mapPlane(&p.Cb, &colour)
	mapPlane(&p.Cr, &colour)
}

func mapPlane(p *raster.Plane, table *[256]uint8) {
	for y := range p.Height {
		row := p.Row(y)
		for x, v := range row {
			row[x] = table[v]
		}
	}
}

// floorDiv divides by a positive n, rounding down.
func floorDiv(v, n int) int {
	if v < 0 {
		v -= n - 1
	}
	return v / n
}

func limit(v int) uint8 { return uint8(min(max(v, 0), 255)) } //nolint:gosec // limited to a byte

// videoRows gives the rows of a lossy picture in video range as colours, its
// colour planes raised to the size of luma by linear interpolation between their
// samples, which lie centred between those of luma.
type videoRows struct {
	planes *raster.YCbCr
	alpha  []uint8 // nil where there is none
	cb, cr []uint16
}

func newVideoRows(planes *raster.YCbCr, alpha []uint8) *videoRows {
	return &videoRows{
		planes: planes, alpha: alpha,
		cb: make([]uint16, planes.Cb.Width), cr: make([]uint16, planes.Cr.Width),
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

func (v *videoRows) row(dst []uint8, y int, layout raster.Layout) {
	mixRows(v.cb, &v.planes.Cb, y)
	mixRows(v.cr, &v.planes.Cr, y)
	n := layout.Channels()
	for x, sample := range v.planes.Y.Row(y) {
		luma := (int(sample)-16)*lumaGain + 1<<15
		cb, cr := mixColumns(v.cb, x)-128, mixColumns(v.cr, x)-128
		d := dst[x*n : x*n+n]
		d[0] = limit((luma + redOfCr*cr) >> 16)
		d[1] = limit((luma - greenOfCb*cb - greenOfCr*cr) >> 16)
		d[2] = limit((luma + blueOfCb*cb) >> 16)
		if n == 4 {
			d[3] = 255
			if v.alpha != nil {
				d[3] = v.alpha[y*v.planes.Y.Width+x]
			}
		}
	}
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

// mixColumns returns the sample at luma column x of a row that mixRows made.
func mixColumns(row []uint16, x int) int {
	near := x / 2
	far := min(max(near-1+x&1*2, 0), len(row)-1)
	return (3*int(row[near]) + int(row[far]) + 8) >> 4
}
