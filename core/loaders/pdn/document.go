package pdn

import (
	"strings"

	"apsync/core/fault"
)

// layer is a layer of a document.
type layer struct {
	hidden  bool
	opacity float32
	mode    int64
	stride  int64
	length  int64
	chunks  chunks
}

// modeNames are the classes of older versions' blend modes, in the order of the numbers
// that newer ones have.
var modeNames = [...]string{
	"Normal", "Multiply", "Additive", "ColorBurn", "ColorDodge", "Reflect", "Glow",
	"Overlay", "Difference", "Negation", "Lighten", "Darken", "Screen", "Xor",
}

// readDocument takes size and layers, the lowest first, from the objects of a file.
func (d *document) readDocument(g *graph) error {
	root := g.objects[g.root]
	if root == nil || !strings.HasSuffix(root.class, ".Document") {
		return fault.New(fault.Corrupt, "the objects hold no document")
	}
	width, height := root.members["width"].number, root.members["height"].number
	if width < 1 || height < 1 || width > maxSide || height > maxSide {
		return fault.New(fault.Corrupt, "a document of %d×%d pixels", width, height)
	}
	d.width, d.height = int(width), int(height)
	list := g.resolve(root.members["layers"])
	items := g.resolve(list.members["ArrayList+_items"]).items
	n := list.members["ArrayList+_size"].number
	if n < 1 || n > int64(len(items)) {
		return fault.New(fault.Corrupt, "a list of %d layers has %d", n, len(items))
	}
	if n > maxLayers {
		return fault.New(fault.LimitCount, "%d layers of at most %d", n, maxLayers)
	}
	for i, item := range items[:n] {
		l, err := d.readLayer(g, g.resolve(item))
		if err != nil {
			return fault.New(fault.CodeOf(err), "layer %d: %s", i, fault.From(err).Detail)
		}
		d.layers = append(d.layers, l)
	}
	return nil
}

// readLayer takes a layer from its object.
func (d *document) readLayer(g *graph, o *object) (*layer, error) {
	properties := g.resolve(o.members["Layer+properties"])
	surface := g.resolve(o.members["surface"])
	block := g.resolve(surface.members["scan0"])
	l := &layer{
		hidden:  properties.members["visible"].number == 0,
		opacity: float32(properties.members["opacity"].number) / 255,
		stride:  surface.members["stride"].number,
		length:  block.members["length64"].number,
	}
	if l.length == 0 {
		l.length = block.members["length"].number
	}
	w, h := surface.members["width"].number, surface.members["height"].number
	switch {
	case w != int64(d.width) || h != int64(d.height):
		return nil, fault.New(fault.Corrupt, "a surface of %d×%d pixels", w, h)
	case l.stride != 4*w || l.length != l.stride*h:
		return nil, fault.New(fault.Unsupported, "%d bytes in rows of %d for %d×%d pixels", l.length, l.stride, w, h)
	}
	mode, ok := properties.members["blendMode"]
	if ok {
		l.mode = g.resolve(mode).members["value__"].number
		return l, nil
	}
	operation := g.resolve(g.resolve(o.members["properties"]).members["blendOp"]).class
	for i, name := range modeNames {
		if strings.HasSuffix(operation, "+"+name+"BlendOp") {
			l.mode = int64(i)
		}
	}
	return l, nil
}
