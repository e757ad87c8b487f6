package raster

// RowShrinker averages rows as a Shrinker does and hands each row of the result on,
// so that not even the shrunk picture is held. The zero value is not usable; see
// NewRowShrinker.
type RowShrinker[T Sample] struct {
	f     int
	boxes boxes[T]
	rows  int // added to boxes since the last row was handed on
	row   []T
	emit  func(row []T)
}

// NewRowShrinker returns a shrinker of rows of w pixels by the factor f, which calls
// emit with every row of the result, valid during the call. Colours are weighted by
// alpha unless they are multiplied by it already.
func NewRowShrinker[T Sample](w int, layout Layout, premultiplied bool, f int, emit func(row []T)) *RowShrinker[T] {
	s := &RowShrinker[T]{f: f, emit: emit}
	if f > 1 {
		n := layout.Channels()
		s.boxes = newBoxes[T](w, f, n, layout.HasAlpha() && !premultiplied)
		s.row = make([]T, (w+f-1)/f*n)
	}
	return s
}

// Add takes the next row of the source.
func (s *RowShrinker[T]) Add(row []T) {
	if s.f == 1 {
		s.emit(row)
		return
	}
	s.boxes.add(row)
	if s.rows++; s.rows == s.f {
		s.Flush()
	}
}

// Flush hands on the last row where the rows of the source do not fill it.
func (s *RowShrinker[T]) Flush() {
	if s.rows > 0 {
		s.boxes.mean(s.row, s.rows)
		s.rows = 0
		s.emit(s.row)
	}
}
