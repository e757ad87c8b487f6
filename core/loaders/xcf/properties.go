package xcf

import (
	"math"

	"apsync/core/fault"
)

// Types of properties (§2 to §5; those from 33 on as GIMP writes them).
const (
	propEnd            = 0
	propColormap       = 1
	propFloating       = 5
	propOpacity        = 6
	propMode           = 7
	propVisible        = 8
	propApplyMask      = 11
	propOffsets        = 15
	propCompression    = 17
	propParasites      = 21
	propGroupItem      = 29
	propItemPath       = 30
	propFloatOpacity   = 33
	propCompositeMode  = 35
	propCompositeSpace = 36
	propBlendSpace     = 37
)

// properties calls visit with every property of a list, where it begins and how long it
// says that it is, and passes over what visit does not read.
func (c *cursor) properties(visit func(kind uint32, size int64)) {
	for range maxProperties {
		kind, size := c.u32(), int64(c.u32())
		if kind == propEnd || c.err != nil {
			return
		}
		end := c.at + size
		if kind == propColormap {
			end = c.at + colormapBytes(c, size)
		}
		visit(kind, size)
		c.at = end
		c.skip(0)
	}
	c.fail(fault.New(fault.LimitCount, "offset %d: more than %d properties", c.at, maxProperties))
}

// colormapBytes returns the size of a palette. Some versions of GIMP wrote it wrongly.
func colormapBytes(c *cursor, size int64) int64 {
	at := c.at
	n := int64(c.u32())
	c.at = at
	if n <= maxPalette && size == n+4 {
		return 3*n + 4
	}
	return size
}

// readProperties reads those of the image.
func (d *document) readProperties(c *cursor) {
	c.properties(func(kind uint32, size int64) {
		switch kind {
		case propColormap:
			d.readPalette(c)
		case propCompression:
			d.compression = c.u8()
		case propParasites:
			d.readParasites(c, c.at+size)
		}
	})
	if c.err == nil && d.compression > compressedZlib {
		c.fail(fault.New(fault.Unsupported, "compression %d", d.compression))
	}
}

// readPalette reads the colours of indices (PROP_COLORMAP). Version 0 kept them in a
// way that nobody reads: its indices are shown as grey.
func (d *document) readPalette(c *cursor) {
	n := int(min(c.u32(), maxPalette))
	for i := range n {
		rgb := [3]uint8(c.bytes(3))
		if d.header.version == 0 {
			rgb = [3]uint8{uint8(i), uint8(i), uint8(i)}
		}
		copy(d.palette[i][:], rgb[:])
	}
}

// readParasites looks for the colour profile (PROP_PARASITES).
func (d *document) readParasites(c *cursor, end int64) {
	for c.err == nil && c.at < end {
		n := int64(c.u32())
		at := c.at
		name := ""
		if n > 0 && n < 64 {
			name = string(c.bytes(int(n))[:n-1])
		}
		c.at = at
		c.skip(n)
		c.skip(4) // flags
		size := int64(c.u32())
		if name == "icc-profile" && size <= maxProfile {
			d.profile = span{c.at, size}
		}
		c.skip(size)
	}
}

// readProperty reads one of a layer.
func (l *layer) readProperty(c *cursor, kind uint32, size int64) {
	switch kind {
	case propOpacity:
		l.opacity = float32(min(c.u32(), math.MaxUint8)) / math.MaxUint8
	case propFloatOpacity:
		if v := c.f32(); v >= 0 && v <= 1 {
			l.opacity = v
		}
	case propVisible:
		l.hidden = c.u32() == 0
	case propMode:
		l.mode = c.u32()
	case propApplyMask:
		l.unmasked = c.u32() == 0
	case propOffsets:
		l.x, l.y = c.i32(), c.i32()
	case propGroupItem:
		l.group = true
	case propItemPath:
		l.depth = max(0, int(size/4)-1)
	case propFloating:
		l.floats = true
		l.attached = c.pointer()
	case propCompositeMode:
		l.spaces.composite = magnitude(c.i32())
	case propCompositeSpace:
		l.spaces.compositeSpace = magnitude(c.i32())
	case propBlendSpace:
		l.spaces.blendSpace = magnitude(c.i32())
	}
}

// magnitude returns what a property of blending says. It is negative where GIMP chose
// it by itself.
func magnitude(v int) uint8 {
	if v < 0 {
		v = -v
	}
	return uint8(min(v, math.MaxUint8))
}
