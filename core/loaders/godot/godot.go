// Package godot reads the textures that the Godot engine makes of imported pictures:
// .ctex of Godot 4 and .stex of Godot 3. Scenes and other resources hold no picture.
//
// Described by the engine's sources: scene/resources/compressed_texture.cpp and
// core/io/image.h of versions 3 and 4.
//
// Read are the PNG or WebP of textures imported as lossless or lossy, and pixels stored
// as they are or in blocks for graphics cards: BC1 to BC7, ETC1, ETC2, EAC, ASTC,
// 8 and 16 bits a channel, packed and floating-point ones, with their mip levels. Pixels in two
// channels are normals or data and shown as such. Where a texture was resized to powers
// of two, it is shown in that size, with a note. Unsupported are Basis Universal, PVRTC and the
// textures of layers and volumes. Sides have at most 65,535 pixels, which the format
// cannot exceed.
package godot

import (
	"fmt"
	"io"
	"math"
	halvings "math/bits"
	"strings"

	"apsync/core/bits"
	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// The beginnings of files of Godot 4 and 3.
const (
	Signature4 = "GST2"
	Signature3 = "GDST"
)

// What a file of version 4 holds (DataFormat).
const (
	dataImage = iota
	dataPNG
	dataWebP
	dataBasis
)

// Flags of version 3's format, over the number of pixels' format.
const (
	flagPNG     = 1 << 20
	flagWebP    = 1 << 21
	flagMipmaps = 1 << 23
	formats     = 1<<20 - 1
)

// stored is what a header says.
type stored struct {
	width, height    int
	customW, customH int // as the game sees it; 0 where that is the same
	coded            bool
	coding           uint32 // dataPNG and so on, of version 4
	format           string // of pixels, as texture.Named has it
	levels           int64  // mip levels of pixels
	off              int64  // of the data
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	c := bits.Little(src.Head())
	c.Skip(4)
	read := read4
	if strings.HasPrefix(string(src.Head()), Signature3) {
		read = read3
	}
	s, err := read(c)
	if err == nil {
		err = c.Err()
	}
	if err != nil {
		return nil, err
	}
	if s.coded {
		return s.openCoded(src)
	}
	return s.openPixels(src)
}

// read4 reads the header of Godot 4.
func read4(c *bits.Cursor) (*stored, error) {
	s := &stored{}
	version := c.U32()
	s.customW, s.customH = int(c.I32()), int(c.I32())
	c.Skip(5 * 4) // flags of import, limit of mip levels, reserved
	s.coding = c.U32()
	s.width, s.height = int(c.U16()), int(c.U16())
	s.levels = int64(c.U32()) + 1
	format := c.U32()
	s.coded = s.coding == dataPNG || s.coding == dataWebP
	s.off = int64(c.Offset())
	switch {
	case c.Err() != nil:
		return s, c.Err()
	case version > 1:
		return nil, fault.New(fault.Unsupported, "version %d of the format, newer than 1", version)
	case s.coding == dataBasis:
		return nil, fault.New(fault.Unsupported, "Basis Universal").Advise("import the texture as Lossless, Lossy or VRAM Compressed")
	case s.coding > dataBasis:
		return nil, fault.New(fault.Unsupported, "data format %d", s.coding)
	case !s.coded && format >= uint32(len(names4)):
		return nil, fault.New(fault.Unsupported, "pixel format %d", format)
	case !s.coded:
		s.format = names4[format]
	}
	return s, nil
}

// read3 reads the header of Godot 3.
func read3(c *bits.Cursor) (*stored, error) {
	s := &stored{}
	s.width, s.customW = int(c.U16()), int(c.U16())
	s.height, s.customH = int(c.U16()), int(c.U16())
	c.Skip(4) // flags of the texture
	format := c.U32()
	s.coded, s.levels = format&(flagPNG|flagWebP) != 0, 1
	if format&flagMipmaps != 0 {
		s.levels = math.MaxInt64
	}
	format &= formats
	if s.coded {
		c.Skip(4) // count of mip levels
	}
	s.off = int64(c.Offset())
	switch {
	case c.Err() != nil:
		return s, c.Err()
	case !s.coded && format >= uint32(len(names3)):
		return nil, fault.New(fault.Unsupported, "pixel format %d", format)
	case !s.coded:
		s.format = names3[format]
	}
	return s, nil
}

// openCoded opens the PNG or WebP of the largest level: its size, in some versions the
// name of its format, and the file.
func (s *stored) openCoded(src *picture.Source) (picture.Picture, error) {
	head, err := src.Bytes(s.off, 8)
	if err != nil {
		return nil, err
	}
	size, off := int64(bits.Little(head).U32()), s.off+4
	if tag := string(head[4:]); tag == "PNG " || tag == "WEBP" {
		off, size = off+4, size-4
	}
	if size <= 0 || size > src.Size()-off {
		return nil, fault.New(fault.Truncated, "picture of %d bytes at offset %d of a file of %d", size, off, src.Size())
	}
	p, err := embedded.Open(io.NewSectionReader(src, off, size), size, "the texture's picture")
	if err != nil {
		return nil, err
	}
	return &embedded.Preview{Picture: p, Pages: 1, Notes: s.notes(p.Info().Width, p.Info().Height)}, nil
}

// openPixels opens levels of pixels that follow each other, the largest first.
func (s *stored) openPixels(src *picture.Source) (picture.Picture, error) {
	if s.width == 0 || s.height == 0 {
		return nil, fault.New(fault.Corrupt, "texture of %d by %d pixels", s.width, s.height)
	}
	format, swizzle := pixelFormat(s.format)
	if format == nil {
		return nil, fault.New(fault.Unsupported, "pixels of format %s", s.format)
	}
	t := texture.Texture{Format: format, Swizzle: swizzle, Notes: s.notes(s.width, s.height)}
	off := s.off
	w, h := s.width, s.height
	for range min(s.levels, int64(halvings.Len(uint(max(w, h))))) {
		size := format.Size(w, h)
		if size > src.Size()-off {
			break
		}
		t.Levels = append(t.Levels, texture.Level{
			Width: w, Height: h, Pitch: format.Pitch(w),
			Faces: []texture.Face{{}}, Open: texture.Stored(src, off),
		})
		off += size
		w, h = max(1, w/2), max(1, h/2)
	}
	if len(t.Levels) == 0 {
		return nil, fault.New(fault.Truncated, "%d by %d pixels of format %s in a file of %d bytes", s.width, s.height, s.format, src.Size())
	}
	return texture.New(t), nil
}

// notes tell of a size that differs from what the game sees.
func (s *stored) notes(w, h int) []string {
	if s.customW <= 0 || s.customH <= 0 || s.customW == w && s.customH == h {
		return nil
	}
	return []string{fmt.Sprintf("stored with %d by %d pixels for a texture of %d by %d", w, h, s.customW, s.customH)}
}
