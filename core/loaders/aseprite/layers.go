package aseprite

import (
	"cmp"
	"image"
	"slices"

	"apsync/core/bits"
	"apsync/core/composite"
	"apsync/core/fault"
)

// Types and flags of layers.
const (
	groupLayer    = 1
	tilemapLayer  = 2
	isVisible     = 1
	isBackground  = 8
	isReference   = 64
	maxLayerDepth = 64
)

// modes are the blend modes by their number.
var modes = [...]composite.Mode{
	composite.Normal, composite.Multiply, composite.Screen, composite.Overlay,
	composite.Darken, composite.Lighten, composite.ColourDodge, composite.ColourBurn,
	composite.HardLight, composite.SoftLight, composite.Difference, composite.Exclusion,
	composite.Hue, composite.Saturation, composite.Colour, composite.Luminosity,
	composite.LinearDodge, composite.Subtract, composite.Divide,
}

// layer is a layer, or a group of those that follow and are deeper.
type layer struct {
	level      int
	group      bool
	seen       bool // it and all groups around it are visible
	background bool
	mode       composite.Mode
	opacity    float32
	tileset    uint32
	cel        *cel // in the frame that is shown
}

// readLayer reads a layer chunk.
func (s *sprite) readLayer(c *bits.Cursor) error {
	flags, kind := c.U16(), c.U16()
	l := layer{
		level: int(c.U16()), group: kind == groupLayer,
		seen: flags&isVisible != 0 && flags&isReference == 0, background: flags&isBackground != 0, opacity: 1,
	}
	c.Skip(4)
	mode, opacity := int(c.U16()), c.U8()
	c.Skip(3)
	c.Skip(int(c.U16())) // the name
	if kind == tilemapLayer {
		l.tileset = c.U32()
	}
	if s.flags&layerOpacityValid != 0 {
		l.opacity = float32(opacity) / 255
	}
	if mode < len(modes) {
		l.mode = modes[mode]
	}
	switch {
	case len(s.layers) == maxLayers:
		return fault.New(fault.LimitCount, "more than %d layers", maxLayers)
	case l.level > maxLayerDepth:
		return fault.New(fault.LimitDepth, "layer %d is %d groups deep, more than %d", len(s.layers), l.level, maxLayerDepth)
	}
	if parent := s.parent(l.level); parent != nil {
		l.seen = l.seen && parent.seen
	}
	s.layers = append(s.layers, l)
	return nil
}

// parent returns the group that a layer of that level would be in, or nil.
func (s *sprite) parent(level int) *layer {
	for i := len(s.layers) - 1; i >= 0; i-- {
		if s.layers[i].level < level {
			return &s.layers[i]
		}
	}
	return nil
}

// deepest returns how deep groups are nested.
func (s *sprite) deepest() int {
	deepest := 0
	for i := range s.layers {
		deepest = max(deepest, s.layers[i].level)
	}
	return deepest
}

// compositor returns what makes the picture's rows.
func (s *sprite) compositor() (*composite.Compositor, error) {
	layers, _, err := s.stack(0, 0)
	if err != nil {
		return nil, err
	}
	return composite.New(model, s.width, s.height, layers)
}

// placed is a layer with where its z-index puts it.
type placed struct {
	composite.Layer
	order, z int
}

// stack returns the layers from at that are of the level or deeper, and the one behind
// them. Depth is bounded where layers are read.
func (s *sprite) stack(at, level int) (layers []composite.Layer, next int, err error) {
	var found []placed
	for at < len(s.layers) && s.layers[at].level >= level {
		l := &s.layers[at]
		p := placed{order: at}
		if l.cel != nil {
			p.z = l.cel.z
			p.order += p.z
		}
		at++
		if l.group {
			p.Layer, at, err = s.group(l, at)
		} else {
			p.Layer, err = s.layer(l)
		}
		if err != nil {
			return nil, 0, err
		}
		if l.seen {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.z, b.z))
	})
	for _, p := range found {
		layers = append(layers, p.Layer)
	}
	return layers, at, nil
}

// group returns the group of the layers from at. In files that do not say that groups
// blend, they are mere folders.
func (s *sprite) group(l *layer, at int) (composite.Layer, int, error) {
	inside, next, err := s.stack(at, l.level+1)
	g := composite.Layer{Group: inside, Opacity: 1, PassThrough: true}
	if inside == nil {
		g.Hidden = true
	}
	if s.flags&groupBlendValid != 0 {
		g.Mode, g.Opacity, g.PassThrough = l.mode, l.opacity, false
	}
	return g, next, err
}

// layer returns a layer with the pixels of its cel.
func (s *sprite) layer(l *layer) (composite.Layer, error) {
	c := l.cel
	if c == nil || !l.seen {
		return composite.Layer{Hidden: true}, nil
	}
	w, h := c.width, c.height
	tiles := s.tilesets[l.tileset]
	if c.tilemap {
		if tiles == nil {
			return composite.Layer{Hidden: true}, nil
		}
		w, h = w*tiles.width, h*tiles.height
	}
	out := composite.Layer{
		Mode: l.mode, Opacity: l.opacity * c.opacity,
		Bounds: image.Rect(c.x, c.y, c.x+w, c.y+h),
	}
	rows, err := s.openCel(c, tiles)
	if err != nil {
		return out, err
	}
	colours := s.converter(l.background)
	from := max(0, -c.x) * s.depth / 8
	out.Pixels = func(y int, dst []float32) error {
		stored, err := rows(y - c.y)
		if err == nil {
			colours(dst, stored[min(from, len(stored)):])
		}
		return err
	}
	return out, nil
}
