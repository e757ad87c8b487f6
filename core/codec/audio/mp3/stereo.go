package mp3

import "math"

// joinStereo makes left and right of what joint stereo keeps in their place (ISO/IEC
// 11172-3 §2.4.3.4.9, 13818-3 §2.4.3.2).
func (d *decoder) joinStereo(h header, right *channelInfo) {
	l, r := &d.channels[0], &d.channels[1]
	sides := h.mode&midSide != 0
	used := max(l.used, r.used)
	l.used, r.used = used, used
	if h.mode&intensity == 0 {
		rotate(l.spectrum[:used], r.spectrum[:used])
		return
	}
	p := positions{scale: &r.scale, mpeg1: h.mpeg1, coarse: right.scalefacCompress&1 == 1}
	bound := boundaries(r.spectrum[:], &r.scale, right, d.bands)
	at, n, long := 0, 0, 0
	for band := range r.scale.spans(right, d.bands) {
		left, side := l.spectrum[at:at+band.size], r.spectrum[at:at+band.size]
		number := n
		if band.window < 0 {
			long++
		} else {
			number = (n - long) / 3
			if right.mixed {
				number += mixedShort
			}
		}
		at, n = at+band.size, n+1
		factorL, factorR, ok := 0.0, 0.0, at > bound[band.window+1]
		if ok {
			factorL, factorR, ok = p.factors(number, band.window)
		}
		switch {
		case ok:
			for k, v := range left {
				left[k], side[k] = v*float32(factorL), v*float32(factorR)
			}
		case sides:
			rotate(left, side)
		}
	}
}

// rotate makes left and right of middle and side.
func rotate(a, b []float32) {
	for i, m := range a {
		s := b[i]
		a[i], b[i] = (m+s)*(math.Sqrt2/2), (m-s)*(math.Sqrt2/2)
	}
}

// boundaries returns, for long blocks and for each of three windows, behind which line
// the right channel is silent: from there on its factors are positions.
func boundaries(spectrum []float32, s *scalefactors, i *channelInfo, b *bands) (bound [4]int) {
	at := 0
	for band := range s.spans(i, b) {
		for _, v := range spectrum[at : at+band.size] {
			if v != 0 {
				bound[band.window+1] = at + band.size
				break
			}
		}
		at += band.size
	}
	if i.mixed && max(bound[1], bound[2], bound[3]) > 0 {
		bound[0] = granule
	}
	return bound
}

// positions tells how intensity stereo divides bands.
type positions struct {
	scale  *scalefactors
	mpeg1  bool
	coarse bool // intensity_scale of MPEG-2
}

// factors returns what goes to the left and to the right of a band. It is false where
// the band has no position.
func (p positions) factors(band, window int) (left, right float64, ok bool) {
	var position, limit int
	if window < 0 {
		band = min(band, 20) // the last band is where the one before it is
		position, limit = p.scale.long[band], p.scale.longLimit[band]
	} else {
		band = min(band, 11)
		position, limit = p.scale.short[band][window], p.scale.shortLimit[band]
	}
	if p.mpeg1 {
		if position >= 7 {
			return 0, 0, false
		}
		t := math.Tan(float64(position) * math.Pi / 12)
		if position == 6 {
			return 1, 0, true
		}
		return t / (1 + t), 1 / (1 + t), true
	}
	if position == limit {
		return 0, 0, false
	}
	step := math.Exp2(-0.25)
	if p.coarse {
		step = math.Sqrt2 / 2
	}
	f := math.Pow(step, float64((position+1)/2))
	if position&1 == 1 {
		return f, 1, true
	}
	return 1, f, true
}
