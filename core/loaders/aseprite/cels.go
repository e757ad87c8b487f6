package aseprite

import (
	"io"
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
)

// Types of cels.
const (
	rawCel        = 0
	linkedCel     = 1
	compressedCel = 2
	compressedMap = 3
)

// heldBytes is up to what size the pixels of a cel are inflated at once.
const heldBytes = 256 << 10

// streamBytes is what a cel takes that is inflated row by row, beside two rows.
const streamBytes = 512 << 10

// cel is what a layer shows in a frame.
type cel struct {
	layer, x, y   int
	opacity       float32
	z             int
	link          int // the frame that has the pixels, -1 for this one
	width, height int // in tiles for a tile map
	compressed    bool
	tilemap       bool
	masks         tileMasks
	off, size     int64 // of the stored pixels
}

// readCel reads a cel chunk up to its pixels.
func (s *sprite) readCel(frame int, c *bits.Cursor, off, size int64) error {
	e := &cel{layer: int(c.U16()), x: int(c.I16()), y: int(c.I16()), link: -1}
	e.opacity = float32(c.U8()) / 255
	kind := c.U16()
	e.z = int(c.I16())
	c.Skip(5)
	switch kind {
	case linkedCel:
		e.link = int(c.U16())
	case rawCel, compressedCel, compressedMap:
		e.width, e.height = int(c.U16()), int(c.U16())
		e.compressed, e.tilemap = kind != rawCel, kind == compressedMap
	default:
		return fault.New(fault.Unsupported, "frame %d: cel of type %d", frame+1, kind)
	}
	if e.tilemap {
		if depth := c.U16(); depth != tileIDBits {
			return fault.New(fault.Unsupported, "frame %d: tiles of %d bits", frame+1, depth)
		}
		e.masks = tileMasks{id: c.U32(), flipX: c.U32(), flipY: c.U32(), swap: c.U32()}
		c.Skip(10)
	}
	e.off = off + int64(c.Offset())
	e.size = size - int64(c.Offset())
	if len(s.all) == maxCels {
		return fault.New(fault.LimitCount, "more than %d cels", maxCels)
	}
	s.all[celPlace{frame, e.layer}] = e
	return nil
}

// rowBytes is the size of a stored row of pixels or tiles.
func (s *sprite) rowBytes(c *cel) int64 {
	if c.tilemap {
		return int64(c.width) * tileIDBits / 8
	}
	return int64(c.width) * int64(s.depth) / 8
}

// checkCels checks that the cels that are shown can be as large as they say.
func (s *sprite) checkCels() error {
	for _, c := range s.shown {
		raw, available := s.rowBytes(c)*int64(c.height), c.size
		if c.compressed {
			available *= inflate.MaxExpansion
		}
		if raw > available {
			return picture.Short(c.width, c.height, "layer %d: a cel of %d×%d cannot come out of %d bytes",
				c.layer, c.width, c.height, c.size)
		}
	}
	return nil
}

// sourceBytes is what reading a cel takes.
func (s *sprite) sourceBytes(c *cel) int64 {
	row := s.rowBytes(c)
	if c.tilemap {
		row *= int64(c.height)
		if t := s.tilesets[s.layers[c.layer].tileset]; t != nil {
			row += int64(c.width) * int64(t.width) * int64(s.depth) / 8
		}
		return row + streamBytes
	}
	if raw := row * int64(c.height); raw <= heldBytes {
		return 2*raw + streamBytes/4
	}
	return 2*row + streamBytes
}

// rowSource returns row y of a cel, valid until the next call. Rows are asked for from
// the top down.
type rowSource func(y int) ([]byte, error)

// openCel begins to read a cel.
func (s *sprite) openCel(c *cel, tiles *tileset) (rowSource, error) {
	if c.tilemap {
		return s.openMap(c, tiles)
	}
	row := s.rowBytes(c)
	if raw := row * int64(c.height); c.compressed && raw <= heldBytes {
		pixels, err := s.inflate(c.off, c.size, raw)
		return func(y int) ([]byte, error) { return pixels[int64(y)*row : int64(y+1)*row], nil }, err
	}
	next, at := s.streamRows(c, row), 0
	return func(y int) (stored []byte, err error) {
		for ; at <= y && err == nil; at++ {
			stored, err = next()
		}
		return stored, err
	}, nil
}

// streamRows returns what reads row after row.
func (s *sprite) streamRows(c *cel, row int64) func() ([]byte, error) {
	section := io.NewSectionReader(s.src, c.off, c.size)
	if c.compressed {
		r := inflate.NewReader(section, inflate.Unchecked)
		return func() ([]byte, error) { return r.Next(int(row)) }
	}
	buf := make([]byte, row)
	return func() ([]byte, error) {
		_, err := io.ReadFull(section, buf)
		return buf, err
	}
}

// inflate inflates n bytes, which the caller bounds.
func (s *sprite) inflate(off, size, n int64) ([]byte, error) {
	stored, err := s.src.Bytes(off, min(size, n+n/8+1<<10))
	if err != nil {
		return nil, err
	}
	out := make([]byte, n)
	got, err := inflate.Inflate(out, stored, inflate.Unchecked)
	if int64(got) < n {
		if err == nil {
			err = fault.New(fault.Truncated, "%d of %d bytes inflated at offset %d", got, n, off)
		}
		return nil, err
	}
	return out, nil
}

// unit are the 256 levels of a sample.
func unit() *[256]float32 {
	var t [256]float32
	for i := range t {
		t[i] = float32(i) / math.MaxUint8
	}
	return &t
}
