package resample

import (
	"sync"

	"apsync/core/picture"
	"apsync/core/raster"
)

// ahead is how many rows whoever makes them may be ahead of whoever resamples them.
const ahead = 32

// Stream does what Fit does, to a picture that arrives row by row, and holds no more of
// it than the rows that one row of the result is made of. Where a worker is idle when
// the first row comes, that one resamples while the next rows are made. A Stream must be
// closed.
type Stream[T uint8 | uint16] struct {
	height int // of the source
	dst    *raster.Pixels[uint8]
	ring   [][]T   // row y of the source is at y modulo their number
	sheer  []bool  // whether a row of ring has pixels that are not opaque
	opaque *worker // makes rows of opaque pixels; all rows, where there is no alpha
	mixed  *worker // makes the other rows of RGBA
	made   int     // rows of dst
	spare  picture.Spare
	done   <-chan error
	err    error // of the worker

	mu     sync.Mutex
	turn   *sync.Cond
	added  int  // rows of the source
	needed int  // the first of them that is still needed
	closed bool // nobody adds any more
	failed bool // nobody resamples any more
}

// NewStream returns a stream of a picture of w×h pixels in a layout that Takes accepts
// for T. It allocates the result and StreamBytes.
func NewStream[T uint8 | uint16](w, h int, layout raster.Layout, premultiplied bool, to Target, spare picture.Spare) *Stream[T] {
	to = to.whole(w, h)
	s := &Stream[T]{height: h, spare: spare, dst: raster.New[uint8](to.Width, to.Height, layout)}
	s.turn = sync.NewCond(&s.mu)
	s.dst.Premultiplied = premultiplied
	s.opaque = s.worker(kindOf[T](), w, to)
	if layout == raster.RGBA && !premultiplied {
		s.mixed = s.worker(weighted, w, to)
	}
	s.ring = make([][]T, s.opaque.down.taps+ahead)
	s.sheer = make([]bool, len(s.ring))
	for i := range s.ring {
		s.ring[i] = make([]T, w*layout.Channels())
	}
	return s
}

// kindOf returns the kind of samples without alpha.
func kindOf[T uint8 | uint16]() kind {
	if T(0)-1 == 255 {
		return plain
	}
	return words
}

func (s *Stream[T]) worker(k kind, w int, to Target) *worker {
	src := &source{kernels: fastest(), kind: k, n: s.dst.Layout.Channels()}
	switch row := any(func(y int) []T { return s.ring[y%len(s.ring)] }).(type) {
	case func(int) []uint8:
		src.bytes = row
	case func(int) []uint16:
		src.words = row
	}
	src.measure(length{w, to.Across, to.Width}, length{s.height, to.Down, to.Height})
	return newWorker(src)
}

// Add takes the next row of the source. Rows beyond its height are ignored.
func (s *Stream[T]) Add(row []T) {
	if s.added == 0 && s.done == nil {
		s.done, _ = s.spare.Go(s.follow)
	}
	s.mu.Lock()
	for s.done != nil && s.added-s.needed >= len(s.ring) && !s.failed {
		s.turn.Wait()
	}
	ignored := s.added == s.height || s.failed
	s.mu.Unlock()
	if ignored {
		return
	}
	// Nobody reads this place of the ring now.
	slot := s.added % len(s.ring)
	copy(s.ring[slot], row)
	if pixels, ok := any(row).([]uint8); ok && s.mixed != nil {
		s.sheer[slot] = !opaqueRow(pixels)
	}
	s.mu.Lock()
	s.added++
	added := s.added
	s.mu.Unlock()
	if s.done == nil {
		s.advance(added)
	} else if added%(ahead/4) == 0 {
		s.turn.Broadcast()
	}
}

// Image returns the result, in which rows that were not added are zero. It is to be
// used when Close returned no error.
func (s *Stream[T]) Image() *raster.Pixels[uint8] {
	if missing := s.height - s.added; missing > 0 {
		blank := make([]T, len(s.ring[0]))
		for range missing {
			s.Add(blank)
		}
	}
	s.finish()
	return s.dst
}

// Close ends the stream, early or not, and waits for the worker that it had. It
// returns the error with which that ended.
func (s *Stream[T]) Close() error {
	s.finish()
	return s.err
}

func (s *Stream[T]) finish() {
	if s.done == nil {
		return
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.turn.Broadcast()
	s.err = <-s.done
	s.done = nil
}

// follow resamples rows as they are added.
func (s *Stream[T]) follow() error {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.failed = true
		s.turn.Broadcast()
	}()
	seen := 0
	for {
		s.mu.Lock()
		for s.added < seen+ahead/4 && s.added < s.height && !s.closed {
			s.turn.Wait()
		}
		ended := s.closed || s.added == s.height
		seen = s.added
		s.mu.Unlock()
		s.advance(seen)
		if ended {
			return nil
		}
	}
}

// advance makes the rows for which added rows of the source are enough.
func (s *Stream[T]) advance(added int) {
	for ; s.made < s.dst.Height; s.made++ {
		w := s.opaque
		from, n := w.reach(s.made)
		if s.mixed != nil {
			_, mixed := s.mixed.reach(s.made)
			n = max(n, mixed)
		}
		if from+n > added {
			break
		}
		if s.mixed != nil && s.anySheer(from, n) {
			w = s.mixed
			w.next = max(w.next, from)
		}
		w.row(s.dst.Row(s.made), s.made)
	}
	if s.made < s.dst.Height && s.done != nil {
		s.mu.Lock()
		s.needed = int(s.opaque.down.starts[s.made])
		s.mu.Unlock()
		s.turn.Broadcast()
	}
}

// anySheer reports whether any of n rows is not opaque.
func (s *Stream[T]) anySheer(from, n int) bool {
	for y := from; y < from+n; y++ {
		if s.sheer[y%len(s.ring)] {
			return true
		}
	}
	return false
}
