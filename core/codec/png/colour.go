package png

import (
	"bytes"
	"io"
	"math"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/raster"
)

// space returns the picture's colour space by the precedence of the chunks that
// state one: cICP, iCCP, sRGB, gAMA and cHRM (PNG §4.3).
func (f *file) space() colour.Space {
	if f.cicp != nil {
		space, err := cicpSpace(f.cicp)
		if err == nil {
			return space
		}
		f.notes.add(detail(err) + "; it is ignored")
	}
	space := f.calibration()
	if f.iccp == nil {
		return space
	}
	profile, err := f.profile()
	if err != nil {
		f.notes.add(detail(err) + "; it is ignored")
		return space
	}
	space.ICC = profile
	return space
}

// cicpSpace reads cICP (PNG §11.3.2.6), whose codes are those of ITU-T H.273.
func cicpSpace(data []byte) (colour.Space, error) {
	if len(data) != 4 || data[2] != 0 {
		return colour.Space{}, fault.New(fault.Corrupt, "chunk cICP holds %v", data)
	}
	if data[3] != 1 {
		return colour.Space{}, fault.New(fault.Unsupported, "chunk cICP states narrow-range samples")
	}
	primaries, known := cicpPrimaries(data[0])
	transfer, gamma := cicpTransfer(data[1])
	if !known || transfer == colour.TransferDefault {
		return colour.Space{}, fault.New(fault.Unsupported, "chunk cICP states primaries %d and transfer %d", data[0], data[1])
	}
	return colour.Space{Primaries: primaries, Transfer: transfer, Gamma: gamma}, nil
}

// cicpPrimaries returns the primaries of a code of H.273 Table 2, nil for BT.709's,
// or false where the code names none that red, green and blue lights can have.
func cicpPrimaries(code uint8) (*colour.Primaries, bool) {
	switch code {
	case 1: // BT.709
		return nil, true
	case 4: // BT.470 System M
		return primaries([8]float64{0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08}), true
	case 5: // BT.470 System B, G
		return primaries([8]float64{0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06}), true
	case 6, 7: // SMPTE 170M, 240M
		return primaries([8]float64{0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070}), true
	case 8: // film
		return primaries([8]float64{0.310, 0.316, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049}), true
	case 9: // BT.2020
		return primaries([8]float64{0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046}), true
	case 11: // P3, cinema white
		return primaries([8]float64{0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}), true
	case 12: // P3, D65
		return primaries([8]float64{0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}), true
	case 22: // EBU 3213
		return primaries([8]float64{0.3127, 0.3290, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077}), true
	}
	return nil, false
}

// cicpTransfer returns the transfer of a code of H.273 Table 3 and the exponent of
// TransferGamma, or TransferDefault for codes that are not known.
func cicpTransfer(code uint8) (colour.Transfer, float64) {
	switch code {
	case 1, 6, 14, 15: // BT.709, 601, 2020: one curve
		return colour.TransferBT709, 0
	case 4:
		return colour.TransferGamma, 2.2
	case 5:
		return colour.TransferGamma, 2.8
	case 8:
		return colour.TransferLinear, 0
	case 13:
		return colour.TransferSRGB, 0
	case 16:
		return colour.TransferPQ, 0
	case 18:
		return colour.TransferHLG, 0
	}
	return colour.TransferDefault, 0
}

// primaries makes primaries of x and y of white, red, green and blue, the order of
// cHRM. Those of BT.709, as far as files round them, are nil.
func primaries(v [8]float64) *colour.Primaries {
	const rounding = 0.003
	for i, std := range [8]float64{0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06} {
		if math.Abs(v[i]-std) > rounding {
			return &colour.Primaries{
				White: colour.Chromaticity{X: v[0], Y: v[1]},
				Red:   colour.Chromaticity{X: v[2], Y: v[3]},
				Green: colour.Chromaticity{X: v[4], Y: v[5]},
				Blue:  colour.Chromaticity{X: v[6], Y: v[7]},
			}
		}
	}
	return nil
}

