package vorbis

import (
	"math"
	"math/bits"
	"slices"
	"sync"

	"apsync/core/fault"
)

// maxPoints is how many points a floor has at most (Vorbis I §7.2.2).
const maxPoints = 65

// floor is the shape of a spectrum, of lines between points (§7.2).
type floor struct {
	partitions []*floorClass
	multiplier int
	xs         []int
	order      []int    // the points by their x
	neighbours [][2]int // of each point, the nearest before it in the list, on either side
}

// floorClass is how the points of a partition are coded.
type floorClass struct {
	dimensions int
	subclasses int // bits
	master     *codebook
	books      []*codebook // nil where points are 0
}

// readFloor reads a floor of type 1 (§7.2.2).
func (s *setup) readFloor(r *bitReader) (*floor, error) {
	classOf := make([]int, r.read(5))
	for i := range classOf {
		classOf[i] = r.read(4)
	}
	var classes [16]*floorClass
	if len(classOf) > 0 {
		for i := range slices.Max(classOf) + 1 {
			c, err := s.readClass(r)
			if err != nil {
				return nil, err
			}
			classes[i] = c
		}
	}
	f := &floor{multiplier: r.read(2) + 1}
	width := r.read(4)
	f.xs = append(f.xs, 0, 1<<width)
	for _, number := range classOf {
		c := classes[number]
		f.partitions = append(f.partitions, c)
		for range c.dimensions {
			f.xs = append(f.xs, r.read(width))
		}
	}
	if len(f.xs) > maxPoints {
		return nil, fault.New(fault.Corrupt, "a floor of %d points, %d are possible", len(f.xs), maxPoints)
	}
	return f, f.sort()
}

func (s *setup) readClass(r *bitReader) (*floorClass, error) {
	c := &floorClass{dimensions: r.read(3) + 1, subclasses: r.read(2)}
	var err error
	if c.subclasses > 0 {
		if c.master, err = s.book(r.read(8)); err != nil {
			return nil, err
		}
	}
	c.books = make([]*codebook, 1<<c.subclasses)
	for i := range c.books {
		if number := r.read(8) - 1; number >= 0 {
			if c.books[i], err = s.book(number); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

// sort finds the order of the points and their neighbours.
func (f *floor) sort() error {
	for i := range f.xs {
		f.order = append(f.order, i)
	}
	slices.SortFunc(f.order, func(a, b int) int { return f.xs[a] - f.xs[b] })
	for i, at := range f.order[1:] {
		if f.xs[f.order[i]] == f.xs[at] {
			return fault.New(fault.Corrupt, "a floor with two points at %d", f.xs[at])
		}
	}
	f.neighbours = make([][2]int, len(f.xs))
	for i := 2; i < len(f.xs); i++ {
		low, high := 0, 1
		for k := range i {
			if x := f.xs[k]; x < f.xs[i] && x > f.xs[low] {
				low = k
			} else if x > f.xs[i] && x < f.xs[high] {
				high = k
			}
		}
		f.neighbours[i] = [2]int{low, high}
	}
	return nil
}

// curve is a floor of a block: its points' heights, as they are coded.
type curve struct {
	used bool
	ys   [maxPoints]int
}

// read reads a curve (§7.2.3). It is unused where the packet ends.
func (f *floor) read(r *bitReader, c *curve) {
	c.used = false
	if !r.flag() {
		return
	}
	width := bits.Len(uint(f.levels() - 1))
	c.ys[0], c.ys[1] = r.read(width), r.read(width)
	i := 2
	for _, class := range f.partitions {
		value, ok := 0, true
		if class.subclasses > 0 {
			if value, ok = class.master.read(r); !ok {
				return
			}
		}
		for range class.dimensions {
			book := class.books[value&(1<<class.subclasses-1)]
			value >>= class.subclasses
			c.ys[i] = 0
			if book != nil {
				if c.ys[i], ok = book.read(r); !ok {
					return
				}
			}
			i++
		}
	}
	c.used = !r.short()
}

// levels returns how many heights there are.
func (f *floor) levels() int { return [4]int{256, 128, 86, 64}[f.multiplier-1] }

// apply multiplies a spectrum by a curve (§7.2.4).
func (f *floor) apply(c *curve, spectrum []float32) {
	heights, drawn := f.unwrap(c)
	table := decibels()
	x, y := 0, heights[0]*f.multiplier
	for _, i := range f.order[1:] {
		if !drawn[i] {
			continue
		}
		toX, toY := f.xs[i], heights[i]*f.multiplier
		line(spectrum, table, [4]int{x, y, toX, toY})
		x, y = toX, toY
	}
	for ; x < len(spectrum); x++ {
		spectrum[x] *= table[clampLevel(y)]
	}
}

// unwrap makes heights of what is coded, which is how far points are from the line
// between their neighbours, and tells which points count (§7.2.4, step 1).
func (f *floor) unwrap(c *curve) (heights [maxPoints]int, drawn [maxPoints]bool) {
	levels := f.levels()
	heights[0], heights[1] = c.ys[0], c.ys[1]
	drawn[0], drawn[1] = true, true
	for i := 2; i < len(f.xs); i++ {
		low, high := f.neighbours[i][0], f.neighbours[i][1]
		predicted := onLine([4]int{f.xs[low], heights[low], f.xs[high], heights[high]}, f.xs[i])
		above, below := levels-predicted, predicted
		room := 2 * min(above, below)
		v := c.ys[i]
		heights[i] = predicted
		if v == 0 {
			continue
		}
		drawn[low], drawn[high], drawn[i] = true, true, true
		switch {
		case v >= room && above > below:
			heights[i] = v - below + predicted
		case v >= room:
			heights[i] = predicted - v + above - 1
		case v&1 == 1:
			heights[i] = predicted - (v+1)/2
		default:
			heights[i] = predicted + v/2
		}
		heights[i] = min(max(heights[i], 0), levels-1)
	}
	return heights, drawn
}

// onLine returns the height at x of a line from (l[0], l[1]) to (l[2], l[3]) (§9.2.6).
func onLine(l [4]int, x int) int {
	dy, dx := l[3]-l[1], l[2]-l[0]
	offset := abs(dy) * (x - l[0]) / dx
	if dy < 0 {
		return l[1] - offset
	}
	return l[1] + offset
}

// line multiplies a spectrum by a line, whose last point is left to the next (§9.2.7).
func line(spectrum []float32, table *[256]float32, l [4]int) {
	dy, dx := l[3]-l[1], l[2]-l[0]
	base := dy / dx
	step := base + 1
	if dy < 0 {
		step = base - 1
	}
	rest := abs(dy) - abs(base)*dx
	y, e := l[1], 0
	for x := l[0]; x < min(l[2], len(spectrum)); x++ {
		spectrum[x] *= table[clampLevel(y)]
		if e += rest; e >= dx {
			e -= dx
			y += step
		} else {
			y += base
		}
	}
}

func abs(v int) int { return max(v, -v) }

func clampLevel(y int) int { return min(max(y, 0), 255) }

// decibels returns what levels stand for, in steps of 0.546875 dB up to 1 (§10.1).
var decibels = sync.OnceValue(func() *[256]float32 {
	var t [256]float32
	for i := range t {
		t[i] = float32(math.Pow(10, float64(i-255)*0.546875/20))
	}
	return &t
})
