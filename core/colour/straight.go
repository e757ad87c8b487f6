package colour

import "apsync/core/raster"

// straightRows gives the rows of a picture with colour that is not multiplied by
// alpha.
type straightRows[T uint8 | uint16] struct {
	width, height int
	layout        raster.Layout
	source        func(y int) []T
	premultiplied bool
	last          int // the row that buf holds
	buf           []T
}

// newStraightRows returns the rows of a picture of integer samples.
func newStraightRows[T uint8 | uint16](p *raster.Pixels[T]) *straightRows[T] {
	return &straightRows[T]{
		width: p.Width, height: p.Height, layout: p.Layout, source: p.Row,
		premultiplied: p.Premultiplied && p.HasAlpha(), last: -1,
	}
}

// newQuantisedRows returns the rows of a picture of float samples, clipped to 0..1.
func newQuantisedRows(p *raster.Pixels[float32]) *straightRows[uint16] {
	buf := make([]uint16, p.Width*p.Layout.Channels())
	source := func(y int) []uint16 {
		for i, v := range p.Row(y) {
			buf[i] = uint16(clamp01(v)*65535 + 0.5)
		}
		return buf
	}
	return &straightRows[uint16]{
		width: p.Width, height: p.Height, layout: p.Layout, source: source,
		premultiplied: p.Premultiplied && p.HasAlpha(), last: -1,
	}
}

// row returns the samples of row y; they are valid until another row is asked for.
func (s *straightRows[T]) row(y int) []T {
	if !s.premultiplied {
		return s.source(y)
	}
	if s.last != y {
		src := s.source(y)
		if s.buf == nil {
			s.buf = make([]T, len(src))
		}
		divideByAlpha(s.buf, src, s.layout.Channels())
		s.last = y
	}
	return s.buf
}

// alpha writes the fourth byte of every pixel of row y.
func (s *straightRows[T]) alpha(dst []uint8, y int) {
	if s.layout.HasAlpha() {
		copyAlpha(dst, s.row(y), s.layout.Channels())
	} else {
		fillAlpha(dst)
	}
}

// copyAlpha writes the alpha of every pixel of dst from the last of every n
// samples of src.
func copyAlpha[T uint8 | uint16](dst []uint8, src []T, n int) {
	for len(dst) >= 4 && len(src) >= n {
		dst[3] = to8(src[n-1])
		dst, src = dst[4:], src[n:]
	}
}

// fillAlpha makes every pixel of dst opaque.
func fillAlpha(dst []uint8) {
	for x := 3; x < len(dst); x += 4 {
		dst[x] = 255
	}
}

// divideByAlpha writes premultiplied pixels of n samples as straight ones. What
// is transparent becomes black; colour brighter than its alpha allows is clipped.
func divideByAlpha[T uint8 | uint16](dst, src []T, n int) {
	limit := uint32(full[T]())
	for len(dst) >= n && len(src) >= n {
		switch alpha := uint32(src[n-1]); alpha {
		case limit:
			copy(dst[:n], src[:n])
		case 0:
			clear(dst[:n])
		default:
			for c, v := range src[:n-1] {
				dst[c] = T(min(limit, (uint32(v)*limit+alpha/2)/alpha))
			}
			dst[n-1] = src[n-1]
		}
		dst, src = dst[n:], src[n:]
	}
}
