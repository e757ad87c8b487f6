package colour

import (
	"apsync/core/colour/icc"
	"apsync/core/raster"
)

// ToPixels is ToDisplay for those who go on with rasters. The result has layout Grey,
// RGB or RGBA with straight alpha; it is img itself where its samples are for display
// as they are.
func ToPixels(img raster.Image, space Space) (*raster.Pixels[uint8], []string) {
	if raster.Check(img) == nil {
		switch p := img.(type) {
		case *raster.Pixels[uint8]:
			if notes, ok := shown(p, space); ok {
				return p, notes
			}
		case *raster.YCbCr:
			if notes, ok := isDisplay(raster.RGBA, space); ok {
				return ycbcrToRGB(p), notes
			}
		}
	}
	out, notes := ToDisplay(img, space)
	return &raster.Pixels[uint8]{
		Width: out.Rect.Dx(), Height: out.Rect.Dy(), Layout: raster.RGBA, Stride: out.Stride, Pix: out.Pix,
	}, notes
}

// IsDisplay reports whether integer samples of a layout are for display as they are,
// but for their number of bits.
func IsDisplay(layout raster.Layout, space Space) bool {
	_, ok := isDisplay(layout, space)
	return ok
}

// shown returns what there is to note of a picture that can be shown as it is.
func shown(p *raster.Pixels[uint8], space Space) (notes []string, ok bool) {
	if p.Layout != raster.Grey && p.Layout != raster.RGB && p.Layout != raster.RGBA || p.Premultiplied {
		return nil, false
	}
	return isDisplay(p.Layout, space)
}

// isDisplay is IsDisplay with what there is to note.
func isDisplay(layout raster.Layout, space Space) (notes []string, ok bool) {
	m, notes := meaningOf(layout, space, asDisplay())
	switch {
	case m.encoding == nil:
		return notes, false
	case len(space.ICC) == 0 && space.Primaries == nil && space.Transfer == TransferDefault:
		return notes, true // what untagged files mean; trying it takes longer
	case modelOf(layout) == icc.Grey:
		return notes, m.encoding.isDisplayGrey()
	}
	return notes, m.encoding.isDisplay()
}

// ycbcrToRGB converts full-range BT.601, raising the colour planes to the size of
// luma.
func ycbcrToRGB(p *raster.YCbCr) *raster.Pixels[uint8] {
	w, h := p.Size()
	dst := raster.New[uint8](w, h, raster.RGB)
	cb, cr := newUpsampler(&p.Cb, w, h), newUpsampler(&p.Cr, w, h)
	for y := range h {
		RGBRow(dst.Row(y), p.Y.Row(y), cb.row(y), cr.row(y))
	}
	return dst
}

// portableRGBRow converts one row of full-size samples to pixels of three bytes.
func portableRGBRow(dst, luma, cb, cr []uint8) {
	cb, cr = cb[:len(luma)], cr[:len(luma)]
	for x, v := range luma {
		if len(dst) < 3 {
			return
		}
		grey := int32(v)<<16 + 1<<15
		b, r := int32(cb[x])-128, int32(cr[x])-128
		dst[0] = clamp8((grey + redOfCr*r) >> 16)
		dst[1] = clamp8((grey - greenOfCb*b - greenOfCr*r) >> 16)
		dst[2] = clamp8((grey + blueOfCb*b) >> 16)
		dst = dst[3:]
	}
}
