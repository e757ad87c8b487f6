package tiff

import (
	"fmt"

	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/raster"
)

// interpretation is what a value of PhotometricInterpretation means here: how
// many samples are colour and what they become, without alpha and with it.
type interpretation struct {
	name             string
	colours          int // 0 where it is not read
	plain, withAlpha raster.Layout
}

// interpretations are the known values of PhotometricInterpretation.
var interpretations = map[uint32]interpretation{
	whiteIsZero: {"grey", 1, raster.Grey, raster.GreyAlpha},
	blackIsZero: {"grey", 1, raster.Grey, raster.GreyAlpha},
	photoRGB:    {"RGB", 3, raster.RGB, raster.RGBA},
	palette:     {"palette", 1, raster.RGB, raster.RGBA},
	mask:        {"mask", 1, raster.Grey, raster.GreyAlpha},
	separated:   {"CMYK", 4, raster.CMYK, raster.CMYKA},
	photoYCbCr:  {"YCbCr", 3, raster.RGB, raster.RGBA},
	cieLab:      {"CIE L*a*b*", 3, raster.Lab, raster.LabA},
	iccLab:      {"ICC L*a*b*", 3, raster.Lab, raster.LabA},
	ituLab:      {"ITU L*a*b*", 3, raster.Lab, raster.LabA},
	photoCFA:    {name: "colour filter array"},
	photoLogL:   {"LogL", 1, raster.Grey, raster.Grey},
	photoLogLuv: {"LogLuv", 3, raster.RGB, raster.RGB},
	linearRaw:   {name: "linear raw"},
	51177:       {name: "depth map"},
}

// readColours reads what the samples mean.
func (p *page) readColours() error {
	p.photometric = p.uint(ifd.TagPhotometric, p.likelyPhotometric())
	in, ok := interpretations[p.photometric]
	switch {
	case !ok:
		return fault.New(fault.Unsupported, "photometric interpretation %d", p.photometric)
	case in.colours == 0:
		return fault.New(fault.Unsupported, "%s pictures", in.name)
	case p.photometric == photoLogL, p.photometric == photoLogLuv:
		p.colours, p.layout = in.colours, in.plain
		return p.readLog()
	case p.photometric == separated:
		in.colours = min(4, p.inks())
	}
	switch {
	case p.samples < in.colours:
		return fault.New(fault.Corrupt, "%s picture of %d samples a pixel", in.name, p.samples)
	}
	p.colours, p.layout = in.colours, in.plain
	if err := p.readAlpha(); err != nil {
		return err
	}
	if p.alpha >= 0 {
		p.layout = in.withAlpha
	}
	if p.photometric == photoYCbCr && p.compression != compressionJPEG {
		if err := p.readSubsampling(); err != nil {
			return err
		}
	}
	if p.compression == compressionSGILog || p.compression == compressionSGILog24 {
		return fault.New(fault.Unsupported, "%s compression of %s pictures", p.method.name, in.name)
	}
	if p.deep && p.photometric == photoYCbCr {
		p.deepYCbCr, p.photometric = true, photoRGB
	}
	return p.checkColours(in.name)
}

// likelyPhotometric is what files without the tag mean.
func (p *page) likelyPhotometric() uint32 {
	if p.samples >= 3 {
		return photoRGB
	}
	return whiteIsZero
}

// The values of the ExtraSamples tag (TIFF 6.0 §18).
const (
	alphaAssociated   = 1
	alphaUnassociated = 2
)

// readAlpha finds the first extra sample that is alpha. Samples that the tag does
// not call alpha are not shown.
func (p *page) readAlpha() error {
	extra, err := p.dir.Values(ifd.TagExtraSamples, p.samples-p.colours)
	if err != nil {
		return err
	}
	if extra.Len() == 0 && p.photometric == photoRGB && p.samples == 4 {
		p.alpha = 3 // old writers leave the tag out
		return nil
	}
	for i := range extra.Len() {
		switch kind := extra.Uint(i); kind {
		case alphaAssociated, alphaUnassociated:
			p.alpha, p.premultiplied = p.colours+i, kind == alphaAssociated
			return nil
		}
	}
	if n := p.samples - p.colours; p.photometric <= blackIsZero && n > 0 {
		p.notes = append(p.notes, fmt.Sprintf("the first of %d channels is shown", p.samples))
	}
	return nil
}

// inks returns how many samples of a pixel of ink are neither alpha nor extra.
func (p *page) inks() int {
	extra, _ := p.dir.Find(ifd.TagExtraSamples)
	return p.samples - int(min(extra.Count, uint64(p.samples-1)))
}

// readSubsampling reads YCbCrSubSampling, whose default is 2, 2 (TIFF 6.0 §21).
func (p *page) readSubsampling() error {
	sub, err := p.dir.Values(ifd.TagYCbCrSub, 2)
	if err != nil {
		return err
	}
	x, y := uint64(2), uint64(2)
	if sub.Len() == 2 {
		x, y = sub.Uint(0), sub.Uint(1)
	}
	if x != 1 && x != 2 && x != 4 || y != 1 && y != 2 && y != 4 {
		return fault.New(fault.Corrupt, "colour subsampled by %d×%d", x, y)
	}
	p.subX, p.subY = int(x), int(y)
	if x*y > 1 && (p.planar || p.samples != 3) {
		return fault.New(fault.Unsupported, "subsampled colour in planes or beside other samples")
	}
	return nil
}

// checkColours refuses what the samples' type cannot mean.
func (p *page) checkColours(name string) error {
	fits := true
	switch p.photometric {
	case palette:
		fits = p.format == formatUnsigned && p.bits <= 16
	case separated:
		fits = p.format != formatFloat
		if n := p.inks(); p.uint(ifd.TagInkSet, 1) != 1 || n != 4 {
			p.notes = append(p.notes, fmt.Sprintf("of %d inks the first %d are shown as cyan, magenta, yellow and black", n, p.colours))
		}
	case photoYCbCr:
		fits = p.format == formatUnsigned && p.bits == 8
	case ituLab:
		fits = p.format == formatUnsigned && p.bits == 8
	case cieLab, iccLab:
		fits = p.format != formatFloat && (p.bits == 8 || p.bits == 16)
	}
	if !fits {
		return fault.New(fault.Unsupported, "%s pictures with samples of %d bits in format %d", name, p.bits, p.format)
	}
	return nil
}

// fromITULab returns what turns the L*a*b* of fax (ITU-T T.42), a* of -85 to 85 and b* of
// -75 to 125, into that of the layout.
func fromITULab(p *page) func(row []uint8) {
	var a, b [256]uint8
	for code := range 256 {
		a[code] = uint8(min(255, max(0, 128+(code-128)*170/255)))
		b[code] = uint8(min(255, max(0, 128+(code-96)*200/255)))
	}
	n := p.layout.Channels()
	return func(row []uint8) {
		for ; len(row) >= n; row = row[n:] {
			row[1], row[2] = a[row[1]], b[row[2]]
		}
	}
}

// arrangedInks returns what picks inks and alpha; inks that are not there print nothing.
func arrangedInks[T raster.Sample](p *page) func(dst, src []T) {
	n, stored, colours, alpha := p.layout.Channels(), p.slabSamples(), p.colours, p.slabAlpha()
	return func(dst, src []T) {
		for len(dst) >= n && len(src) >= stored {
			clear(dst[:n])
			copy(dst[:colours], src)
			if alpha >= 0 {
				dst[n-1] = src[alpha]
			}
			dst, src = dst[n:], src[stored:]
		}
	}
}
