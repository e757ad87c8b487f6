// Package composite blends the layers of documents into one picture, row by row: a
// canvas is never held, nor a layer, but what the sources of layers hold themselves.
//
// Sources: ISO 32000-1:2008 (PDF 1.7) §11.3 for the compositing of alpha (§11.3.6),
// groups and most blend functions (§11.3.5, the same as W3C Compositing and Blending
// Level 1 §10); for the functions that only paint programs have (linear burn, vivid
// light, hard mix, …) their customary definitions, which the comments give.
//
// Samples are float32, 0 to 1 for black to white (or no more ink to bare paper), the
// last of a pixel its alpha, with which the others are not multiplied. Loaders convert
// the samples of their files to it whatever these are, and rows of a result back.
//
// A layer has a mode, an opacity, a mask, and may be clipped to the one below it. A
// group is a layer made of layers: composed by itself and then blended as one, or
// passed through, where its layers blend with what lies below it. Of a knock-out group,
// of blending by ranges of samples and of effects nothing is known here. Dissolve, which
// strews pixels by chance, is as Normal: what it looks like from afar.
package composite

import (
	"image"

	"apsync/core/fault"
)

// maxDepth is how deep groups may be nested.
const maxDepth = 64

// Model says what the samples of a pixel are.
type Model struct {
	// Colours is the number of samples before alpha: 1 for grey, 3 for RGB, 4 for ink
	// as light, the fourth of them black's.
	Colours int
	// Unbounded leaves samples above 1 as they are, for light rather than paint.
	Unbounded bool
}

// Layer is a layer, or a group of them.
type Layer struct {
	Mode Mode
	// Blend takes the place of Mode where a format has a way of its own: it blends the
	// pixels of src onto as many of dst. nil goes by Mode, and so do layers that are
	// clipped.
	Blend   func(dst, src []float32, opacity float32)
	Opacity float32 // 0..1
	Hidden  bool    // it is not shown, nor what is clipped to it
	Clipped bool    // it is seen only where the next layer below that is not clipped is
	// Bounds is where the layer has pixels; outside of the canvas they are not asked for.
	Bounds image.Rectangle
	// Pixels writes the row y of the canvas from the bounds' left edge, or the canvas's
	// where that is further right, to their right edge, likewise. Rows are asked for from
	// the top down, each at most once, some perhaps never. It is nil for groups.
	Pixels func(y int, dst []float32) error
	// Mask writes how much of every pixel of row y of the canvas is seen, 0..1; nil shows
	// all. Rows are asked for as those of Pixels.
	Mask func(y int, dst []float32) error
	// Group has the layers of a group, the lowest first. Its bounds are set by New.
	Group []Layer
	// PassThrough lets the group's layers blend with what is below the group, unless
	// layers are clipped to it.
	PassThrough bool
}

// Compositor makes the rows of a picture.
type Compositor struct {
	model  Model
	canvas image.Rectangle
	layers []Layer
	free   [][]float32 // rows that nobody uses
	mask   []float32
}

// New returns a compositor of layers, the lowest first, on a canvas of w×h pixels. It
// fails where groups are nested too deep.
func New(model Model, w, h int, layers []Layer) (*Compositor, error) {
	if depth(layers, 0) > maxDepth {
		return nil, fault.New(fault.LimitDepth, "groups of layers are nested more than %d deep", maxDepth)
	}
	measure(layers)
	return &Compositor{
		model: model, canvas: image.Rect(0, 0, w, h), layers: layers, mask: make([]float32, w),
	}, nil
}

// measure sets the bounds of groups to what their visible layers reach.
func measure(layers []Layer) (all image.Rectangle) {
	for i := range layers {
		l := &layers[i]
		if l.Group != nil {
			l.Bounds = measure(l.Group)
		}
		if !l.Hidden {
			all = all.Union(l.Bounds)
		}
	}
	return all
}

// Bytes returns an upper bound for what a compositor of these layers allocates, sources
// apart.
func Bytes(model Model, w int, layers []Layer) int64 {
	rows := 3 * (int64(depth(layers, 0)) + 1)
	return 4 * int64(w) * (rows*int64(model.Colours+1) + 1)
}

// depth returns how deep groups are nested, counted no further than is allowed.
func depth(layers []Layer, at int) int {
	deepest := at
	if at > maxDepth {
		return at
	}
	for i := range layers {
		if layers[i].Group != nil {
			deepest = max(deepest, depth(layers[i].Group, at+1))
		}
	}
	return deepest
}

// Empty reports whether nothing is in row y.
func (c *Compositor) Empty(y int) bool { return !c.anyVisible(c.layers, y) }

// Row writes row y of the picture to dst, Colours+1 samples for every pixel. Rows are
// asked for from the top down.
func (c *Compositor) Row(y int, dst []float32) error {
	clear(dst)
	return c.stack(y, dst, c.layers)
}

