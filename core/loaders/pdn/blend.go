package pdn

import "apsync/core/composite"

// modes are the blend modes by number. Those of zero are blended by blends.
var modes = [...]composite.Mode{
	1: composite.Multiply, 2: composite.LinearDodge, 3: composite.ColourBurn, 4: composite.ColourDodge,
	7: composite.Overlay, 8: composite.Difference, 10: composite.Lighten, 11: composite.Darken, 12: composite.Screen, 13: 0,
}

// own returns the function of a blend mode that only Paint.NET has, of what is below
// and the layer, or nil.
func own(mode int64) func(b, s float32) float32 {
	const reflect, glow, negation, xor = 5, 6, 9, 13
	switch mode {
	case reflect:
		return reflected
	case glow:
		return func(b, s float32) float32 { return reflected(s, b) }
	case negation:
		return func(b, s float32) float32 { return 1 - max(1-b-s, b+s-1) }
	case xor:
		return func(b, s float32) float32 {
			return float32(uint8(b*255+0.5)^uint8(s*255+0.5)) / 255
		}
	}
	return nil
}

func reflected(b, s float32) float32 {
	if s >= 1 {
		return 1
	}
	return min(b*b/(1-s), 1)
}

// blending returns what blends rows with a function where both are (W3C Compositing
// and Blending Level 1 §5).
func blending(f func(b, s float32) float32) func(dst, src []float32, opacity float32) {
	const n = 4
	return func(dst, src []float32, opacity float32) {
		for ; len(dst) >= n && len(src) >= n; dst, src = dst[n:], src[n:] {
			ab, as := dst[n-1], src[n-1]*opacity
			alpha := ab + as*(1-ab)
			if as <= 0 || alpha <= 0 {
				continue
			}
			for c, b := range dst[:n-1] {
				mixed := (1-ab)*src[c] + ab*f(b, src[c])
				dst[c] += as / alpha * (mixed - b)
			}
			dst[n-1] = alpha
		}
	}
}
