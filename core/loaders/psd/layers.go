package psd

import (
	"image"

	"apsync/core/composite"
	"apsync/core/fault"
	"apsync/core/picture"
)

// section kinds (Section divider setting): what a layer that divides sections is.
const (
	dividerNone   = 0
	dividerOpen   = 1 // the record of a group
	dividerClosed = 2 // likewise
	dividerEnd    = 3 // what lies lowest in a group
)

// The channels of a layer that are no colours (Layer records, Channel information).
const (
	channelTransparency = -1
	channelMask         = -2
	channelRealMask     = -3
)

// layer is a layer record.
type layer struct {
	bounds   image.Rectangle
	channels []channel
	mode     composite.Mode
	known    bool // the mode
	opacity  float32
	clipped  bool
	hidden   bool
	mask     *mask
	divider  uint32
	passes   bool // a group that is passed through
	fill     *[4]float32
	vector   *vectorMask
	filled   bool // its pixels, if any, are a fill that has its masks' shape already
	// What is not drawn.
	adjusts    bool
	hasEffects bool
}

// channel is where the samples of a layer's channel are stored.
type channel struct {
	id   int16
	data span
}

// mask is a layer's raster mask.
type mask struct {
	channel int16
	bounds  image.Rectangle
	ground  float32 // outside of the bounds
	inverts bool
	off     bool
	density float32
	merged  bool // the channel has the vector mask in it, or is it
	// vectorDensity is that of the vector mask.
	vectorDensity float32
}

// readLayers reads the records of all layers, the lowest first.
func readLayers(src *picture.Source, h header, info layerInfo) ([]layer, error) {
	if info.count > maxLayers {
		return nil, fault.New(fault.LimitCount, "%d layers of at most %d", info.count, maxLayers)
	}
	w := newWalker(src, info.layers.off, info.layers.end())
	w.skip(2)
	layers := make([]layer, 0, min(info.count, int(info.layers.size/34)))
	for i := range info.count {
		l, err := readLayer(w, h)
		if err != nil {
			return nil, fault.New(fault.CodeOf(err), "layer %d: %s", i, fault.From(err).Detail)
		}
		layers = append(layers, l)
	}
	at := w.at
	for i := range layers {
		for c := range layers[i].channels {
			data := &layers[i].channels[c].data
			data.off = at
			if data.size > info.layers.end()-at {
				return nil, fault.New(fault.Truncated, "layer %d: channel of %d bytes at offset %d of %d", i, data.size, at, info.layers.end())
			}
			at += data.size
		}
	}
	return layers, w.err
}

// readLayer reads a record.
func readLayer(w *walker, h header) (layer, error) {
	l := layer{bounds: readRectangle(w)}
	n := int(w.u16())
	if n > maxChannels {
		return l, fault.New(fault.LimitCount, "%d channels of at most %d", n, maxChannels)
	}
	for range n {
		c := channel{id: int16(w.u16())} // the bits are a signed number
		c.data.size = w.length(h.large)
		l.channels = append(l.channels, c)
	}
	if signature := string(w.bytes(4)); w.err == nil && signature != "8BIM" {
		return l, fault.New(fault.Corrupt, "a record with the signature %q", signature)
	}
	l.setMode(string(w.bytes(4)))
	l.opacity = float32(w.u8()) / 255
	l.clipped = w.u8() != 0
	const hidden = 2
	l.hidden = w.u8()&hidden != 0
	w.skip(1)
	size := int64(w.u32())
	if size > w.left() {
		return l, fault.New(fault.Truncated, "%d bytes of extra data of %d", size, w.left())
	}
	extra := newWalker(w.window.src, w.at, w.at+size)
	w.skip(size)
	l.readExtra(extra, h)
	if l.vector != nil && l.mask != nil {
		l.vector.density = l.mask.vectorDensity
	}
	return l, w.err
}

func readRectangle(w *walker) image.Rectangle {
	top, left, bottom, right := w.i32(), w.i32(), w.i32(), w.i32()
	return image.Rectangle{Min: image.Pt(left, top), Max: image.Pt(right, bottom)}
}

// setMode sets the blend mode of a key.
func (l *layer) setMode(key string) {
	l.mode, l.known = blendMode(key)
	l.passes = key == "pass"
}

