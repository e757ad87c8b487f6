// Package aseprite reads the sprites of Aseprite: frames of chunks, which say what the
// layers, colours and tiles are and what a layer shows in a frame, a cel.
//
// Specification: https://github.com/aseprite/aseprite/blob/main/docs/ase-file-specs.md.
//
// Shown is the first frame in which a visible layer has a cel; where none has, the
// sprite is blank. Read are pixels of 32 bits, grey with alpha and indices; raw,
// compressed and linked cels and tile maps with tiles of the file; palettes of all
// three kinds; groups, opacities, all blend modes (Addition, Subtract and Divide
// included), z-indices among the layers of one group; an ICC profile or a gamma of its
// own. Reference layers are not part of the picture, as when Aseprite exports it. Tile
// sets of other files are not followed, and their maps are empty, with a note. Pixels
// are taken to be square.
//
// The layers are blended row by row, as they are inflated; tile sets and maps are
// held. At most 65536 cels and 16384 layers are read, groups in groups 64 deep.
package aseprite

import (
	"context"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/composite"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	headerSize = 128
	magic      = 0xa5e0
)

// Flags of the header.
const (
	layerOpacityValid = 1
	groupBlendValid   = 2
)

// model is what layers are blended in.
var model = composite.Model{Colours: 3}

// sprite is an opened file.
type sprite struct {
	src           *picture.Source
	frames        int
	width, height int
	depth         int // bits of a pixel
	flags         uint32
	transparent   uint8 // the index that is
	chunks
}

// Match reports whether head is that of a sprite: three fields that have few values.
func Match(head []byte) bool {
	_, err := readHeader(head)
	return err == nil
}

func readHeader(head []byte) (*sprite, error) {
	c := bits.Little(head)
	c.Skip(4)
	signature := c.U16()
	s := &sprite{frames: int(c.U16()), width: int(c.U16()), height: int(c.U16()), depth: int(c.U16()), flags: c.U32()}
	c.Skip(10)
	s.transparent = c.U8()
	c.Skip(headerSize - c.Offset())
	switch {
	case c.Err() != nil:
		return nil, c.Err()
	case signature != magic:
		return nil, fault.New(fault.Corrupt, "header: magic number %#x is not %#x", signature, magic)
	case s.width == 0 || s.height == 0 || s.frames == 0:
		return nil, fault.New(fault.Corrupt, "header: %d frames of %d×%d pixels", s.frames, s.width, s.height)
	case s.depth != 8 && s.depth != 16 && s.depth != 32:
		return nil, fault.New(fault.Corrupt, "header: %d bits per pixel", s.depth)
	}
	return s, nil
}

// Open reads the header and the chunks up to the frame that is shown.
func Open(src *picture.Source) (picture.Picture, error) {
	s, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	s.src = src
	if err := s.readFrames(); err != nil {
		return nil, err
	}
	if err := s.checkCels(); err != nil {
		return nil, err
	}
	return bands.New(s.outline(), s.rows), nil
}

// outline says what blending takes.
func (s *sprite) outline() bands.Header {
	h := bands.Header{
		Width: s.width, Height: s.height, Layout: raster.RGBA, Pages: s.frames, Space: s.space, Notes: s.notes,
	}
	const perLayer = 512
	h.Fixed = bands.ComposedBytes(s.width) + perLayer*int64(len(s.layers)) + paletteBytes
	h.Fixed += composite.Bytes(model, s.width, nil) * int64(s.deepest()+2)
	for _, c := range s.shown {
		h.Fixed += s.sourceBytes(c)
	}
	for _, t := range s.tilesets {
		h.Fixed += s.tileBytes(t)
	}
	return h
}

// rows blends the layers.
func (s *sprite) rows(context.Context) (bands.Rows[uint8], error) {
	c, err := s.compositor()
	if err != nil {
		return bands.Rows[uint8]{}, err
	}
	return bands.Composed(s.width, c), nil
}
