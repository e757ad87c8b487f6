package colour

import (
	"fmt"
	"image"
	"math"
)

// toned converts light to display colour by one tone curve for the picture.
func toned(src lightRows, w, h int) (*image.NRGBA, []string) {
	light := make([]float32, 3*w)
	curve, notes := newToneCurve(measure(src, light, h))
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		out := dst.Pix[y*dst.Stride : y*dst.Stride+4*w]
		src.light(light, y)
		curve.convert(out, light)
		src.alpha(out, y)
	}
	return dst, notes
}

// The tone curve is sRGB's own up to the code toneKnee, and above it bends so that
// light of the picture's white becomes 1. Where nothing is brighter than 1, it is
// sRGB's curve throughout, so that a picture made for a display stays as it was.
const (
	toneKnee = 0.8
	// maxWhite bounds the white, lest one lamp press a whole picture's highlights
	// together.
	maxWhite = 16
)

// toneCurve maps light to codes.
type toneCurve struct {
	gain  float32
	table [toneSteps]uint8
}

// Light is looked up by the upper bits of its floating-point form, which leave a
// significand of 10 bits: from toneMin, whose code is 0, to toneMin·2³¹.
const (
	toneShift = 13
	toneMin   = 1.0 / (1 << 14)
	toneBase  = (127 - 14) << 10
	toneSteps = 31 << 10
)

// convert writes the codes of light, which is clipped; no number is black.
func (t *toneCurve) convert(dst []uint8, light []float32) {
	for len(dst) >= 4 && len(light) >= 3 {
		dst[0], dst[1], dst[2] = t.code(light[0]), t.code(light[1]), t.code(light[2])
		dst, light = dst[4:], light[3:]
	}
}

func (t *toneCurve) code(light float32) uint8 {
	light *= t.gain
	if !(light >= toneMin) {
		return 0
	}
	i := (math.Float32bits(light)+1<<(toneShift-1))>>toneShift - toneBase
	return t.table[min(i, toneSteps-1)]
}

// newToneCurve returns the curve for a picture and a note where it changes the
// exposure.
func newToneCurve(s brightness) (*toneCurve, []string) {
	gain, notes := s.exposure()
	white := min(max(s.peak*gain, 1), maxWhite)
	t := &toneCurve{gain: float32(gain)}
	top := (encodeSRGB(white) - toneKnee) / (1 - toneKnee)
	fillCodes(t.table[:], func(i int) float64 {
		light := math.Float32frombits(uint32(i+toneBase) << toneShift)
		return rollOff(encodeSRGB(float64(light)), top)
	})
	return t, notes
}

// rollOff bends codes above the knee so that the one that lies top times as far
// above it as 1 does becomes 1: slope 1 at the knee, and straight for top 1.
func rollOff(code, top float64) float64 {
	t := (code - toneKnee) / (1 - toneKnee)
	if t <= 0 {
		return code
	}
	bent := t / math.Sqrt(1+t*t*(1-1/(top*top)))
	return toneKnee + (1-toneKnee)*bent
}

// brightness is what the exposure of a picture is judged by, in light.
type brightness struct {
	// peak is what half a percent of the pixels exceed in their brightest channel.
	peak float64
	// top is the brightest channel of all pixels.
	top float64
	// shadow is the luminance that 95 percent of the pixels exceed.
	shadow float64
	// middle is the luminance that half of the pixels exceed.
	middle float64
}

// Pictures whose brightest light is below tooDark, code 8, show nothing; those whose
// shadows are above tooLight show nothing but white.
const (
	tooDark  = 0.0025
	tooLight = 2
)

// exposure returns the gain that a picture needs in order to be seen at all, 1 for
// all but the hopeless.
func (s brightness) exposure() (gain float64, notes []string) {
	switch {
	case s.top > 0 && s.top < tooDark:
		gain = 0.8 / s.top
	case s.shadow > tooLight && s.middle > 0:
		gain = 0.18 / s.middle
	default:
		return 1, nil
	}
	verb := "raised"
	if gain < 1 {
		verb = "lowered"
	}
	return gain, []string{fmt.Sprintf("the exposure was %s by %.1f stops: the picture lies outside of what a display shows",
		verb, math.Abs(math.Log2(gain)))}
}

// measured is about how many pixels are looked at to judge a picture.
const measured = 1 << 18

// measure judges a picture by evenly spaced rows of it; light is a row's buffer.
func measure(src lightRows, light []float32, h int) brightness {
	var brightest, luminances histogram
	step := max(1, h*len(light)/3/measured)
	for y := step / 2; y < h; y += step {
		src.light(light, y)
		for row := light; len(row) >= 3; row = row[3:] {
			if row[0] != row[0] || row[1] != row[1] || row[2] != row[2] {
				continue
			}
			rgb := [3]float32{row[0], row[1], row[2]}
			brightest.add(max(rgb[0], rgb[1], rgb[2]))
			luminances.add(luminance(&rgb))
		}
	}
	return brightness{
		peak: brightest.quantile(0.995), top: brightest.quantile(1),
		shadow: luminances.quantile(0.05), middle: luminances.quantile(0.5),
	}
}

// histogram counts light in eighths of a stop.
type histogram struct {
	counts [256 << 3]int
	total  int
}

func (h *histogram) add(light float32) {
	h.total++
	if !(light > 0) {
		h.counts[0]++
		return
	}
	h.counts[min(math.Float32bits(light), math.Float32bits(math.MaxFloat32))>>20]++
}

// quantile returns the light that a share of the pixels does not exceed, rounded
// down by at most an eighth of a stop.
func (h *histogram) quantile(share float64) float64 {
	rank := int(math.Ceil(share * float64(h.total)))
	for i, n := range h.counts {
		if rank -= n; rank <= 0 {
			return float64(math.Float32frombits(uint32(i) << 20))
		}
	}
	return 0
}
