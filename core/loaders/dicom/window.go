package dicom

import (
	"math"
	"strings"
)

// window turns what a modality measured into grey.
type window struct {
	slope, intercept float64
	centre, width    float64 // 0 of width where the file has no window
	sigmoid          bool
	exact            bool // without the half steps of integers
	inverted         bool
	padding          float64 // NaN where no value means that there is nothing
}

func newWindow(d *dataset) window {
	w := window{
		slope: d.number(tagSlope, 1), intercept: d.number(tagIntercept, 0),
		centre: d.number(tagCentre, 0), width: d.number(tagWidth, 0), padding: math.NaN(),
	}
	if w.slope == 0 {
		w.slope = 1
	}
	if len(d.values[tagPadding]) == 2 {
		w.padding = float64(int16(d.short(tagPadding, 0)))
		if d.short(tagSigned, 0) == 0 {
			w.padding = float64(d.short(tagPadding, 0))
		}
	}
	if _, ok := d.values[tagCentre]; !ok || w.width < 0 {
		w.width = 0
	}
	function := strings.ToUpper(d.text(tagFunction))
	w.sigmoid, w.exact = function == "SIGMOID", function == "LINEAR_EXACT"
	return w
}

// span makes a window of the values between those two.
func (w *window) span(low, high float64) {
	a, b := low*w.slope+w.intercept, high*w.slope+w.intercept
	if a > b {
		a, b = b, a
	}
	w.centre, w.width, w.exact = (a+b)/2, max(b-a, 1e-6), true
}

// grey returns the level of a stored value (C.11.2.1.2, C.11.2.1.3).
func (w *window) grey(stored float64) uint8 {
	x := stored*w.slope + w.intercept
	var level float64
	switch {
	case w.sigmoid:
		level = 1 / (1 + math.Exp(-4*(x-w.centre)/w.width))
	case w.exact || w.width <= 1:
		level = (x-w.centre)/max(w.width, 1e-6) + 0.5
	default:
		level = (x-(w.centre-0.5))/(w.width-1) + 0.5
	}
	level = min(max(level, 0), 1) // which a NaN passes
	if w.inverted {
		level = 1 - level
	}
	if math.IsNaN(level) {
		return 0
	}
	return uint8(level*255 + 0.5)
}
