package tga

import (
	"slices"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const headerSize = 18

// Image types (TGA 2.0, field 3). Encoded ones have 8 added.
const (
	indexed   = 1
	trueColor = 2
	grey      = 3
	encoded   = 8
)

// header is what the first 18 bytes say.
type header struct {
	idLength      int
	hasMap        bool
	kind          int
	mapFirst      int // index of the first stored entry
	mapLength     int
	mapDepth      int // bits of an entry
	width, height int
	depth         int // bits of a pixel
	attributes    int // how many of them are
	fromRight     bool
	fromTop       bool
}

// Match reports whether head may be a TGA header: each field has a value that the
// format knows, and they agree with each other.
func Match(head []byte) bool {
	_, err := readHeader(head)
	return err == nil
}

// readHeader reads and checks the header.
func readHeader(head []byte) (*header, error) {
	c := bits.Little(head)
	idLength, mapType, kind := c.U8(), c.U8(), c.U8()
	h := &header{idLength: int(idLength), hasMap: mapType == 1, kind: int(kind)}
	h.mapFirst, h.mapLength, h.mapDepth = int(c.U16()), int(c.U16()), int(c.U8())
	c.Skip(4) // where it was on the screen
	h.width, h.height = int(c.U16()), int(c.U16())
	h.depth = int(c.U8())
	descriptor := c.U8()
	if err := c.Err(); err != nil {
		return nil, err
	}
	h.attributes = int(descriptor & 15)
	h.fromRight, h.fromTop = descriptor&16 != 0, descriptor&32 != 0
	switch {
	case mapType > 1:
		return nil, fault.New(fault.Corrupt, "header: palette type %d", mapType)
	case descriptor>>6 != 0:
		return nil, fault.New(fault.Unsupported, "header: interleaved rows")
	case h.width == 0 || h.height == 0:
		return nil, fault.New(fault.Corrupt, "header: size %d×%d", h.width, h.height)
	}
	return h, h.check()
}

// check compares type, depths and palette.
func (h *header) check() error {
	var depths []int
	switch h.kind &^ encoded {
	case indexed:
		depths = []int{8, 15, 16}
	case trueColor:
		depths = []int{15, 16, 24, 32}
	case grey:
		depths = []int{8, 16}
	default:
		return fault.New(fault.Corrupt, "header: image type %d", h.kind)
	}
	mapDepths := []int{15, 16, 24, 32}
	switch {
	case !slices.Contains(depths, h.depth):
		return fault.New(fault.Corrupt, "header: %d bits per pixel of type %d", h.depth, h.kind)
	case h.attributes > 8:
		return fault.New(fault.Corrupt, "header: %d attribute bits", h.attributes)
	case h.indexed() && (!h.hasMap || h.mapLength == 0):
		return fault.New(fault.Corrupt, "header: indices without a palette")
	case h.hasMap && h.mapLength > 0 && !slices.Contains(mapDepths, h.mapDepth):
		return fault.New(fault.Corrupt, "header: palette of %d bits an entry", h.mapDepth)
	case !slices.Contains(append(mapDepths, 0, 8), h.mapDepth): // 8 where there is none
		return fault.New(fault.Corrupt, "header: palette of %d bits an entry", h.mapDepth)
	}
	return nil
}

func (h *header) encoded() bool { return h.kind&encoded != 0 }

func (h *header) indexed() bool { return h.kind&^encoded == indexed }

// colourDepth is the bits of a colour, in the palette or the pixel.
func (h *header) colourDepth() int {
	if h.indexed() {
		return h.mapDepth
	}
	return h.depth
}

// pixelBytes is the size of a stored pixel.
func (h *header) pixelBytes() int { return (h.depth + 7) / 8 }

// mapBytes is the size of the palette, which true colour pictures may have too.
func (h *header) mapBytes() int64 {
	if !h.hasMap {
		return 0
	}
	return int64(h.mapLength) * int64((h.mapDepth+7)/8)
}

// layout returns the channels of decoded pixels; alpha says whether attribute bits
// are it.
func (h *header) layout(alpha bool) raster.Layout {
	depth := h.colourDepth()
	if h.kind&^encoded == grey {
		if depth == 16 {
			return raster.GreyAlpha
		}
		return raster.Grey
	}
	if alpha && (depth == 32 || depth == 16) {
		return raster.RGBA
	}
	return raster.RGB
}

// orientation says how rows that are read as stored are turned (field 5.6).
func (h *header) orientation() picture.Orientation {
	switch {
	case h.fromTop && h.fromRight:
		return picture.FlipHorizontal
	case h.fromTop:
		return picture.Upright
	case h.fromRight:
		return picture.Rotate180
	}
	return picture.FlipVertical
}
