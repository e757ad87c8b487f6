// Package xcf reads the documents of GIMP: it composes their layers, for there is no
// merged picture in them.
//
// Specification: GIMP's devel-docs/xcf.txt (https://developer.gimp.org/core/standards/xcf/),
// whose sections the comments name, and for the blending of layers GIMP 2.10 and 3.0
// themselves.
//
// Read are versions 0 to 22 and later ones that keep their form; RGB, grey and indexed
// pictures; integers of 8, 16 and 32 bits and numbers of 16, 32 and 64, linear and
// encoded; tiles that are plain, run-length encoded and inflated; layers with offset,
// opacity, mask, groups, passed through or not, and floating selections; all blend modes,
// legacy ones included, in the space and with the kind of composition that the file
// says; ICC profiles. The lowest visible layer is shown as a normal one, as GIMP does.
// Dissolve is shown as normal. Filters of layers (GIMP 3) are not applied, unknown
// modes taken for normal ones, each with a note. Text, vector and linked layers are
// shown by the pixels that GIMP stored. CinePaint's files of that name are not read.
//
// The picture is made in bands, of blocks that several workers compose at once. Of a
// layer no more is held than what lies in a block. What lies below opaque parts is not
// read. Limits: 2^32 pixels of 524288 a side, 8192 layers, groups 64 deep, 4096
// properties of a structure, colour profiles of 16 MiB, and as many tiles as the file
// has room for pointers to them.
package xcf