// stack blends layers onto a row, each with those that are clipped to it.
func (c *Compositor) stack(y int, dst []float32, layers []Layer) error {
	for len(layers) > 0 {
		n := 1
		for n < len(layers) && layers[n].Clipped {
			n++
		}
		if err := c.unit(y, dst, layers[:n]); err != nil {
			return err
		}
		layers = layers[n:]
	}
	return nil
}

// unit blends a layer with those that are clipped to it. They are composed by
// themselves, on the layer, and blended as the layer would be.
func (c *Compositor) unit(y int, dst []float32, unit []Layer) error {
	base := &unit[0]
	from, to := c.span(base, y)
	if base.Hidden || from >= to {
		return nil
	}
	if base.PassThrough && base.Group != nil && !c.anyVisible(unit[1:], y) {
		return c.passThrough(y, dst, base)
	}
	row := c.take()
	defer c.give(row)
	if err := c.pixels(y, row, base); err != nil {
		return err
	}
	for i := range unit[1:] {
		if err := c.clip(y, row, &unit[1+i]); err != nil {
			return err
		}
	}
	n := c.model.Colours + 1
	dst, row = dst[from*n:to*n], row[from*n:to*n]
	if base.Blend != nil {
		base.Blend(dst, row, base.Opacity)
	} else {
		c.model.blend(dst, row, base.Mode, base.Opacity)
	}
	return nil
}

// anyVisible reports whether one of some layers is seen in row y.
func (c *Compositor) anyVisible(layers []Layer, y int) bool {
	for i := range layers {
		if from, to := c.span(&layers[i], y); !layers[i].Hidden && from < to {
			return true
		}
	}
	return false
}

// clip blends a clipped layer onto the row of what it is clipped to.
func (c *Compositor) clip(y int, dst []float32, layer *Layer) error {
	from, to := c.span(layer, y)
	if layer.Hidden || from >= to {
		return nil
	}
	row := c.take()
	defer c.give(row)
	if err := c.pixels(y, row, layer); err != nil {
		return err
	}
	n := c.model.Colours + 1
	c.model.blendInside(dst[from*n:to*n], row[from*n:to*n], layer.Mode, layer.Opacity)
	return nil
}

// passThrough blends the layers of a group with what is below it. The group's opacity
// and mask lead from what was there before to that.
func (c *Compositor) passThrough(y int, dst []float32, group *Layer) error {
	if group.Mask == nil && group.Opacity >= 1 {
		return c.stack(y, dst, group.Group)
	}
	row := c.take()
	defer c.give(row)
	copy(row, dst)
	if err := c.stack(y, row, group.Group); err != nil {
		return err
	}
	mask, err := c.maskRow(y, group)
	if err != nil {
		return err
	}
	n := c.model.Colours + 1
	for x := range c.canvas.Max.X {
		k := group.Opacity
		if mask != nil {
			k *= mask[x]
		}
		mix(dst[x*n:x*n+n], row[x*n:x*n+n], k)
	}
	return nil
}

// pixels writes the pixels of a layer or a group to a clear row, its mask in their
// alpha.
func (c *Compositor) pixels(y int, row []float32, layer *Layer) error {
	n := c.model.Colours + 1
	from, to := c.span(layer, y)
	var err error
	if layer.Group != nil {
		err = c.stack(y, row, layer.Group)
	} else if layer.Pixels != nil {
		err = layer.Pixels(y, row[from*n:to*n])
	}
	if err != nil {
		return err
	}
	mask, err := c.maskRow(y, layer)
	if mask == nil || err != nil {
		return err
	}
	for x := from; x < to; x++ {
		row[x*n+n-1] *= mask[x]
	}
	return nil
}

// maskRow returns the row of a layer's mask until the next is asked for, or nil.
func (c *Compositor) maskRow(y int, layer *Layer) ([]float32, error) {
	if layer.Mask == nil {
		return nil, nil
	}
	return c.mask, layer.Mask(y, c.mask)
}

// span returns from which pixel to which row y of a layer reaches.
func (c *Compositor) span(layer *Layer, y int) (from, to int) {
	b := layer.Bounds.Intersect(c.canvas)
	if y < b.Min.Y || y >= b.Max.Y {
		return 0, 0
	}
	return b.Min.X, b.Max.X
}

// take returns a clear row.
func (c *Compositor) take() []float32 {
	if n := len(c.free); n > 0 {
		row := c.free[n-1]
		c.free = c.free[:n-1]
		clear(row)
		return row
	}
	return make([]float32, c.canvas.Max.X*(c.model.Colours+1))
}

func (c *Compositor) give(row []float32) { c.free = append(c.free, row) }
