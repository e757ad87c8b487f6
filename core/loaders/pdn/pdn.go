// Package pdn reads the documents of Paint.NET: a header of XML with a thumbnail, the
// document as .NET serialises objects, and behind them the pixels of the layers in
// chunks that are compressed.
//
// Specification: [MS-NRBF] .NET Remoting: Binary Format Data Structure
// (https://learn.microsoft.com/openspecs/windows_protocols/ms-nrbf), whose sections the
// comments name. What the objects are and how the pixels follow them is told only by
// the last source that was published, Paint.NET 3.36's, which later versions keep to.
//
// Read are documents of 3.0 and later: visible layers are composed with their opacity and
// blend modes. Where the objects or the pixels cannot be found the thumbnail is shown, at
// most 256 pixels, with a note.
//
// Layers are read chunk by chunk as they are blended. Limits: objects of 4 MiB, nested
// 64 deep, 65,536 of them; 1024 layers; chunks of 16 MiB; pictures of 524288 a side.
package pdn

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"math"

	"apsync/core/codec/bands"
	"apsync/core/composite"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature is how documents begin.
const Signature = "PDN3"

const (
	maxSide   = 1 << 19
	maxLayers = 1 << 10
	maxGraph  = 4 << 20
	maxHeader = 4 << 20
)

// model is what layers are blended in.
var model = composite.Model{Colours: 3}

// document is an opened file.
type document struct {
	src           *picture.Source
	width, height int
	layers        []*layer // the lowest first
}

// Open reads the objects and finds the pixels of the layers.
func Open(src *picture.Source) (picture.Picture, error) {
	head := src.Head()
	if len(head) < 7 {
		return nil, fault.New(fault.Truncated, "a header of %d bytes", len(head))
	}
	size := int64(head[4]) | int64(head[5])<<8 | int64(head[6])<<16
	if size > maxHeader {
		return nil, fault.New(fault.LimitExpansion, "a header of %d bytes, more than %d", size, maxHeader)
	}
	const prefix = 7
	d := &document{src: src}
	err := d.read(prefix + size)
	if err == nil {
		return bands.New(d.header(), d.rows), nil
	}
	if thumbnail := readThumbnail(src, prefix, size); thumbnail != nil {
		return &preview{thumbnail, "the layers cannot be read (" + fault.From(err).Detail + "): shown is the thumbnail"}, nil
	}
	return nil, err
}

// read reads what follows the header.
func (d *document) read(off int64) error {
	const mark = 2 // 0, 1: what follows is serialised
	off += mark
	g, n, err := d.graphAt(off)
	if err != nil {
		return err
	}
	if err := d.readDocument(g); err != nil {
		return err
	}
	off += int64(n)
	for _, l := range d.layers {
		if l.chunks, off, err = readChunks(d.src, off, l.length); err != nil {
			return err
		}
	}
	return nil
}

// graphAt reads the objects at off. Nobody says how long they are: what is read grows
// until it is enough.
func (d *document) graphAt(off int64) (g *graph, n int, err error) {
	for size := int64(64 << 10); ; size *= 8 {
		size = min(size, maxGraph, max(0, d.src.Size()-off))
		data, err := d.src.Bytes(off, size)
		if err != nil {
			return nil, 0, err
		}
		g, n, err = readGraph(data)
		if fault.CodeOf(err) != fault.Truncated || size == maxGraph || off+size == d.src.Size() {
			return g, n, err
		}
	}
}

// readThumbnail opens the thumbnail of a header, or returns nil.
func readThumbnail(src *picture.Source, off, size int64) picture.Picture {
	header, err := src.Bytes(off, size)
	if err != nil {
		return nil
	}
	_, text, ok := bytes.Cut(header, []byte(`png="`))
	if !ok {
		return nil
	}
	text, _, _ = bytes.Cut(text, []byte(`"`))
	data := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(data, text)
	if err != nil {
		return nil
	}
	pic, err := embedded.OpenBytes(data[:n], "the thumbnail")
	if err != nil {
		return nil
	}
	return pic
}

// preview is the thumbnail of a document.
type preview struct {
	picture.Picture
	note string
}

// Decode implements picture.Picture.
func (p *preview) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	frame, err := p.Picture.Decode(ctx, want)
	if err == nil {
		frame.Notes = append(frame.Notes, p.note)
	}
	return frame, err
}

// header says what the picture is and takes.
func (d *document) header() bands.Header {
	h := bands.Header{Width: d.width, Height: d.height, Layout: raster.RGBA}
	const perLayer = 1 << 10
	h.Fixed = bands.ComposedBytes(d.width) + composite.Bytes(model, d.width, nil) + perLayer
	for _, l := range d.layers {
		if !l.hidden {
			h.Fixed += l.bytes() + 4*int64(d.width) + perLayer
		}
	}
	return h
}

// rows composes the layers.
func (d *document) rows(context.Context) (bands.Rows[uint8], error) {
	c, err := composite.New(model, d.width, d.height, d.composed())
	if err != nil {
		return bands.Rows[uint8]{}, err
	}
	return bands.Composed(d.width, c), nil
}

// composed returns the visible layers as package composite wants them.
func (d *document) composed() []composite.Layer {
	var layers []composite.Layer
	for _, l := range d.layers {
		if l.hidden {
			continue
		}
		out := composite.Layer{Opacity: l.opacity, Bounds: image.Rect(0, 0, d.width, d.height), Pixels: d.pixels(l)}
		if f := own(l.mode); f != nil {
			out.Blend = blending(f)
		} else if l.mode > 0 && l.mode < int64(len(modes)) {
			out.Mode = modes[l.mode]
		}
		layers = append(layers, out)
	}
	return layers
}

// pixels returns the rows of a layer: blue, green, red and alpha.
func (d *document) pixels(l *layer) func(y int, dst []float32) error {
	r := newReader(d.src, l)
	stored := make([]byte, 4*d.width)
	const unit = 1.0 / math.MaxUint8
	return func(y int, dst []float32) error {
		if err := r.readAt(stored, int64(y)*l.stride); err != nil {
			return err
		}
		for src := stored; len(dst) >= 4 && len(src) >= 4; dst, src = dst[4:], src[4:] {
			dst[0], dst[1] = float32(src[2])*unit, float32(src[1])*unit
			dst[2], dst[3] = float32(src[0])*unit, float32(src[3])*unit
		}
		return nil
	}
}
