package resample

import (
	"context"
	"encoding/binary"

	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// bandRows is how many rows of a result are made before others may take over.
const bandRows = 64

// kind says what the samples of a source are.
type kind uint8

const (
	plain    kind = iota // bytes
	weighted             // bytes of four channels, of which the last is alpha
	words
)

// total is what the weights of the first pass add up to, and so what takes the middle
// of the source's range away: products of bytes take up 255·255 of the 256·256 that
// words hold, words 257 for each step of a byte.
func (k kind) total() int {
	return [...]int{plain: one, weighted: one * 256 / 255, words: one * 256 / 257}[k]
}

// source is interleaved samples to be resampled.
type source struct {
	kernels
	kind         kind
	n            int // samples of a pixel
	bytes        func(y int) []uint8
	words        func(y int) []uint16
	across, down *axis
	width        int // in samples
}

// measure makes the axes.
func (s *source) measure(across, down length) {
	s.across, s.down = newAxis(across, one, s.n), newAxis(down, s.kind.total(), 0)
	if s.n > 1 {
		s.across.spreadOut()
	}
	s.width = across.from * s.n
}

// share makes the rows of a picture, in bands, here and on idle workers, of one source
// or of the three of YCbCr.
func share(ctx context.Context, spare picture.Spare, dst *raster.Pixels[uint8], sources ...*source) error {
	bands := (dst.Height + bandRows - 1) / bandRows
	return spare.Each(ctx, bands, func() func(i int) error {
		workers := make([]*worker, len(sources))
		planes := make([][]uint8, len(sources))
		for i, s := range sources {
			workers[i] = newWorker(s)
			planes[i] = make([]uint8, dst.Width)
		}
		return func(i int) error {
			from, to := i*bandRows, min((i+1)*bandRows, dst.Height)
			for _, w := range workers {
				w.begin(from)
			}
			for y := from; y < to; y++ {
				if len(workers) == 1 {
					workers[0].row(dst.Row(y), y)
					continue
				}
				for k, w := range workers {
					w.row(planes[k], y)
				}
				colour.RGBRow(dst.Row(y), planes[0], planes[1], planes[2])
			}
			return nil
		}
	})
}

// worker makes rows of a source. It holds those that are on their way.
type worker struct {
	*source
	between  []int16
	byteRows [][]uint8
	wordRows [][]uint16
	colours  []int16
	products [][]uint16 // those of row y are at y modulo their number
	next     int        // the row of which there are no products yet
}

func newWorker(s *source) *worker {
	w := &worker{source: s}
	// Taps that only make up their number reach beyond the source.
	w.between = make([]int16, s.width+(s.across.taps+4)*s.n)
	if s.kind != weighted {
		return w
	}
	w.colours = make([]int16, 4*len(s.across.starts))
	w.products = make([][]uint16, s.down.taps)
	for i := range w.products {
		w.products[i] = make([]uint16, s.width)
	}
	return w
}

// begin goes to row y, from which rows are made in their order.
func (w *worker) begin(y int) { w.next = int(w.down.starts[y]) }

// reach returns the first row of the source that row y is made of, and how many.
func (s *source) reach(y int) (from, n int) {
	from, weights := s.down.at(y)
	return from, len(weights)
}

// row makes row y.
func (w *worker) row(dst []uint8, y int) {
	from, weights := w.down.at(y)
	between := w.between[:w.width]
	if w.kind == plain {
		w.byteRows = w.byteRows[:0]
		for i := range weights {
			w.byteRows = append(w.byteRows, w.bytes(from+i))
		}
		w.vertical8(between, w.byteRows, weights)
	} else {
		w.wordRows = w.wordRows[:0]
		for i := range weights {
			w.wordRows = append(w.wordRows, w.wordRow(from+i))
		}
		w.vertical16(between, w.wordRows, weights)
	}
	if w.kind == weighted {
		w.horizontal16(w.colours, w.between, w.across)
		w.straighten(dst, w.colours, int32(w.kind.total()))
		return
	}
	bias := int32(w.kind.total())<<weightBits + 1<<(weightBits+places-1)
	w.horizontal8(dst, w.between, w.across, w.n, bias)
}

// wordRow returns row y of the source as words.
func (w *worker) wordRow(y int) []uint16 {
	if w.kind == words {
		return w.words(y)
	}
	for ; w.next <= y; w.next++ {
		w.premultiply(w.products[w.next%len(w.products)], w.bytes(w.next))
	}
	return w.products[y%len(w.products)]
}

// opaqueRow reports whether all alphas of a row of RGBA are 255.
func opaqueRow(row []uint8) bool {
	const alphas = 0xff000000ff000000
	all := uint64(alphas)
	for ; len(row) >= 8; row = row[8:] {
		all &= binary.LittleEndian.Uint64(row)
	}
	return all&alphas == alphas && (len(row) < 4 || row[3] == 255)
}
