package resample

import "apsync/core/raster"

// lane is what a Stream keeps of one plane, or of interleaved samples.
type lane[T uint8 | uint16] struct {
	height int     // of the source
	ring   [][]T   // row y of the source is at y modulo their number
	sheer  []bool  // whether a row of ring has pixels that are not opaque
	opaque *worker // makes rows of opaque pixels; all rows, where there is no alpha
	mixed  *worker // makes the other rows of RGBA
	added  int     // rows of the source
	needed int     // the first of them that is still needed
}

// newLane returns a lane of samples that n of make a pixel.
func newLane[T uint8 | uint16](across, down length, n int, alpha bool) *lane[T] {
	l := &lane[T]{height: down.from}
	l.opaque = l.worker(kindOf[T](), across, down, n)
	if alpha {
		l.mixed = l.worker(weighted, across, down, n)
	}
	l.ring = make([][]T, l.opaque.down.taps+ahead)
	l.sheer = make([]bool, len(l.ring))
	for i := range l.ring {
		l.ring[i] = make([]T, across.from*n)
	}
	return l
}

// planeLanes returns lanes of planes of those sizes, of which the first is luma.
func planeLanes(sizes [3][2]int, to Target) []*lane[uint8] {
	w, h := sizes[0][0], sizes[0][1]
	across, down := to.Across/float64(w), to.Down/float64(h)
	lanes := make([]*lane[uint8], 0, len(sizes))
	for _, size := range sizes {
		lanes = append(lanes, newLane[uint8](
			length{size[0], across * Extent(w, size[0]), to.Width},
			length{size[1], down * Extent(h, size[1]), to.Height}, 1, false))
	}
	return lanes
}

// kindOf returns the kind of samples without alpha.
func kindOf[T uint8 | uint16]() kind {
	if T(0)-1 == 255 {
		return plain
	}
	return words
}

func (l *lane[T]) worker(k kind, across, down length, n int) *worker {
	src := &source{kernels: fastest(), kind: k, n: n}
	switch row := any(func(y int) []T { return l.ring[y%len(l.ring)] }).(type) {
	case func(int) []uint8:
		src.bytes = row
	case func(int) []uint16:
		src.words = row
	}
	src.measure(across, down)
	return newWorker(src)
}

// full reports whether there is no place for another row.
func (l *lane[T]) full() bool { return l.added-l.needed >= len(l.ring) }

// put keeps a row in a place that nobody reads.
func (l *lane[T]) put(row []T) {
	slot := l.added % len(l.ring)
	copy(l.ring[slot], row)
	if pixels, ok := any(row).([]uint8); ok && l.mixed != nil {
		l.sheer[slot] = !opaqueRow(pixels)
	}
}

// reach returns the rows of the source that row y of the result is made of.
func (l *lane[T]) reach(y int) (from, to int) {
	from, n := l.opaque.reach(y)
	if l.mixed != nil {
		_, mixed := l.mixed.reach(y)
		n = max(n, mixed)
	}
	return from, from + n
}

// row makes row y of the result, for which every row is there.
func (l *lane[T]) row(dst []uint8, y int) {
	w := l.opaque
	if l.mixed != nil {
		from, to := l.reach(y)
		if l.anySheer(from, to) {
			w = l.mixed
			w.next = max(w.next, from)
		}
	}
	w.row(dst, y)
}

// anySheer reports whether any of those rows is not opaque.
func (l *lane[T]) anySheer(from, to int) bool {
	for y := from; y < to; y++ {
		if l.sheer[y%len(l.ring)] {
			return true
		}
	}
	return false
}

// hasAlpha reports whether pixels of that layout are weighted by alpha.
func hasAlpha(layout raster.Layout, premultiplied bool) bool {
	return layout == raster.RGBA && !premultiplied
}
