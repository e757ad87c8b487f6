package aseprite

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/inflate"
)

// tileIDBits is the size of a tile in a map.
const tileIDBits = 32

// Flags of tile sets.
const (
	tilesElsewhere = 1
	tilesInside    = 2
)

// tileMasks say which bits of a tile in a map are its number and how it is turned.
type tileMasks struct{ id, flipX, flipY, swap uint32 }

// tileset is a set of tiles of one size, one below the other.
type tileset struct {
	count         int64
	width, height int
	off, size     int64 // of the stored pixels
}

// readTileset reads a tile set chunk up to its pixels.
func (s *sprite) readTileset(c *bits.Cursor, off, size int64) error {
	id, flags := c.U32(), c.U32()
	t := &tileset{count: int64(c.U32()), width: int(c.U16()), height: int(c.U16())}
	c.Skip(16)
	c.Skip(int(c.U16())) // the name
	if flags&tilesElsewhere != 0 {
		c.Skip(8)
	}
	if flags&tilesInside == 0 {
		s.notes = append(s.notes[:min(len(s.notes), 8)], "tiles of another file are not followed")
		return nil
	}
	t.size = int64(c.U32())
	t.off = off + int64(c.Offset())
	raw, ok := bits.Mul(t.count, int64(t.width), int64(t.height), int64(s.depth)/8)
	switch {
	case t.width == 0 || t.height == 0:
		return fault.New(fault.Corrupt, "tile set %d: tiles of %d×%d pixels", id, t.width, t.height)
	case t.size > size-int64(c.Offset()) || !ok || raw > t.size*inflate.MaxExpansion:
		return fault.New(fault.Truncated, "tile set %d: %d tiles of %d×%d cannot come out of %d bytes",
			id, t.count, t.width, t.height, t.size)
	case len(s.tilesets) == maxLayers:
		return fault.New(fault.LimitCount, "more than %d tile sets", maxLayers)
	}
	s.tilesets[id] = t
	return nil
}

// tileBytes is what a tile set takes for every map that uses it.
func (s *sprite) tileBytes(t *tileset) int64 {
	total := int64(0)
	for _, c := range s.shown {
		if c.tilemap && s.tilesets[s.layers[c.layer].tileset] == t {
			total += 2*t.count*int64(t.width)*int64(t.height)*int64(s.depth)/8 + streamBytes
		}
	}
	return total
}

// tileMap makes rows of pixels of a map.
type tileMap struct {
	*tileset
	masks  tileMasks
	ids    []byte // of one row after the other
	across int    // tiles
	pixels []byte // of the set
	size   int    // bytes of a pixel
	row    []byte
	empty  byte // what pixels without a tile are made of
}

// openMap reads a map and its tiles.
func (s *sprite) openMap(c *cel, tiles *tileset) (rowSource, error) {
	m := &tileMap{tileset: tiles, masks: c.masks, across: c.width, size: s.depth / 8}
	if s.depth == 8 {
		m.empty = s.transparent
	}
	var err error
	if m.ids, err = s.inflate(c.off, c.size, s.rowBytes(c)*int64(c.height)); err != nil {
		return nil, err
	}
	m.pixels, err = s.inflate(tiles.off, tiles.size, tiles.count*int64(tiles.width*tiles.height*m.size))
	m.row = make([]byte, c.width*tiles.width*m.size)
	return m.rowAt, err
}

// rowAt makes row y of pixels.
func (m *tileMap) rowAt(y int) ([]byte, error) {
	ids := m.ids[y/m.height*m.across*4:][:m.across*4]
	for i := range m.across {
		m.tile(m.row[i*m.width*m.size:][:m.width*m.size], binary.LittleEndian.Uint32(ids[4*i:]), y%m.height)
	}
	return m.row, nil
}

// tile writes row y of a tile as it is turned: its axes exchanged first, then flipped.
// Numbers beyond the set are empty.
func (m *tileMap) tile(dst []byte, tile uint32, y int) {
	id := int64(tile & m.masks.id)
	if id >= m.count {
		for i := range dst {
			dst[i] = m.empty
		}
		return
	}
	size := m.width * m.height * m.size
	pixels := m.pixels[int(id)*size:][:size]
	for x := range m.width {
		sx, sy := x, y
		if tile&m.masks.flipX != 0 {
			sx = m.width - 1 - sx
		}
		if tile&m.masks.flipY != 0 {
			sy = m.height - 1 - sy
		}
		if tile&m.masks.swap != 0 {
			sx, sy = min(sy, m.width-1), min(sx, m.height-1)
		}
		copy(dst[x*m.size:][:m.size], pixels[(sy*m.width+sx)*m.size:])
	}
}
