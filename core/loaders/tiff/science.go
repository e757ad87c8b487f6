package tiff

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	ifd "apsync/core/container/tiff"
	"apsync/core/raster"
)

// science is what a file says of measurements: heights, counts of a detector.
type science struct {
	// measured is set where a program for maps or for microscopes wrote the file.
	measured bool
	// noData is the number that stands for places without a measurement, where there is
	// one.
	noData *float32
	// low and high are what the writer showed as black and white; they are equal where
	// it does not say.
	low, high float64
}

// maxDescription bounds what is read of ImageDescription, in bytes; what ImageJ writes
// stands at its beginning.
const maxDescription = 4096

// readScience reads what a directory says of measurements.
func (p *page) readScience() {
	for _, tag := range []uint16{ifd.TagModelPixelScale, ifd.TagModelTransform, ifd.TagGeoKeys, ifd.TagNoData} {
		if _, ok := p.dir.Find(tag); ok {
			p.science.measured = true
		}
	}
	if e, ok := p.dir.Find(ifd.TagNoData); ok {
		text, _ := p.dir.Bytes(e, 256)
		if v, err := strconv.ParseFloat(strings.Trim(string(text), " \x00"), 64); err == nil {
			number := float32(v)
			p.science.noData = &number
		}
	}
	if e, ok := p.dir.Find(ifd.TagDescription); ok {
		e.Count = min(e.Count, maxDescription)
		if text, err := p.dir.Bytes(e, maxDescription); err == nil {
			p.science.readDescription(text)
		}
	}
}

// readDescription reads ImageJ's lines of names and values, and knows OME's XML.
func (s *science) readDescription(text []byte) {
	s.measured = s.measured || bytes.Contains(text, []byte("<OME "))
	if !bytes.HasPrefix(text, []byte("ImageJ=")) {
		return
	}
	s.measured = true
	for line := range bytes.Lines(text) {
		name, value, _ := strings.Cut(strings.Trim(string(line), "\r\n\x00"), "=")
		v, err := strconv.ParseFloat(value, 64)
		switch {
		case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		case name == "min":
			s.low = v
		case name == "max":
			s.high = v
		}
	}
}

// applyScience decides how the page's numbers become grey or colour: as they are where
// they were made to be seen, else by the range that they take; see fitRange.
func (p *page) applyScience() {
	grey := p.colours == 1 && (p.photometric == blackIsZero || p.photometric == whiteIsZero)
	switch {
	case p.packed > 0 || p.bits <= 8 && !p.signed() || p.bits == 1:
	case grey:
		p.ranged = true
		p.measuredInts = p.format != formatFloat && p.alpha < 0 &&
			(p.science.measured || p.format == formatSigned || p.bits > 16)
	case p.photometric == photoRGB && p.format == formatUnsigned && p.bits <= 16:
		p.ranged = p.science.measured && p.alpha < 0
	}
	missing := p.science.noData != nil || p.format == formatFloat // which has numbers that are none
	if grey && p.ranged && missing && p.alpha < 0 && p.sampleBytes() == 4 {
		p.layout, p.premultiplied = raster.GreyAlpha, true
		p.holes = true
	}
}

// farthest bounds measurements: programs that know of no tag for it mark places without
// one by numbers near the ends of what floating point can hold.
const farthest = 1e37

// withHoles returns what arranges grey with alpha: places without a measurement are
// transparent.
func withHoles(p *page) func(dst, src []float32) {
	per := p.slabSamples()
	noData := float32(math.MaxFloat32)
	if p.science.noData != nil {
		noData = *p.science.noData
	}
	return func(dst, src []float32) {
		for len(dst) >= 2 && len(src) >= per {
			dst[0], dst[1] = 0, 0
			if v := src[0]; v != noData && v > -farthest && v < farthest {
				dst[0], dst[1] = v, 1
			}
			dst, src = dst[2:], src[per:]
		}
	}
}
