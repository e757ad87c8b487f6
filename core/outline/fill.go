package outline

import (
	"math"

	"apsync/core/fault"
)

const (
	// farthest bounds coordinates, in pixels: what lies beyond is moved there.
	farthest = 1 << 20
	// flatness is how far a line may be from the curve that it stands for, in pixels.
	flatness = 0.04
	// maxPieces bounds the lines of a curve.
	maxPieces = 256
)

// Filler covers pixels with shapes.
type Filler struct {
	// Work bounds what all shapes together may cost: pixels that their contours touch
	// or cover. Fill fails with LimitCount where it is used up.
	Work int64
	// EvenOdd covers what the contours wind around an odd number of times, instead of
	// all that they wind around.
	EvenOdd bool

	x, y, w, h int       // the part of the picture that is filled
	sums       []float32 // changes of cover from the pixel before, w+2 a row
	cover      []uint8   // of one row
}

// FillerBytes bounds what a Filler holds for pictures of w×h.
func FillerBytes(w, h int) int64 { return int64(w+2)*int64(h)*4 + int64(w) }

// Fill covers a picture of w×h pixels with p, and gives each row of pixels that it may
// touch: cover, which is lost afterwards, is that of the pixels from x on, 255 being
// all of a pixel.
func (f *Filler) Fill(p Path, w, h int, row func(x, y int, cover []uint8)) error {
	if !f.place(p.Bounds(), w, h) {
		return nil
	}
	if err := f.spend(int64(f.w) * int64(f.h)); err != nil {
		return err
	}
	if err := f.contours(p); err != nil {
		return err
	}
	for y := range f.h {
		f.sum(y)
		row(f.x, f.y+y, f.cover)
	}
	return nil
}

// place prepares for a shape within r; false where the picture has nothing of it.
func (f *Filler) place(r Rect, w, h int) bool {
	x0, y0 := math.Floor(max(r.MinX, 0)), math.Floor(max(r.MinY, 0))
	x1, y1 := math.Ceil(min(r.MaxX, float64(w))), math.Ceil(min(r.MaxY, float64(h)))
	if !(x0 < x1 && y0 < y1) {
		return false
	}
	f.x, f.y, f.w, f.h = int(x0), int(y0), int(x1-x0), int(y1-y0)
	n := (f.w + 2) * f.h
	if cap(f.sums) < n {
		f.sums = make([]float32, n)
	}
	f.sums = f.sums[:n]
	clear(f.sums)
	if cap(f.cover) < f.w {
		f.cover = make([]uint8, f.w)
	}
	f.cover = f.cover[:f.w]
	return true
}

func (f *Filler) spend(n int64) error {
	if f.Work -= n; f.Work < 0 {
		return fault.New(fault.LimitCount, "the outlines have more segments than are drawn for a picture")
	}
	return nil
}

// contours adds every segment of the shape.
func (f *Filler) contours(p Path) error {
	var begin, at Point
	for i := range p {
		s := p[i]
		for j := range s.points() {
			s.Points[j] = f.moved(s.Points[j])
		}
		var err error
		switch s.Verb {
		case Move:
			err = f.line(at, begin)
			begin = s.Points[0]
		case Line:
			err = f.line(at, s.Points[0])
		default:
			err = f.curve(at, &s)
		}
		if err != nil {
			return err
		}
		at = s.points()[len(s.points())-1]
	}
	return f.line(at, begin)
}

// moved returns p relative to the part that is filled.
func (f *Filler) moved(p Point) Point {
	return Point{bounded(p.X - float64(f.x)), bounded(p.Y - float64(f.y))}
}

func bounded(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -farthest), farthest)
}

// curve adds a curve as lines.
func (f *Filler) curve(at Point, s *Segment) error {
	n := pieces(at, s)
	for i := 1; i <= n; i++ {
		to := on(at, s, float64(i)/float64(n))
		if err := f.line(f.last(at, s, i, n), to); err != nil {
			return err
		}
	}
	return nil
}

// last returns where piece i of n begins.
func (f *Filler) last(at Point, s *Segment, i, n int) Point {
	if i == 1 {
		return at
	}
	return on(at, s, float64(i-1)/float64(n))
}

