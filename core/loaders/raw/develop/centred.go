package develop

// centred puts the colours of cells of 2×2 pixels upon each other: red and blue were
// taken in a corner, and are interpolated with the cells that lie beyond it, so that
// edges have no fringes.
type centred struct {
	emit   func(row []float32)
	ring   [3][]float32
	out    []float32
	width  int // cells
	rows   int
	taken  int
	dx, dy [3]int // where the cell beyond the corner lies, for each colour; 0 is nowhere
}

// newCentred returns nil where the pattern's colours do not lie like that.
func newCentred(p *pattern, w, h int, emit func(row []float32)) *centred {
	if p.width != 2 || p.height != 2 {
		return nil
	}
	c := &centred{emit: emit, out: make([]float32, 3*w), width: w, rows: h}
	var count [3]int
	for i, colour := range p.colours {
		count[colour]++
		c.dx[colour], c.dy[colour] = 1-2*(i%2), 1-2*(i/2)
	}
	for colour, n := range count {
		if n != 1 {
			c.dx[colour], c.dy[colour] = 0, 0
		}
	}
	for i := range c.ring {
		c.ring[i] = make([]float32, 3*w)
	}
	return c
}

// add takes a row of cells, and makes the one before it.
func (c *centred) add(row []float32) {
	copy(c.ring[c.taken%3], row)
	if c.taken++; c.taken > 1 {
		c.interpolate(c.taken - 2)
	}
	if c.taken == c.rows {
		c.interpolate(c.taken - 1)
	}
}

func (c *centred) interpolate(y int) {
	copy(c.out, c.ring[y%3])
	for colour := range 3 {
		if c.dx[colour] == 0 {
			continue
		}
		here, there := c.ring[y%3], c.ring[max(0, min(y+c.dy[colour], c.rows-1))%3]
		for x := range c.width {
			at, beyond := 3*x+colour, 3*max(0, min(x+c.dx[colour], c.width-1))+colour
			c.out[at] = (9*here[at] + 3*(here[beyond]+there[at]) + there[beyond]) / 16
		}
	}
	c.emit(c.out)
}
