package xcf

import "math"

// tiny is what counts as nothing.
const tiny = 1e-6

// mixing returns the function of a mode; nil is the layer's own colour, which normal
// modes take, and unknown ones.
func mixing(mode uint32) (mix func(b, s rgb) rgb, normal, known bool) {
	switch mode {
	case modeNormalLegacy, modeDissolve, modeNormal, modePassThrough, modeReplace:
		return nil, true, true
	case modeLCHHue:
		return func(b, s rgb) rgb { return b.withChroma(s, b.chroma()) }, false, true
	case 25:
		return func(b, s rgb) rgb { return b.withChroma(b, s.chroma()) }, false, true
	case 26:
		return func(b, s rgb) rgb { return rgb{b[0], s[1], s[2]} }, false, true
	case modeLCHLightness:
		return func(b, s rgb) rgb { return rgb{s[0], b[1], b[2]} }, false, true
	case 37:
		return withHue, false, true
	case 38:
		return withSaturation, false, true
	case 39:
		return withColour, false, true
	case 40:
		return withValue, false, true
	case 54:
		return func(b, s rgb) rgb { return chosen(b, s, b.luma() <= s.luma()) }, false, true
	case 55:
		return func(b, s rgb) rgb { return chosen(b, s, b.luma() >= s.luma()) }, false, true
	case 56:
		return withLuminance, false, true
	}
	if f := separable(mode); f != nil {
		return func(b, s rgb) rgb { return rgb{f(b[0], s[0]), f(b[1], s[1]), f(b[2], s[2])} }, false, true
	}
	return nil, true, false
}

// separable returns the function of a mode that treats each sample by itself, or nil.
func separable(mode uint32) func(b, s float32) float32 {
	switch mode {
	case modeOverlay:
		return func(b, s float32) float32 { return hardLight(s, b) }
	case 30:
		return func(b, s float32) float32 { return b * s }
	case 31:
		return screen
	case 32:
		return func(b, s float32) float32 { return max(b-s, s-b) }
	case 33:
		return func(b, s float32) float32 { return b + s }
	case 34:
		return func(b, s float32) float32 { return b - s }
	case modeDarkenOnly:
		return func(b, s float32) float32 { return min(b, s) }
	case modeLightenOnly:
		return func(b, s float32) float32 { return max(b, s) }
	case 41:
		return ratio
	case 42:
		return func(b, s float32) float32 { return ratio(b, 1-s) }
	case 43:
		return func(b, s float32) float32 { return 1 - ratio(1-b, s) }
	case 44:
		return hardLight
	case 45:
		return func(b, s float32) float32 { return (1-b)*b*s + b*screen(b, s) }
	case 46:
		return func(b, s float32) float32 { return b - s + 0.5 }
	case 47:
		return func(b, s float32) float32 { return b + s - 0.5 }
	}
	return strong(mode)
}

// strong returns the functions of modes of strong contrast, and linear burn and
// exclusion.
func strong(mode uint32) func(b, s float32) float32 {
	switch mode {
	case 48: // vivid light
		return func(b, s float32) float32 {
			if s <= 0.5 {
				return 1 - ratio(1-b, 2*s)
			}
			return ratio(b, 2*(1-s))
		}
	case 49: // pin light
		return func(b, s float32) float32 {
			if s > 0.5 {
				return max(b, 2*s-1)
			}
			return min(b, 2*s)
		}
	case 50: // linear light
		return func(b, s float32) float32 { return b + 2*s - 1 }
	case 51: // hard mix
		return func(b, s float32) float32 {
			if b+s < 1 {
				return 0
			}
			return 1
		}
	case 52: // exclusion
		return func(b, s float32) float32 { return 0.5 - 2*(b-0.5)*(s-0.5) }
	case 53: // linear burn
		return func(b, s float32) float32 { return b + s - 1 }
	}
	return nil
}

func screen(b, s float32) float32 { return 1 - (1-b)*(1-s) }

func hardLight(b, s float32) float32 {
	if s > 0.5 {
		return min(1-(1-b)*(1-(s-0.5)*2), 1)
	}
	return min(2*b*s, 1)
}

// ratio divides, without leaving what can be shown of light by far.
func ratio(a, b float32) float32 {
	if a >= -tiny && a <= tiny {
		return 0
	}
	v := a / b
	return min(max(v, -1/float32(tiny)), 1/float32(tiny))
}

func chosen(b, s rgb, below bool) rgb {
	if below {
		return b
	}
	return s
}

func (c rgb) least() float32 { return min(c[0], c[1], c[2]) }
func (c rgb) most() float32  { return max(c[0], c[1], c[2]) }

// luma is the luminance of light, or what stands for it.
func (c rgb) luma() float32 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// scaled returns the colour times k plus off.
func (c rgb) scaled(k, off float32) rgb { return rgb{c[0]*k + off, c[1]*k + off, c[2]*k + off} }

// withHue returns b with the hue of s (HSV).
func withHue(b, s rgb) rgb {
	delta := s.most() - s.least()
	if delta <= tiny {
		return b
	}
	k := (b.most() - b.least()) / delta
	return s.scaled(k, b.most()-s.most()*k)
}

// withSaturation returns b with the saturation of s (HSV).
func withSaturation(b, s rgb) rgb {
	delta, value := b.most()-b.least(), b.most()
	if delta <= tiny {
		return rgb{value, value, value}
	}
	var saturation float32
	if s.most() != 0 {
		saturation = (s.most() - s.least()) / s.most()
	}
	k := saturation * value / delta
	return b.scaled(k, (1-k)*value)
}

// withColour returns s with the lightness of b (HSL).
func withColour(b, s rgb) rgb {
	lightB, lightS := (b.least()+b.most())/2, (s.least()+s.most())/2
	if lightS <= tiny && lightS >= -tiny || lightS >= 1-tiny && lightS <= 1+tiny {
		return rgb{lightB, lightB, lightB}
	}
	highB, highS := lightB > 0.5, lightS > 0.5
	lightB, lightS = min(lightB, 1-lightB), min(lightS, 1-lightS)
	k := lightB / lightS
	var off float32
	if highB {
		off += 1 - 2*lightB
	}
	if highS {
		off += 2*lightB - k
	}
	return s.scaled(k, off)
}

// withValue returns b with the value of s (HSV).
func withValue(b, s rgb) rgb {
	if v := b.most(); v > tiny || v < -tiny {
		return b.scaled(s.most()/v, 0)
	}
	return rgb{s.most(), s.most(), s.most()}
}

// withLuminance returns b with the luminance of s.
func withLuminance(b, s rgb) rgb { return b.scaled(ratio(s.luma(), b.luma()), 0) }

// chroma is that of a colour in CIE L*a*b*.
func (c rgb) chroma() float32 { return float32(math.Hypot(float64(c[1]), float64(c[2]))) }

// withChroma returns the colour with the hue of another and a chroma (CIE L*a*b*).
func (c rgb) withChroma(hue rgb, chroma float32) rgb {
	if own := hue.chroma(); own > tiny {
		k := chroma / own
		return rgb{c[0], hue[1] * k, hue[2] * k}
	}
	return c
}
