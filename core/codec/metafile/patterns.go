package metafile

import (
	"math"

	"apsync/core/outline"
)

// hatches are the patterns of brushes (MS-WMF §2.1.1.12), rows of eight bits.
var hatches = [...][8]uint8{
	{0, 0, 0, 0xff, 0, 0, 0, 0},                      // horizontal
	{8, 8, 8, 8, 8, 8, 8, 8},                         // vertical
	{0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01}, // down
	{0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80}, // up
	{8, 8, 8, 0xff, 8, 8, 8, 8},                      // cross
	{0x81, 0x42, 0x24, 0x18, 0x18, 0x24, 0x42, 0x81}, // diagonal cross
}

// hatching paints a hatch.
type hatching struct {
	rows       [8]uint8
	ink, paper rgb
	opaque     bool
	scale      int // pixels of the picture for one of the pattern
}

func (h hatching) at(x, y int) (rgb, bool) {
	x, y = x/h.scale, y/h.scale
	if h.rows[y&7]>>(7-x&7)&1 != 0 {
		return h.ink, true
	}
	return h.paper, h.opaque
}

// tile is a bitmap that a brush repeats.
type tile struct {
	w, h   int
	pixels []rgb
}

// tiling paints a tile, whose pixels are as large as the device's are in the picture,
// or larger where that is less than one.
type tiling struct {
	*tile
	x, y   float64 // of its corner
	dx, dy float64 // tile pixels for one of the picture
}

func (t tiling) at(x, y int) (rgb, bool) {
	return t.pixels[wrap((float64(y)+0.5-t.y)*t.dy, t.h)*t.w+wrap((float64(x)+0.5-t.x)*t.dx, t.w)], true
}

func wrap(v float64, n int) int {
	v = math.Mod(math.Floor(v), float64(n))
	if v < 0 {
		v += float64(n)
	}
	return min(bounded(v, n), n-1)
}

// paint returns what the brush paints with.
func (p *player) paint(b brush) paint {
	switch {
	case b.tile != nil:
		at := p.device.Apply(b.origin(p))
		return tiling{b.tile, at.X, at.Y, min(1, 1/math.Abs(p.device.XX)), min(1, 1/math.Abs(p.device.YY))}
	case b.hatch != nil && *b.hatch >= 0 && *b.hatch < len(hatches):
		return hatching{hatches[*b.hatch], b.colour, p.back, p.opaque, 1 + max(p.canvas.w, p.canvas.h)/nominal/2}
	}
	return b.colour
}

func (b brush) origin(p *player) outline.Point { return p.brushOrg }