// readExtra reads what follows a record's fixed part. What cannot be read of it leaves
// the layer as it is.
func (l *layer) readExtra(w *walker, h header) {
	size := int64(w.u32())
	if data := newWalker(w.window.src, w.at, w.at+min(size, w.left())); size >= 20 {
		l.mask = readMask(data)
	}
	w.skip(size)
	w.skip(int64(w.u32())) // blending ranges
	const pad = 4
	name := int64(w.u8())
	w.skip((name+1+pad-1)/pad*pad - 1)
	for b := range blocks(w, h.large, pad) {
		l.readBlock(newWalker(w.window.src, b.data.off, b.data.end()), b.key)
	}
}

// readMask reads the Layer mask data.
func readMask(w *walker) *mask {
	const off, inverts, merged, parameters = 2, 4, 8, 16
	m := &mask{channel: channelMask, bounds: readRectangle(w), density: 1, vectorDensity: 1}
	m.ground = float32(w.u8()) / 255
	flags := w.u8()
	m.off, m.inverts, m.merged = flags&off != 0, flags&inverts != 0, flags&merged != 0
	real := realMask(w)
	var which uint8
	const density, feather, vectorDensity, vectorFeather = 1, 2, 4, 8
	if flags&parameters != 0 && w.left() >= 2 {
		which = w.u8()
	}
	if which&density != 0 {
		m.density = float32(w.u8()) / 255
	}
	if which&feather != 0 {
		w.skip(8)
	}
	if which&vectorDensity != 0 {
		m.vectorDensity = float32(w.u8()) / 255
	}
	switch {
	case !m.merged:
	case real == nil:
		m.density = 0 // there is only the vector mask
	case which&(feather|vectorFeather) == 0:
		real.density, real.vectorDensity = m.density, m.vectorDensity
		return real
	}
	return m
}

// realMask reads the part of Layer mask data that has the raster mask as it is without
// the vector mask, or returns nil.
func realMask(w *walker) *mask {
	const size, off, inverts = 18, 2, 4
	if w.left() < size {
		return nil
	}
	flags := w.u8()
	m := &mask{channel: channelRealMask, off: flags&off != 0, inverts: flags&inverts != 0}
	m.ground = float32(w.u8()) / 255
	m.bounds = readRectangle(w)
	return m
}

// readBlock reads a block of additional information.
func (l *layer) readBlock(w *walker, key string) {
	switch key {
	case "lsct", "lsdk":
		l.divider = w.u32()
		if w.left() >= 8 && string(w.bytes(4)) == "8BIM" {
			l.setMode(string(w.bytes(4)))
		}
	case "iOpa": // opacity of the fill: of the layer without its effects
		l.opacity *= float32(w.u8()) / 255
	case "SoCo":
		l.fill, l.filled = readSolidColour(w), true
		l.adjusts = l.fill == nil
	case "vscg": // what fills a shape
		l.filled = true
		if l.fill == nil {
			l.fill = readSolidColour(w)
		}
	case "vmsk", "vsms":
		l.vector = readVectorMask(w)
	case "lfx2", "lrFX", "lmfx":
		l.hasEffects = l.hasEffects || key != "lrFX"
	case "GdFl", "PtFl":
		l.adjusts, l.filled = true, true
	case "brit", "levl", "curv", "expA", "vibA", "hue2", "hue ", "blnc", "blwh",
		"phfl", "mixr", "clrL", "nvrt", "post", "thrs", "grdm", "selc":
		l.adjusts = true
	}
}

// modes are the keys of blend modes (Layer records).
var modes = [...]struct {
	key  string
	mode composite.Mode
}{
	{"norm", composite.Normal},
	{"pass", composite.Normal},
	{"diss", composite.Dissolve},
	{"dark", composite.Darken},
	{"mul ", composite.Multiply},
	{"idiv", composite.ColourBurn},
	{"lbrn", composite.LinearBurn},
	{"dkCl", composite.DarkerColour},
	{"lite", composite.Lighten},
	{"scrn", composite.Screen},
	{"div ", composite.ColourDodge},
	{"lddg", composite.LinearDodge},
	{"lgCl", composite.LighterColour},
	{"over", composite.Overlay},
	{"sLit", composite.SoftLight},
	{"hLit", composite.HardLight},
	{"vLit", composite.VividLight},
	{"lLit", composite.LinearLight},
	{"pLit", composite.PinLight},
	{"hMix", composite.HardMix},
	{"diff", composite.Difference},
	{"smud", composite.Exclusion},
	{"fsub", composite.Subtract},
	{"fdiv", composite.Divide},
	{"hue ", composite.Hue},
	{"sat ", composite.Saturation},
	{"colr", composite.Colour},
	{"lum ", composite.Luminosity},
}

func blendMode(key string) (composite.Mode, bool) {
	for _, m := range modes {
		if m.key == key {
			return m.mode, true
		}
	}
	return composite.Normal, false
}
