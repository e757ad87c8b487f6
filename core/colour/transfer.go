package colour

import (
	"math"
	"sync"
)

// encodeSRGB returns the sRGB code, 1 being white, of linear light, IEC 61966-2-1.
// It goes on above 1 and is odd, so that light out of gamut keeps its order.
func encodeSRGB(light float64) float64 {
	switch {
	case light < 0:
		return -encodeSRGB(-light)
	case light <= 0.0031308:
		return 12.92 * light
	}
	return 1.055*math.Pow(light, 1/2.4) - 0.055
}

// decodeSRGB is the inverse of encodeSRGB.
func decodeSRGB(code float64) float64 {
	switch {
	case code < 0:
		return -decodeSRGB(-code)
	case code <= 0.04045:
		return code / 12.92
	}
	return math.Pow((code+0.055)/1.055, 2.4)
}

// referenceWhite is the luminance of diffuse white in HDR pictures in cd/m², Rep.
// ITU-R BT.2408-7 §2.2: light 1 of this package.
const referenceWhite = 203

// decodePQ returns the light of a PQ code, Rec. ITU-R BT.2100-2 table 4.
func decodePQ(code float64) float64 {
	const (
		m1 = 2610.0 / 16384
		m2 = 2523.0 / 4096 * 128
		c1 = 3424.0 / 4096
		c2 = 2413.0 / 4096 * 32
		c3 = 2392.0 / 4096 * 32
	)
	e := math.Pow(min(max(code, 0), 1), 1/m2)
	return 10000.0 / referenceWhite * math.Pow(max(e-c1, 0)/(c2-c3*e), 1/m1)
}

// decodeFilmLog returns the light of a printing density, as Kodak's "Conversion of
// 10-bit Log Film Data to 8-bit Linear or Video Data" §2 has it: 0.002 of density a
// code of 10 bits, a negative's gamma of 0.6, light 0 at code 95 and 1 at 685.
func decodeFilmLog(code float64) float64 {
	const (
		white   = 685
		density = 0.002
		gamma   = 0.6
		black   = 0.0107977516 // the light of code 95, relative to that of 685
	)
	light := math.Pow(10, (code*1023-white)*density/gamma)
	return (light - black) / (1 - black)
}

// decodeHLG returns the scene light, 0..1, of an HLG code, Rec. ITU-R BT.2100-2
// table 5.
func decodeHLG(code float64) float64 {
	const (
		a = 0.17883277
		b = 1 - 4*a
		c = 0.55991073
	)
	code = min(max(code, 0), 1)
	if code <= 0.5 {
		return code * code / 3
	}
	return (math.Exp((code-c)/a) + b) / 12
}

// HLG's scene light becomes that of a display of 1000 cd/m² by a gain of its
// luminance to the power of hlgGamma-1, Rec. ITU-R BT.2100-2 table 5; HLG's
// reference white, code 0.75, comes out as referenceWhite.
const (
	hlgGamma = 1.2
	hlgPeak  = 1000.0 / referenceWhite
)

// gainSteps is the number of steps in which hlgGains tells luminances up to 1 apart.
const gainSteps = 1 << 12

// hlgGains holds the gain of luminance (i/(gainSteps-1))².
var hlgGains = sync.OnceValue(func() *[gainSteps + 1]float32 {
	gains := new([gainSteps + 1]float32)
	for i := range gains {
		y := float64(i) / (gainSteps - 1)
		gains[i] = float32(hlgPeak * math.Pow(y*y, hlgGamma-1))
	}
	return gains
})

// displayHLG takes scene light to display light in place.
func displayHLG(rgb *[3]float32) {
	y := luminance(rgb)
	if !(y > 0) {
		return
	}
	at := float32(math.Sqrt(float64(min(y, 1)))) * (gainSteps - 1)
	i := int32(at)
	gains := hlgGains()
	gain := gains[i] + (gains[i+1]-gains[i])*(at-float32(i))
	for c := range rgb {
		rgb[c] *= gain
	}
}

// luminance returns the Y of light of sRGB's primaries.
func luminance(rgb *[3]float32) float32 {
	return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2]
}
