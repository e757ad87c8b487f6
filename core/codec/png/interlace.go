package png

import "apsync/core/raster"

// pass is one of the reduced pictures that make up a picture: the pixels at x0 +
// i·dx, y0 + j·dy.
type pass struct {
	x0, y0, dx, dy int
	width, height  int
}

// passes returns the picture's passes in the order of their data (PNG §8.1). Those
// without pixels have no rows.
func (h *header) passes() []pass {
	if !h.interlaced {
		return []pass{{dx: 1, dy: 1, width: h.width, height: h.height}}
	}
	passes := []pass{
		{x0: 0, y0: 0, dx: 8, dy: 8},
		{x0: 4, y0: 0, dx: 8, dy: 8},
		{x0: 0, y0: 4, dx: 4, dy: 8},
		{x0: 2, y0: 0, dx: 4, dy: 4},
		{x0: 0, y0: 2, dx: 2, dy: 4},
		{x0: 1, y0: 0, dx: 2, dy: 2},
		{x0: 0, y0: 1, dx: 1, dy: 2},
	}
	for i := range passes {
		p := &passes[i]
		p.width = (h.width - p.x0 + p.dx - 1) / p.dx
		p.height = (h.height - p.y0 + p.dy - 1) / p.dy
		if p.width == 0 || p.height == 0 {
			p.width, p.height = 0, 0
		}
	}
	return passes
}

// scatter writes row y of the pass to its places in the picture.
func scatter[T uint8 | uint16](img *raster.Pixels[T], row []T, p pass, y int) {
	n := img.Layout.Channels()
	dst := img.Row(p.y0 + y*p.dy)[p.x0*n:]
	for step := p.dx * n; len(row) >= n; row = row[n:] {
		copy(dst[:n], row[:n])
		if len(dst) < step {
			return
		}
		dst = dst[step:]
	}
}
