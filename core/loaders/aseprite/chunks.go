package aseprite

import (
	"fmt"
	"math"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
)

// Limits.
const (
	maxLayers = 1 << 14
	maxCels   = 1 << 16
	maxChunks = 1 << 20
	maxBlock  = 1 << 20  // bytes of a chunk of metadata
	maxICC    = 16 << 20 // bytes
)

// Chunk types.
const (
	oldPalette    = 0x0004 // of eight bits a sample
	olderPalette  = 0x0011 // of six
	layerChunk    = 0x2004
	celChunk      = 0x2005
	profileChunk  = 0x2007
	paletteChunk  = 0x2019
	tilesetChunk  = 0x2023
	frameMagic    = 0xf1fa
	frameHead     = 16
	chunkHead     = 6
	manyChunks    = 0xffff // the count is in a larger field
	celHeadInMaps = 54
)

// chunks is what they say.
type chunks struct {
	layers   []layer
	palette  palette
	tilesets map[uint32]*tileset
	space    colour.Space
	shown    []*cel // of the frame that is shown
	notes    []string
	all      map[celPlace]*cel
}

// celPlace is the frame and the layer of a cel.
type celPlace struct{ frame, layer int }

// readFrames reads frames up to the one that is shown.
func (s *sprite) readFrames() error {
	s.tilesets, s.all = map[uint32]*tileset{}, map[celPlace]*cel{}
	left := maxChunks
	off := int64(headerSize)
	for frame := range s.frames {
		head, err := s.src.Bytes(off, frameHead)
		if err != nil {
			return fault.New(fault.Truncated, "the file ends before frame %d of %d", frame+1, s.frames)
		}
		c := bits.Little(head)
		size, signature, count := int64(c.U32()), c.U16(), uint32(c.U16())
		c.Skip(4)
		if n := c.U32(); n != 0 && count == manyChunks || count == 0 {
			count = n
		}
		if signature != frameMagic || size < frameHead {
			return fault.New(fault.Corrupt, "frame %d: magic number %#x, %d bytes", frame+1, signature, size)
		}
		if left -= int(count); left < 0 {
			return fault.New(fault.LimitCount, "more than %d chunks", maxChunks)
		}
		if err := s.readChunks(frame, off+frameHead, int(count)); err != nil {
			return err
		}
		if s.choose(frame) {
			return nil
		}
		off += size
	}
	return nil
}

// readChunks reads the chunks of a frame.
func (s *sprite) readChunks(frame int, off int64, count int) error {
	for range count {
		head, err := s.src.Bytes(off, chunkHead)
		if err != nil {
			return fault.New(fault.Truncated, "the file ends in frame %d", frame+1)
		}
		c := bits.Little(head)
		size, kind := int64(c.U32()), c.U16()
		if size < chunkHead || size > s.src.Size()-off {
			return fault.New(fault.Truncated, "frame %d: chunk %#x of %d bytes at offset %d of %d",
				frame+1, kind, size, off, s.src.Size())
		}
		if err := s.readChunk(frame, kind, off+chunkHead, size-chunkHead); err != nil {
			return err
		}
		off += size
	}
	return nil
}

func (s *sprite) readChunk(frame int, kind uint16, off, size int64) error {
	limit := size
	switch kind {
	case celChunk:
		limit = celHeadInMaps
	case layerChunk, oldPalette, olderPalette, paletteChunk, tilesetChunk:
		limit = maxBlock
	case profileChunk:
		limit = maxICC
	default:
		return nil
	}
	data, err := s.src.Bytes(off, min(size, limit))
	if err != nil {
		return err
	}
	c := bits.Little(data)
	switch kind {
	case layerChunk:
		err = s.readLayer(c)
	case celChunk:
		err = s.readCel(frame, c, off, size)
	case paletteChunk:
		s.palette.read(c)
	case oldPalette:
		s.palette.readOld(c, math.MaxUint8)
	case olderPalette:
		s.palette.readOld(c, 63)
	case tilesetChunk:
		err = s.readTileset(c, off, size)
	case profileChunk:
		s.readProfile(c)
	}
	if err != nil {
		return err
	}
	if c.Err() != nil {
		return fault.New(fault.Corrupt, "frame %d: chunk %#x of %d bytes is too short", frame+1, kind, size)
	}
	return nil
}

// choose reports whether the frame has a cel in a visible layer, and makes it the one
// that is shown.
func (s *sprite) choose(frame int) bool {
	for i := range s.layers {
		c := s.all[celPlace{frame, i}]
		if c == nil || !s.layers[i].seen {
			continue
		}
		if c.link >= 0 {
			if c = s.all[celPlace{c.link, i}]; c == nil || c.link >= 0 {
				continue
			}
		}
		s.shown = append(s.shown, c)
		s.layers[i].cel = c
	}
	if len(s.shown) > 0 && s.frames > 1 {
		s.notes = append(s.notes, fmt.Sprintf("frame %d of %d is shown", frame+1, s.frames))
	}
	return len(s.shown) > 0
}

// readProfile reads a colour profile: none, sRGB or an ICC profile, and perhaps a
// gamma.
func (s *sprite) readProfile(c *bits.Cursor) {
	const (
		icc        = 2
		fixedGamma = 1
		fixedOne   = 1 << 16
	)
	kind, flags, gamma := c.U16(), c.U16(), c.U32()
	c.Skip(8)
	switch {
	case kind == icc:
		s.space.ICC = c.Bytes(int(c.U32()))
	case flags&fixedGamma == 0:
	case gamma == fixedOne:
		s.space.Transfer = colour.TransferLinear
	default:
		s.space.Transfer, s.space.Gamma = colour.TransferGamma, float64(gamma)/fixedOne
	}
}
