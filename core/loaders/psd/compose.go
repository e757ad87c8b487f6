package psd

import (
	"context"
	"fmt"
	"image"

	"apsync/core/composite"
	"apsync/core/fault"
	"apsync/core/raster"
)

// chooseLayers takes the layers for the picture, if any can be seen, and notes why. The
// thumbnail is nearer to it where most of them would be missing something. A merged
// picture that is there gives way only to layers that miss nothing.
func (d *document) chooseLayers(info layerInfo, why string, merged bool) bool {
	if info.count == 0 || !d.header.mode.hasLayers() {
		return false
	}
	layers, err := readLayers(d.src, d.header, info)
	if err != nil {
		d.notes = append(d.notes, "the layers cannot be read: "+fault.From(err).Detail)
		return false
	}
	t := newTree(d, layers)
	if t.visible == 0 || t.err != nil {
		return false
	}
	if missing := t.effects + t.adjustments; merged && missing > 0 {
		return false
	} else if 2*missing > t.visible && d.chooseThumbnail(why, "most of its layers have effects or are adjustments, which cannot be shown") {
		return true
	}
	d.layers = layers
	d.layerBytes = composite.Bytes(d.header.model(), d.header.width, t.layers) + t.sourceBytes() + t.scanners
	d.notes = append(d.notes, fmt.Sprintf("%s: %d visible layers were composed", why, t.visible))
	for _, left := range []struct {
		count int
		what  string
	}{
		{t.effects, "effects of %d layers are not shown"},
		{t.adjustments, "%d adjustment or fill layers are not applied"},
		{t.unknown, "blend modes of %d layers are not known and taken for normal"},
	} {
		if left.count > 0 {
			d.notes = append(d.notes, fmt.Sprintf(left.what, left.count))
		}
	}
	return true
}

// hasLayers reports whether documents of the mode can have layers that are composed.
func (m mode) hasLayers() bool {
	return m == modeGrey || m == modeRGB || m == modeCMYK || m == modeLab || m == modeDuotone
}

// model returns how the samples of layers blend.
func (h header) model() composite.Model {
	return composite.Model{Colours: h.mode.colours(h.channels), Unbounded: h.depth == 32}
}

// tree is the layers as package composite wants them.
type tree struct {
	d       *document
	layers  []composite.Layer
	sources []*layerSource
	// scanners is what scanning vector masks takes.
	scanners int64
	err      error
	// Layers that can be seen, and what of them is not drawn.
	visible, effects, adjustments, unknown int
}

// newTree arranges layers in groups. Of a group the lowest record is its end, the
// highest its own.
func newTree(d *document, layers []layer) *tree {
	t := &tree{d: d}
	open := [][]composite.Layer{nil}
	hiddenFrom := hiddenGroups(layers)
	for i := range layers {
		l := &layers[i]
		top := len(open) - 1
		switch l.divider {
		case dividerEnd:
			open = append(open, []composite.Layer{})
		case dividerOpen, dividerClosed:
			group := open[top]
			if top == 0 { // its end is missing
				continue
			}
			open = open[:top]
			open[top-1] = append(open[top-1], t.group(l, group))
		default:
			open[top] = append(open[top], t.layer(l, hiddenFrom[i]))
		}
	}
	for _, rest := range open {
		t.layers = append(t.layers, rest...)
	}
	_, t.err = composite.New(d.header.model(), 1, 1, t.layers)
	return t
}

// hiddenGroups says of every record whether it lies in a hidden group.
func hiddenGroups(layers []layer) []bool {
	hidden := make([]bool, len(layers))
	var open []bool
	inside := 0
	for i := len(layers) - 1; i >= 0; i-- {
		hidden[i] = inside > 0
		switch l := &layers[i]; {
		case l.divider == dividerOpen || l.divider == dividerClosed:
			open = append(open, l.hidden)
			if l.hidden {
				inside++
			}
		case l.divider == dividerEnd && len(open) > 0:
			if open[len(open)-1] {
				inside--
			}
			open = open[:len(open)-1]
		}
	}
	return hidden
}

// group returns a group of layers.
func (t *tree) group(l *layer, group []composite.Layer) composite.Layer {
	out := t.properties(l)
	out.Group, out.PassThrough = group, l.passes
	if !l.hidden && l.hasEffects {
		t.effects++
	}
	return out
}

