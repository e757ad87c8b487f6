// Package psd reads Photoshop documents, PSD and the large PSB, which many other paint
// and layout programs write too.
//
// Specification: Adobe Photoshop File Formats Specification, November 2019
// (https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/), whose sections the
// comments name.
//
// Read is the merged picture in every mode and depth: bitmap, grey, duotone (as the
// grey that it prints), indexed, RGB, CMYK, multichannel (as cyan, magenta, yellow and
// black, grey where it has one plate), L*a*b*; 1, 8, 16 and 32 bits; raw, run lengths,
// ZIP with and without prediction; with its ICC profile and transparency. Photoshop
// blends what is transparent with white before it writes it: that is undone, unless the
// pixels show that another program wrote them as they are. 32 bits are linear light.
//
// Where a document says that it has no merged picture, or where that is absent or
// empty, its visible layers are composed, with masks, groups, clipping and
// opacity; package composite names the blend modes. Vector masks are filled, not
// feathered. Effects, strokes, adjustments, gradients and patterns of fill layers are left
// out with a note. Where there are no layers that can be seen either, or most would lack
// such things, the thumbnail that Photoshop keeps in the document is the picture, with a
// note.
//
// Rows are read plane by plane and box-shrunk as they come: neither a plane nor a layer
// is ever held. Workers that are idle take bands of rows, where the compression lets
// them begin anywhere. Limits: 100 channels, 8192 layers, groups 64 deep, colour
// profiles of 16 MiB, 65,536 resources, behind which none is looked at, and what the
// headers say must fit the file at the best compression that there is.
package psd

import (
	"context"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// The limits that the package's doc states.
const (
	maxChannels = 100
	maxLayers   = 8192
	maxProfile  = 16 << 20
	// maxResources bounds the image resources that are looked at.
	maxResources = 1 << 16
)

// Signature is how PSD and PSB begin.
const Signature = "8BPS"

// document is an opened file.
type document struct {
	src       *picture.Source
	header    header
	sections  sections
	resources resources
	palette   palette
	merged    merged  // the merged picture's planes; none where it is not shown
	layers    []layer // composed where there are any
	// layerBytes bounds what reading and blending the layers takes.
	layerBytes int64
	thumbnail  picture.Picture // shown where there is nothing else
	notes      []string
}

// Open reads the headers, the image resources that matter, and, where the document has
// no merged picture, the records of its layers.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	d := &document{src: src, header: h}
	if d.sections, err = readSections(src, h.large); err != nil {
		return nil, err
	}
	if d.resources, err = readResources(src, d.sections.resources); err != nil {
		return nil, err
	}
	if h.mode == modeIndexed {
		if d.palette, err = readPalette(src, d.sections.colours, d.resources.transparentIndex); err != nil {
			return nil, err
		}
	}
	return d, d.choose()
}

// choose decides what is shown: the merged picture, the layers or the thumbnail.
func (d *document) choose() error {
	info, err := readLayerInfo(d.src, d.header, d.sections.layers)
	if err != nil {
		return err
	}
	merged, mergedErr := d.openMerged(info)
	why := ""
	switch {
	case mergedErr != nil:
		why = "the merged picture cannot be read (" + fault.From(mergedErr).Detail + ")"
	case d.resources.noMerged:
		why = "the document has no merged picture"
	case info.layers.size > 0 && merged.blank(d.src):
		why = "the merged picture is empty"
	default:
		d.merged = merged
		return nil
	}
	if d.chooseLayers(info, why, mergedErr == nil && !d.resources.noMerged) {
		return nil
	}
	usable := mergedErr == nil && !(d.resources.noMerged && merged.blank(d.src))
	if !usable && d.chooseThumbnail(why, "nor layers that can be seen") {
		return nil
	}
	d.merged = merged
	return mergedErr
}

// Info implements picture.Picture.
func (d *document) Info() picture.Info {
	if d.thumbnail != nil {
		info := d.thumbnail.Info()
		info.Orientation = picture.Upright
		need := info.Need
		info.Need = func(want picture.Want) int64 {
			return need(want) + thumbnailBytes(info.Width, info.Height)
		}
		return info
	}
	return picture.Info{
		Width: d.header.width, Height: d.header.height,
		HasAlpha: len(d.layers) > 0 || d.merged.layout.HasAlpha(),
		Boxes:    true,
		Need:     d.need,
	}
}

// need bounds what Decode takes.
func (d *document) need(want picture.Want) int64 {
	f := raster.Factor(d.header.width, d.header.height, want.Width, want.Height)
	profile := d.resources.profile.size
	if len(d.layers) > 0 {
		return profile + d.composedBytes(f)
	}
	return profile + d.merged.bytes(d.header.height, f)
}

// Decode implements picture.Picture.
func (d *document) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if d.thumbnail != nil {
		return d.decodeThumbnail(ctx, want)
	}
	need := d.need(want)
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	f := raster.Factor(d.header.width, d.header.height, want.Width, want.Height)
	frame := &picture.Frame{Notes: d.notes}
	var err error
	if len(d.layers) > 0 {
		frame.Image, err = d.compose(ctx, f)
	} else {
		frame.Image, err = d.decodeMerged(ctx, f, want.Spare)
	}
	if err != nil {
		want.Budget.Return(need)
		return nil, err
	}
	frame.Space, frame.Notes = d.space(frame.Notes)
	w, h := frame.Image.Size()
	kept := int64(w)*int64(h)*int64(d.layout().Channels())*d.header.sampleBytes() + int64(len(frame.Space.ICC))
	want.Budget.Return(need - kept)
	return frame, nil
}

// layout returns the layout of what is shown.
func (d *document) layout() raster.Layout {
	if len(d.layers) > 0 {
		return withAlpha(d.header.mode.layout(d.header.channels))
	}
	return d.merged.layout
}

// space returns the colour space of the document.
func (d *document) space(notes []string) (colour.Space, []string) {
	profile := d.resources.profile
	if profile.size == 0 || d.header.mode == modeMultichannel && d.header.channels < 4 {
		return colour.Space{}, notes
	}
	icc, err := d.src.Bytes(profile.off, profile.size)
	if err != nil {
		return colour.Space{}, append(notes, "the colour profile cannot be read: "+fault.From(err).Detail)
	}
	if d.header.depth == 32 {
		return lightSpace(icc), notes
	}
	return colour.Space{ICC: icc}, notes
}
