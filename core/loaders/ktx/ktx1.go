package ktx

import (
	"encoding/binary"
	"math/bits"
	"strconv"

	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
)

// header1 is the header of version 1.
type header1 struct {
	order                               binary.ByteOrder
	glType, typeSize, glFormat, glInner uint32
	width, height, depth                int
	elements, faces, mips               int
	keys                                int64
}

// size1 is how long it is, in bytes.
const size1 = 64

func open1(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader1(src)
	if err != nil {
		return nil, err
	}
	t, pvr := texture.Texture{Format: h.format()}, 0
	if t.Format == nil {
		if pvr = pvrtcBits(h.glInner); pvr == 0 || h.glType != 0 {
			return nil, fault.New(fault.Unsupported, "opengl format %#x of type %#x, internally %#x", h.glFormat, h.glType, h.glInner)
		}
		t.Format = texture.Named("R8G8B8A8_UNORM")
	}
	if glOpaque(h.glInner) {
		t.Swizzle = texture.Swizzle{3: texture.One}
	}
	if t.Levels = h.levels(src, t.Format, pvr); len(t.Levels) == 0 {
		return nil, picture.Short(h.width, h.height, "%d×%d pixels in a file of %d bytes", h.width, h.height, src.Size())
	}
	values := metadata(src, size1, h.keys, h.order)
	t.Orientation = orientation(values["KTXorientation"])
	t.Notes = notes(h.depth, h.elements)
	return texture.New(t), nil
}

func readHeader1(src *picture.Source) (*header1, error) {
	head := src.Head()
	if len(head) < size1 {
		return nil, fault.New(fault.Truncated, "header of %d bytes", len(head))
	}
	h := &header1{order: binary.LittleEndian}
	if h.order.Uint32(head[12:]) != 0x04030201 {
		h.order = binary.BigEndian
	}
	at := func(i int) uint32 { return h.order.Uint32(head[12+4*i:]) }
	h.glType, h.typeSize, h.glFormat, h.glInner = at(1), at(2), at(3), at(4)
	width, height, depth := at(6), at(7), at(8)
	if width == 0 || max(width, height, depth) > maxSide {
		return nil, fault.New(fault.Corrupt, "size of %d×%d×%d pixels", width, height, depth)
	}
	h.width, h.height, h.depth = int(width), int(max(1, height)), int(max(1, depth))
	h.elements, h.faces = int(max(1, at(9)&0xffffff)), 1
	if at(10) == 6 {
		h.faces = 6
	}
	h.mips = levelCount(at(11), h.width, h.height, h.depth)
	h.keys = int64(at(12))
	return h, nil
}

// levelCount bounds a number of mip levels, of which 0 stands for 1.
func levelCount(n uint32, w, h, d int) int {
	return int(max(1, min(n, uint32(bits.Len(uint(max(w, h, d)))))))
}

// notes says what was chosen.
func notes(depth, elements int) (notes []string) {
	if depth > 1 {
		notes = append(notes, "slice "+strconv.Itoa(depth/2+1)+" of "+strconv.Itoa(depth)+" of a volume")
	}
	if elements > 1 {
		notes = append(notes, "the first of "+strconv.Itoa(elements)+" textures")
	}
	return notes
}

// format returns that of the pixels, nil where it is not known.
func (h *header1) format() *texture.Format {
	if h.glType == 0 {
		return glBlocks(h.glInner)
	}
	f := texture.Named(glName(h.glFormat, h.glType))
	if f != nil && h.order == binary.BigEndian && h.typeSize <= 4 {
		return f.Swapped(int(h.typeSize))
	}
	return f
}

// levels returns the levels that the file has from the largest on. Each begins with its
// size; rows of pixels and faces begin at multiples of four.
func (h *header1) levels(src *picture.Source, f *texture.Format, pvr int) (levels []texture.Level) {
	off := size1 + h.keys
	for i := range h.mips {
		w, height, depth := max(1, h.width>>i), max(1, h.height>>i), max(1, h.depth>>i)
		pitch := f.Pitch(w)
		if h.glType != 0 {
			pitch = (pitch + 3) / 4 * 4
		}
		slice := pitch * ((int64(height) + int64(f.BlockH) - 1) / int64(f.BlockH))
		level := texture.Level{Width: w, Height: height, Pitch: pitch}
		if pvr > 0 {
			slice = texture.PVRTCSize(w, height, pvr)
		}
		stored, err := src.Bytes(off, 4)
		if err != nil {
			return levels
		}
		face := (slice*int64(depth) + 3) / 4 * 4
		base, all := off+4, face*int64(h.faces)
		for side := range h.faces {
			level.Faces = append(level.Faces, texture.Face{Side: side, Offset: int64(side)*face + int64(depth/2)*slice})
		}
		if base+level.Faces[h.faces-1].Offset+slice > src.Size() {
			return levels
		}
		level.Open = texture.Stored(src, base)
		if pvr > 0 {
			texture.OpenPVRTC(&level, pvr, slice)
		}
		levels = append(levels, level)
		if size := int64(h.order.Uint32(stored)); h.faces == 1 || h.elements > 1 {
			all = (size + 3) / 4 * 4 // whatever is in there
		}
		off = base + all
	}
	return levels
}
