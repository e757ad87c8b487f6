package xcf

import (
	"context"
	"image"
	"sync"

	"apsync/core/colour"
	"apsync/core/composite"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	// maxWorkers is how many compose blocks at once, at most.
	maxWorkers = 4
	// Blocks are so large, unless there are so many layers that what lies in one would
	// take more than maxParts.
	blockWidth  = 512
	blockHeight = 64
	maxParts    = 8 << 20
)

// blocks is how a picture is cut.
type blocks struct {
	width, height int
	parts         int64 // bytes of all layers that lie in a block, at most
	pixel         int   // bytes of the largest
}

// cut returns the size of blocks.
func (d *document) cut() blocks {
	b := blocks{width: blockWidth, height: blockHeight, pixel: 1}
	for ; ; b.width /= 2 {
		b.parts = 0
		b.add(d, d.layers)
		if b.parts <= maxParts || b.width <= tileSide {
			return b
		}
	}
}

// add adds what layers may have in a block.
func (b *blocks) add(d *document, layers []*layer) {
	for _, l := range layers {
		for _, level := range []*level{l.pixels, l.mask} {
			if level == nil {
				continue
			}
			pixel := level.pixel
			b.pixel = max(b.pixel, pixel)
			if d.header.mode == modeIndexed && level == l.pixels {
				pixel += pixel + 2 // both indices and colours
			}
			b.parts += int64(min(level.bounds.Dx(), b.width)) * int64(min(level.bounds.Dy(), b.height)) * int64(pixel)
		}
		b.add(d, l.layers)
	}
}

// bytes bounds what composing takes beside the picture.
func (b blocks) bytes(d *document) int64 {
	n := int64(d.header.colours() + 1)
	w := int64(min(b.width, d.header.width))
	sample := d.header.precision.sampleBytes()
	band := int64(d.header.width) * int64(b.height) * n * sample
	across := int(w+tileSide-1)/tileSide + 1
	const perLayer = 1 << 10
	depth := int64(maxDepth + 1)
	if d.leaves == len(d.layers) {
		depth = 1
	}
	worker := b.parts + readerBytes(across, b.pixel) + samplerBytes(int(w)) +
		w*n*(4+sample) + 4*w*(3*(depth+1)*n+1) + 2*w*n + perLayer*int64(d.leaves+len(d.layers)+1)
	const tables = 128 << 10
	return band + maxWorkers*worker + tables
}

// compose makes the picture, band by band; set says how samples of the type are made.
func compose[T raster.Sample](
	ctx context.Context, d *document, want picture.Want, space colour.Space, set func(*document, *output[T]),
) (raster.Image, error) {
	w, h := d.header.width, d.header.height
	b := d.blocks
	rows := picture.NewRows[T](want, picture.Outline{Width: w, Height: h, Layout: d.layout(), Space: space},
		raster.Factor(w, h, want.Width, want.Height))
	n := d.layout().Channels()
	band := make([]T, w*n*min(b.height, h))
	team := newTeam(func() *worker[T] { return newWorker(d, newOutput(d, min(b.width, w), set)) })
	count := (w + b.width - 1) / b.width
	for y := 0; y < h; y += b.height {
		rect := image.Rect(0, y, w, min(y+b.height, h))
		err := limitedTo(maxWorkers, want.Spare).Each(ctx, count, func() func(i int) error {
			return func(i int) error {
				worker := team.take()
				defer team.give(worker)
				block := image.Rect(i*b.width, rect.Min.Y, min((i+1)*b.width, w), rect.Max.Y)
				return worker.compose(block, band[block.Min.X*n:], w*n)
			}
		})
		if err != nil {
			return nil, err
		}
		for i := range rect.Dy() {
			rows.Add(band[i*w*n : (i+1)*w*n])
		}
	}
	return rows.Image(), nil
}

// limitedTo returns spare workers with which no more than n work at once.
func limitedTo(n int, spare picture.Spare) picture.Spare {
	if spare == nil {
		return nil
	}
	left := n - 1
	return func() (release func(), ok bool) {
		if left == 0 {
			return nil, false
		}
		left--
		return spare()
	}
}

// team keeps workers for the next band.
type team[T raster.Sample] struct {
	mu   sync.Mutex
	idle []*worker[T]
	hire func() *worker[T]
}

func newTeam[T raster.Sample](hire func() *worker[T]) *team[T] { return &team[T]{hire: hire} }

func (t *team[T]) take() *worker[T] {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.idle); n > 0 {
		w := t.idle[n-1]
		t.idle = t.idle[:n-1]
		return w
	}
	return t.hire()
}

func (t *team[T]) give(w *worker[T]) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.idle = append(t.idle, w)
}

// worker composes blocks.
type worker[T raster.Sample] struct {
	d       *document
	tiles   tileReader
	sampler *sampler
	output  *output[T]
	parts   []byte // of the block
	used    int
	row     []float32
	block   image.Rectangle
}

func newWorker[T raster.Sample](d *document, o *output[T]) *worker[T] {
	w := min(d.blocks.width, d.header.width)
	return &worker[T]{
		d: d, output: o, sampler: newSampler(d.header, d.light, w),
		tiles: tileReader{src: d.src, compression: d.compression, wide: d.header.version >= 11},
		row:   make([]float32, w*(d.header.colours()+1)),
	}
}

// compose writes the pixels of a block to out, whose rows are so many samples long.
func (w *worker[T]) compose(block image.Rectangle, out []T, stride int) error {
	w.block, w.used = block, 0
	found, _, err := w.gather(w.d.layers)
	if err != nil {
		return err
	}
	n := w.output.channels()
	line := func(y int) []T { return out[y*stride:][:block.Dx()*n] }
	if len(found) == 1 && found[0].part != nil && found[0].simple {
		w.copy(found[0], line)
		return nil
	}
	if len(found) == 0 {
		for y := range block.Dy() {
			clear(line(y))
		}
		return nil
	}
	layers := make([]composite.Layer, len(found))
	for i := range found {
		layers[i] = found[i].Layer
	}
	c, err := composite.New(w.d.model(), block.Dx(), block.Dy(), layers)
	if err != nil {
		return err
	}
	row := w.row[:block.Dx()*(w.output.colours+1)]
	for y := range block.Dy() {
		if err := c.Row(y, row); err != nil {
			return err
		}
		w.output.blended(line(y), row)
	}
	return nil
}

// copy writes the only layer that a block has.
func (w *worker[T]) copy(e entry, line func(y int) []T) {
	n := w.output.channels()
	inside := e.part.rect.Sub(w.block.Min)
	for y := range w.block.Dy() {
		dst := line(y)
		if inside != (image.Rectangle{Max: w.block.Size()}) {
			clear(dst)
		}
		if y >= inside.Min.Y && y < inside.Max.Y {
			w.output.plain(dst[inside.Min.X*n:inside.Max.X*n], e.part.row(y-inside.Min.Y), e.part.alpha)
		}
	}
}
