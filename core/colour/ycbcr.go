package colour

import (
	"image"

	"apsync/core/raster"
)

// ycbcrToDisplay converts full-range BT.601, raising the colour planes to the
// size of luma, and its RGB by what the space says.
func ycbcrToDisplay(p *raster.YCbCr, space Space) (*image.NRGBA, []string) {
	m, notes := meaningOf(raster.RGBA, space, asDisplay())
	w, h := p.Size()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	if m.encoding != nil && m.encoding.hdr {
		ycbcrRows(dst, p, rgbRows[uint8]{})
		rgba := &raster.Pixels[uint8]{Width: w, Height: h, Layout: raster.RGBA, Stride: dst.Stride, Pix: dst.Pix}
		out, more := toned(newIntegerLight(newStraightRows(rgba), m.encoding), w, h)
		return out, append(notes, more...)
	}
	ycbcrRows(dst, p, rowsOf[uint8](m, raster.RGBA))
	return dst, notes
}

// ycbcrRows writes the rows of p as RGB that conv has converted.
func ycbcrRows(dst *image.NRGBA, p *raster.YCbCr, conv rows[uint8]) {
	w, h := p.Size()
	cb, cr := newUpsampler(&p.Cb, w, h), newUpsampler(&p.Cr, w, h)
	_, asItIs := conv.(rgbRows[uint8])
	for y := range h {
		out := dst.Pix[y*dst.Stride : y*dst.Stride+4*w]
		ycbcrRow(out, p.Y.Row(y), cb.row(y), cr.row(y))
		if !asItIs {
			conv.convert(out, out, 4)
		}
	}
}

// BT.601's coefficients (JFIF 1.02 §"Color space") in 1/65536.
const (
	redOfCr   = 91881  // 1.402
	greenOfCb = 22554  // 0.344136
	greenOfCr = 46802  // 0.714136
	blueOfCb  = 116130 // 1.772
)

// ycbcrRow converts one row of full-size samples to opaque pixels.
func ycbcrRow(dst, luma, cb, cr []uint8) {
	cb, cr = cb[:len(luma)], cr[:len(luma)]
	for x, v := range luma {
		if len(dst) < 4 {
			return
		}
		grey := int32(v)<<16 + 1<<15
		b, r := int32(cb[x])-128, int32(cr[x])-128
		dst[0] = clamp8((grey + redOfCr*r) >> 16)
		dst[1] = clamp8((grey - greenOfCb*b - greenOfCr*r) >> 16)
		dst[2] = clamp8((grey + blueOfCb*b) >> 16)
		dst[3] = 255
		dst = dst[4:]
	}
}
