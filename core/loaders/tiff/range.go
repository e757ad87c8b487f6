package tiff

import (
	"bytes"
	"fmt"
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
	missing := p.science.noData != nil || p.science.measured && p.format == formatFloat
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

// Numbers beyond these are no light: below tooLow, and above what the tone curve shows
// as white.
const (
	tooLow  = -1.0 / 256
	tooHigh = 16
)

// fitRange maps the numbers of a page to what can be seen, in place. A range of 0.25 %
// to 99.75 % of the pixels, or what the writer of the file showed, becomes black to
// white where the file is one of measurements, where grey numbers are signed, where
// those of floating point are no light, and where whole ones would show nothing. It returns a note where it did so; and whether the samples
// are encoded for display.
func (p *page) fitRange(img raster.Image) (note string, encoded bool) {
	switch pix := img.(type) {
	case *raster.Pixels[uint16]:
		note = p.fitWords(pix)
		return note, true
	case *raster.Pixels[float32]:
		straighten(pix)
		low, high, found := rangeOf(pix)
		note, low, high, encoded = p.displayRange(low, high, found)
		rescale(pix, low, high, p.photometric == whiteIsZero, encoded)
		return note, encoded
	}
	return "", true
}

// displayRange returns what becomes black and white of numbers that lie between low and
// high, 0 and 1 where light stays as it is.
func (p *page) displayRange(low, high float64, found bool) (string, float64, float64, bool) {
	top := 1.0
	if p.measuredInts {
		top = math.Ldexp(1, p.bits) - 1
	}
	given := p.science.high > p.science.low
	switch {
	case !found:
		return "", 0, top, p.measuredInts
	case p.science.measured && given:
		low, high = p.science.low, p.science.high
	case p.science.measured, p.format == formatSigned:
	case p.format == formatFloat && low >= tooLow && high <= tooHigh:
		return "", 0, 1, false
	case p.measuredInts && high >= top/16:
		return "", 0, top, true
	}
	if high <= low {
		return "", 0, max(top, high), true
	}
	return rangeNote(low, high), low, high, true
}

// What is never brighter than darkest, or takes no more codes than flattest and is not
// paper, shows nothing; both in codes of 16 bits.
const (
	darkest  = math.MaxUint16/16 + 1
	flattest = math.MaxUint16 / 32
)

// fitWords is fitRange for samples of 16 bits.
func (p *page) fitWords(pix *raster.Pixels[uint16]) (note string) {
	low, high, found := rangeOf(pix)
	depth := math.Ldexp(1, p.bits) - 1
	given := p.science.high > p.science.low
	switch {
	case !found || high <= low:
		low, high = 0, math.MaxUint16
	case p.science.measured && given:
		low, high = p.science.low*math.MaxUint16/depth, p.science.high*math.MaxUint16/depth
		note = rangeNote(p.science.low, p.science.high)
	case p.science.measured && high-low < math.MaxUint16/2, high <= darkest, p.colours == 1 && high < math.MaxUint16/2 && high-low < flattest:
		note = rangeNote(math.Round(low*depth/math.MaxUint16), math.Round(high*depth/math.MaxUint16))
	default:
		low, high = 0, math.MaxUint16
	}
	inverted := p.photometric == whiteIsZero
	if note == "" && !inverted {
		return note
	}
	scale := math.MaxUint16 / (high - low)
	for y := range pix.Height {
		n := pix.Layout.Channels()
		for row := pix.Row(y); len(row) >= n; row = row[n:] {
			for c := range p.colours {
				v := max(0, min((float64(row[c])-low)*scale, math.MaxUint16))
				if inverted {
					v = math.MaxUint16 - v
				}
				row[c] = uint16(v + 0.5)
			}
		}
	}
	return note
}

func rangeNote(low, high float64) string {
	return fmt.Sprintf("numbers from %.6g to %.6g are shown as black to white", low, high)
}

// rescale maps low to black and high to white, or exchanges them. What is encoded for
// display is limited to these.
func rescale(pix *raster.Pixels[float32], low, high float64, inverted, limited bool) {
	if low == 0 && high == 1 && !inverted && !limited {
		return
	}
	n, scale := pix.Layout.Channels(), 1/(high-low)
	for y := range pix.Height {
		for row := pix.Row(y); len(row) >= n; row = row[n:] {
			v := (float64(row[0]) - low) * scale
			if limited {
				v = max(0, min(v, 1))
			}
			if inverted {
				v = 1 - v
			}
			row[0] = float32(v)
		}
	}
}

// straighten divides grey by its alpha.
func straighten(pix *raster.Pixels[float32]) {
	if !pix.Premultiplied || pix.Layout != raster.GreyAlpha {
		return
	}
	pix.Premultiplied = false
	for y := range pix.Height {
		for row := pix.Row(y); len(row) >= 2; row = row[2:] {
			if row[1] > 0 {
				row[0] /= row[1]
			}
		}
	}
}

// rangeBins is how finely numbers are counted.
const rangeBins = 4096

// rangeOf returns what range the colours of a picture take but for the outermost 0.25 %
// at either end; false where no pixel is visible.
func rangeOf[T uint16 | float32](pix *raster.Pixels[T]) (low, high float64, found bool) {
	low, high = math.Inf(1), math.Inf(-1)
	visible(pix, func(v float64) { low, high = min(low, v), max(high, v) })
	if !(high > low) {
		return low, high, high == low
	}
	var bins [rangeBins]int
	width, total := (high-low)/rangeBins, 0
	visible(pix, func(v float64) {
		bins[min(int((v-low)/width), rangeBins-1)]++
		total++
	})
	first, last := 0, rangeBins-1
	for n := bins[first]; n <= total/400; n += bins[first] {
		first++
	}
	for n := bins[last]; n <= total/400; n += bins[last] {
		last--
	}
	return low + float64(first)*width, low + float64(last+1)*width, true
}

// visible calls count with every colour sample of a picture that is not transparent.
func visible[T uint16 | float32](pix *raster.Pixels[T], count func(float64)) {
	n, colours := pix.Layout.Channels(), pix.Layout.Channels()
	if pix.HasAlpha() {
		colours--
	}
	for y := range pix.Height {
		for row := pix.Row(y); len(row) >= n; row = row[n:] {
			if colours < n && row[n-1] == 0 {
				continue
			}
			for _, v := range row[:colours] {
				count(float64(v))
			}
		}
	}
}
