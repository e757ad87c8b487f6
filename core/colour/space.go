// Package colour knows what the numbers of a picture mean and turns them into
// what a display shows: 8-bit sRGB with straight alpha.
package colour

// Transfer says how samples relate to light.
type Transfer uint8

// The transfer functions. TransferDefault is what the buffer's type implies: the
// sRGB curve for integer samples, linear light for float32.
const (
	TransferDefault Transfer = iota
	TransferSRGB             // IEC 61966-2-1
	TransferLinear           // samples are proportional to light
	TransferGamma            // light = sample ^ Space.Gamma
	TransferPQ               // SMPTE ST 2084, 1 = 10,000 cd/m²
	TransferHLG              // ARIB STD-B67
	TransferBT709            // Rec. ITU-R BT.709 camera curve
)

// Chromaticity is a CIE 1931 x, y pair.
type Chromaticity struct{ X, Y float64 }

// Primaries are the chromaticities of the colour channels and of white.
type Primaries struct{ Red, Green, Blue, White Chromaticity }

// BT709 are the primaries of sRGB and Rec. ITU-R BT.709.
var BT709 = Primaries{
	Red: Chromaticity{0.640, 0.330}, Green: Chromaticity{0.300, 0.600},
	Blue: Chromaticity{0.150, 0.060}, White: Chromaticity{0.3127, 0.3290},
}

// Space is the colour space of a picture. The zero value is what untagged files
// mean: sRGB for integer samples, linear light of BT.709 primaries for float32,
// uncalibrated ink for CMYK.
type Space struct {
	// ICC is an embedded ICC profile; where it is present and sound, it decides.
	ICC []byte
	// Primaries is nil for BT.709.
	Primaries *Primaries
	Transfer  Transfer
	// Gamma is the exponent of TransferGamma, such as 2.2.
	Gamma float64
}
