package mayaiff

import (
	"context"

	"apsync/core/fault"
)

// reader returns a function that reads the next row from the bottom up.
func (f *file) reader(ctx context.Context) func([]byte) error {
	g := &group{file: f, ctx: ctx, pixels: make([]byte, f.groupBytes), data: make([]byte, f.tileBytes)}
	y := 0
	return func(stored []byte) error {
		defer func() { y++ }()
		return g.row(stored, y)
	}
}

// group is a row of tiles.
type group struct {
	*file
	ctx    context.Context
	next   int // tile
	y, h   int // rows that pixels holds
	pixels []byte
	data   []byte
}

// row copies row y, of the next tiles where the last do not have it.
func (g *group) row(stored []byte, y int) error {
	for y >= g.y+g.h && g.next < len(g.tiles) && g.tiles[g.next].y <= y {
		if err := g.load(); err != nil {
			return err
		}
	}
	if y < g.y || y >= g.y+g.h {
		clear(stored)
		return nil
	}
	copy(stored, g.pixels[int64(y-g.y)*g.header.Stored:])
	return nil
}

// load decodes the tiles that begin at the next row.
func (g *group) load() error {
	g.y, g.h = g.tiles[g.next].y, g.tiles[g.next].h
	clear(g.pixels[:int64(g.h)*g.header.Stored])
	for ; g.next < len(g.tiles) && g.tiles[g.next].y == g.y; g.next++ {
		if err := g.ctx.Err(); err != nil {
			return err
		}
		t := g.tiles[g.next]
		data := g.data[:g.storedBytes(t)]
		if n, err := g.src.ReadAt(data, t.data.Off); n < len(data) {
			return err
		}
		if int64(len(data)) == g.rawBytes(t) {
			g.copyTile(t, data)
		} else if err := g.expandTile(t, data); err != nil {
			return err
		}
	}
	return nil
}

// copyTile takes pixels as they are: their channels are in opposite order.
func (g *group) copyTile(t tile, data []byte) {
	n := g.channels
	for y := range t.h {
		row := g.pixels[int64(y)*g.header.Stored+int64(t.x*n*g.size):]
		for range t.w {
			for c := range n {
				copy(row[(n-1-c)*g.size:][:g.size], data)
				data = data[g.size:]
			}
			row = row[n*g.size:]
		}
	}
}

// expandTile decodes a tile's planes of bytes: the channels from the last to the
// first, of 16 bits first their upper bytes, then the lower ones.
func (g *group) expandTile(t tile, data []byte) error {
	for plane := range g.channels * g.size {
		at := (g.channels-1-plane%g.channels)*g.size + plane/g.channels
		var ok bool
		if data, ok = g.expandPlane(t, data, at); !ok {
			return fault.New(fault.Corrupt, "the runs of the tile at %d, %d end in plane %d", t.x, t.y, plane)
		}
	}
	return nil
}

// expandPlane writes a plane to every pixel's byte at, and returns what follows. A
// count with its upper bit set repeats a byte; both kinds count from 1. The last run
// may go beyond the tile.
func (g *group) expandPlane(t tile, data []byte, at int) ([]byte, bool) {
	p := cursor{group: g, step: g.channels * g.size, w: t.w, at: t.x*g.channels*g.size + at}
	for left := t.w * t.h; left > 0; {
		if len(data) < 2 {
			return nil, false
		}
		count, repeated := int(data[0]&0x7f)+1, data[0]&0x80 != 0
		n := min(count, left)
		left -= n
		if data = data[1:]; repeated {
			p.repeat(n, data[0])
			data = data[1:]
			continue
		}
		if len(data) < count {
			return nil, false
		}
		p.copy(data[:n])
		data = data[count:]
	}
	return data, true
}

// cursor is a place in a tile, for a byte of its pixels.
type cursor struct {
	*group
	step, w int // bytes of a pixel, pixels of a row
	x       int
	at      int // of the row's first pixel
}

// span returns the bytes from the next pixel on, and how many of n pixels are in its
// row, which it passes over.
func (c *cursor) span(n int) ([]byte, int) {
	n = min(n, c.w-c.x)
	bytes := c.pixels[c.at+c.x*c.step:]
	if c.x += n; c.x == c.w {
		c.x = 0
		c.at += int(c.header.Stored)
	}
	return bytes, n
}

func (c *cursor) repeat(n int, v byte) {
	for n > 0 {
		dst, k := c.span(n)
		for i := range k {
			dst[i*c.step] = v
		}
		n -= k
	}
}

func (c *cursor) copy(data []byte) {
	for len(data) > 0 {
		dst, k := c.span(len(data))
		for i, v := range data[:k] {
			dst[i*c.step] = v
		}
		data = data[k:]
	}
}
