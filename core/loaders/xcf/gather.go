package xcf

import (
	"bytes"
	"image"
	"slices"

	"apsync/core/composite"
)

// part is what of a layer's pixels, or of its mask, lies in a block.
type part struct {
	rect   image.Rectangle // on the canvas
	pixel  int             // bytes of one
	alpha  bool
	pixels []byte
}

// row returns row y of the part.
func (p *part) row(y int) []byte {
	n := p.rect.Dx() * p.pixel
	return p.pixels[y*n : (y+1)*n]
}

// entry is a layer of a block.
type entry struct {
	composite.Layer
	part   *part // nil for groups
	simple bool
}

// gather returns those layers that make up the block, the lowest first, and whether
// they fill it. From the topmost down it stops where nothing more can be seen.
func (w *worker[T]) gather(layers []*layer) (found []entry, fills bool, err error) {
	for i := len(layers) - 1; i >= 0 && !fills; i-- {
		l := layers[i]
		var e *entry
		var covers bool
		if l.group {
			e, covers, err = w.group(l)
		} else {
			e, covers, err = w.leaf(l)
		}
		if err != nil {
			return nil, false, err
		}
		if e != nil {
			found = append(found, *e)
		}
		fills = covers
	}
	slices.Reverse(found)
	return found, fills, nil
}

// group returns a group as it is in the block, or nil where that has nothing of it.
func (w *worker[T]) group(l *layer) (*entry, bool, error) {
	found, fills, err := w.gather(l.layers)
	if err != nil || len(found) == 0 && !l.spaces.erases() {
		return nil, false, err
	}
	e := w.entry(l)
	e.Group = make([]composite.Layer, len(found))
	for i := range found {
		e.Group[i] = found[i].Layer
	}
	e.PassThrough = l.mode == modePassThrough
	if seen, err := w.mask(l, e); !seen || err != nil {
		return nil, false, err
	}
	return e, fills && e.simple, nil
}

// leaf returns a layer as it is in the block, or nil where that has nothing of it.
func (w *worker[T]) leaf(l *layer) (*entry, bool, error) {
	rect := l.bounds().Intersect(w.block)
	if rect.Empty() || l.pixels.table == 0 {
		if l.spaces.erases() && l.blend != nil {
			e := w.entry(l)
			e.Bounds = image.Rectangle{Max: w.block.Size()}
			return e, false, nil
		}
		return nil, false, nil
	}
	p, err := w.read(l.pixels, rect)
	if err != nil {
		return nil, false, err
	}
	if p.alpha = l.alpha; w.d.header.mode == modeIndexed {
		w.colour(p)
	}
	opaque := !l.alpha
	if l.alpha {
		alpha := w.alphaOf(p)
		if alpha.none && !l.spaces.erases() {
			return nil, false, nil
		}
		opaque = alpha.full
	}
	e := w.entry(l)
	e.part = p
	e.Bounds, e.Pixels = p.rect.Sub(w.block.Min), w.pixels(p)
	if l.spaces.erases() {
		e.Bounds = image.Rectangle{Max: w.block.Size()}
	}
	if seen, err := w.mask(l, e); !seen || err != nil {
		return nil, false, err
	}
	return e, e.simple && opaque && rect == w.block, nil
}

// entry returns what groups and other layers have alike.
func (w *worker[T]) entry(l *layer) *entry {
	e := &entry{simple: l.blend == nil && l.opacity >= 1}
	e.Opacity = l.opacity
	if l.blend != nil {
		e.Blend = l.blend.blend
	}
	return e
}

// pixels returns the rows of a layer.
func (w *worker[T]) pixels(p *part) func(y int, dst []float32) error {
	n := w.output.colours + 1
	inside := p.rect.Sub(w.block.Min)
	return func(y int, dst []float32) error {
		if len(dst) > inside.Dx()*n { // all the block, because the layer erases
			dst = dst[inside.Min.X*n : inside.Max.X*n]
		}
		if y >= inside.Min.Y && y < inside.Max.Y {
			w.sampler.row(dst, p.row(y-inside.Min.Y), p.alpha)
		}
		return nil
	}
}

// mask sets the mask of a layer, where it has one that matters. seen is false where it
// hides all of the layer.
func (w *worker[T]) mask(l *layer, e *entry) (seen bool, err error) {
	if l.mask == nil || l.mask.table == 0 {
		return true, nil
	}
	rect := l.mask.bounds.Intersect(w.block)
	if rect.Empty() {
		return l.spaces.erases(), nil
	}
	p, err := w.read(l.mask, rect)
	if err != nil {
		return false, err
	}
	alpha := w.alphaOf(p)
	if alpha.full && (rect == w.block || !l.group) {
		return true, nil
	}
	if alpha.none && !l.spaces.erases() {
		return false, nil
	}
	e.simple = false
	inside := rect.Sub(w.block.Min)
	e.Mask = func(y int, dst []float32) error {
		clear(dst)
		if y >= inside.Min.Y && y < inside.Max.Y {
			w.sampler.mask(dst[inside.Min.X:inside.Max.X], p.row(y-inside.Min.Y))
		}
		return nil
	}
	return true, nil
}

// read reads what a level has in rect, which lies in the block.
func (w *worker[T]) read(l *level, rect image.Rectangle) (*part, error) {
	p := &part{rect: rect, pixel: l.pixel, pixels: w.take(rect.Dx() * rect.Dy() * l.pixel)}
	return p, w.tiles.read(l, rect, p.pixels)
}

// take returns n bytes of those for the parts of the block.
func (w *worker[T]) take(n int) []byte {
	if w.parts == nil {
		w.parts = make([]byte, w.d.blocks.parts)
	}
	b := w.parts[w.used : w.used+n : w.used+n]
	w.used += n
	return b
}

// colour replaces the indices of a part.
func (w *worker[T]) colour(p *part) {
	indices, n := p.pixels, p.pixel
	p.pixel += 2
	p.pixels = w.take(p.rect.Dx() * p.rect.Dy() * p.pixel)
	for dst := p.pixels; len(indices) >= n; dst, indices = dst[p.pixel:], indices[n:] {
		copy(dst, w.d.palette[indices[0]][:])
		if n > 1 {
			dst[3] = indices[1]
		}
	}
}

// coverage says whether a part is full, or nothing.
type coverage struct{ full, none bool }

// alphaOf looks at the last sample of every pixel of a part.
func (w *worker[T]) alphaOf(p *part) coverage {
	size := w.d.header.precision.bytes
	one, zero := w.d.header.precision.one(), make([]byte, size)
	c := coverage{full: true, none: true}
	for at := p.pixel - size; at < len(p.pixels) && (c.full || c.none); at += p.pixel {
		if size == 1 {
			v := p.pixels[at]
			c.full, c.none = c.full && v == 255, c.none && v == 0
			continue
		}
		v := p.pixels[at : at+size]
		c.full, c.none = c.full && bytes.Equal(v, one), c.none && bytes.Equal(v, zero)
	}
	return c
}
