package exr

import (
	"bytes"
	"strings"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
)

// attribute is what an attribute is told by.
type attribute struct{ name, kind string }

// attributes are those that are of use. An attribute of a known name and another
// type is passed over like an unknown one.
var attributes = map[attribute]func(p *part, value []byte) error{
	{"channels", "chlist"}:               (*part).readChannels,
	{"compression", "compression"}:       readByte(func(p *part, v uint8) { p.compression = compression(v) }),
	{"dataWindow", "box2i"}:              func(p *part, v []byte) error { return readBox(&p.data, v) },
	{"displayWindow", "box2i"}:           func(p *part, v []byte) error { return readBox(&p.display, v) },
	{"pixelAspectRatio", "float"}:        (*part).readAspect,
	{"tiles", "tiledesc"}:                (*part).readTiles,
	{"chromaticities", "chromaticities"}: (*part).readChromaticities,
	{"type", "string"}:                   func(p *part, v []byte) error { p.kind = string(v); return nil },
	{"name", "string"}:                   func(p *part, v []byte) error { p.name = string(v); return nil },
	{"view", "string"}:                   func(p *part, v []byte) error { p.view = string(v); return nil },
	{"multiView", "stringvector"}:        (*part).readViews,
	{"chunkCount", "int"}:                (*part).readChunkCount,
	{"colorInteropID", "string"}:         func(p *part, v []byte) error { p.interop = string(v); return nil },
	{"acesImageContainerFlag", "int"}:    (*part).readContainerFlag,
}

func readByte(set func(p *part, v uint8)) func(p *part, value []byte) error {
	return func(p *part, value []byte) error {
		if len(value) < 1 {
			return fault.New(fault.Corrupt, "an attribute without a value")
		}
		set(p, value[0])
		return nil
	}
}

// box is a rectangle of pixels, whose corners it contains.
type box struct{ x, y, w, h int }

// maxCoordinate bounds coordinates, so that sums of some of them stay numbers of
// 32 bits.
const maxCoordinate = 1 << 29

func readBox(b *box, value []byte) error {
	c := bits.Little(value)
	x0, y0, x1, y1 := int(c.I32()), int(c.I32()), int(c.I32()), int(c.I32())
	if err := c.Err(); err != nil {
		return err
	}
	if x0 > x1 || y0 > y1 || min(x0, y0) < -maxCoordinate || max(x1, y1) > maxCoordinate {
		return fault.New(fault.Corrupt, "a window from (%d, %d) to (%d, %d)", x0, y0, x1, y1)
	}
	*b = box{x0, y0, x1 - x0 + 1, y1 - y0 + 1}
	return nil
}

// readChannels reads the list of channels, which ends with an empty name.
func (p *part) readChannels(value []byte) error {
	p.channels = nil
	for {
		end := bytes.IndexByte(value, 0)
		if end < 0 {
			return fault.New(fault.Corrupt, "the list of channels has no end")
		}
		name := string(value[:end])
		if name == "" {
			return nil
		}
		if end > maxName || len(p.channels) == maxChannels {
			return fault.New(fault.LimitCount, "more than %d channels, or a name of %d bytes", maxChannels, end)
		}
		c := bits.Little(value[end+1:])
		kind, linear := c.U32(), c.U8()
		c.Skip(3)
		x, y := c.I32(), c.I32()
		if err := c.Err(); err != nil {
			return err
		}
		if kind > uint32(block.Float) || min(x, y) < 1 || max(x, y) > 1<<12 {
			return fault.New(fault.Corrupt, "channel %q of type %d with samples at every %d×%d", name, kind, x, y)
		}
		p.channels = append(p.channels, block.Channel{
			Name: name, Type: block.Type(kind), Linear: linear != 0, XSampling: int(x), YSampling: int(y),
		})
		value = value[end+1+c.Offset():]
	}
}

func (p *part) readAspect(value []byte) error {
	c := bits.Little(value)
	if f := float64(c.F32()); f > 0.05 && f < 20 {
		p.aspect = f
	}
	return c.Err()
}

func (p *part) readTiles(value []byte) error {
	c := bits.Little(value)
	w, h, mode := c.U32(), c.U32(), c.U8()
	if err := c.Err(); err != nil {
		return err
	}
	if min(w, h) < 1 || max(w, h) > maxCoordinate || mode&0xf > ripLevels || mode>>4 > 1 {
		return fault.New(fault.Corrupt, "tiles of %d×%d in mode %#x", w, h, mode)
	}
	p.tiles = tiles{w: int(w), h: int(h), levels: mode & 0xf, roundUp: mode>>4 == 1}
	return nil
}

func (p *part) readChromaticities(value []byte) error {
	c := bits.Little(value)
	var v [8]float64
	for i := range v {
		v[i] = float64(c.F32())
	}
	p.primaries = &colour.Primaries{
		Red: colour.Chromaticity{X: v[0], Y: v[1]}, Green: colour.Chromaticity{X: v[2], Y: v[3]},
		Blue: colour.Chromaticity{X: v[4], Y: v[5]}, White: colour.Chromaticity{X: v[6], Y: v[7]},
	}
	return c.Err()
}

// readViews reads strings, each behind its length.
func (p *part) readViews(value []byte) error {
	c := bits.Little(value)
	p.views = nil
	for c.Len() >= 4 && len(p.views) < maxParts {
		p.views = append(p.views, strings.ToLower(string(c.Bytes(int(c.U32())))))
	}
	return c.Err()
}

func (p *part) readChunkCount(value []byte) error {
	c := bits.Little(value)
	p.chunkCount = int64(c.I32())
	return c.Err()
}

// readContainerFlag reads what says that a file keeps to SMPTE ST 2065-4.
func (p *part) readContainerFlag(value []byte) error {
	c := bits.Little(value)
	p.aces = c.I32() == 1
	return c.Err()
}
