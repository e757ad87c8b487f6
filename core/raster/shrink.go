package raster

// Shrink returns the picture with every f×f pixels averaged into one, the last
// column and row from what is left of them. Colour is weighted by alpha, so that
// what is transparent does not bleed. The planes of a YCbCr picture come out with
// the size of its luma. A factor of 1 returns img itself.
func Shrink(img Image, f int) Image {
	if f <= 1 {
		return img
	}
	return img.shrink(f)
}

func (p *Pixels[T]) shrink(f int) Image {
	s := NewShrinker[T](p.Width, p.Height, p.Layout, f)
	if p.Premultiplied {
		s.SetPremultiplied()
	}
	for y := range p.Height {
		s.Add(p.Row(y))
	}
	return s.Image()
}

func (p *YCbCr) shrink(f int) Image {
	w, h := p.Size()
	return &YCbCr{Y: p.Y.shrink(w, h, f), Cb: p.Cb.shrink(w, h, f), Cr: p.Cr.shrink(w, h, f)}
}

// shrink averages what lies under each f×f samples of a luma plane of w×h.
func (p *Plane) shrink(w, h, f int) Plane {
	ax, ay := newAxis(w, p.Width), newAxis(h, p.Height)
	if ax.den == 1 && ay.den == 1 {
		s := NewPlaneShrinker(w, h, ax.num, ay.num, f)
		for y := range p.Height {
			s.Add(p.Row(y))
		}
		return s.Plane()
	}
	dst := Plane{Width: (w + f - 1) / f, Height: (h + f - 1) / f, Stride: (w + f - 1) / f}
	dst.Pix = make([]uint8, dst.Width*dst.Height)
	p.shrinkParts(&dst, ax.boxes(w, f), ay.boxes(h, f))
	return dst
}

// shrinkParts averages boxes whose edges cut through samples: each counts by how
// much of it lies in the box.
func (p *Plane) shrinkParts(dst *Plane, bx, by []span) {
	columns := make([]float64, p.Width)
	for y, box := range by {
		clear(columns)
		box.each(func(i int, height float64) {
			for x, v := range p.Row(i) {
				columns[x] += height * float64(v)
			}
		})
		out := dst.Row(y)
		for x := range out {
			var sum float64
			bx[x].each(func(i int, width float64) { sum += width * columns[i] })
			out[x] = uint8(sum/(bx[x].length()*box.length()) + 0.5)
		}
	}
}

// axis relates a plane's samples to luma: sample i covers i*num/den up to
// (i+1)*num/den luma samples.
type axis struct{ n, num, den int }

// newAxis relates n samples to full of luma. Where n is full over a whole number,
// rounded up, that number is meant: the last sample may cover fewer.
func newAxis(full, n int) axis {
	if f := (full + n - 1) / n; (full+f-1)/f == n {
		return axis{n, f, 1}
	}
	return axis{n, full, n}
}

// boxes cuts full luma samples into boxes of f, in the axis's samples.
func (a axis) boxes(full, f int) []span {
	spans := make([]span, (full+f-1)/f)
	scale := float64(a.den) / float64(a.num)
	for i := range spans {
		spans[i] = span{float64(i*f) * scale, min(float64(min((i+1)*f, full))*scale, float64(a.n))}
	}
	return spans
}

// span is a stretch of samples, its ends anywhere within them.
type span struct{ from, to float64 }

func (s span) length() float64 { return s.to - s.from }

// each calls f with every sample that the span touches and how much of it.
func (s span) each(f func(i int, part float64)) {
	for i := int(s.from); float64(i) < s.to; i++ {
		f(i, min(float64(i+1), s.to)-max(float64(i), s.from))
	}
}