// calibration returns what sRGB or else gAMA and cHRM state.
func (f *file) calibration() colour.Space {
	var space colour.Space
	if f.srgb != nil {
		return space
	}
	if f.chrm != nil {
		v, err := chromaticities(f.chrm)
		if err != nil {
			f.notes.add(detail(err) + "; it is ignored")
		} else {
			space.Primaries = primaries(v)
		}
	}
	if f.gama != nil {
		gamma, err := gammaOf(f.gama)
		switch {
		case err != nil:
			f.notes.add(detail(err) + "; it is ignored")
		case math.Abs(gamma-1) < 1e-3:
			space.Transfer = colour.TransferLinear
		case math.Abs(gamma-2.2) > 5e-3 || space.Primaries != nil:
			space.Transfer, space.Gamma = colour.TransferGamma, gamma
		}
	}
	return space
}

// chromaticities reads cHRM (PNG §11.3.2.1). A degenerate triangle is an error:
// nobody could convert from it.
func chromaticities(data []byte) ([8]float64, error) {
	var v [8]float64
	if len(data) != 4*len(v) {
		return v, fault.New(fault.Corrupt, "chunk cHRM has %d bytes", len(data))
	}
	r := bits.Big(data)
	for i := range v {
		v[i] = float64(r.U32()) / 100_000
	}
	for i := 0; i < len(v); i += 2 {
		if x, y := v[i], v[i+1]; y == 0 && i == 0 || x+y > 1.001 {
			return v, fault.New(fault.Corrupt, "chunk cHRM states the chromaticity %g, %g", x, y)
		}
	}
	area := (v[4]-v[2])*(v[7]-v[3]) - (v[6]-v[2])*(v[5]-v[3])
	if math.Abs(area) < 1e-3 {
		return v, fault.New(fault.Corrupt, "chunk cHRM states colours that lie on a line")
	}
	return v, nil
}

// gammaOf reads gAMA (PNG §11.3.2.2) and returns the exponent that turns samples
// into light.
func gammaOf(data []byte) (float64, error) {
	const least, most = 10_000, 1_000_000 // exponents of 10 and 0.1
	if len(data) != 4 {
		return 0, fault.New(fault.Corrupt, "chunk gAMA has %d bytes", len(data))
	}
	v := bits.Big(data).U32()
	if v < least || v > most {
		return 0, fault.New(fault.Corrupt, "chunk gAMA states %d hundred-thousandths", v)
	}
	return 100_000 / float64(v), nil
}

// profile reads iCCP (PNG §11.3.2.3).
func (f *file) profile() ([]byte, error) {
	data, err := f.readBounded(*f.iccp, maxICC)
	if err != nil {
		return nil, err
	}
	name := bytes.IndexByte(data, 0)
	if name < 0 || len(data) < name+2 || data[name+1] != 0 {
		return nil, fault.New(fault.Corrupt, "chunk iCCP has no packed profile")
	}
	unpacked := inflate.NewReader(bytes.NewReader(data[name+2:]), inflate.Zlib)
	profile, err := io.ReadAll(io.LimitReader(unpacked, maxICC+1))
	switch {
	case len(profile) > maxICC:
		return nil, fault.New(fault.LimitExpansion, "chunk iCCP unpacks to more than %d bytes", maxICC)
	case err != nil:
		return nil, fault.New(fault.Corrupt, "chunk iCCP does not unpack: %w", err)
	}
	return profile, f.checkProfile(profile)
}

// checkProfile refuses profiles of other colours than the picture's (ICC.1:2022
// §7.2): grey pictures and colour pictures want one of their kind.
func (f *file) checkProfile(profile []byte) error {
	const headerSize = 128
	if len(profile) < headerSize {
		return fault.New(fault.Corrupt, "chunk iCCP has a profile of %d bytes", len(profile))
	}
	want := "RGB "
	if layout := f.layout(); layout == raster.Grey || layout == raster.GreyAlpha {
		want = "GRAY"
	}
	if got := string(profile[16:20]); got != want {
		return fault.New(fault.Corrupt, "chunk iCCP has a profile for colours of kind %q, not %q", got, want)
	}
	return nil
}
