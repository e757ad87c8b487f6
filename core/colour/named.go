package colour

import "strings"

var (
	whiteD65  = BT709.White
	whiteDCI  = Chromaticity{0.314, 0.351}
	whiteC    = Chromaticity{0.310, 0.316}
	whiteD50  = Chromaticity{0.3457, 0.3585}
	whiteACES = Chromaticity{0.32168, 0.33767}
)

// Primaries of spaces in use. They are not to be changed.
var (
	// BT2020 are the primaries of Rec. ITU-R BT.2020 and BT.2100.
	BT2020 = Primaries{Chromaticity{0.708, 0.292}, Chromaticity{0.170, 0.797}, Chromaticity{0.131, 0.046}, whiteD65}
	// DisplayP3 are those of digital cinema, SMPTE RP 431-2, with the white of sRGB.
	DisplayP3 = Primaries{Chromaticity{0.680, 0.320}, Chromaticity{0.265, 0.690}, Chromaticity{0.150, 0.060}, whiteD65}
	// AdobeRGB are those of Adobe RGB (1998) §4.3.1.
	AdobeRGB = Primaries{Chromaticity{0.640, 0.330}, Chromaticity{0.210, 0.710}, Chromaticity{0.150, 0.060}, whiteD65}
	// ProPhoto are those of ROMM RGB, ISO 22028-2.
	ProPhoto = Primaries{Chromaticity{0.7347, 0.2653}, Chromaticity{0.1596, 0.8404}, Chromaticity{0.0366, 0.0001}, whiteD50}
	// ACES are those of ACES2065-1 (AP0), SMPTE ST 2065-1.
	ACES = Primaries{Chromaticity{0.7347, 0.2653}, Chromaticity{0, 1}, Chromaticity{0.0001, -0.0770}, whiteACES}
	// ACEScg are those of ACEScg (AP1), AMPAS S-2014-004.
	ACEScg = Primaries{Chromaticity{0.713, 0.293}, Chromaticity{0.165, 0.830}, Chromaticity{0.128, 0.044}, whiteACES}
	// CIEXYZ makes X, Y and Z themselves the channels, with white E.
	CIEXYZ = Primaries{Chromaticity{1, 0}, Chromaticity{0, 1}, Chromaticity{0, 0}, Chromaticity{1.0 / 3, 1.0 / 3}}
)

// FromCICP returns the space that the code points of Rec. ITU-T H.273 tables 2 and
// 3 name. It is false where a code is unknown; 2, unspecified, means sRGB's own.
func FromCICP(primaries, transfer uint8) (Space, bool) {
	p, ok := cicpPrimaries(primaries)
	if !ok {
		return Space{}, false
	}
	s := Space{Primaries: p}
	switch transfer {
	case 1, 6, 7, 11, 12, 14, 15:
		s.Transfer = TransferBT709
	case 2, 13:
		s.Transfer = TransferSRGB
	case 4:
		s.Transfer, s.Gamma = TransferGamma, 2.2
	case 5:
		s.Transfer, s.Gamma = TransferGamma, 2.8
	case 8:
		s.Transfer = TransferLinear
	case 16:
		s.Transfer = TransferPQ
	case 17:
		s.Transfer, s.Gamma = TransferGamma, 2.6
	case 18:
		s.Transfer = TransferHLG
	default:
		return Space{}, false
	}
	return s, true
}

// cicpPrimaries returns the primaries of H.273 table 2, nil for those of sRGB.
func cicpPrimaries(code uint8) (*Primaries, bool) {
	p := Primaries{}
	switch code {
	case 1, 2:
		return nil, true
	case 4:
		p = Primaries{Chromaticity{0.67, 0.33}, Chromaticity{0.21, 0.71}, Chromaticity{0.14, 0.08}, whiteC}
	case 5:
		p = Primaries{Chromaticity{0.64, 0.33}, Chromaticity{0.29, 0.60}, Chromaticity{0.15, 0.06}, whiteD65}
	case 6, 7:
		p = Primaries{Chromaticity{0.630, 0.340}, Chromaticity{0.310, 0.595}, Chromaticity{0.155, 0.070}, whiteD65}
	case 8:
		p = Primaries{Chromaticity{0.681, 0.319}, Chromaticity{0.243, 0.692}, Chromaticity{0.145, 0.049}, whiteC}
	case 9:
		p = BT2020
	case 10:
		p = CIEXYZ
	case 11:
		p = DisplayP3
		p.White = whiteDCI
	case 12:
		p = DisplayP3
	case 22:
		p = Primaries{Chromaticity{0.630, 0.340}, Chromaticity{0.295, 0.605}, Chromaticity{0.155, 0.077}, whiteD65}
	default:
		return nil, false
	}
	return &p, true
}

// named are names of colour spaces as file names carry them, in lower case with
// single underscores: those of the configurations that OpenColorIO ships and their
// usual short forms.
var named = []struct {
	names     string
	primaries *Primaries
	transfer  Transfer
}{
	{"acescg lin_ap1 linear_ap1 aces_cg", &ACEScg, TransferLinear},
	{"aces2065_1 aces2065 lin_ap0 linear_ap0", &ACES, TransferLinear},
	{"lin_rec709 lin_rec709_srgb lin_srgb lin_bt709 linear_rec709 linear_srgb linear_bt709", nil, TransferLinear},
	{"lin_rec2020 lin_bt2020 linear_rec2020 linear_bt2020", &BT2020, TransferLinear},
	{"lin_p3d65 lin_displayp3 linear_p3d65 linear_p3_d65 linear_displayp3", &DisplayP3, TransferLinear},
	{"lin_adobergb linear_adobergb", &AdobeRGB, TransferLinear},
	{"lin_prophoto linear_prophoto", &ProPhoto, TransferLinear},
	{"lin_ciexyz linear_ciexyz", &CIEXYZ, TransferLinear},
	{"srgb_texture srgb_tx srgb_encoded", nil, TransferSRGB},
}

// Named returns the colour space that a file's name states, such as ACEScg of
// "wall_acescg.0001.exr", or false where it states none.
func Named(name string) (Space, bool) {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	text := "_" + strings.Join(words, "_") + "_"
	for _, row := range named {
		for _, spelling := range strings.Fields(row.names) {
			if strings.Contains(text, "_"+spelling+"_") {
				return Space{Primaries: row.primaries, Transfer: row.transfer}, true
			}
		}
	}
	return Space{}, false
}
