package xcf

import (
	"fmt"
	"image"

	"apsync/core/fault"
)

// layer is a layer or a group of them (§5).
type layer struct {
	at       int64 // of its structure
	x, y     int
	w, h     int
	alpha    bool
	hidden   bool
	opacity  float32
	mode     uint32
	spaces   spaces
	group    bool
	depth    int // how many groups it lies in
	floats   bool
	attached int64 // to what a floating selection is
	unmasked bool  // the mask is not applied
	effects  bool
	// Where the pixels and the mask are described; 0 is nowhere.
	hierarchy, channel int64
	pixels             *level
	mask               *level
	layers             []*layer // of a group, the lowest first
	// blend blends the layer; nil is as composite.Normal.
	blend *blender
}

func (l *layer) bounds() image.Rectangle { return image.Rect(l.x, l.y, l.x+l.w, l.y+l.h) }

// readLayers reads the records of all layers, the topmost first.
func (d *document) readLayers(c *cursor) ([]*layer, error) {
	var pointers []int64
	for c.err == nil {
		off := c.pointer()
		if off == 0 {
			break
		}
		if len(pointers) == maxLayers {
			return nil, fault.New(fault.LimitCount, "more than %d layers", maxLayers)
		}
		pointers = append(pointers, off)
	}
	if c.err != nil {
		return nil, c.err
	}
	layers := make([]*layer, 0, len(pointers))
	for i, off := range pointers {
		c.seek(off)
		l, err := d.readLayer(c)
		if err == nil {
			layers = append(layers, l)
			continue
		}
		err = fault.New(fault.CodeOf(err), "layer %d: %s", i, fault.From(err).Detail)
		if i == 0 || fault.CodeOf(err) == fault.LimitDepth || fault.CodeOf(err) == fault.LimitCount {
			return nil, err
		}
		// GIMP too shows what it can read of a damaged file.
		c.err = nil
		d.notes = append(d.notes, fmt.Sprintf("%d layers cannot be read: %v", len(pointers)-i, fault.From(err).Detail))
		break
	}
	return layers, nil
}

// readLayer reads a record.
func (d *document) readLayer(c *cursor) (*layer, error) {
	l := &layer{at: c.at, opacity: 1}
	w, h, kind := c.u32(), c.u32(), c.u32()
	c.skipString()
	c.properties(func(kind uint32, size int64) { l.readProperty(c, kind, size) })
	l.hierarchy, l.channel = c.pointer(), c.pointer()
	if d.header.version >= withEffects && c.err == nil {
		off := c.pointerValue()
		l.effects = off != 0 && off < uint64(c.size)
	}
	switch {
	case c.err != nil:
		return nil, c.err
	case w > maxSide || h > maxSide:
		return nil, fault.New(fault.Corrupt, "%d×%d pixels", w, h)
	case l.depth > maxDepth:
		return nil, fault.New(fault.LimitDepth, "%d groups deep, more than %d", l.depth, maxDepth)
	}
	l.w, l.h = int(w), int(h)
	l.alpha = kind&1 != 0
	l.spaces = l.spaces.resolve(l.mode)
	return l, nil
}

// arrange returns the layers in their groups, the lowest first. Given are they from
// the topmost on, groups before what they hold.
func arrange(layers []*layer) []*layer {
	root := &layer{group: true}
	open := []*layer{root}
	for _, l := range anchored(layers) {
		// Where groups are missing the layer lies in the innermost that there is.
		open = open[:min(len(open), l.depth+1)]
		parent := open[len(open)-1]
		parent.layers = append(parent.layers, l)
		if l.group {
			open = append(open, l)
		}
	}
	root.turn()
	return root.layers
}

// turn brings the layers of groups into the order in which they are blended.
func (l *layer) turn() {
	for i, j := 0, len(l.layers)-1; i < j; i, j = i+1, j-1 {
		l.layers[i], l.layers[j] = l.layers[j], l.layers[i]
	}
	for _, inner := range l.layers {
		inner.turn()
	}
}

// anchored puts floating selections above the layer that they are attached to, and
// leaves out those of masks and channels (§1, Floating selection).
func anchored(layers []*layer) []*layer {
	var floating []*layer
	for _, l := range layers {
		if l.floats {
			floating = append(floating, l)
		}
	}
	if len(floating) == 0 {
		return layers
	}
	var out []*layer
	for _, l := range layers {
		if l.floats {
			continue
		}
		for _, f := range floating {
			if f.attached == l.at && !l.group {
				f.depth, f.group = l.depth, false
				out = append(out, f)
			}
		}
		out = append(out, l)
	}
	return out
}

// seen leaves only the layers and groups that can be seen on a canvas.
func seen(layers []*layer, canvas image.Rectangle) []*layer {
	var out []*layer
	for _, l := range layers {
		if l.hidden || l.opacity <= 0 && !l.spaces.erases() {
			continue
		}
		if l.group {
			l.layers = seen(l.layers, canvas)
			if len(l.layers) == 0 {
				continue
			}
		} else if !l.bounds().Overlaps(canvas) && !l.spaces.erases() {
			continue
		}
		out = append(out, l)
	}
	return out
}
