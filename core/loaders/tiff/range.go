package tiff

import (
	"fmt"
	"math"
	"slices"

	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// maxSampled bounds how many numbers of a picture are looked at for their range.
const maxSampled = 1 << 16

// sampler gathers numbers of a picture, evenly spread, as its rows come: so the range is
// the same whatever size is decoded.
type sampler[T raster.Sample] struct {
	p       *page
	step    int // between pixels, across and down
	y       int
	numbers []float32
}

// newSampler returns a sampler of a page that shows its range, else nil.
func newSampler[T raster.Sample](p *page) *sampler[T] {
	if !p.ranged {
		return nil
	}
	pixels := float64(p.width) * float64(p.height) * float64(p.colours)
	return &sampler[T]{p: p, step: int(math.Ceil(math.Sqrt(max(1, pixels/maxSampled))))}
}

// add takes a row of the layout's channels. What is transparent has no number.
func (s *sampler[T]) add(row []T) {
	s.y++
	if (s.y-1)%s.step != 0 || len(s.numbers) > 2*maxSampled {
		return
	}
	n := s.p.layout.Channels()
	for at := 0; at+n <= len(row); at += n * s.step {
		if s.p.layout.HasAlpha() && row[at+n-1] == 0 {
			continue
		}
		for _, v := range row[at : at+s.p.colours] {
			s.numbers = append(s.numbers, float32(v))
		}
	}
}

// span returns the range of the gathered numbers but for 0.25 % at either end; false
// where there are none.
func (s *sampler[T]) span() (low, high float64, found bool) {
	n := len(s.numbers)
	if n == 0 {
		return 0, 0, false
	}
	slices.Sort(s.numbers)
	return float64(s.numbers[n/400]), float64(s.numbers[n-1-n/400]), true
}

// Numbers beyond these are no light: below tooLow, and above what the tone curve shows
// as white.
const (
	tooLow  = -1.0 / 256
	tooHigh = 16
)

// show makes what is not light visible.
func (s *sampler[T]) show(img raster.Image, frame *picture.Frame) {
	note, encoded := s.fitRange(img)
	if note != "" {
		frame.Notes = append(frame.Notes, note)
	}
	if _, isFloat := img.(*raster.Pixels[float32]); isFloat && encoded {
		frame.Space = colour.Space{Transfer: colour.TransferSRGB}
	}
}

// fitRange maps the numbers of a page to what can be seen, in place. Their
// range, or what the writer of the file showed, becomes black to
// white where the file is one of measurements, where grey numbers are signed, where
// those of floating point are no light, and where whole ones would show nothing. It returns a note where it did so; and whether the samples
// are encoded for display.
func (s *sampler[T]) fitRange(img raster.Image) (note string, encoded bool) {
	p := s.p
	low, high, found := s.span()
	switch pix := img.(type) {
	case *raster.Pixels[uint16]:
		return p.fitWords(pix, low, high, found), true
	case *raster.Pixels[float32]:
		straighten(pix)
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
func (p *page) fitWords(pix *raster.Pixels[uint16], low, high float64, found bool) (note string) {
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
