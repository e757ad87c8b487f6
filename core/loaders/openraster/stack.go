package openraster

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"

	"apsync/core/composite"
	"apsync/core/fault"
)

const (
	maxStack  = 4 << 20 // bytes of stack.xml
	maxLayers = 1024
	maxDepth  = 64
	maxSide   = 1 << 19
	maxPixels = 1 << 32
)

// element is an image, a stack or a layer of stack.xml ("Layer Stack", Elements and
// Attributes).
type element struct {
	name     string
	src      string
	x, y     int
	w, h     int
	opacity  float32
	hidden   bool
	op       string
	isolated bool
	inside   []*element // of a stack, the topmost first
}

// readStack reads stack.xml. It returns the image.
func readStack(data []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &element{}
	open := []*element{root}
	for count := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.New(fault.Corrupt, "stack.xml: %v", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > 8*maxLayers {
				return nil, fault.New(fault.LimitCount, "stack.xml: more than %d elements", 8*maxLayers)
			}
			if len(open) > maxDepth {
				return nil, fault.New(fault.LimitDepth, "stack.xml: elements are nested more than %d deep", maxDepth)
			}
			e := newElement(t)
			parent := open[len(open)-1]
			parent.inside = append(parent.inside, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	for _, e := range root.inside {
		if e.name == "image" {
			return e, nil
		}
	}
	return nil, fault.New(fault.Corrupt, "stack.xml: there is no image")
}

// newElement reads the attributes of an element.
func newElement(t xml.StartElement) *element {
	e := &element{name: t.Name.Local, opacity: 1}
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "src":
			e.src = a.Value
		case "x":
			e.x = whole(a.Value)
		case "y":
			e.y = whole(a.Value)
		case "w":
			e.w = whole(a.Value)
		case "h":
			e.h = whole(a.Value)
		case "opacity":
			if v, err := strconv.ParseFloat(a.Value, 32); err == nil && v >= 0 {
				e.opacity = float32(min(v, 1))
			}
		case "visibility":
			e.hidden = a.Value == "hidden"
		case "composite-op":
			e.op = a.Value
		case "isolation":
			e.isolated = a.Value == "isolate"
		}
	}
	return e
}

// whole reads a number and rounds it; 0 is what is none.
func whole(s string) int {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) {
		return 0
	}
	const most = 1 << 24
	return int(math.Round(min(max(v, -most), most)))
}

// modes are the operators of layers that have a mode: OpenRaster's, and those that
// Krita adds.
var modes = map[string]composite.Mode{
	"svg:src-over":        composite.Normal,
	"svg:multiply":        composite.Multiply,
	"svg:screen":          composite.Screen,
	"svg:overlay":         composite.Overlay,
	"svg:darken":          composite.Darken,
	"svg:lighten":         composite.Lighten,
	"svg:color-dodge":     composite.ColourDodge,
	"svg:color-burn":      composite.ColourBurn,
	"svg:hard-light":      composite.HardLight,
	"svg:soft-light":      composite.SoftLight,
	"svg:difference":      composite.Difference,
	"svg:exclusion":       composite.Exclusion,
	"svg:color":           composite.Colour,
	"svg:luminosity":      composite.Luminosity,
	"svg:hue":             composite.Hue,
	"svg:saturation":      composite.Saturation,
	"svg:plus":            composite.LinearDodge,
	"svg:add":             composite.LinearDodge,
	"krita:linear_dodge":  composite.LinearDodge,
	"krita:dissolve":      composite.Dissolve,
	"krita:linear_burn":   composite.LinearBurn,
	"krita:darker color":  composite.DarkerColour,
	"krita:lighter color": composite.LighterColour,
	"krita:vivid_light":   composite.VividLight,
	"krita:linear light":  composite.LinearLight,
	"krita:pin_light":     composite.PinLight,
	"krita:hard mix":      composite.HardMix,
	"krita:exclusion":     composite.Exclusion,
	"krita:subtract":      composite.Subtract,
	"krita:divide":        composite.Divide,
	"krita:grain_merge":   composite.GrainMerge,
	"krita:grain_extract": composite.GrainExtract,
}

// operator returns what blends pixels for the operators of Porter and Duff that
// OpenRaster has besides source-over, or nil, and whether it changes what lies around a
// layer (W3C Compositing and Blending Level 1 §9.1).
func operator(op string) (blend func(dst, src []float32, opacity float32), around bool) {
	var f func(cb, cs, ab, as float32) (c, a float32)
	switch op {
	case "svg:src-atop":
		f = func(cb, cs, ab, as float32) (float32, float32) { return cb + as*(cs-cb), ab }
	case "svg:dst-atop":
		f, around = func(cb, cs, ab, as float32) (float32, float32) { return cs + ab*(cb-cs), as }, true
	case "svg:dst-in":
		f, around = func(cb, _, ab, as float32) (float32, float32) { return cb, ab * as }, true
	case "svg:dst-out":
		f = func(cb, _, ab, as float32) (float32, float32) { return cb, ab * (1 - as) }
	default:
		return nil, false
	}
	const n = 4
	return func(dst, src []float32, opacity float32) {
		for ; len(dst) >= n && len(src) >= n; dst, src = dst[n:], src[n:] {
			ab, as := dst[n-1], src[n-1]*opacity
			for c := range n - 1 {
				dst[c], dst[n-1] = f(dst[c], src[c], ab, as)
			}
		}
	}, around
}
