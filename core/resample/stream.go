package resample

import (
	"sync"

	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// ahead is how many rows whoever makes them may be ahead of whoever resamples them.
const ahead = 48

// Stream does what Fit does, to a picture that arrives row by row, and holds no more of
// it than the rows that one row of the result is made of. Where a worker is idle when
// the first row comes, that one resamples while the next rows are made. A Stream must be
// closed.
type Stream[T uint8 | uint16] struct {
	dst    *raster.Pixels[uint8]
	lanes  []*lane[T] // one, or those of Y, Cb and Cr
	planes [][]uint8  // rows of the three
	made   int        // rows of dst
	spare  picture.Spare
	done   <-chan error
	err    error // of the worker

	mu      sync.Mutex
	turn    *sync.Cond
	news    int  // rows that the worker does not know of
	waiting bool // for places
	closed  bool // nobody adds any more
	failed  bool // nobody resamples any more
}

// NewStream returns a stream of a picture of w×h pixels in a layout that Takes accepts
// for T.
func NewStream[T uint8 | uint16](w, h int, layout raster.Layout, premultiplied bool, to Target, spare picture.Spare) *Stream[T] {
	to = to.whole(w, h)
	across, down := length{w, to.Across, to.Width}, length{h, to.Down, to.Height}
	l := newLane[T](across, down, layout.Channels(), hasAlpha(layout, premultiplied))
	s := newStream(to, layout, spare, l)
	s.dst.Premultiplied = premultiplied
	return s
}

// NewPlaneStream returns a stream of planes of those widths and heights, of Y, Cb and
// Cr in that order, whose rows arrive together: what covers the same 32 rows of pixels
// is added before what follows. The result is RGB.
func NewPlaneStream(sizes [3][2]int, to Target, spare picture.Spare) *Stream[uint8] {
	to = to.whole(sizes[0][0], sizes[0][1])
	s := newStream(to, raster.RGB, spare, planeLanes(sizes, to)...)
	for range sizes {
		s.planes = append(s.planes, make([]uint8, to.Width))
	}
	return s
}

func newStream[T uint8 | uint16](to Target, layout raster.Layout, spare picture.Spare, lanes ...*lane[T]) *Stream[T] {
	s := &Stream[T]{dst: raster.New[uint8](to.Width, to.Height, layout), lanes: lanes, spare: spare}
	s.turn = sync.NewCond(&s.mu)
	return s
}

// Add takes the next row of the source. Rows beyond its height are ignored.
func (s *Stream[T]) Add(row []T) { s.AddTo(0, row) }

// AddTo takes the next row of a plane: 0 is Y, 1 Cb and 2 Cr.
func (s *Stream[T]) AddTo(plane int, row []T) {
	if s.done == nil && s.lanes[0].added == 0 {
		s.done, _ = s.spare.Go(s.follow)
	}
	l := s.lanes[plane]
	if !s.place(l) {
		return
	}
	l.put(row)
	s.mu.Lock()
	l.added++
	s.news++
	due := s.news >= ahead/4
	s.mu.Unlock()
	if s.done == nil {
		s.advance()
	} else if due {
		s.turn.Broadcast()
	}
}

// place waits for a place for a row, and reports whether the row is wanted.
func (s *Stream[T]) place(l *lane[T]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.done != nil && l.full() && !s.failed {
		s.waiting = true
		s.turn.Broadcast()
		s.turn.Wait()
	}
	s.waiting = false
	return l.added < l.height && !s.failed
}

// Image returns the result, in which rows that were not added are zero. It is to be
// used when Close returned no error.
func (s *Stream[T]) Image() *raster.Pixels[uint8] {
	blank := make([]T, len(s.lanes[0].ring[0]))
	for y, h := 0, s.lanes[0].height; y < h; y++ {
		for plane, l := range s.lanes {
			for l.added*h < (y+1)*l.height {
				s.AddTo(plane, blank)
			}
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
	for {
		s.mu.Lock()
		for s.news < ahead/4 && !s.closed && !(s.waiting && s.news > 0) {
			s.turn.Wait()
		}
		ended := s.closed
		s.news = 0
		s.mu.Unlock()
		s.advance()
		if ended {
			return nil
		}
	}
}

// advance makes the rows that can be made.
func (s *Stream[T]) advance() {
	for s.ready() {
		dst := s.dst.Row(s.made)
		if s.planes == nil {
			s.lanes[0].row(dst, s.made)
		} else {
			for i, l := range s.lanes {
				l.row(s.planes[i], s.made)
			}
			colour.RGBRow(dst, s.planes[0], s.planes[1], s.planes[2])
		}
		s.made++
	}
	s.turn.Broadcast()
}

// ready reports whether the next row can be made, and gives up what it does not need.
func (s *Stream[T]) ready() bool {
	if s.made == s.dst.Height {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	enough := true
	for _, l := range s.lanes {
		from, to := l.reach(s.made)
		l.needed = from
		enough = enough && to <= l.added
	}
	return enough
}
