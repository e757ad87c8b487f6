package tiff

import (
	"encoding/binary"
	"math"

	"apsync/core/colour"
	"apsync/core/fault"
)

// The values of PhotometricInterpretation for logarithmic light.
const (
	photoLogL   = 32844
	photoLogLuv = 32845
)

// readLog describes a page of logarithmic light: its samples are those that its packed
// pixels become, floating-point Y or X, Y and Z of CIE 1931 (CIE E is white). What the
// tags say of samples is how libtiff hands them out, and says nothing of the file.
func (p *page) readLog() error {
	luv := p.photometric == photoLogLuv
	switch {
	case p.planar:
		return fault.New(fault.Unsupported, "logarithmic light in planes")
	case p.compression == compressionSGILog && luv:
		p.packed = 4
	case p.compression == compressionSGILog:
		p.packed = 2
	case p.compression == compressionSGILog24 && luv:
		p.packed = 3
	default:
		return fault.New(fault.Unsupported, "logarithmic light with %s compression", p.method.name)
	}
	p.samples, p.bits, p.format, p.alpha = 1, 32, formatFloat, -1
	if luv {
		p.samples = 3
	}
	return nil
}

// logSpace returns the colour space of logarithmic light.
func (p *page) logSpace() colour.Space {
	if p.photometric == photoLogL {
		return colour.Space{Transfer: colour.TransferLinear}
	}
	return colour.Space{Primaries: &colour.CIEXYZ, Transfer: colour.TransferLinear}
}

// unpackLog returns the unpacker of packed pixels, the most significant byte first.
func (p *page) unpackLog() func(dst []float32, src []byte, pixels, rows int) {
	switch p.packed {
	case 2:
		return func(dst []float32, src []byte, pixels, _ int) {
			for x := range pixels {
				dst[x] = logY16(binary.BigEndian.Uint16(src[2*x:]))
			}
		}
	case 3:
		squares := uvSquares()
		return func(dst []float32, src []byte, pixels, _ int) {
			for x := range pixels {
				v := uint32(src[3*x])<<16 | uint32(src[3*x+1])<<8 | uint32(src[3*x+2])
				at := neutral
				if code := int(v & 0x3fff); code < len(squares) {
					at = squares[code]
				}
				at.write(dst[3*x:], logY10(v>>14))
			}
		}
	}
	return func(dst []float32, src []byte, pixels, _ int) {
		const step = 1.0 / 410 // of both codes
		for x := range pixels {
			b := src[4*x : 4*x+4]
			at := chromaticity{(float32(b[2]) + 0.5) * step, (float32(b[3]) + 0.5) * step}
			at.write(dst[3*x:], logY16(binary.BigEndian.Uint16(b)))
		}
	}
}

// write writes X, Y and Z of light of that luminance.
func (c chromaticity) write(xyz []float32, y float32) {
	xyz[0] = y * 9 * c.u / (4 * c.v)
	xyz[1] = y
	xyz[2] = y * (12 - 3*c.u - 20*c.v) / (4 * c.v)
}

// logY16 returns the luminance of a sign and 15 bits of logarithm, of 256 steps a
// doubling; that of nothing is 0.
func logY16(v uint16) float32 {
	e := v & 0x7fff
	if e == 0 {
		return 0
	}
	y := float32(math.Exp2((float64(e)+0.5)/256 - 64))
	if v != e {
		return -y
	}
	return y
}

// logY10 returns the luminance of 10 bits of logarithm, of 64 steps a doubling.
func logY10(v uint32) float32 {
	if v == 0 {
		return 0
	}
	return float32(math.Exp2((float64(v)+0.5)/64 - 12))
}