// pieces returns how many lines stay close enough to the curve: for n of them the
// distance is at most an eighth of the second derivative, over n².
func pieces(at Point, s *Segment) int {
	second := bend(at, s.Points[0], s.Points[1]) * 2
	if s.Verb == Cubic {
		second = 6 * max(bend(at, s.Points[0], s.Points[1]), bend(s.Points[0], s.Points[1], s.Points[2]))
	}
	return int(min(maxPieces, 1+math.Sqrt(second/8/flatness)))
}

func bend(a, b, c Point) float64 { return math.Hypot(a.X-2*b.X+c.X, a.Y-2*b.Y+c.Y) }

// on returns the point of the curve at t.
func on(at Point, s *Segment, t float64) Point {
	u := 1 - t
	if s.Verb == Quad {
		a, b, c := u*u, 2*u*t, t*t
		return Point{a*at.X + b*s.Points[0].X + c*s.Points[1].X, a*at.Y + b*s.Points[0].Y + c*s.Points[1].Y}
	}
	a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
	return Point{
		a*at.X + b*s.Points[0].X + c*s.Points[1].X + d*s.Points[2].X,
		a*at.Y + b*s.Points[0].Y + c*s.Points[1].Y + d*s.Points[2].Y,
	}
}

// line adds the changes of cover that a line makes: to its right, a pixel counts the
// height that the line passes, and where it passes, what lies right of it.
func (f *Filler) line(a, b Point) error {
	if a.Y == b.Y {
		return nil
	}
	sign := 1.0
	if a.Y > b.Y {
		a, b, sign = b, a, -1
	}
	slope := (b.X - a.X) / (b.Y - a.Y)
	first, end := int(max(0, math.Floor(a.Y))), int(min(float64(f.h), math.Ceil(b.Y)))
	for y := first; y < end; y++ {
		top, bottom := max(a.Y, float64(y)), min(b.Y, float64(y+1))
		from := f.across(a.X + (top-a.Y)*slope)
		to := f.across(a.X + (bottom-a.Y)*slope)
		if err := f.spend(1 + int64(math.Abs(to-from))); err != nil {
			return err
		}
		f.crossing(y, min(from, to), max(from, to), sign*(bottom-top))
	}
	return nil
}

// across moves x into the row: what is left of it covers all, right of it nothing.
func (f *Filler) across(x float64) float64 { return min(max(x, 0), float64(f.w)) }

// crossing adds a line of the given height that passes a row from x0 to x1.
func (f *Filler) crossing(y int, x0, x1, height float64) {
	row := f.sums[y*(f.w+2) : (y+1)*(f.w+2)]
	i, last := int(x0), int(math.Ceil(x1))-1
	if last <= i {
		right := 1 - ((x0+x1)/2 - float64(i))
		row[i] += float32(height * right)
		row[i+1] += float32(height * (1 - right))
		return
	}
	// covered is how much of a pixel's area lies right of the line and above where it
	// leaves the pixel, which grows by the line's height in each.
	perPixel := height / (x1 - x0)
	before := 0.0
	for ; i <= last; i++ {
		enter, leave := max(x0, float64(i)), min(x1, float64(i+1))
		passed := (enter - x0) * perPixel
		within := (leave - enter) * perPixel
		covered := passed + within*(1-((enter+leave)/2-float64(i)))
		row[i] += float32(covered - before)
		before = covered
	}
	row[last+1] += float32(height - before)
}

// sum turns the changes of a row into cover.
func (f *Filler) sum(y int) {
	row := f.sums[y*(f.w+2):]
	var sum float32
	if f.EvenOdd {
		f.sumOdd(row)
		return
	}
	for i := range f.cover {
		sum += row[i]
		f.cover[i] = uint8(min(max(sum, -sum), 1)*255 + 0.5)
	}
}

// sumOdd turns the changes of a row into cover by the even-odd rule: two more windings
// change nothing.
func (f *Filler) sumOdd(row []float32) {
	var sum float64
	for i := range f.cover {
		sum += float64(row[i])
		odd := math.Mod(math.Abs(sum), 2)
		f.cover[i] = uint8(min(odd, 2-odd)*255 + 0.5)
	}
}
