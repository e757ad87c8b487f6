package raster

// Factor returns by how much a picture of w×h may be box-shrunk so that at least
// wantW×wantH is left: a whole number, at least 1.
func Factor(w, h, wantW, wantH int) int {
	return max(1, min(w/max(1, wantW), h/max(1, wantH)))
}

// Shrinker averages a picture that arrives row by row, so that it is never held
// at full size. The zero value is not usable; see NewShrinker.
type Shrinker[T Sample] struct {
	dst      *Pixels[T]
	f        int
	n        int
	width    int // of the source
	weighted bool
	rows     int // added to sums
	y        int // of the next row of dst
	sums     []float64
}

// NewShrinker returns a shrinker of a w×h picture by the factor f. It allocates
// the shrunk picture and one row of sums; see ShrunkBytes.
func NewShrinker[T Sample](w, h int, layout Layout, f int) *Shrinker[T] {
	dst := New[T]((w+f-1)/f, (h+f-1)/f, layout)
	s := &Shrinker[T]{dst: dst, f: f, n: layout.Channels(), width: w, weighted: layout.HasAlpha()}
	if f > 1 {
		s.sums = make([]float64, dst.Width*s.n)
	}
	return s
}

// ShrunkBytes returns what NewShrinker allocates for samples of size bytes.
func ShrunkBytes(w, h int, layout Layout, f int, size int64) int64 {
	dw, dh, n := int64((w+f-1)/f), int64((h+f-1)/f), int64(layout.Channels())
	return dw*dh*n*size + dw*n*8
}

// Add takes the next row of the source: its width times the layout's channels.
// Rows beyond the picture's height are ignored.
func (s *Shrinker[T]) Add(row []T) {
	if s.y >= s.dst.Height {
		return
	}
	if s.f == 1 {
		copy(s.dst.Row(s.y), row)
		s.y++
		return
	}
	if s.weighted {
		addWeighted(s.sums, row, s.n, s.f)
	} else {
		addRow(s.sums, row, s.n, s.f)
	}
	if s.rows++; s.rows == s.f {
		s.flush()
	}
}

// Image returns the shrunk picture after the last row was added.
func (s *Shrinker[T]) Image() *Pixels[T] {
	if s.rows > 0 {
		s.flush()
	}
	return s.dst
}

func (s *Shrinker[T]) flush() {
	out := s.dst.Row(s.y)
	for x := range s.dst.Width {
		count := float64(s.rows * min(s.f, s.width-x*s.f))
		average(out[x*s.n:x*s.n+s.n], s.sums[x*s.n:x*s.n+s.n], count, s.weighted)
	}
	clear(s.sums)
	s.rows = 0
	s.y++
}
