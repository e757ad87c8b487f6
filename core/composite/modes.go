package composite

import "math"

// Mode says how the colours of a layer and of what is below it make a new one.
type Mode uint8

// The modes.
const (
	Normal Mode = iota
	Dissolve
	Darken
	Multiply
	ColourBurn
	LinearBurn
	DarkerColour
	Lighten
	Screen
	ColourDodge
	LinearDodge // also called add
	LighterColour
	Overlay
	SoftLight
	HardLight
	VividLight
	LinearLight
	PinLight
	HardMix
	Difference
	Exclusion
	Subtract
	Divide
	GrainExtract
	GrainMerge
	Hue
	Saturation
	Colour
	Luminosity
)

func (m Mode) normal() bool { return m == Normal || m == Dissolve }

// unlimited is the limit of light.
const unlimited = math.MaxFloat32

// limit returns the largest sample.
func (m Model) limit() float32 {
	if m.Unbounded {
		return unlimited
	}
	return 1
}

// separable returns the function of a mode that treats each colour by itself: b is the
// backdrop's, s the source's, limit the largest there is.
func (m Mode) separable(limit float32) func(b, s float32) float32 {
	bound := func(v float32) float32 { return min(max(v, 0), limit) }
	switch m {
	// ISO 32000-1 §11.3.5.2, table 136.
	case Darken:
		return func(b, s float32) float32 { return min(b, s) }
	case Multiply:
		return func(b, s float32) float32 { return b * s }
	case ColourBurn:
		return colourBurn
	case Lighten:
		return func(b, s float32) float32 { return max(b, s) }
	case Screen:
		return screen
	case ColourDodge:
		return colourDodge
	case Overlay:
		return func(b, s float32) float32 { return hardLight(s, b) }
	case SoftLight:
		return softLight
	case HardLight:
		return hardLight
	case Difference:
		return func(b, s float32) float32 { return max(b-s, s-b) }
	case Exclusion:
		return func(b, s float32) float32 { return b + s - 2*b*s }
	// Those that paint programs have besides.
	case LinearBurn:
		return func(b, s float32) float32 { return bound(b + s - 1) }
	case LinearDodge:
		return func(b, s float32) float32 { return bound(b + s) }
	case VividLight:
		return vividLight
	case LinearLight:
		return func(b, s float32) float32 { return bound(b + 2*s - 1) }
	case PinLight:
		return pinLight
	case HardMix:
		return hardMix
	case Subtract:
		return func(b, s float32) float32 { return bound(b - s) }
	case Divide:
		return func(b, s float32) float32 { return divide(b, s, limit) }
	case GrainExtract:
		return func(b, s float32) float32 { return bound(b - s + 0.5) }
	case GrainMerge:
		return func(b, s float32) float32 { return bound(b + s - 0.5) }
	}
	return func(_, s float32) float32 { return s }
}

func screen(b, s float32) float32 { return b + s - b*s }

func hardLight(b, s float32) float32 {
	if s <= 0.5 {
		return b * 2 * s
	}
	return screen(b, 2*s-1)
}

// colourBurn darkens the backdrop to reflect the source; a white backdrop stays (W3C
// §10.1.8, where PDF leaves 0/0 open).
func colourBurn(b, s float32) float32 {
	switch {
	case b >= 1:
		return 1
	case s <= 0:
		return 0
	}
	return 1 - min(1, (1-b)/s)
}

// colourDodge brightens the backdrop to reflect the source; a black backdrop stays.
func colourDodge(b, s float32) float32 {
	switch {
	case b <= 0:
		return 0
	case s >= 1:
		return 1
	}
	return min(1, b/(1-s))
}

func softLight(b, s float32) float32 {
	if s <= 0.5 {
		return b - (1-2*s)*b*(1-b)
	}
	d := ((16*b-12)*b + 4) * b
	if b > 0.25 {
		d = float32(math.Sqrt(float64(b)))
	}
	return b + (2*s-1)*(d-b)
}

// vividLight burns with the dark half of the source's range and dodges with the
// bright half. Its black and white win over any backdrop, as Photoshop draws it.
func vividLight(b, s float32) float32 {
	switch {
	case s <= 0:
		return 0
	case s >= 1:
		return 1
	case s <= 0.5:
		return 1 - min(1, (1-b)/(2*s))
	}
	return min(1, b/(2*(1-s)))
}

// pinLight replaces what is brighter than the dark half of the source's range, and
// darker than the bright half.
func pinLight(b, s float32) float32 {
	if s <= 0.5 {
		return min(b, 2*s)
	}
	return max(b, 2*s-1)
}

// hardMix leaves only full colours: those where both together are more than white. At
// white itself the backdrop decides.
func hardMix(b, s float32) float32 {
	if sum := b + s; sum > 1 || sum == 1 && b > 0.5 {
		return 1
	}
	return 0
}

func divide(b, s, limit float32) float32 {
	switch {
	case b <= 0:
		return 0
	case s <= 0:
		return min(1, limit)
	}
	return min(b/s, limit)
}
