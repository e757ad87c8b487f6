package colour

import (
	"math"

	"apsync/core/colour/icc"
)

// encoding says how samples of grey or RGB relate to light.
type encoding struct {
	// decode returns the light of a channel's sample, 0..1.
	decode [3]func(float64) float64
	// toSRGB takes that light to sRGB's primaries.
	toSRGB matrix
	// hdr says that the light goes far beyond white and wants the tone curve.
	hdr bool
	// scene says that the light is HLG's, which displayHLG brings to the display.
	scene bool
}

// asDisplay is the encoding of what a display shows.
func asDisplay() *encoding { return sameCurve(decodeSRGB) }

// asLight is the encoding of linear light.
func asLight() *encoding { return sameCurve(func(v float64) float64 { return v }) }

func sameCurve(decode func(float64) float64) *encoding {
	return &encoding{decode: [3]func(float64) float64{decode, decode, decode}, toSRGB: identity}
}

// encodingOf returns the encoding that primaries and transfer of a space mean,
// and a note where they make no sense; std is what TransferDefault means.
func encodingOf(space Space, std *encoding) (*encoding, []string) {
	e := *std
	switch space.Transfer {
	case TransferDefault:
	case TransferSRGB, TransferBT709:
		e = *asDisplay()
	case TransferLinear:
		e = *asLight()
	case TransferGamma:
		e = *gammaEncoding(space)
	case TransferPQ:
		e = *sameCurve(decodePQ)
		e.hdr = true
	case TransferHLG:
		e = *sameCurve(decodeHLG)
		e.hdr, e.scene = true, true
	case TransferFilmLog:
		e = *sameCurve(decodeFilmLog)
		e.hdr = true
	}
	if space.Primaries == nil || *space.Primaries == BT709 {
		return &e, nil
	}
	toXYZ, ok := space.Primaries.toXYZ()
	if !ok {
		return &e, []string{"the primaries of the picture make no sense and were ignored"}
	}
	e.toSRGB = xyzToSRGB.mul(toXYZ)
	return &e, nil
}

// gammaEncoding returns the encoding of a power function. One of about 2.2 with
// sRGB's primaries is how sRGB is written where only a power can be, PNG §11.3.2.5.
func gammaEncoding(space Space) *encoding {
	gamma := space.Gamma
	sRGB := space.Primaries == nil || *space.Primaries == BT709
	if !(gamma > 0.1 && gamma < 10) || sRGB && math.Abs(gamma-2.2) < 0.03 {
		return asDisplay()
	}
	return sameCurve(func(v float64) float64 { return math.Pow(max(v, 0), gamma) })
}

// profileEncoding returns the encoding that a profile of matrix and curves means.
func profileEncoding(m *icc.Matrix) *encoding {
	e := &encoding{toSRGB: xyzToSRGB.mul(m.ToXYZ)}
	for c, curve := range m.Curves {
		e.decode[c] = fromBlack(curve.Eval)
	}
	return e
}

// greyEncoding returns the encoding that a grey profile means.
func greyEncoding(p *icc.Profile) *encoding {
	var decode func(float64) float64
	switch {
	case p.Tables != nil:
		decode = func(v float64) float64 { return p.Tables.XYZ([4]float64{v})[1] }
	case p.GreyCurve.Lightness:
		decode = func(v float64) float64 { return lightnessToY(100 * p.GreyCurve.Curve.Eval(v)) }
	default:
		decode = p.GreyCurve.Curve.Eval
	}
	return sameCurve(fromBlack(decode))
}

// fromBlack returns the curve with black point compensation: stretched so that it
// begins at 0.
func fromBlack(decode func(float64) float64) func(float64) float64 {
	black := icc.Black(decode(0))
	if black == 0 {
		return decode
	}
	return func(v float64) float64 { return (decode(v) - black) / (1 - black) }
}

// tolerance is how far a code, 1 being white, may be off for an encoding to count
// as the display's own: less than anybody sees, more than what profiles that say
// sRGB in different ways differ by.
const tolerance = 1.0 / 255

// isDisplay reports whether samples can be shown as they are.
func (e *encoding) isDisplay() bool {
	const levels = 6
	for i := range levels * levels * levels {
		code := [3]float64{float64(i / levels / levels), float64(i / levels % levels), float64(i % levels)}
		var light [3]float64
		for c := range code {
			code[c] /= levels - 1
			light[c] = e.decode[c](code[c])
		}
		for c, v := range e.toSRGB.apply(light) {
			if !(math.Abs(encodeSRGB(v)-code[c]) <= tolerance) {
				return false
			}
		}
	}
	return !e.hdr && e.isDisplayGrey()
}

// isDisplayGrey reports the same of grey samples.
func (e *encoding) isDisplayGrey() bool {
	for i := range 256 {
		code := float64(i) / 255
		if !(math.Abs(encodeSRGB(e.decode[0](code))-code) <= tolerance) {
			return false
		}
	}
	return !e.hdr
}

// isLight reports whether samples are light already.
func (e *encoding) isLight() bool {
	for _, decode := range e.decode {
		for _, v := range []float64{0, 0.001, 0.1, 0.4, 0.9, 1} {
			if math.Abs(decode(v)-v) > 1e-4*v {
				return false
			}
		}
	}
	return true
}
