// Package colour knows what the numbers of a picture mean and turns them into
// what a display shows: 8-bit sRGB (IEC 61966-2-1) with straight alpha.
//
// A loader states a Space and converts nothing itself. An ICC profile decides where
// it is sound and made for the picture's channels: relative colorimetric, with
// black point compensation. So Adobe RGB, Display P3, ProPhoto or a profile that
// swaps channels go by their profile's matrix and curves; what lies outside of sRGB
// is clipped. A profile equal to sRGB to within a code is found by trying it and
// costs nothing. Else primaries and transfer decide, which is how Adobe RGB comes
// that only Exif or PNG chunks state: Primaries AdobeRGB, TransferGamma 563/256.
// Whites that differ are adapted by Bradford's method. Rec. 709's camera curve is
// shown as sRGB's: seen on the display it is made for, that is what it looks like.
//
// Light that goes beyond white (float32, PQ, HLG) passes one tone curve: sRGB's own
// up to code 0.8, above it bent so that the picture's brightest parts are just
// white; unbent where nothing is brighter than 1. HDR's reference white of 203 cd/m²
// is 1. Exposure changes only where nothing could be seen otherwise, with a note.
//
// Ink without a profile is shown as SWOP prints it; L*a*b* is relative to D50. Not
// done: saturation and perceptual intents, gamut mapping other than clipping, more
// than four inks.
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
	TransferBT709            // Rec. ITU-R BT.709 camera curve, shown as sRGB's
	TransferFilmLog          // densities of film as scanners write them: 1 is code 1023, black 95, white 685
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
	// Primaries is nil for BT.709. Those that span no space are ignored with a note.
	Primaries *Primaries
	Transfer  Transfer
	// Gamma is the exponent of TransferGamma, such as 1.8; outside of 0.1..10, and
	// at 2.2 with BT.709 primaries, it means sRGB's curve.
	Gamma float64
}
