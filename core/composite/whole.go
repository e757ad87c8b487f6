package composite

// whole returns the function of a mode that looks at all colours of a pixel at once,
// or nil (ISO 32000-1 §11.3.5.3). Of four inks black's goes with the lightness. The
// single sample of grey is all lightness.
func (m Mode) whole() func(b, s []float32, out *[4]float32) {
	switch m {
	case Hue:
		return coloured(false, func(b, s rgb) rgb { return s.withSaturation(b.saturation()).withLight(b.light()) })
	case Saturation:
		return coloured(false, func(b, s rgb) rgb { return b.withSaturation(s.saturation()).withLight(b.light()) })
	case Colour:
		return coloured(false, func(b, s rgb) rgb { return s.withLight(b.light()) })
	case Luminosity:
		return coloured(true, func(b, s rgb) rgb { return b.withLight(s.light()) })
	case DarkerColour:
		return chosen(func(b, s float32) bool { return s < b })
	case LighterColour:
		return chosen(func(b, s float32) bool { return s > b })
	}
	return nil
}

// coloured returns the function of a mode of red, green and blue. Where the source
// gives the lightness, it gives grey and the black ink too.
func coloured(lightOfSource bool, f func(b, s rgb) rgb) func(b, s []float32, out *[4]float32) {
	return func(b, s []float32, out *[4]float32) {
		copy(out[:], b)
		if lightOfSource {
			copy(out[:], s)
		}
		if len(b) >= 3 && len(s) >= 3 {
			mixed := f(rgb(b[:3]), rgb(s[:3]))
			copy(out[:], mixed[:])
		}
	}
}

// chosen returns the function that takes the source's pixel whole, or the backdrop's,
// by their lightness.
func chosen(takesSource func(b, s float32) bool) func(b, s []float32, out *[4]float32) {
	return func(b, s []float32, out *[4]float32) {
		copy(out[:], b)
		if takesSource(lightOf(b), lightOf(s)) {
			copy(out[:], s)
		}
	}
}

// lightOf returns the lightness of a pixel of any model.
func lightOf(p []float32) float32 {
	switch {
	case len(p) >= 4:
		return rgb(p[:3]).light() * p[3]
	case len(p) == 3:
		return rgb(p).light()
	}
	return p[0]
}

// rgb is a colour of which lightness and saturation are known.
type rgb [3]float32

// light is Lum of the specification.
func (c rgb) light() float32 { return 0.3*c[0] + 0.59*c[1] + 0.11*c[2] }

// saturation is Sat of the specification.
func (c rgb) saturation() float32 { return max(c[0], c[1], c[2]) - min(c[0], c[1], c[2]) }

// withLight returns the colour with another lightness, its saturation reduced where
// it would leave the range (SetLum and ClipColor).
func (c rgb) withLight(l float32) rgb {
	d := l - c.light()
	for i := range c {
		c[i] += d
	}
	low, high := min(c[0], c[1], c[2]), max(c[0], c[1], c[2])
	for i := range c {
		if low < 0 {
			c[i] = l + (c[i]-l)*l/(l-low)
		}
	}
	for i := range c {
		if high > 1 && high > l {
			c[i] = l + (c[i]-l)*(1-l)/(high-l)
		}
	}
	return c
}

// withSaturation returns the colour with another saturation, its least sample 0
// (SetSat).
func (c rgb) withSaturation(s float32) rgb {
	low, own := min(c[0], c[1], c[2]), c.saturation()
	for i := range c {
		if own > 0 {
			c[i] = (c[i] - low) * s / own
		} else {
			c[i] = 0
		}
	}
	return c
}
