package develop

// mosaic interpolates the colours that a pixel does not see from the pixels around it
// that do, the nearer the more: for a pattern of 2×2 pixels that is bilinear.
type mosaic struct {
	*pattern
	columns, rows int // of the crop
	emit          func(row []float32)
	ring          [][]float32 // the last rows, by their number modulo its length
	taken         int
	out           []float32
	kernels       []kernel // of each pixel of the pattern and each colour
}

// kernel is which pixels make a colour.
type kernel []tap

type tap struct {
	x, y   int
	weight float32
}

func newMosaic(p *pattern, w, h int, emit func(row []float32)) *mosaic {
	m := &mosaic{pattern: p, columns: w, rows: h, emit: emit, ring: make([][]float32, 2*p.reach+1), out: make([]float32, 3*w)}
	for i := range m.ring {
		m.ring[i] = make([]float32, w)
	}
	for y := range p.height {
		for x := range p.width {
			for c := range uint8(3) {
				m.kernels = append(m.kernels, p.kernel(x, y, c))
			}
		}
	}
	return m
}

// kernel returns the pixels within reach that see a colour; the pixel itself, where it
// does.
func (p *pattern) kernel(x, y int, c uint8) kernel {
	if p.at(x, y) == c {
		return kernel{{0, 0, 1}}
	}
	var k kernel
	var sum float32
	for dy := -p.reach; dy <= p.reach; dy++ {
		for dx := -p.reach; dx <= p.reach; dx++ {
			// Patterns up to 8×8 begin anew at every eighth of their size.
			if p.at(x+dx+p.width*maxRepeat, y+dy+p.height*maxRepeat) == c {
				weight := 1 / float32(dx*dx+dy*dy)
				k = append(k, tap{dx, dy, weight})
				sum += weight
			}
		}
	}
	for i := range k {
		k[i].weight /= sum
	}
	return k
}

// add takes a row, and makes that for which all that is within reach is there now.
func (m *mosaic) add(row []float32) {
	copy(m.ring[m.taken%len(m.ring)], row)
	if m.taken++; m.taken > m.reach {
		m.interpolate(m.taken - 1 - m.reach)
	}
	if m.taken < m.rows {
		return
	}
	for y := max(0, m.rows-m.reach); y < m.rows; y++ {
		m.interpolate(y)
	}
}

// interpolate makes row y.
func (m *mosaic) interpolate(y int) {
	inside := y >= m.reach && y+m.reach < m.rows
	kernels := m.kernels[y%m.height*m.width*3:][:m.width*3]
	for x := range m.columns {
		at := x % m.width * 3
		for c := range 3 {
			if k := kernels[at+c]; inside && x >= m.reach && x+m.reach < m.columns {
				m.out[3*x+c] = m.mean(k, x, y)
			} else {
				m.out[3*x+c] = m.edgeMean(k, x, y)
			}
		}
	}
	m.emit(m.out)
}

func (m *mosaic) mean(k kernel, x, y int) float32 {
	var sum float32
	for _, t := range k {
		sum += t.weight * m.ring[(y+t.y)%len(m.ring)][x+t.x]
	}
	return sum
}

// edgeMean is mean where some pixels lie outside.
func (m *mosaic) edgeMean(k kernel, x, y int) float32 {
	var sum, weights float32
	for _, t := range k {
		if x+t.x < 0 || x+t.x >= m.columns || y+t.y < 0 || y+t.y >= m.rows {
			continue
		}
		sum += t.weight * m.ring[(y+t.y)%len(m.ring)][x+t.x]
		weights += t.weight
	}
	if weights == 0 {
		return 0
	}
	return sum / weights
}
