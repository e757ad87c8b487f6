package develop

import (
	"slices"

	"apsync/core/container/tiff"
	"apsync/core/fault"
)

// pattern says which colour each pixel of the crop sees, again and again: 0 is red, 1
// green, 2 blue.
type pattern struct {
	width, height int
	colours       []uint8
	// cell is the side of the squares that have all colours, wherever they lie.
	cell int
	// reach is how far away another pixel's colours are found.
	reach int
}

// readPattern reads the pattern of the active area, of which the crop begins at x, y.
func readPattern(dir *tiff.Directory, x, y int) (*pattern, error) {
	size := floats(dir, tagCFARepeatDim, 2)
	if len(size) < 2 || !(size[0] >= 1 && size[1] >= 1 && size[0] <= maxRepeat && size[1] <= maxRepeat) {
		return nil, fault.New(fault.Unsupported, "a colour filter array in a pattern of %v", size)
	}
	if v, ok := dir.Uint(tagCFALayout); ok && v != 1 {
		return nil, fault.New(fault.Unsupported, "a colour filter array in layout %d", v)
	}
	if planes := floats(dir, tagCFAPlaneColour, 4); len(planes) > 0 && !slices.Equal(planes, []float64{0, 1, 2}) {
		return nil, fault.New(fault.Unsupported, "a colour filter array of the colours %v", planes)
	}
	p := &pattern{width: int(size[1]), height: int(size[0])}
	stored := floats(dir, tagCFAPattern, p.width*p.height)
	if len(stored) < p.width*p.height {
		return nil, fault.New(fault.Corrupt, "a colour filter array of %d of %d pixels", len(stored), p.width*p.height)
	}
	p.colours = make([]uint8, len(stored))
	for i := range p.colours {
		row, column := (i/p.width+y)%p.height, (i%p.width+x)%p.width
		c := stored[row*p.width+column]
		if !(c >= 0 && c <= 2) {
			return nil, fault.New(fault.Unsupported, "a colour filter array with colour %g", c)
		}
		p.colours[i] = uint8(c)
	}
	return p, p.measure()
}

// at returns the colour of a pixel.
func (p *pattern) at(x, y int) uint8 { return p.colours[y%p.height*p.width+x%p.width] }

// measure finds how large squares must be to have all colours.
func (p *pattern) measure() error {
	for p.cell = 2; p.cell <= 4; p.cell++ {
		if p.complete(p.cell) {
			p.reach = p.cell - 1
			return nil
		}
	}
	return fault.New(fault.Unsupported, "a colour filter array whose colours lie far from each other")
}

// complete reports whether every square of that side has all colours.
func (p *pattern) complete(side int) bool {
	for y := range p.height {
		for x := range p.width {
			var seen [3]bool
			for i := range side * side {
				seen[p.at(x+i%side, y+i/side)] = true
			}
			if seen != [3]bool{true, true, true} {
				return false
			}
		}
	}
	return true
}

// cells averages the values of each colour in squares of pixels.
type cells struct {
	*pattern
	emit   func(row []float32)
	sums   []float32 // of red, green and blue of each square
	counts []float32
	y      int
}

func newCells(p *pattern, w int, emit func(row []float32)) *cells {
	n := 3 * (w / p.cell)
	return &cells{pattern: p, emit: emit, sums: make([]float32, n), counts: make([]float32, n)}
}

// add takes a row. What is left over for a last, smaller square is left out.
func (c *cells) add(row []float32) {
	side := c.cell
	line := c.colours[c.y%c.height*c.width:][:c.width]
	at := 0
	for i := 0; i+3 <= len(c.sums); i += 3 {
		for _, v := range row[i/3*side:][:side] {
			c.sums[i+int(line[at])] += v
			c.counts[i+int(line[at])]++
			if at++; at == c.width {
				at = 0
			}
		}
	}
	if c.y++; c.y%side > 0 {
		return
	}
	for i, n := range c.counts {
		c.sums[i] /= n
	}
	c.emit(c.sums)
	clear(c.sums)
	clear(c.counts)
}
