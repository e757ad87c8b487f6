package composite

// blend blends src onto dst: union of both, with the mode's colour where they overlap
// (ISO 32000-1 §11.3.6, formulas for αr and Cr).
func (m Model) blend(dst, src []float32, mode Mode, opacity float32) {
	n := m.Colours + 1
	if mode.normal() {
		blendNormal(dst, src, n, opacity)
		return
	}
	mixed := m.mixer(mode)
	for len(dst) >= n && len(src) >= n {
		d, s := dst[:n], src[:n]
		dst, src = dst[n:], src[n:]
		as, ab := s[n-1]*opacity, d[n-1]
		switch {
		case as <= 0:
		case ab <= 0:
			copy(d, s)
			d[n-1] = as
		default:
			ar := ab + as - ab*as
			mixed(d[:n-1], s[:n-1], ab, as/ar)
			d[n-1] = ar
		}
	}
}

// blendNormal is blend in normal mode, of pixels of n samples.
func blendNormal(dst, src []float32, n int, opacity float32) {
	for len(dst) >= n && len(src) >= n {
		d, s := dst[:n], src[:n]
		dst, src = dst[n:], src[n:]
		as, ab := s[n-1]*opacity, d[n-1]
		switch {
		case as <= 0:
		case as >= 1 || ab <= 0:
			copy(d, s)
			d[n-1] = as
		default:
			ar := ab + as - ab*as
			share := as / ar
			for c, v := range s[:n-1] {
				d[c] += share * (v - d[c])
			}
			d[n-1] = ar
		}
	}
}

// blendInside blends src onto dst where dst is, leaving its alpha as it is.
func (m Model) blendInside(dst, src []float32, mode Mode, opacity float32) {
	n := m.Colours + 1
	mixed := m.mixer(mode)
	for len(dst) >= n && len(src) >= n {
		if as := src[n-1] * opacity; as > 0 && dst[n-1] > 0 {
			mixed(dst[:n-1], src[:n-1], 1, as)
		}
		dst, src = dst[n:], src[n:]
	}
}

// mixer returns what blends the colours s of a source onto b of a backdrop of alpha
// ab: of what results, the share is that of the source, blended as far as the
// backdrop covers it.
func (m Model) mixer(mode Mode) func(b, s []float32, ab, share float32) {
	if mode.normal() {
		return mixNormal
	}
	if whole := mode.whole(); whole != nil {
		return func(b, s []float32, ab, share float32) {
			var out [4]float32
			whole(b, s, &out)
			for c := range b {
				b[c] += share * (s[c] + ab*(out[c]-s[c]) - b[c])
			}
		}
	}
	f := mode.separable(m.limit())
	return func(b, s []float32, ab, share float32) {
		for c := range b {
			b[c] += share * (s[c] + ab*(f(b[c], s[c])-s[c]) - b[c])
		}
	}
}

func mixNormal(b, s []float32, _, share float32) {
	for c := range b {
		b[c] += share * (s[c] - b[c])
	}
}

// mix leads from pixel d to s by the part k, whatever their alphas.
func mix(d, s []float32, k float32) {
	n := len(d) - 1
	ad, as := d[n]*(1-k), s[n]*k
	a := ad + as
	if a <= 0 {
		d[n] = 0
		return
	}
	for c := range n {
		d[c] = (d[c]*ad + s[c]*as) / a
	}
	d[n] = a
}

// Within limits a sample to 0..1; what is no number is 0.
func Within(v float32) float32 {
	switch {
	case !(v > 0):
		return 0
	case v > 1:
		return 1
	}
	return v
}
