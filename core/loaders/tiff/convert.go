package tiff

import (
	"math"

	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/raster"
)

// channels turns a row of samples as stored into a row of the layout's channels.
type channels[T raster.Sample] struct {
	// arrange picks and orders samples; it is nil where they are in place.
	arrange func(dst, src []T)
	// recolour changes the channels of a row in place; it is nil where they mean
	// what the layout says.
	recolour func(row []T)
}

// slabSamples returns the samples of a pixel that are unpacked: all that are
// stored together, or the planes that are shown.
func (p *page) slabSamples() int {
	if p.planar {
		return p.planes()
	}
	return p.samples
}

// slabAlpha returns the place of alpha among them, or -1.
func (p *page) slabAlpha() int {
	if p.planar && p.alpha >= 0 {
		return p.colours
	}
	return p.alpha
}

// channels8 returns the channels of samples of up to 8 bits.
func (p *page) channels8() (channels[uint8], error) {
	c := channels[uint8]{arrange: arranged[uint8](p)}
	var err error
	switch p.photometric {
	case palette:
		c.arrange, err = fromPalette(p, func(v uint64) uint8 { return uint8(v >> 8) }) // the upper half
	case whiteIsZero:
		c.recolour = inverted(p, uint8(math.MaxUint8))
	case cieLab:
		c.recolour = forColours(p, 1, func(v uint8) uint8 { return v ^ 0x80 })
	case ituLab:
		c.recolour = fromITULab(p)
	case photoYCbCr:
		c.recolour, err = p.fromYCbCr()
	}
	return c, err
}

// channels16 returns the channels of whole numbers of 9 bits and more.
func (p *page) channels16() (channels[uint16], error) {
	c := channels[uint16]{arrange: arranged[uint16](p)}
	var err error
	switch p.photometric {
	case palette:
		c.arrange, err = fromPalette(p, func(v uint64) uint16 { return uint16(v) })
	case whiteIsZero:
		if !p.ranged {
			c.recolour = inverted(p, uint16(math.MaxUint16))
		}
	case cieLab:
		c.recolour = forColours(p, 1, func(v uint16) uint16 { return wider(v ^ 0x8000) })
	case iccLab:
		c.recolour = forColours(p, 0, wider)
	}
	return c, err
}

// channelsFloat returns the channels of floating-point numbers.
func (p *page) channelsFloat() channels[float32] {
	c := channels[float32]{arrange: arranged[float32](p)}
	if p.holes {
		c.arrange = withHoles(p)
	}
	return c
}

// wider scales a 16-bit L*a*b* number whose upper byte is the 8-bit number to one
// that runs over the whole range.
func wider(v uint16) uint16 {
	return uint16(min(uint32(v)*0xffff/0xff00, 0xffff))
}

// arranged returns what picks colours and alpha out of a pixel's samples, or nil
// where there are no others.
func arranged[T raster.Sample](p *page) func(dst, src []T) {
	n, stored, colours, alpha := p.layout.Channels(), p.slabSamples(), p.colours, p.slabAlpha()
	if n == stored {
		return nil
	}
	if p.layout == raster.CMYK || p.layout == raster.CMYKA {
		return arrangedInks[T](p)
	}
	return func(dst, src []T) {
		for len(dst) >= n && len(src) >= stored {
			copy(dst[:colours], src)
			if alpha >= 0 {
				dst[colours] = src[alpha]
			}
			dst, src = dst[n:], src[stored:]
		}
	}
}

// inverted returns what exchanges black and white.
func inverted[T raster.Sample](p *page, white T) func(row []T) {
	return forColours(p, 0, func(v T) T { return white - v })
}

// forColours returns what changes every colour sample but the first skipped of
// each pixel.
func forColours[T raster.Sample](p *page, skipped int, change func(T) T) func(row []T) {
	n, colours := p.layout.Channels(), p.colours
	return func(row []T) {
		for ; len(row) >= n; row = row[n:] {
			for c := skipped; c < colours; c++ {
				row[c] = change(row[c])
			}
		}
	}
}

// fromPalette returns what looks colours up in the ColorMap (TIFF 6.0 §5): all
// reds, then all greens, then all blues, of 16 bits. Maps that never exceed 8 bits
// were written with that range.
func fromPalette[T raster.Sample](p *page, sample func(uint64) T) (func(dst, src []T), error) {
	size := 1 << p.bits
	stored, err := p.dir.Values(ifd.TagColourMap, 3*size)
	if err != nil {
		return nil, err
	}
	if stored.Len() < 3*size {
		return nil, fault.New(fault.Corrupt, "palette of %d numbers for indices of %d bits", stored.Len(), p.bits)
	}
	factor := uint64(math.MaxUint16 / math.MaxUint8)
	for i := range stored.Len() {
		if stored.Uint(i) > math.MaxUint8 {
			factor = 1
		}
	}
	colours := make([]T, 3*size)
	for i := range colours {
		colours[i] = sample(stored.Uint(i%3*size+i/3) * factor)
	}
	n, per, alpha := p.layout.Channels(), p.slabSamples(), p.slabAlpha()
	return func(dst, src []T) {
		for len(dst) >= n && len(src) >= per {
			copy(dst[:3], colours[3*int(src[0]):])
			if alpha >= 0 {
				dst[3] = src[alpha]
			}
			dst, src = dst[n:], src[per:]
		}
	}, nil
}
