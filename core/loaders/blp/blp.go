// Package blp reads the textures of Blizzard's games: Warcraft III (BLP1) and World of
// Warcraft (BLP2).
//
// Specification: "BLP files" of the Wowpedia and "BLP" of the Hive's modding wiki;
// there is none by the maker.
//
// BLP1 is a palette of 256 colours with alpha of 0, 1, 4 or 8 bits, or JPEG streams
// that share a header, whose four components are blue, green, red and alpha. BLP2 is
// such a palette, DXT1, 3 or 5, or BGRA; its JPEG kind, which nothing writes, is read
// as that of BLP1. Samples are for display (sRGB).
//
// Of mip levels the one that fits is read; JPEG streams are decoded at a part of their
// size instead. The oldest kind, BLP0, has its pixels in files of their own (.b00 and
// on) and is unsupported. Limit: a JPEG header of 64 KiB.
package blp

import (
	"apsync/core/bits"
	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signatures are how files of versions 0, 1 and 2 begin.
var Signatures = []string{"BLP0", "BLP1", "BLP2"}

// Values of the encoding of BLP2; BLP1 has the first two.
const (
	encodingJPEG    = 0
	encodingPalette = 1
	encodingDXT     = 2
	encodingBGRA    = 3
	encodingBGRA2   = 4
)

// maxSide bounds the size that a header may claim, in pixels.
const maxSide = 1 << 16

// header is what a file's header says.
type header struct {
	encoding      uint32
	alphaBits     int
	alphaKind     uint8 // of DXT
	width, height int
	offsets       [16]uint32
	sizes         [16]uint32
	after         int64 // offset of what follows
}

// Open reads the header. It fails as truncated where the largest level is not all
// there.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	var t texture.Texture
	switch h.encoding {
	case encodingJPEG:
		return h.openJPEG(src)
	case encodingPalette:
		return h.openPalette(src)
	case encodingDXT:
		t.Format = h.dxt()
	case encodingBGRA, encodingBGRA2:
		t.Format = texture.Named("B8G8R8A8_UNORM")
	default:
		return nil, fault.New(fault.Unsupported, "encoding %d", h.encoding)
	}
	if h.alphaBits == 0 {
		t.Swizzle = texture.Swizzle{3: texture.One}
	}
	for i := range h.levels(src, t.Format.Size) {
		w, height := max(1, h.width>>i), max(1, h.height>>i)
		t.Levels = append(t.Levels, texture.Level{
			Width: w, Height: height, Pitch: t.Format.Pitch(w),
			Faces: []texture.Face{{}}, Open: texture.Stored(src, int64(h.offsets[i])),
		})
	}
	if len(t.Levels) == 0 {
		return nil, h.truncated(src, t.Format.Size(h.width, h.height))
	}
	return texture.New(t), nil
}

func (h *header) truncated(src *picture.Source, size int64) error {
	return picture.Short(h.width, h.height, "%d×%d pixels of %d bytes at offset %d of a file of %d", h.width, h.height, size, h.offsets[0], src.Size())
}

// levels returns how many levels the file has from the largest on, of which each takes
// as much as size tells.
func (h *header) levels(src *picture.Source, size func(w, h int) int64) (n int) {
	for n < len(h.offsets) && h.offsets[n] != 0 && (n == 0 || max(h.width, h.height)>>n > 0) {
		if int64(h.offsets[n])+size(max(1, h.width>>n), max(1, h.height>>n)) > src.Size() {
			break
		}
		n++
	}
	return n
}

// dxt returns the block format.
func (h *header) dxt() *texture.Format {
	switch {
	case h.alphaKind == 7:
		return texture.Named("BC3")
	case h.alphaKind == 1 && h.alphaBits > 1, h.alphaBits == 4:
		return texture.Named("BC2")
	case h.alphaBits == 8 && h.alphaKind != 0:
		return texture.Named("BC3")
	}
	return texture.Named("BC1")
}

func readHeader(src *picture.Source) (*header, error) {
	c := bits.Little(src.Head())
	h := &header{}
	switch magic := string(c.Bytes(4)); magic {
	case "BLP1":
		h.encoding, h.alphaBits = c.U32(), int(c.U32()&0xff)
		h.width, h.height = int(c.U32()), int(c.U32())
		c.Skip(8)
	case "BLP2":
		kind := c.U32()
		h.encoding, h.alphaBits, h.alphaKind = uint32(c.U8()), int(c.U8()), c.U8()
		c.Skip(1)
		if kind == encodingJPEG {
			h.encoding = encodingJPEG
		}
		h.width, h.height = int(c.U32()), int(c.U32())
	default:
		return nil, fault.New(fault.Unsupported, "%q, whose pixels are in other files", magic)
	}
	for i := range h.offsets {
		h.offsets[i] = c.U32()
	}
	for i := range h.sizes {
		h.sizes[i] = c.U32()
	}
	h.after = int64(c.Offset())
	if err := c.Err(); err != nil {
		return nil, err
	}
	if min(h.width, h.height) <= 0 || max(h.width, h.height) > maxSide {
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", h.width, h.height)
	}
	return h, nil
}

// layout returns the channels of what is no block format.
func (h *header) layout() raster.Layout {
	if h.alphaBits > 0 {
		return raster.RGBA
	}
	return raster.RGB
}
