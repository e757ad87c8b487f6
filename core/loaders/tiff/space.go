package tiff

import (
	"math"

	"apsync/core/colour"
	ifd "apsync/core/container/tiff"
	"apsync/core/raster"
)

// space returns what the page's tags say of its colours: for RGB WhitePoint,
// PrimaryChromaticities and TransferFunction (TIFF 6.0 §20). Without them, whole numbers
// are sRGB, and floating-point ones linear light of its primaries, which is how
// Photoshop, renderers and libvips mean them.
func (p *page) space() colour.Space {
	if p.packed > 0 {
		return p.logSpace()
	}
	if p.layout != raster.RGB && p.layout != raster.RGBA || p.photometric == palette {
		return colour.Space{}
	}
	s := colour.Space{Primaries: p.primaries()}
	if p.format != formatFloat {
		s.Transfer, s.Gamma = p.transfer()
	}
	return s
}

// primaries returns the chromaticities of red, green, blue and white, or nil where a tag
// is missing or says nothing.
func (p *page) primaries() *colour.Primaries {
	white, err := p.dir.Values(ifd.TagWhitePoint, 2)
	if err != nil || white.Len() < 2 {
		return nil
	}
	rgb, err := p.dir.Values(ifd.TagPrimaries, 6)
	if err != nil || rgb.Len() < 6 {
		return nil
	}
	at := func(v *ifd.Values, i int) colour.Chromaticity {
		return colour.Chromaticity{X: v.Float(i), Y: v.Float(i + 1)}
	}
	return &colour.Primaries{Red: at(rgb, 0), Green: at(rgb, 2), Blue: at(rgb, 4), White: at(white, 0)}
}

// transfer returns the curve that comes closest to the middle of TransferFunction, which
// has the light of every code.
func (p *page) transfer() (colour.Transfer, float64) {
	const sRGB, near = 2.224, 0.06 // what sRGB's curve is at its middle
	if p.bits > 16 {
		return colour.TransferDefault, 0
	}
	n := 1 << p.bits
	table, err := p.dir.Values(ifd.TagTransfer, n)
	if err != nil || table.Len() < n || n < 4 {
		return colour.TransferDefault, 0
	}
	middle, white := table.Float(n/2), table.Float(n-1)
	gamma := math.Log(middle/white) / math.Log(float64(n/2)/float64(n-1))
	switch {
	case !(gamma > 0.1 && gamma < 10), math.Abs(gamma-sRGB) < near:
		return colour.TransferDefault, 0
	case math.Abs(gamma-1) < near:
		return colour.TransferLinear, 0
	}
	return colour.TransferGamma, gamma
}
