package colour

import (
	"math"

	"apsync/core/raster"
)

// lightRows is a picture as linear light of sRGB's primaries, row by row.
type lightRows interface {
	// light writes three samples for every pixel of row y; they are no numbers
	// where nothing is visible.
	light(dst []float32, y int)
	// alpha writes the fourth byte of every pixel of row y.
	alpha(dst []uint8, y int)
}

// finish takes light from its own primaries to sRGB's and to the display.
func (e *encoding) finish(dst []float32) {
	if e.toSRGB == identity && !e.scene {
		return
	}
	m := newMatrix32(e.toSRGB)
	for ; len(dst) >= 3; dst = dst[3:] {
		r, g, b := dst[0], dst[1], dst[2]
		rgb := [3]float32{m[0]*r + m[1]*g + m[2]*b, m[3]*r + m[4]*g + m[5]*b, m[6]*r + m[7]*g + m[8]*b}
		if e.scene {
			displayHLG(&rgb)
		}
		dst[0], dst[1], dst[2] = rgb[0], rgb[1], rgb[2]
	}
}

var hidden = float32(math.NaN())

// hide marks the pixels that have no alpha.
func hide(dst []float32, isHidden func(x int) bool) {
	for x := range len(dst) / 3 {
		if isHidden(x) {
			dst[3*x], dst[3*x+1], dst[3*x+2] = hidden, hidden, hidden
		}
	}
}

// integerLight is a picture of integer samples, grey or RGB.
type integerLight[T uint8 | uint16] struct {
	p        *straightRows[T]
	e        *encoding
	decoders [3]decoder[T]
}

func newIntegerLight[T uint8 | uint16](p *straightRows[T], e *encoding) *integerLight[T] {
	return &integerLight[T]{p, e, newDecoders[T](e)}
}

func (l *integerLight[T]) light(dst []float32, y int) {
	row, n := l.p.row(y), l.p.layout.Channels()
	second, third := 1, 2
	if n < 3 {
		second, third = 0, 0
	}
	for out := dst; len(out) >= 3 && len(row) >= n; out, row = out[3:], row[n:] {
		out[0], out[1], out[2] = l.decoders[0].at(row[0]), l.decoders[1].at(row[second]), l.decoders[2].at(row[third])
	}
	l.e.finish(dst)
	if l.p.layout.HasAlpha() {
		row := l.p.row(y)
		hide(dst, func(x int) bool { return row[x*n+n-1] == 0 })
	}
}

func (l *integerLight[T]) alpha(dst []uint8, y int) { l.p.alpha(dst, y) }

// floatLight is a picture of float samples, grey or RGB.
type floatLight struct {
	p *raster.Pixels[float32]
	e *encoding
	// decoders are nil for samples that are light already.
	decoders *[3]floatDecoder
	hasAlpha bool
}

// newFloatLight returns the picture's light. Alpha that is 0 throughout a picture
// that has colour counts as none, with a note: some renderers leave it so, and
// nobody keeps invisible pictures.
func newFloatLight(p *raster.Pixels[float32], e *encoding) (*floatLight, []string) {
	l := &floatLight{p: p, e: e, hasAlpha: p.HasAlpha()}
	var notes []string
	if l.hasAlpha && isInvisible(p) {
		l.hasAlpha = false
		notes = []string{"the picture's alpha is 0 throughout and was ignored"}
	}
	if !e.isLight() {
		l.decoders = &[3]floatDecoder{}
		for c := range l.decoders {
			l.decoders[c] = newFloatDecoder(e.decode[c])
		}
	}
	return l, notes
}

// isInvisible reports whether a picture has colour but nowhere alpha.
func isInvisible(p *raster.Pixels[float32]) bool {
	n, coloured := p.Layout.Channels(), false
	for y := range p.Height {
		for row := p.Row(y); len(row) >= n; row = row[n:] {
			if row[n-1] > 0 {
				return false
			}
			coloured = coloured || row[0] > 0 || row[n-2] > 0 || row[n/2] > 0
		}
	}
	return coloured
}

func (l *floatLight) light(dst []float32, y int) {
	row, n := l.p.Row(y), l.p.Layout.Channels()
	second, third := 1, 2
	if n < 3 {
		second, third = 0, 0
	}
	divide := l.p.Premultiplied && l.hasAlpha
	for out := dst; len(out) >= 3 && len(row) >= n; out, row = out[3:], row[n:] {
		r, g, b := row[0], row[second], row[third]
		if alpha := row[n-1]; divide && alpha > 0 && alpha < 1 {
			r, g, b = r/alpha, g/alpha, b/alpha
		}
		r, g, b = sane(r), sane(g), sane(b)
		if l.decoders != nil {
			r, g, b = l.decoders[0].at(r), l.decoders[1].at(g), l.decoders[2].at(b)
		}
		out[0], out[1], out[2] = r, g, b
	}
	l.e.finish(dst)
	if l.hasAlpha {
		row := l.p.Row(y)
		hide(dst, func(x int) bool { return !(row[x*n+n-1] > 0) })
	}
}

func (l *floatLight) alpha(dst []uint8, y int) {
	if !l.hasAlpha {
		fillAlpha(dst)
		return
	}
	n := l.p.Layout.Channels()
	for row := l.p.Row(y); len(dst) >= 4 && len(row) >= n; dst, row = dst[4:], row[n:] {
		dst[3] = uint8(255*clamp01(row[n-1]) + 0.5)
	}
}

// floatDecoder is a channel's curve from float samples to light: interpolated
// within 0..1, a straight line outside.
type floatDecoder struct{ table *[curveSteps + 2]float32 }

func newFloatDecoder(decode func(float64) float64) floatDecoder {
	table := new([curveSteps + 2]float32)
	for i := range curveSteps + 1 {
		table[i] = float32(decode(float64(i) / curveSteps))
	}
	table[curveSteps+1] = 2*table[curveSteps] - table[curveSteps-1]
	return floatDecoder{table}
}

// at returns the light of a sample.
func (d floatDecoder) at(v float32) float32 {
	pos := v * curveSteps
	i := int32(min(max(pos, 0), curveSteps))
	return d.table[i] + (d.table[i+1]-d.table[i])*(pos-float32(i))
}

// maxLight is what an infinite sample counts as: the largest number of half floats.
const maxLight = 65504

// sane limits v to what can be calculated with; what is no number, or far below 0,
// becomes 0.
func sane(v float32) float32 {
	if v > -maxLight && v < maxLight {
		return v
	}
	if v > 0 {
		return maxLight
	}
	return 0
}

// clamp01 limits v to 0..1; what is no number becomes 0.
func clamp01(v float32) float32 {
	if v > 0 {
		return min(v, 1)
	}
	return 0
}
