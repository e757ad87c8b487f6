package xcf

import (
	"image"

	"apsync/core/fault"
	"apsync/core/picture"
)

// tileSide is the width and height of tiles, but for those of the last column and row.
const tileSide = 64

// level is where the tiles of a layer or a mask are: the first level of its hierarchy,
// the only one that has any (§6).
type level struct {
	bounds image.Rectangle // on the canvas
	pixel  int             // bytes of one
	table  int64           // where the pointers to tiles lie; 0 means that it is empty
}

// across returns how many tiles lie side by side.
func (l *level) across() int { return (l.bounds.Dx() + tileSide - 1) / tileSide }

// tiles returns how many there are.
func (l *level) tiles() int64 {
	return int64(l.across()) * int64((l.bounds.Dy()+tileSide-1)/tileSide)
}

// readLevel reads the hierarchy at off of pixels that lie within bounds, of samples
// channels each.
func (d *document) readLevel(c *cursor, off int64, bounds image.Rectangle, samples int) (*level, error) {
	l := &level{bounds: bounds, pixel: samples * d.header.precision.bytes}
	if off == 0 || bounds.Empty() {
		return l, nil
	}
	c.seek(off)
	w, h, pixel := c.u32(), c.u32(), c.u32()
	c.seek(c.pointer())
	if c.err == nil && (int64(w) != int64(bounds.Dx()) || int64(h) != int64(bounds.Dy()) || int64(pixel) != int64(l.pixel)) {
		return nil, fault.New(fault.Corrupt, "a hierarchy of %d×%d pixels of %d bytes for %d×%d of %d",
			w, h, pixel, bounds.Dx(), bounds.Dy(), l.pixel)
	}
	w, h = c.u32(), c.u32()
	if c.err == nil && (int64(w) != int64(bounds.Dx()) || int64(h) != int64(bounds.Dy())) {
		return nil, fault.New(fault.Corrupt, "a level of %d×%d pixels for %d×%d", w, h, bounds.Dx(), bounds.Dy())
	}
	l.table = c.at
	if table := l.tiles() * c.pointerBytes(); c.err == nil && table > c.size-c.at {
		return nil, picture.Short(bounds.Dx(), bounds.Dy(), "pointers to %d tiles at offset %d of %d", l.tiles(), c.at, c.size)
	}
	c.skip(l.tiles() * c.pointerBytes())
	return l, c.err
}

// readLevels finds the tiles of what can be seen. Together they cannot have more
// pointers than the file has room for.
func (d *document) readLevels(c *cursor, layers []*layer) error {
	for _, l := range layers {
		if l.effects {
			d.effects++
		}
		if err := d.readMask(c, l); err != nil {
			return err
		}
		if l.group {
			if err := d.readLevels(c, l.layers); err != nil {
				return err
			}
			continue
		}
		samples := d.header.stored()
		if l.alpha {
			samples++
		}
		var err error
		if l.pixels, err = d.readLevel(c, l.hierarchy, l.bounds(), samples); err != nil {
			return err
		}
		d.leaves++
		if err := d.count(c, l.pixels); err != nil {
			return err
		}
	}
	return nil
}

// readMask finds the tiles of a layer's mask, a channel (§4).
func (d *document) readMask(c *cursor, l *layer) error {
	if l.channel == 0 || l.unmasked {
		return nil
	}
	c.seek(l.channel)
	c.skip(8)
	c.skipString()
	c.properties(func(uint32, int64) {})
	hierarchy := c.pointer()
	if c.err != nil {
		return c.err
	}
	var err error
	if l.mask, err = d.readLevel(c, hierarchy, l.bounds(), 1); err != nil {
		return err
	}
	return d.count(c, l.mask)
}

// count adds the tiles of a level to those of the file.
func (d *document) count(c *cursor, l *level) error {
	if l.table == 0 {
		return nil
	}
	d.tiles += l.tiles()
	if d.tiles > c.size/c.pointerBytes() {
		return fault.New(fault.LimitExpansion, "more than %d tiles in a file of %d bytes", c.size/c.pointerBytes(), c.size)
	}
	return nil
}
