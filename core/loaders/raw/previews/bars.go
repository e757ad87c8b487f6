package previews

import "apsync/core/raster"

// cutBars has the bars cut off a thumbnail whose size is the one that DCF demands, of a
// photograph that has another aspect.
func (p *photo) cutBars() {
	const thumbW, thumbH = 160, 120
	c, w, h := p.whole(), p.about.Width, p.about.Height
	if c.width != thumbW || c.height != thumbH || w <= 0 || h <= 0 || isAlike(thumbW, thumbH, w, h, near) {
		return
	}
	c.bars = true
	if w*thumbH > h*thumbW {
		c.height = even(thumbW * h / w)
		return
	}
	c.width = even(thumbH * w / h)
}

// even returns the next even number that leaves bars of even size on both sides of an
// even size that is a multiple of four.
func even(n int) int { return max(4, n/4*4) }

// cropped returns the w×h pixels in the middle. The picture is held at its own size.
func cropped(img raster.Image, w, h int) raster.Image {
	fullW, fullH := img.Size()
	if w > fullW || h > fullH {
		return img
	}
	x, y := (fullW-w)/2, (fullH-h)/2
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		n := p.Layout.Channels()
		return &raster.Pixels[uint8]{Width: w, Height: h, Layout: p.Layout, Premultiplied: p.Premultiplied, Stride: p.Stride, Pix: p.Pix[y*p.Stride+x*n:]}
	case *raster.YCbCr:
		var out raster.YCbCr
		for i, plane := range []*raster.Plane{&p.Y, &p.Cb, &p.Cr} {
			sx, sy := (fullW+plane.Width-1)/plane.Width, (fullH+plane.Height-1)/plane.Height
			cut := raster.Plane{Width: (w + sx - 1) / sx, Height: (h + sy - 1) / sy, Stride: plane.Stride, Pix: plane.Pix[y/sy*plane.Stride+x/sx:]}
			*[]*raster.Plane{&out.Y, &out.Cb, &out.Cr}[i] = cut
		}
		return &out
	}
	return img
}
