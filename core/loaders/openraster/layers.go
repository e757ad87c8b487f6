package openraster

import (
	"context"
	"fmt"
	"image"
	"path"
	"slices"

	"apsync/core/codec/bands"
	"apsync/core/composite"
	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
	"apsync/core/raster"
)

// model is what layers are blended in.
var model = composite.Model{Colours: 3}

// stack is a document whose layers are composed.
type stack struct {
	width, height int
	tree          []composite.Layer // without pixels, for its shape
	root          []*node
	sources       []*source
	unread        int // layers
	unknown       int // operators
	notes         []string
}

// node is a layer or a stack of them.
type node struct {
	element *element
	bounds  image.Rectangle
	source  *source
	inside  []*node // the lowest first
}

// openStack reads the layers of a document. It fails where none of them can be shown.
func openStack(archive *zip.Archive) (*stack, error) {
	member, ok := archive.Find("stack.xml")
	if !ok {
		return nil, fault.New(fault.NoPicture, "there is no stack.xml")
	}
	data, err := member.Bytes(maxStack)
	if err != nil {
		return nil, err
	}
	root, err := readStack(data)
	if err != nil {
		return nil, err
	}
	s := &stack{width: root.w, height: root.h}
	switch {
	case root.w < 1 || root.h < 1 || root.w > maxSide || root.h > maxSide:
		return nil, fault.New(fault.Corrupt, "stack.xml: an image of %d×%d pixels", root.w, root.h)
	case int64(root.w)*int64(root.h) > maxPixels:
		return nil, fault.New(fault.LimitPixels, "%d×%d pixels, more than %d", root.w, root.h, int64(maxPixels))
	}
	if s.root, err = s.nodes(archive, root.inside, image.Point{}); err != nil {
		return nil, err
	}
	if len(s.sources) == 0 {
		return nil, fault.New(fault.NoPicture, "none of the layers can be seen and read")
	}
	s.tree = s.layers(s.root, nil)
	if _, err := composite.New(model, 1, 1, s.tree); err != nil {
		return nil, err
	}
	s.remark()
	return s, nil
}

func (s *stack) remark() {
	for _, left := range []struct {
		count int
		what  string
	}{
		{s.unread, "%d layers cannot be read"},
		{s.unknown, "blend modes of %d layers are not known and taken for normal"},
	} {
		if left.count > 0 {
			s.notes = append(s.notes, fmt.Sprintf(left.what, left.count))
		}
	}
}

// nodes returns what of elements can be seen, the lowest first. Elements inside of a
// stack lie where that lies. Depth was bounded when they were read.
func (s *stack) nodes(archive *zip.Archive, elements []*element, at image.Point) ([]*node, error) {
	var nodes []*node
	for _, e := range slices.Backward(elements) {
		if e.hidden {
			continue
		}
		n := &node{element: e}
		place := at.Add(image.Pt(e.x, e.y))
		switch e.name {
		case "stack":
			var err error
			if n.inside, err = s.nodes(archive, e.inside, place); err != nil {
				return nil, err
			}
		case "layer":
			if len(s.sources) == maxLayers {
				return nil, fault.New(fault.LimitCount, "more than %d layers", maxLayers)
			}
			if n.source = openSource(archive, e.src); n.source == nil {
				s.unread++
				continue
			}
			n.bounds = image.Rectangle{Max: n.source.size}.Add(place)
			n.source.from, n.source.to = max(0, n.bounds.Min.Y), min(s.height, n.bounds.Max.Y)
			s.sources = append(s.sources, n.source)
		default: // text and filters, which no program writes
			continue
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// openSource opens a layer's picture, or returns nil.
func openSource(archive *zip.Archive, name string) *source {
	member, ok := archive.Find(path.Clean(name))
	if !ok {
		return nil
	}
	r, size, err := member.Open()
	if err != nil {
		return nil
	}
	pic, err := embedded.Open(r, size, name)
	if err != nil {
		return nil
	}
	info := pic.Info()
	if info.Width > maxSide || info.Height > maxSide {
		return nil
	}
	return &source{pic: pic, name: name, size: image.Pt(info.Width, info.Height), held: held(r)}
}

// layers returns nodes as package composite wants them; with nil readers they have no
// pixels.
func (s *stack) layers(nodes []*node, readers map[*source]*reader) []composite.Layer {
	layers := make([]composite.Layer, 0, len(nodes))
	for _, n := range nodes {
		e := n.element
		l := composite.Layer{Opacity: e.opacity, Bounds: n.bounds}
		var known, around bool
		if l.Blend, around = operator(e.op); l.Blend == nil {
			if l.Mode, known = modes[e.op]; !known && e.op != "" && readers == nil {
				s.unknown++
			}
		}
		if n.source == nil {
			l.Group = s.layers(n.inside, readers)
			l.PassThrough = !e.isolated && l.Blend == nil && l.Mode == composite.Normal && e.opacity >= 1
		} else if around {
			l.Bounds = image.Rect(0, 0, s.width, s.height)
		}
		if r := readers[n.source]; n.source != nil && r != nil {
			l.Pixels = s.pixels(r, n.bounds)
		}
		layers = append(layers, l)
	}
	return layers
}

// pixels returns the rows of a layer that lies within bounds.
func (s *stack) pixels(r *reader, bounds image.Rectangle) func(y int, dst []float32) error {
	inside := bounds.Intersect(image.Rect(0, 0, s.width, s.height))
	return func(y int, dst []float32) error {
		if y < inside.Min.Y || y >= inside.Max.Y {
			return nil
		}
		const n = 4
		if len(dst) > inside.Dx()*n { // all the canvas, because of its operator
			dst = dst[inside.Min.X*n : inside.Max.X*n]
		}
		return r.row(y-bounds.Min.Y, inside.Min.X-bounds.Min.X, dst)
	}
}

// header says what the picture is and takes.
func (s *stack) header() bands.Header {
	h := bands.Header{Width: s.width, Height: s.height, Layout: raster.RGBA, Notes: s.notes}
	const perLayer = 1 << 10
	h.Fixed = bands.ComposedBytes(s.width) + composite.Bytes(model, s.width, s.tree) +
		perLayer*int64(len(s.sources)+1) + s.sourceBytes()
	return h
}

// Info implements picture.Picture.
func (s *stack) Info() picture.Info { return bands.New[uint8](s.header(), nil).Info() }

// Decode composes the layers.
func (s *stack) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	readers := make(map[*source]*reader, len(s.sources))
	defer func() {
		for _, r := range readers {
			r.close()
		}
	}()
	return bands.New(s.header(), func(ctx context.Context) (rows bands.Rows[uint8], err error) {
		for _, src := range s.sources {
			readers[src] = newReader(ctx, src)
		}
		c, err := composite.New(model, s.width, s.height, s.layers(s.root, readers))
		if err != nil {
			return rows, err
		}
		return bands.Composed(s.width, c), nil
	}).Decode(ctx, want)
}
