package metafile

import (
	"math"

	"apsync/core/outline"
)

// Mapping modes (MS-WMF §2.1.1.16).
const (
	mapText        = 1
	mapLoMetric    = 2
	mapTwips       = 6
	mapIsotropic   = 7
	mapAnisotropic = 8
)

// perMillimetre are the units of the fixed mapping modes, whose y grows upwards.
var perMillimetre = [...]float64{2: 10, 3: 100, 4: 100 / 25.4, 5: 1000 / 25.4, 6: 1440 / 25.4}

// state is what records set, and what saving keeps.
type state struct {
	mode                                           int
	windowOrg, windowExt, viewportOrg, viewportExt outline.Point
	world                                          outline.Matrix

	pen   pen
	brush brush
	font  font

	text, back rgb
	opaque     bool // ground of text, hatches and dashes
	evenOdd    bool
	rop2       int
	align      uint32
	at         outline.Point // current position, logical
	clip       *clip
	mitre      float64
	clockwise  bool
	brushOrg   outline.Point
}

// newState returns what a device context is like at first.
func newState(c *canvas) state {
	return state{
		mode: mapText, windowExt: outline.Point{X: 1, Y: 1}, viewportExt: outline.Point{X: 1, Y: 1},
		world: outline.Identity, pen: pen{}, brush: brush{colour: rgb{255, 255, 255}}, font: font{height: 0},
		back: rgb{255, 255, 255}, opaque: true, evenOdd: true, rop2: copyPen, clip: all(c), mitre: 10,
	}
}

// page returns the matrix from page units to those of the device, which has that many
// pixels in a millimetre.
func (s *state) page(perMM outline.Point) outline.Matrix {
	x, y := 1.0, 1.0
	switch {
	case s.mode >= mapLoMetric && s.mode <= mapTwips:
		x, y = perMM.X/perMillimetre[s.mode], -perMM.Y/perMillimetre[s.mode]
	case s.mode == mapIsotropic, s.mode == mapAnisotropic:
		x, y = quotient(s.viewportExt.X, s.windowExt.X), quotient(s.viewportExt.Y, s.windowExt.Y)
		if s.mode == mapIsotropic {
			least := min(math.Abs(x), math.Abs(y))
			x, y = math.Copysign(least, x), math.Copysign(least, y)
		}
	}
	return outline.Matrix{XX: x, YY: y, DX: s.viewportOrg.X - s.windowOrg.X*x, DY: s.viewportOrg.Y - s.windowOrg.Y*y}
}

func quotient(a, b float64) float64 {
	if a == 0 || b == 0 {
		return 1
	}
	return a / b
}

// Styles of pens (MS-EMF §2.1.25).
const (
	penStyle    = 0x0f
	penNull     = 5
	penUser     = 7
	penEnd      = 0x0f00
	penJoin     = 0xf000
	penGeometry = 0x10000
)

// pen draws lines.
type pen struct {
	null      bool
	width     float64 // logical; 0 for the thinnest
	colour    rgb
	dashes    []float64 // in widths, or logical where the pen's author gave them
	user      bool
	end, join int
}

// dashStyles are the lengths of the styles from 1 to 4, in widths.
var dashStyles = [...][]float64{1: {4, 2}, 2: {1, 2}, 3: {4, 2, 1, 2}, 4: {4, 2, 1, 2, 1, 2}, 8: {1, 1}}

// newPen returns a pen of a style.
func newPen(style uint32, width float64, colour rgb) pen {
	p := pen{width: math.Abs(width), colour: colour, end: int(style & penEnd >> 8), join: int(style & penJoin >> 12)}
	kind := int(style & penStyle)
	p.null = kind == penNull
	if kind < len(dashStyles) {
		p.dashes = dashStyles[kind]
	}
	return p
}

// Styles of brushes (MS-WMF §2.1.1.4).
const (
	brushSolid   = 0
	brushNull    = 1
	brushHatched = 2
)

// brush fills.
type brush struct {
	null   bool
	colour rgb
	hatch  *int
	tile   *tile
}

// newBrush returns a solid, a hatched or no brush.
func newBrush(style uint32, colour rgb, hatch int) brush {
	b := brush{colour: colour}
	switch style {
	case brushNull:
		b.null = true
	case brushHatched:
		b.hatch = &hatch
	}
	return b
}

// font is how text is written.
type font struct {
	height, width        float64 // logical; see the LogFont object, MS-WMF §2.2.1.2
	escapement           float64 // degrees, counter-clockwise
	bold, italic         bool
	underline, strikeOut bool
	charset, pitch       uint8
	name                 string
}

// stock are the objects that need not be created (MS-EMF §2.1.31).
func stock(index uint32) any {
	grey := func(v uint8) brush { return brush{colour: rgb{v, v, v}} }
	switch index {
	case 0x80000000:
		return grey(255)
	case 0x80000001:
		return grey(192)
	case 0x80000002:
		return grey(128)
	case 0x80000003:
		return grey(64)
	case 0x80000004:
		return grey(0)
	case 0x80000005:
		return brush{null: true}
	case 0x80000006:
		return pen{colour: rgb{255, 255, 255}}
	case 0x80000007:
		return pen{}
	case 0x80000008:
		return pen{null: true}
	case 0x8000000a, 0x8000000b, 0x80000010:
		return font{height: -12, pitch: fixedPitch}
	case 0x8000000c, 0x8000000d, 0x8000000e, 0x80000011:
		return font{height: -12}
	}
	return nil
}
