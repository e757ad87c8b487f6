package raster

import (
	"math"

	"apsync/core/bits"
)

// Factor returns by how much a picture of w×h may be box-shrunk so that at least
// wantW×wantH is left: a whole number, at least 1.
func Factor(w, h, wantW, wantH int) int {
	return max(1, min(w/max(1, wantW), h/max(1, wantH)))
}

// Shrinker averages a picture that arrives row by row, so that it is never held
// at full size. The zero value is not usable; see NewShrinker.
type Shrinker[T Sample] struct {
	dst   *Pixels[T]
	f     int
	width int // of the source
	boxes boxes[T]
	rows  int // added to boxes since the last of dst's rows
	y     int // of the next row of dst
}

// NewShrinker returns a shrinker of a w×h picture by the factor f, whose colours
// it weights by alpha. It allocates the shrunk picture and sums of one row; see
// ShrunkBytes.
func NewShrinker[T Sample](w, h int, layout Layout, f int) *Shrinker[T] {
	dst := New[T]((w+f-1)/f, (h+f-1)/f, layout)
	s := &Shrinker[T]{dst: dst, f: f, width: w}
	if f > 1 {
		s.boxes = newBoxes[T](w, f, layout.Channels(), layout.HasAlpha())
	}
	return s
}

// SetPremultiplied says, before the first Add, that the colours of the rows are
// multiplied by alpha already; so are those of the shrunk picture then.
func (s *Shrinker[T]) SetPremultiplied() {
	s.dst.Premultiplied = true
	if s.boxes != nil {
		s.boxes = newBoxes[T](s.width, s.f, s.dst.Layout.Channels(), false)
	}
}

// ShrunkBytes returns an upper bound for what NewShrinker allocates for samples of
// size bytes. It is math.MaxInt64 where no number says it.
func ShrunkBytes(w, h int, layout Layout, f int, size int64) int64 {
	dw, dh, n := int64((w+f-1)/f), int64((h+f-1)/f), int64(layout.Channels())
	pixels, ok := bits.Mul(dw, dh, n, size)
	if f == 1 && ok {
		return pixels
	}
	// Per sample 8 bytes for a box and 8 for a column, and what fills a last word.
	sums, sumsOK := bits.Mul(int64(w)+dw, n, 8)
	if !ok || !sumsOK || pixels > math.MaxInt64-sums-64 {
		return math.MaxInt64
	}
	return pixels + sums + 64
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
	s.boxes.add(row)
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
	s.boxes.mean(s.dst.Row(s.y), s.rows)
	s.rows = 0
	s.y++
}
