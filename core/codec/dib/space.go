package dib

import (
	"math"

	"apsync/core/colour"
	"apsync/core/picture"
)

// Values of bV5CSType.
const (
	calibratedRGB   = 0
	profileEmbedded = 0x4d424544 // 'MBED'
)

// maxProfile bounds an embedded ICC profile, in bytes.
const maxProfile = 16 << 20

// space returns the colour space that a V4 or V5 header states. What is damaged or
// absurd states nothing.
func (h *header) space(src *picture.Source) colour.Space {
	switch {
	case h.hasProfile():
		n := int64(h.u32(116))
		if n == 0 || n > maxProfile {
			return colour.Space{}
		}
		profile, err := src.Bytes(h.profileStart(), n)
		if err != nil {
			return colour.Space{}
		}
		return colour.Space{ICC: profile}
	case h.size >= infoV4 && h.u32(56) == calibratedRGB:
		return h.calibrated()
	}
	return colour.Space{}
}

func (h *header) hasProfile() bool { return h.size >= infoV5 && h.u32(56) == profileEmbedded }

// profileStart is where an embedded profile begins, beyond every file where there is
// none.
func (h *header) profileStart() int64 {
	if !h.hasProfile() {
		return math.MaxInt64
	}
	return h.start + int64(h.u32(112))
}

// calibrated reads bV4Endpoints and bV4Gamma…. Most writers leave them 0.
func (h *header) calibrated() colour.Space {
	var space colour.Space
	primaries, ok := h.primaries()
	gamma := float64(h.u32(100)) / (1 << 16) // green's: the three do not differ in practice
	if gamma > 0 && gamma < 1 {
		gamma = 1 / gamma // some writers state the encoding exponent
	}
	if !ok || gamma < 1 || gamma > 5 {
		return space
	}
	space.Transfer, space.Gamma = colour.TransferGamma, gamma
	if primaries != colour.BT709 {
		space.Primaries = &primaries
	}
	return space
}

// primaries returns the endpoints' chromaticities, or false where they are no
// triangle. Writers state each either as X, Y, Z, which add up to white, or scaled
// to a sum of one, which leaves white unsaid.
func (h *header) primaries() (colour.Primaries, bool) {
	const tolerance = 0.005
	var (
		xy     [3]colour.Chromaticity
		white  [3]float64
		scaled = true
	)
	for i := range xy {
		var xyz [3]float64
		for j := range xyz {
			xyz[j] = float64(int32(h.u32(60+12*i+4*j))) / (1 << 30)
			white[j] += xyz[j]
		}
		sum := xyz[0] + xyz[1] + xyz[2]
		if sum < 0.01 || xyz[0] < 0 || xyz[1] < 0 {
			return colour.Primaries{}, false
		}
		scaled = scaled && math.Abs(sum-1) < tolerance
		xy[i] = colour.Chromaticity{X: xyz[0] / sum, Y: xyz[1] / sum}
	}
	p := colour.Primaries{Red: xy[0], Green: xy[1], Blue: xy[2], White: colour.BT709.White}
	if !scaled {
		sum := white[0] + white[1] + white[2]
		p.White = colour.Chromaticity{X: white[0] / sum, Y: white[1] / sum}
	}
	if near(p, colour.BT709, tolerance) {
		p = colour.BT709
	}
	area := (xy[1].X-xy[0].X)*(xy[2].Y-xy[0].Y) - (xy[2].X-xy[0].X)*(xy[1].Y-xy[0].Y)
	return p, math.Abs(area) > 0.01 && p.White.Y > 0.1
}

// near reports whether all coordinates agree within tolerance.
func near(a, b colour.Primaries, tolerance float64) bool {
	pairs := [][2]colour.Chromaticity{{a.Red, b.Red}, {a.Green, b.Green}, {a.Blue, b.Blue}, {a.White, b.White}}
	for _, pair := range pairs {
		if math.Abs(pair[0].X-pair[1].X) > tolerance || math.Abs(pair[0].Y-pair[1].Y) > tolerance {
			return false
		}
	}
	return true
}
