// Package dds reads DirectDraw surfaces, the textures of games.
//
// Specification: Microsoft's "Programming Guide for DDS" and the reference pages
// DDS_HEADER, DDS_PIXELFORMAT, DDS_HEADER_DXT10 and DXGI_FORMAT; what older files have
// is D3DFORMAT of Direct3D 9.
//
// Read are the block formats BC1 to BC7 under all their names, ASTC, ETC, packed pixels
// of any masks, luminance, alpha alone, palettes of four and eight bits, floats of 16
// and 32 bits, packed floats, pairs of pixels, signed samples, and the swizzled
// normal maps RXGB and DXT5 marked as such. DXT2 and DXT4 have colours multiplied by
// alpha. Formats without a type are taken as colours, of 16 and 32 bits as floats where
// that is usual. Integer samples are shown as they are, whether their format's name
// says sRGB or not, as viewers do; floating-point ones are linear light.
//
// Of a mip chain the level that fits is read; one that ends early is used as far as it
// goes. A cube map is shown as a cross, of an array the first element, of a volume the
// slice in its middle. Where a file is longer than its levels, they are not where they
// should be, and only the largest is used. The pitch that headers state is ignored: writers differ, rows
// are packed. Planar video, one bit a pixel and vendors' formats are unsupported.
package dds

import (
	"strconv"

	"apsync/core/codec/texture"
	"apsync/core/picture"
)

// Signature is how every file begins.
const Signature = "DDS "

// Open reads the headers. It fails as truncated where the largest level is not all
// there.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	t, err := h.texture(src)
	if err != nil {
		return nil, err
	}
	if t.Levels = h.levels(src, t.Format); len(t.Levels) == 0 {
		return nil, picture.Short(h.width, h.height, "%d×%d pixels need %d bytes at offset %d of a file of %d",
			h.width, h.height, t.Format.Size(h.width, h.height), h.data, src.Size())
	}
	t.Notes = h.notes()
	return texture.New(t), nil
}

// notes says what was chosen.
func (h *header) notes() (notes []string) {
	if h.depth > 1 {
		notes = append(notes, "slice "+strconv.Itoa(h.depth/2+1)+" of "+strconv.Itoa(h.depth)+" of a volume")
	}
	if h.elements > 1 {
		notes = append(notes, "the first of "+strconv.Itoa(h.elements)+" textures")
	}
	return notes
}

// levels returns the levels that the file has from the largest on.
func (h *header) levels(src *picture.Source, f *texture.Format) (levels []texture.Level) {
	count, size := h.mips, src.Size()-h.data
	switch all := h.chain(f, count) * int64(len(h.sides)); {
	case all > size && len(h.sides) > 1:
		count = 1 // levels that were promised would move the other faces
	case all*int64(h.elements) < size && len(h.sides) == 1:
		count = 1 // something lies between the levels
	}
	chain, off := h.chain(f, count), int64(0)
	for i := range count {
		w, height, depth := max(1, h.width>>i), max(1, h.height>>i), max(1, h.depth>>i)
		slice := f.Size(w, height)
		level := texture.Level{Width: w, Height: height, Pitch: f.Pitch(w), Open: texture.Stored(src, h.data)}
		for k, side := range h.sides {
			face := texture.Face{Side: side, Offset: int64(k)*chain + off + int64(depth/2)*slice}
			if face.Offset+slice > src.Size()-h.data {
				return levels
			}
			level.Faces = append(level.Faces, face)
		}
		levels = append(levels, level)
		off += slice * int64(depth)
	}
	return levels
}

// chain returns the bytes of so many levels of a face.
func (h *header) chain(f *texture.Format, count int) (n int64) {
	for i := range count {
		n += f.Size(max(1, h.width>>i), max(1, h.height>>i)) * int64(max(1, h.depth>>i))
	}
	return n
}
