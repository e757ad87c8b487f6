package dib

import (
	"math/bits"

	cursors "apsync/core/bits"
	"apsync/core/fault"
)

// masks say which bits of a pixel belong to a channel.
type masks struct{ red, green, blue, alpha uint32 }

// The masks of pixels without stated ones.
var (
	masks16 = masks{red: 0x7c00, green: 0x03e0, blue: 0x001f}
	masks32 = masks{red: 0xff0000, green: 0x00ff00, blue: 0x0000ff}
)

// readMasks reads the masks from the header or, where that ends before their
// fields, from what follows it at c.
func (h *header) readMasks(c *cursors.Cursor) error {
	switch {
	case h.depth == 64:
		h.masks.alpha = 1 // there is some
		return nil
	case h.embeds(), h.depth != 16 && h.depth != 32:
		return nil
	case h.compression == biRGB:
		h.masks = h.defaultMasks()
		return nil
	case h.size >= infoV2:
		h.masks = masks{red: h.u32(40), green: h.u32(44), blue: h.u32(48), alpha: h.alphaField()}
	default:
		h.masks = masks{red: c.U32(), green: c.U32(), blue: c.U32()}
		h.masksBytes = 12
		if h.compression == biAlphaBitFields {
			h.masks.alpha = c.U32()
			h.masksBytes = 16
		}
	}
	if h.depth == 16 {
		h.masks.clip(0xffff)
	}
	colours := h.masks.red | h.masks.green | h.masks.blue
	if h.masks.alpha&colours != 0 {
		h.masks.alpha = 0 // a field that was never filled
	}
	if c.Err() == nil && colours == 0 {
		return fault.New(fault.Corrupt, "no bit of a pixel belongs to a colour")
	}
	return c.Err()
}

// alphaField is the header's mask of alpha, 0 where it has none.
func (h *header) alphaField() uint32 {
	if h.size < infoV3 || h.os2 {
		return 0
	}
	return h.u32(52)
}

// defaultMasks returns the masks of pixels without stated ones. The header's are
// not valid then, but one for alpha still tells that the rest of a pixel is alpha.
func (h *header) defaultMasks() masks {
	m, rest := masks32, uint32(0xff000000)
	if h.depth == 16 {
		m, rest = masks16, 0x8000
	}
	if h.alphaField() != 0 || h.icon && h.depth == 32 {
		m.alpha = rest
	}
	return m
}

func (m *masks) clip(valid uint32) {
	m.red &= valid
	m.green &= valid
	m.blue &= valid
	m.alpha &= valid
}

// channel takes one channel out of a pixel.
type channel struct {
	mask  uint32
	shift int
	value [256]uint8 // the full range for what is left after the shift
}

// newChannel returns the channel of a mask. Of masks wider than eight bits the
// upper eight count. A mask of no bits yields 0.
func newChannel(mask uint32) *channel {
	c := &channel{mask: mask}
	if mask == 0 {
		return c
	}
	c.shift = bits.TrailingZeros32(mask)
	width := bits.Len32(mask >> c.shift)
	if width > 8 {
		c.shift += width - 8
		width = 8
	}
	top := 1<<width - 1
	for i := range top + 1 {
		c.value[i] = uint8((i*255 + top/2) / top)
	}
	return c
}

func (c *channel) of(pixel uint32) uint8 {
	return c.value[(pixel&c.mask)>>c.shift&0xff]
}
