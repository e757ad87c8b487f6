package tiff

import (
	"math"

	ifd "apsync/core/container/tiff"
)

// ycbcrTables hold what the codes of luma and colour differences contribute to
// red, green and blue, in 1/65536.
type ycbcrTables struct {
	luma, red, greenCr, greenCb, blue [256]int32
}

// fromYCbCr returns what turns YCbCr into RGB (TIFF 6.0 §21).
func (p *page) fromYCbCr() (func(row []uint8), error) {
	coefficients, err := p.numbers(ifd.TagYCbCrCoeffs, 0.299, 0.587, 0.114)
	if err != nil {
		return nil, err
	}
	levels, err := p.numbers(ifd.TagReferenceBW, 0, 255, 128, 255, 128, 255)
	if err != nil {
		return nil, err
	}
	return newYCbCrTables(coefficients, levels).recolour(p.layout.Channels()), nil
}

// recolour returns what turns YCbCr into RGB in pixels of n samples.
func (t *ycbcrTables) recolour(n int) func(row []uint8) {
	return func(row []uint8) {
		for ; len(row) >= n; row = row[n:] {
			y, cb, cr := t.luma[row[0]], row[1], row[2]
			row[0] = clipped(y + t.red[cr])
			row[1] = clipped(y + t.greenCr[cr] + t.greenCb[cb])
			row[2] = clipped(y + t.blue[cb])
		}
	}
}

// numbers returns the numbers of a field, or the usual ones where it does not have
// as many.
func (p *page) numbers(tag uint16, usual ...float64) ([]float64, error) {
	stored, err := p.dir.Values(tag, len(usual))
	if err != nil || stored.Len() < len(usual) {
		return usual, err
	}
	for i := range usual {
		usual[i] = stored.Float(i)
	}
	return usual, nil
}

// newYCbCrTables takes the shares of red, green and blue in luma, and the codes of
// black and white of Y, Cb and Cr.
func newYCbCrTables(shares, levels []float64) *ycbcrTables {
	t := &ycbcrTables{}
	red, green, blue := shares[0], shares[1], shares[2]
	for code := range 256 {
		y := level(code, levels[0], levels[1], 255)
		cb := level(code, levels[2], levels[3], 127)
		cr := level(code, levels[4], levels[5], 127)
		t.luma[code] = fixed(y)
		t.red[code] = fixed(cr * (2 - 2*red))
		t.blue[code] = fixed(cb * (2 - 2*blue))
		t.greenCr[code] = fixed(-cr * (2 - 2*red) * red / green)
		t.greenCb[code] = fixed(-cb * (2 - 2*blue) * blue / green)
	}
	return t
}

// level returns what a code means between the codes of black and white.
func level(code int, black, white, top float64) float64 {
	if white == black {
		white = black + 1
	}
	return (float64(code) - black) * top / (white - black)
}

// fixed returns v in 1/65536, within what sums of three can hold.
func fixed(v float64) int32 {
	if math.IsNaN(v) {
		return 0
	}
	const bound = 8000
	return int32(math.Round(max(-bound, min(v, bound)) * 65536))
}

// clipped returns a level in 1/65536 as a sample.
func clipped(v int32) uint8 {
	return uint8(max(0, min((v+1<<15)>>16, 255)))
}

// unpackUnits spreads a line of data units, each the luma samples of subX×subY
// pixels and their Cb and Cr, over rows of the slab (TIFF 6.0 §21).
func (p *page) unpackUnits(dst, src []uint8, pixels, rows int) {
	stride, lumas := p.width*p.slabSamples(), p.subX*p.subY
	for x := 0; x < pixels; x += p.subX {
		luma, cb, cr := src[:lumas], src[lumas], src[lumas+1]
		src = src[lumas+2:]
		for y := range rows {
			out := dst[y*stride+3*x:]
			for i := range min(p.subX, pixels-x) {
				out[3*i], out[3*i+1], out[3*i+2] = luma[y*p.subX+i], cb, cr
			}
		}
	}
}
