package ktx

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Values of supercompressionScheme.
const (
	schemeNone    = 0
	schemeBasisLZ = 1
	schemeZstd    = 2
	schemeZlib    = 3
)

// header2 is the header and the index of version 2.
type header2 struct {
	vkFormat             uint32
	width, height, depth int
	layers, faces        int
	scheme               uint32
	format               descriptor
	keysOff, keysSize    int64
	globalOff            uint64
	globalSize           uint64
	levels               []level2
}

// level2 is an entry of the level index.
type level2 struct{ off, size, uncompressed uint64 }

func open2(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader2(src)
	if err != nil {
		return nil, err
	}
	values := metadata(src, h.keysOff, h.keysSize, binary.LittleEndian)
	t := texture.Texture{Format: h.pixels(), Orientation: orientation(values["KTXorientation"]), Mimetype: "image/ktx2"}
	if t.Format == nil {
		return nil, h.unsupported()
	}
	if t.Levels, err = h.openLevels(src, t.Format); err != nil {
		return nil, err
	}
	t.Space = h.format.space(t.Format)
	t.Swizzle = h.swizzle(t.Format, values["KTXswizzle"])
	t.Premultiplied = h.format.premultiplied && t.Format.Layout.HasAlpha() && t.Swizzle == (texture.Swizzle{})
	t.Notes = notes(h.depth, h.layers)
	return texture.New(t), nil
}

func readHeader2(src *picture.Source) (*header2, error) {
	c := bits.Little(src.Head())
	c.Skip(12)
	h := &header2{vkFormat: c.U32()}
	c.Skip(4)
	width, height, depth := c.U32(), c.U32(), c.U32()
	layers, faces, levels := c.U32(), c.U32(), c.U32()
	h.scheme = c.U32()
	formatOff, formatSize := c.U32(), c.U32()
	h.keysOff, h.keysSize = int64(c.U32()), int64(c.U32())
	h.globalOff, h.globalSize = c.U64(), c.U64()
	if width == 0 || max(width, height, depth) > maxSide {
		return nil, fault.New(fault.Corrupt, "size of %d×%d×%d pixels", width, height, depth)
	}
	h.width, h.height, h.depth = int(width), int(max(1, height)), int(max(1, depth))
	h.layers, h.faces = int(max(1, layers&0xffffff)), 1
	if faces == 6 {
		h.faces = 6
	}
	for range levelCount(levels, h.width, h.height, h.depth) {
		h.levels = append(h.levels, level2{c.U64(), c.U64(), c.U64()})
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return h, h.format.read(src, int64(formatOff), int64(formatSize))
}

// pixels returns the format of the pixels, nil where it is not known.
func (h *header2) pixels() *texture.Format {
	if h.vkFormat != 0 {
		return vkFormat(h.vkFormat)
	}
	switch {
	case h.scheme == schemeBasisLZ && h.format.model == modelETC1S && h.format.samples > 1:
		return texture.Named("ETC1A")
	case h.scheme == schemeBasisLZ && h.format.model == modelETC1S:
		return texture.Named("ETC1")
	case h.scheme == schemeBasisLZ:
		return nil
	case h.format.model == modelUASTC:
		return texture.Named("UASTC")
	case h.format.model == modelUASTCHDR:
		return texture.ASTC(4, 4, true)
	}
	return nil
}

func (h *header2) unsupported() error {
	switch {
	case h.vkFormat == 0 && h.format.model == modelXUASTC:
		return fault.New(fault.Unsupported, "xuastc of basis universal 2").Advise("uastc and etc1s are read")
	case h.vkFormat == 0:
		return fault.New(fault.Unsupported, "pixels of colour model %d with supercompression %d", h.format.model, h.scheme)
	}
	return fault.New(fault.Unsupported, "vulkan format %d", h.vkFormat)
}

// swizzle returns how channels are rearranged.
func (h *header2) swizzle(f *texture.Format, letters string) texture.Swizzle {
	s, ok := texture.ParseSwizzle(letters)
	switch {
	case ok && f.Layout == raster.Grey && letters == "rrr1":
		return texture.Swizzle{}
	case h.format.twoChannels() && ok && letters != "":
		for i, c := range s { // the second channel lies in alpha
			if c == texture.Green {
				s[i] = texture.Alpha
			}
		}
	case h.format.twoChannels():
		return texture.Swizzle{texture.Red, texture.Alpha, texture.Z, texture.One}
	case !ok && (opaqueBC1(h.vkFormat) || h.format.opaque()):
		return texture.Swizzle{3: texture.One}
	}
	return s
}

// openLevels returns the levels that the file has from the largest on.
func (h *header2) openLevels(src *picture.Source, f *texture.Format) (levels []texture.Level, err error) {
	var basis *basisLZ
	if h.scheme == schemeBasisLZ {
		if basis, err = h.openBasis(src); err != nil {
			return nil, err
		}
	}
	for i, l := range h.levels {
		w, height, depth := max(1, h.width>>i), max(1, h.height>>i), max(1, h.depth>>i)
		slice := f.Size(w, height)
		level := texture.Level{Width: w, Height: height, Pitch: f.Pitch(w)}
		for side := range h.faces {
			level.Faces = append(level.Faces, texture.Face{Side: side, Offset: slice * int64(side*depth+depth/2)})
		}
		if !h.holds(src.Size(), l, level.Faces[h.faces-1].Offset+slice) {
			break
		}
		if basis != nil {
			basis.open(&level, l, i, h)
		} else if err := openStored(&level, src, l, h.scheme); err != nil {
			return nil, err
		}
		levels = append(levels, level)
	}
	if len(levels) == 0 {
		return nil, picture.Short(h.width, h.height, "%d×%d pixels in a file of %d bytes", h.width, h.height, src.Size())
	}
	return levels, nil
}

// holds reports whether a file of that size has a level, of which end bytes are needed.
func (h *header2) holds(size int64, l level2, end int64) bool {
	inside := l.off <= uint64(size) && l.size <= uint64(size)-l.off
	return inside && (h.scheme != schemeNone || uint64(end) <= l.size)
}