import (
	"context"
	"fmt"
	"image"

	"apsync/core/colour"
	"apsync/core/composite"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature is how XCF files begin.
const Signature = "gimp xcf "

// The limits that the package's doc states, and others of the format.
const (
	maxSide       = 1 << 19
	maxPixels     = 1 << 32
	maxLayers     = 8192
	maxDepth      = 64
	maxProperties = 4096
	maxProfile    = 16 << 20
	maxPalette    = 256
	cinePaint     = 100 // the first version that CinePaint writes
	withEffects   = 20  // the first version whose layers have filters
)

// document is an opened file.
type document struct {
	src         *picture.Source
	header      header
	compression uint8
	palette     [maxPalette][3]uint8
	profile     span
	layers      []*layer // that can be seen, the lowest first
	leaves      int      // those of them that are no groups
	effects     int      // layers with filters
	unknown     int      // layers of modes that are not known
	tiles       int64
	opaque      bool // the picture has no alpha
	light       bool // layers are blended as light
	blocks      blocks
	notes       []string
}

// Open reads the header, the records of layers and where their tiles lie.
func Open(src *picture.Source) (picture.Picture, error) {
	c := newCursor(src)
	h, err := readHeader(c)
	if err != nil {
		return nil, err
	}
	d := &document{src: src, header: h}
	d.readProperties(c)
	if c.err != nil {
		return nil, c.err
	}
	layers, err := d.readLayers(c)
	if err != nil {
		return nil, err
	}
	if len(layers) == 0 {
		return nil, fault.New(fault.NoPicture, "there are no layers")
	}
	d.layers = seen(arrange(layers), d.canvas())
	if err := d.readLevels(c, d.layers); err != nil {
		return nil, err
	}
	d.light = d.blendsLight(d.layers, true)
	d.choose(d.layers, true)
	d.opaque = d.isOpaque()
	d.blocks = d.cut()
	d.remark()
	return d, nil
}

func (d *document) canvas() image.Rectangle {
	return image.Rect(0, 0, d.header.width, d.header.height)
}

// remark notes what is not shown as GIMP would.
func (d *document) remark() {
	if d.leaves == 0 {
		d.notes = append(d.notes, "none of the layers can be seen")
	}
	if d.effects > 0 {
		d.notes = append(d.notes, fmt.Sprintf("filters of %d layers are not applied", d.effects))
	}
	if d.unknown > 0 {
		d.notes = append(d.notes, fmt.Sprintf("blend modes of %d layers are not known and taken for normal", d.unknown))
	}
}

// blendsLight reports whether layers above others are composited as light; what lies
// lowest blends with nothing.
func (d *document) blendsLight(layers []*layer, lowest bool) bool {
	for i, l := range layers {
		bottom := lowest && i == 0
		if !bottom && l.spaces.compositeSpace == spaceLight {
			return true
		}
		if l.group && d.blendsLight(l.layers, bottom || l.mode != modePassThrough) {
			return true
		}
	}
	return false
}

// choose sets how layers blend. The lowest of all is normal, whatever it says.
func (d *document) choose(layers []*layer, lowest bool) {
	for i, l := range layers {
		bottom := lowest && i == 0
		if !bottom {
			var known bool
			if l.blend, known = newBlender(d, l, d.light); !known {
				d.unknown++
			}
		}
		if l.group {
			d.choose(l.layers, bottom || l.mode != modePassThrough)
		}
	}
}

// simple reports whether nothing but its pixels says what a layer looks like.
func (l *layer) simple() bool { return l.blend == nil && l.opacity >= 1 && l.mask == nil }

// isOpaque reports whether a layer without alpha fills the canvas and none above it
// takes any away.
func (d *document) isOpaque() bool {
	for i := len(d.layers) - 1; i >= 0; i-- {
		l := d.layers[i]
		if l.simple() && !l.group && !l.alpha && l.pixels.table != 0 && d.canvas().In(l.bounds()) {
			return true
		}
		if l.reduces() {
			return false
		}
	}
	return false
}

// reduces reports whether a layer or one of a group may make what is below it less
// opaque.
func (l *layer) reduces() bool {
	if l.spaces.erases() || l.blend != nil && l.blend.composite == compositeAlpha {
		return true
	}
	for _, inner := range l.layers {
		if l.mode == modePassThrough && inner.reduces() {
			return true
		}
	}
	return false
}

// Info implements picture.Picture.
func (d *document) Info() picture.Info {
	return picture.Info{
		Width: d.header.width, Height: d.header.height, HasAlpha: !d.opaque, Boxes: true, Need: d.need,
	}
}

// layout returns the layout of the picture.
func (d *document) layout() raster.Layout {
	switch {
	case d.header.mode == modeGrey && d.opaque:
		return raster.Grey
	case d.header.mode == modeGrey:
		return raster.GreyAlpha
	case d.opaque:
		return raster.RGB
	}
	return raster.RGBA
}

// model returns how the samples of layers blend.
func (d *document) model() composite.Model {
	return composite.Model{Colours: d.header.colours(), Unbounded: true}
}

// sampleBytes returns the size of a sample of the picture.
func (p precision) sampleBytes() int64 {
	switch {
	case p.float:
		return 4
	case p.bytes == 1:
		return 1
	}
	return 2
}

// need bounds what Decode takes.
func (d *document) need(want picture.Want) int64 {
	w, h := d.header.width, d.header.height
	f := raster.Factor(w, h, want.Width, want.Height)
	return raster.ShrunkBytes(w, h, d.layout(), f, d.header.precision.sampleBytes()) + d.blocks.bytes(d) + d.profile.size
}

// Decode composes the layers and shrinks the result as it comes.
func (d *document) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := want.Budget.Take(d.need(want)); err != nil {
		return nil, err
	}
	frame := &picture.Frame{Notes: d.notes}
	frame.Space, frame.Notes = d.space(frame.Notes)
	var err error
	switch p := d.header.precision; {
	case p.float:
		frame.Image, err = compose(ctx, d, want, frame.Space, asFloats)
	case p.bytes == 1:
		frame.Image, err = compose(ctx, d, want, frame.Space, asBytes)
	default:
		frame.Image, err = compose(ctx, d, want, frame.Space, asWords)
	}
	if err != nil {
		return nil, err
	}
	return frame, nil
}

// space returns the colour space of the picture. The profile of one of linear
// precision has straight curves.
func (d *document) space(notes []string) (colour.Space, []string) {
	space := colour.Space{Transfer: colour.TransferSRGB}
	if d.header.precision.linear {
		space.Transfer = colour.TransferLinear
	}
	if d.profile.size == 0 {
		return space, notes
	}
	icc, err := d.src.Bytes(d.profile.off, d.profile.size)
	if err != nil {
		return space, append(notes, "the colour profile cannot be read: "+fault.From(err).Detail)
	}
	space.ICC = icc
	return space, notes
}