// layer returns a layer, which lies perhaps in a hidden group.
func (t *tree) layer(l *layer, inHidden bool) composite.Layer {
	out := t.properties(l)
	canvas := image.Rect(0, 0, t.d.header.width, t.d.header.height)
	out.Bounds = l.bounds
	empty := l.bounds.Intersect(canvas).Empty()
	if fill := l.fill; fill != nil && l.bounds.Empty() {
		out.Bounds, empty = canvas, false
		out.Pixels = func(_ int, dst []float32) error { return fillRow(dst, fill, t.d.header.model().Colours) }
	} else if !empty && !(l.adjusts && !l.filled) { // the pixels of adjustments are none
		out.Pixels = t.source(l, out.Bounds)
	}
	if l.hidden || inHidden {
		return out
	}
	switch {
	case out.Pixels != nil:
		t.visible++
	case l.adjusts || l.filled:
		t.adjustments++
	}
	if l.hasEffects {
		t.effects++
	}
	if !l.known {
		t.unknown++
	}
	return out
}

// properties returns what groups and layers have alike.
func (t *tree) properties(l *layer) composite.Layer {
	out := composite.Layer{Mode: l.mode, Opacity: l.opacity, Hidden: l.hidden, Clipped: l.clipped}
	shaped := l.filled && !l.bounds.Empty()
	merged := l.mask != nil && l.mask.merged
	if l.mask != nil && !l.mask.off && !(shaped && merged && l.mask.density == 0) {
		out.Mask = t.mask(l)
	}
	if l.vector != nil && !l.vector.off && !shaped && !merged {
		out.Mask = t.outlined(l.vector, out.Mask)
	}
	return out
}

// outlined returns the rows of a vector mask, and of another one if there is.
func (t *tree) outlined(m *vectorMask, inner func(y int, dst []float32) error) func(y int, dst []float32) error {
	canvas := image.Rect(0, 0, t.d.header.width, t.d.header.height)
	t.scanners += m.scannerBytes(canvas.Dx())
	var s *scanner
	return func(y int, dst []float32) error {
		var err error
		if s == nil {
			if s, err = m.scan(t.d.src, canvas); err != nil {
				return err
			}
		}
		for x := range dst {
			dst[x] = 1
		}
		if inner != nil {
			err = inner(y, dst)
		}
		s.row(y, dst)
		return err
	}
}

func fillRow(dst []float32, fill *[4]float32, colours int) error {
	for ; len(dst) > colours; dst = dst[colours+1:] {
		copy(dst[:colours], fill[:])
		dst[colours] = 1
	}
	return nil
}

// composedBytes bounds what composing takes.
func (d *document) composedBytes(f int) int64 {
	h := d.header
	channels := int64(d.layout().Channels())
	row := int64(h.width) * channels * (4 + h.sampleBytes())
	const tables = 16 << 10
	records := 512 * int64(len(d.layers))
	return tables + records + row + d.layerBytes +
		raster.ShrunkBytes(h.width, h.height, d.layout(), f, h.sampleBytes())
}

// compose composes the layers and shrinks the result by f.
func (d *document) compose(ctx context.Context, f int) (raster.Image, error) {
	switch d.header.depth {
	case 16:
		return composeRows(ctx, d, f, storeWords)
	case 32:
		return composeRows(ctx, d, f, func(dst, src []float32) { copy(dst, src) })
	}
	return composeRows(ctx, d, f, storeBytes)
}

// composeRows composes the layers; store makes samples of those of a row.
func composeRows[T raster.Sample](ctx context.Context, d *document, f int, store func(dst []T, src []float32)) (raster.Image, error) {
	h := d.header
	t := newTree(d, d.layers)
	c, err := composite.New(h.model(), h.width, h.height, t.layers)
	if err != nil {
		return nil, err
	}
	n := d.layout().Channels()
	var (
		mixed    = make([]float32, h.width*n)
		row      = make([]T, h.width*n)
		shrinker = raster.NewShrinker[T](h.width, h.height, d.layout(), f)
	)
	for y := range h.height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if c.Empty(y) {
			clear(row)
			shrinker.Add(row)
			continue
		}
		if err := c.Row(y, mixed); err != nil {
			return nil, err
		}
		if h.ink() {
			invert(mixed, n)
		}
		store(row, mixed)
		if d.layout() == raster.LabA {
			widenLab(row, n)
		}
		shrinker.Add(row)
	}
	return shrinker.Image(), nil
}

// invert makes ink of light, in pixels of n samples with alpha.
func invert(row []float32, n int) {
	for ; len(row) >= n; row = row[n:] {
		for c, v := range row[:n-1] {
			row[c] = 1 - v
		}
	}
}

func storeBytes(dst []uint8, src []float32) {
	for i, v := range src[:len(dst)] {
		dst[i] = uint8(composite.Within(v)*255 + 0.5)
	}
}

func storeWords(dst []uint16, src []float32) {
	for i, v := range src[:len(dst)] {
		dst[i] = uint16(composite.Within(v)*65535 + 0.5)
	}
}
