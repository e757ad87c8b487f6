package dds

import (
	"math/bits"

	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Values of alphaMode.
const (
	alphaPremultiplied = 2
	alphaOpaque        = 3
)

// opaque leaves alpha out; the swizzles of normal maps compute what they leave out.
var (
	opaque   = texture.Swizzle{3: texture.One}
	swizzled = map[string]texture.Swizzle{
		"RXGB": {texture.Alpha, texture.Green, texture.Blue, texture.One},
		"DXT5": {texture.Alpha, texture.Green, texture.Z, texture.One}, // of a normal map
	}
)

// texture returns the format and what goes with it.
func (h *header) texture(src *picture.Source) (texture.Texture, error) {
	var t texture.Texture
	switch {
	case h.dxgi != 0:
		t.Format = dxgiFormat(h.dxgi)
		t.Premultiplied = h.alphaMode == alphaPremultiplied
		if h.alphaMode == alphaOpaque && t.Format != nil && t.Format.Layout == raster.RGBA {
			t.Swizzle = opaque
		}
	case h.flags&hasFourCC != 0:
		h.fourCCFormat(&t)
	case h.flags&(hasPalette8|hasPalette4) != 0:
		return t, h.palette(src, &t)
	default:
		return t, h.maskFormat(&t)
	}
	if t.Format == nil && h.dxgi != 0 {
		return t, fault.New(fault.Unsupported, "dxgi format %d", h.dxgi)
	}
	if t.Format == nil {
		return t, fault.New(fault.Unsupported, "pixel format %q", letters(h.fourCC))
	}
	t.Premultiplied = t.Premultiplied && t.Format.Layout.HasAlpha() && t.Swizzle == (texture.Swizzle{})
	return t, nil
}

// letters returns the four letters of a number.
func letters(v uint32) string {
	return string([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)})
}

// fourCCFormat finds the format of four letters, or of a number of D3DFORMAT.
func (h *header) fourCCFormat(t *texture.Texture) {
	name := letters(h.fourCC)
	if h.fourCC < uint32(len(d3dNames)) {
		t.Format = texture.Named(d3dNames[h.fourCC])
		return
	}
	t.Format = texture.Named(fourCCNames[name])
	t.Premultiplied = name == "DXT2" || name == "DXT4"
	if name == "RXGB" || name == "DXT5" && (h.flags&hasNormal != 0 || letters(h.bitCount) == "A2D5") {
		t.Swizzle = swizzled[name]
	}
}

// palette reads the colours that precede the pixels.
func (h *header) palette(src *picture.Source, t *texture.Texture) error {
	count, width := int64(256), 8
	if h.flags&hasPalette8 == 0 {
		count, width = 16, 4
	}
	data, err := src.Bytes(h.data, 4*count)
	if err != nil {
		return err
	}
	entries := new([256][4]uint8)
	for i := range count {
		entries[i] = [4]uint8(data[4*i:])
	}
	h.data += 4 * count
	t.Format = texture.Palette(entries, width)
	return nil
}

// maskFormat makes the format of pixels of which masks tell the channels.
func (h *header) maskFormat(t *texture.Texture) error {
	p := texture.Packed{Bytes: int(min(h.bitCount, 1024)+7) / 8, Signed: h.flags&hasSigned != 0}
	masks := h.masks
	withAlpha := h.flags&hasAlphaPixels != 0 && masks[3] != 0
	switch {
	case h.flags&hasAlpha != 0 && h.flags&hasRGB == 0:
		masks = [4]uint32{h.masks[3]}
		p.Layout = raster.Grey
	case h.flags&hasLuminance != 0 || h.flags&hasRGB != 0 && masks[1]|masks[2] == 0:
		masks = [4]uint32{0: masks[0], 3: masks[3]}
		p.Layout = raster.Grey
		if withAlpha {
			p.Layout = raster.GreyAlpha
		}
	case withAlpha:
		p.Layout = raster.RGBA
	default:
		p.Layout = raster.RGB
	}
	if masks[0]|masks[1]|masks[2] == 0 {
		return fault.New(fault.Corrupt, "pixels of %d bits, of which none belong to a colour", h.bitCount)
	}
	for i, mask := range masks {
		p.Fields[i] = fieldOf(mask)
	}
	if t.Format = p.Format(); t.Format == nil {
		return fault.New(fault.Corrupt, "pixels of %d bits with masks %08x", h.bitCount, h.masks)
	}
	return nil
}

// fieldOf returns the channel of a mask: from its lowest bit to its highest.
func fieldOf(mask uint32) texture.Field {
	if mask == 0 {
		return texture.Field{}
	}
	low := bits.TrailingZeros32(mask)
	return texture.Field{Shift: low, Bits: bits.Len32(mask) - low}
}
