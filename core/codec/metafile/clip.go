package metafile

import (
	"math"

	"apsync/core/outline"
)

// maxClips bounds how many areas clip at once, and so what making their mask costs.
const maxClips = 256

// Ways to combine regions (MS-EMF §2.1.29).
const (
	clipAnd, clipOr, clipXor, clipDiff, clipCopy = 1, 2, 3, 4, 5
)

// clip is a chain of areas that bound what is drawn on. Areas of whole pixels that only
// cut off are but a box.
type clip struct {
	before         *clip
	area           outline.Path // nil of a box
	evenOdd        bool
	how            int
	depth          int
	x0, y0, x1, y1 int // nothing outside is drawn on
}

// all is the clip of a whole canvas.
func all(c *canvas) *clip { return &clip{x1: c.w, y1: c.h} }

// cut returns the part of a row of cover that lies in the box.
func (k *clip) cut(x, y int, cover []uint8) (int, []uint8) {
	if y < k.y0 || y >= k.y1 {
		return x, nil
	}
	if x < k.x0 {
		cover = cover[min(len(cover), k.x0-x):]
		x = k.x0
	}
	return x, cover[:max(0, min(len(cover), k.x1-x))]
}

// with returns the clip combined with an area.
func (k *clip) with(c *canvas, area outline.Path, evenOdd bool, how int) *clip {
	if how == clipCopy {
		k, how = all(c), clipAnd
	}
	next := &clip{before: k, area: area, evenOdd: evenOdd, how: how, depth: k.depth + 1, x0: k.x0, y0: k.y0, x1: k.x1, y1: k.y1}
	switch how {
	case clipAnd:
		b := area.Bounds()
		if len(area) == 0 {
			b = outline.Rect{}
		}
		next.x0, next.y0 = max(k.x0, bounded(math.Floor(b.MinX), c.w)), max(k.y0, bounded(math.Floor(b.MinY), c.h))
		next.x1, next.y1 = min(k.x1, bounded(math.Ceil(b.MaxX), c.w)), min(k.y1, bounded(math.Ceil(b.MaxY), c.h))
		if isBox(area) {
			return k.boxed(c, b)
		}
	case clipOr, clipXor:
		next.x0, next.y0, next.x1, next.y1 = 0, 0, c.w, c.h
	}
	return next
}

// boxed returns the clip cut to whole pixels: those of clips that lie side by side must
// neither overlap nor leave a seam.
func (k *clip) boxed(c *canvas, b outline.Rect) *clip {
	next := *k
	next.x0, next.y0 = max(k.x0, bounded(math.Round(b.MinX), c.w)), max(k.y0, bounded(math.Round(b.MinY), c.h))
	next.x1, next.y1 = min(k.x1, bounded(math.Round(b.MaxX), c.w)), min(k.y1, bounded(math.Round(b.MaxY), c.h))
	return &next
}

// isBox reports whether the area is a rectangle along the axes.
func isBox(p outline.Path) bool {
	if len(p) != 4 {
		return false
	}
	var v [4]outline.Point
	for i, s := range p {
		if s.Verb > outline.Line {
			return false
		}
		v[i] = s.Points[0]
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }
	return near(v[0].Y, v[1].Y) && near(v[1].X, v[2].X) && near(v[2].Y, v[3].Y) && near(v[3].X, v[0].X) ||
		near(v[0].X, v[1].X) && near(v[1].Y, v[2].Y) && near(v[2].X, v[3].X) && near(v[3].Y, v[0].Y)
}

// clipping makes the mask of a clip, which is kept until another is asked for.
type clipping struct {
	of   *clip
	held []uint8
}

// mask returns how far each pixel may be drawn on, nil where the box says it all.
func (m *clipping) mask(c *canvas, k *clip) ([]uint8, error) {
	var chain []*clip
	for at := k; at != nil; at = at.before {
		if at.area != nil || at.how != 0 {
			chain = append(chain, at)
		}
	}
	if len(chain) == 0 {
		return nil, nil
	}
	if m.of == chain[0] {
		return m.held, nil
	}
	if m.held == nil {
		m.held = make([]uint8, c.w*c.h)
	}
	for i := range m.held {
		m.held[i] = 255
	}
	for i := len(chain) - 1; i >= 0; i-- {
		if err := m.apply(c, chain[i]); err != nil {
			m.of = nil
			return nil, err
		}
	}
	m.of = chain[0]
	return m.held, nil
}

// apply combines the mask with an area.
func (m *clipping) apply(c *canvas, k *clip) error {
	if err := c.spend(int64(c.w) * int64(c.h)); err != nil {
		return err
	}
	if k.how == clipOr || k.how == clipXor {
		m.keep(c, k.before)
	}
	next := 0 // row that is to be combined
	outside := func(until int) {
		for ; next < until; next++ {
			merge(m.held[next*c.w:(next+1)*c.w], nil, 0, k.how)
		}
	}
	c.filler.EvenOdd = k.evenOdd
	err := c.filler.Fill(k.area, c.w, c.h, func(x, y int, cover []uint8) {
		outside(y)
		merge(m.held[y*c.w:(y+1)*c.w], cover, x, k.how)
		next = y + 1
	})
	outside(c.h)
	return err
}

// keep clears what lies outside the box of a clip.
func (m *clipping) keep(c *canvas, k *clip) {
	for y := range c.h {
		row := m.held[y*c.w : (y+1)*c.w]
		if y < k.y0 || y >= k.y1 || k.x0 >= k.x1 {
			clear(row)
			continue
		}
		clear(row[:k.x0])
		clear(row[k.x1:])
	}
}

// merge combines a row of the mask with cover that begins at x.
func merge(row, cover []uint8, x, how int) {
	for i := range row {
		v := 0
		if j := i - x; j >= 0 && j < len(cover) {
			v = int(cover[j])
		}
		m := int(row[i])
		switch how {
		case clipAnd:
			m = (m*v + 127) / 255
		case clipOr:
			m = max(m, v)
		case clipXor:
			m = max(m, v) - min(m, v)
		case clipDiff:
			m = (m*(255-v) + 127) / 255
		}
		row[i] = uint8(m)
	}
}
