package dds

import (
	"math/bits"

	cursors "apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Bits of a header's fields.
const (
	capsCube       = 0x200      // dwCaps2
	capsFirstSide  = 0x400      // dwCaps2, of +X; the other sides follow
	capsVolume     = 0x200000   // dwCaps2
	hasAlphaPixels = 0x1        // ddspf.dwFlags
	hasAlpha       = 0x2        //
	hasFourCC      = 0x4        //
	hasPalette4    = 0x8        //
	hasPalette8    = 0x20       //
	hasRGB         = 0x40       //
	hasYUV         = 0x200      //
	hasLuminance   = 0x20000    //
	hasBump        = 0x40000    // signed red and green, and luminance
	hasSigned      = 0x80000    //
	hasNormal      = 0x80000000 // a normal map
	miscCube       = 0x4        // miscFlag of the DX10 header
	dimension3D    = 4          // resourceDimension
)

// Limits of what is taken for a header: larger textures do not exist.
const (
	maxSide     = 1 << 16
	maxDepth    = 1 << 14
	maxElements = 1 << 20
)

// header is what both headers say.
type header struct {
	width, height, depth int
	mips                 int
	flags                uint32 // of the pixel format
	fourCC               uint32
	bitCount             uint32
	masks                [4]uint32
	dxgi                 uint32 // 0 where there is no second header
	alphaMode            uint32
	sides                []int
	elements             int
	data                 int64 // offset of what follows the headers
}

// readHeader reads and checks both headers.
func readHeader(src *picture.Source) (*header, error) {
	c := cursors.Little(src.Head())
	magic := c.Bytes(4)
	c.Skip(8) // dwSize and dwFlags, which writers fill as they like
	h := &header{elements: 1, sides: []int{0}}
	height, width := c.U32(), c.U32()
	c.Skip(4)
	depth, mips := c.U32(), c.U32()
	c.Skip(44 + 4)
	h.flags, h.fourCC, h.bitCount = c.U32(), c.U32(), c.U32()
	for i := range h.masks {
		h.masks[i] = c.U32()
	}
	c.Skip(4)
	caps2 := c.U32()
	c.Skip(12)
	if err := c.Err(); err != nil {
		return nil, err
	}
	if string(magic) != Signature {
		return nil, fault.New(fault.Corrupt, "signature %q is not %q", magic, Signature)
	}
	if width == 0 || height == 0 || width > maxSide || height > maxSide {
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", width, height)
	}
	h.width, h.height, h.depth = int(width), int(height), 1
	h.readCaps(caps2, depth)
	if h.flags&hasFourCC != 0 && h.fourCC == fourCC("DX10") {
		h.readSecond(c, depth)
	}
	h.mips = int(max(1, min(mips, uint32(bits.Len(uint(max(h.width, h.height, h.depth)))))))
	h.data = int64(c.Offset())
	return h, c.Err()
}

// readCaps reads what dwCaps2 says of the surfaces.
func (h *header) readCaps(caps2, depth uint32) {
	if caps2&capsVolume != 0 {
		h.depth = int(max(1, min(depth, maxDepth)))
	}
	if caps2&capsCube == 0 {
		return
	}
	var sides []int
	for side := range 6 {
		if caps2&(capsFirstSide<<side) != 0 {
			sides = append(sides, side)
		}
	}
	if len(sides) > 0 {
		h.sides = sides
	}
}

// readSecond reads the DX10 header.
func (h *header) readSecond(c *cursors.Cursor, depth uint32) {
	h.dxgi = c.U32()
	dimension, misc, elements := c.U32(), c.U32(), c.U32()
	h.alphaMode = c.U32() & 7
	if dimension == dimension3D {
		h.depth = int(max(1, min(depth, maxDepth)))
	}
	if misc&miscCube != 0 {
		h.sides = []int{0, 1, 2, 3, 4, 5}
	}
	h.elements = int(max(1, min(elements, maxElements)))
}

// fourCC returns four letters as a number.
func fourCC(letters string) uint32 {
	return uint32(letters[0]) | uint32(letters[1])<<8 | uint32(letters[2])<<16 | uint32(letters[3])<<24
}
