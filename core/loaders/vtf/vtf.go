// Package vtf reads Valve textures, versions 7.0 to 7.6.
//
// Specification: "Valve Texture Format" of the Valve Developer Community
// (https://developer.valvesoftware.com/wiki/VTF_(Valve_Texture_Format)).
//
// Read are DXT1, 3 and 5, BC6H and BC7, ATI1N and ATI2N, the packed pixels of 8 to 32
// bits, and floats of 16 and 32 bits. DXT1 has alpha only in its kind with one bit of
// it. Integer samples are for display, floating-point ones linear light. The thumbnail
// of low resolution that files carry is not used: of the mip levels the one that fits
// is read.
//
// Of an animation the first frame is shown, of a volume the middle slice, environment
// maps as a cross, of which the sphere map is left out. Palettes, vendors' depth
// formats and what version 7.6 compresses besides are unsupported.
package vtf

import (
	"strconv"

	"apsync/core/bits"
	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Signature is how every file begins.
const Signature = "VTF\x00"

// Bits and values of a header's fields.
const (
	flagEnvironment = 0x4000
	noSphere        = 0xffff // first frame, of environment maps without a sphere map
	tagHigh         = 0x30   // of the resource that is the picture
	tagCompressed   = 'A' | 'X'<<8 | 'C'<<16
)

// sides are the sides of a cube, in the order right, left, back, front, up, down.
var sides = [6]int{0, 1, 5, 4, 2, 3}

// Limits of what is taken for a header.
const (
	maxMips      = 16
	maxResources = 32
)

// header is what a file's header says.
type header struct {
	major, minor         uint32
	size                 int64
	width, height, depth int
	flags                uint32
	frames, first        int
	format               uint32
	mips                 int
	low                  uint32
	lowW, lowH           int
	data                 int64 // offset of the smallest level
}

// Open reads the header. It fails as truncated where the largest level is not all
// there.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	t := texture.Texture{Format: formatOf(h.format)}
	if t.Format == nil {
		return nil, fault.New(fault.Unsupported, "image format %d", int32(h.format))
	}
	if h.format == formatDXT1 {
		t.Swizzle = texture.Swizzle{3: texture.One}
	}
	if t.Levels, err = h.levels(src, t.Format); err != nil {
		return nil, err
	}
	last := t.Levels[0].Faces[len(t.Levels[0].Faces)-1].Offset + t.Format.Size(h.width, h.height)
	if h.data+last > src.Size() {
		return nil, picture.Short(h.width, h.height, "levels of %d bytes at offset %d of a file of %d", last, h.data, src.Size())
	}
	if h.frames > 1 {
		t.Notes = append(t.Notes, "the first of "+strconv.Itoa(h.frames)+" frames")
	}
	if h.depth > 1 {
		t.Notes = append(t.Notes, "slice "+strconv.Itoa(h.depth/2+1)+" of "+strconv.Itoa(h.depth)+" of a volume")
	}
	return texture.New(t), nil
}

func readHeader(src *picture.Source) (*header, error) {
	c := bits.Little(src.Head())
	c.Skip(4)
	h := &header{major: c.U32(), minor: c.U32(), size: int64(c.U32()), depth: 1}
	h.width, h.height, h.flags = int(c.U16()), int(c.U16()), c.U32()
	h.frames, h.first = int(c.U16()), int(c.U16())
	c.Skip(4 + 12 + 4 + 4)
	h.format, h.mips = c.U32(), int(c.U8())
	h.low, h.lowW, h.lowH = c.U32(), int(c.U8()), int(c.U8())
	if err := c.Err(); err != nil {
		return nil, err
	}
	if h.major != 7 {
		return nil, fault.New(fault.Unsupported, "version %d.%d", h.major, h.minor)
	}
	if h.width == 0 || h.height == 0 {
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", h.width, h.height)
	}
	if h.minor >= 2 {
		h.depth = int(max(1, c.U16()))
	}
	h.frames, h.mips = max(1, h.frames), max(1, min(h.mips, maxMips))
	h.data = h.size
	if f := formatOf(h.low); f != nil && h.lowW > 0 && h.lowH > 0 {
		h.data += f.Size(h.lowW, h.lowH)
	}
	if h.minor >= 3 {
		return h, h.readResources(c)
	}
	return h, c.Err()
}

// readResources finds the picture among the resources of versions from 7.3 on.
func (h *header) readResources(c *bits.Cursor) error {
	c.Skip(3)
	n := c.U32()
	c.Skip(8)
	for range min(n, maxResources) {
		tag, off := c.U32(), c.U32()
		switch tag & 0xffffff {
		case tagHigh:
			h.data = int64(off)
		case tagCompressed:
			return fault.New(fault.Unsupported, "levels that are compressed besides")
		}
	}
	return c.Err()
}

// faces returns how many pictures each frame has, and how many of them are shown.
func (h *header) faces() (stored, shown int) {
	switch {
	case h.flags&flagEnvironment == 0:
		return 1, 1
	case h.minor < 5 && h.first != noSphere:
		return 7, 6
	}
	return 6, 6
}

// levels returns the levels from the largest on; the file has the smallest first, and of
// each level the frames, of which each has its faces, and those their slices.
func (h *header) levels(src *picture.Source, f *texture.Format) ([]texture.Level, error) {
	stored, shown := h.faces()
	levels := make([]texture.Level, h.mips)
	off := int64(0)
	for i := h.mips - 1; i >= 0; i-- {
		w, height, depth := max(1, h.width>>i), max(1, h.height>>i), max(1, h.depth>>i)
		slice := f.Size(w, height)
		face := slice * int64(depth)
		levels[i] = texture.Level{Width: w, Height: height, Pitch: f.Pitch(w), Open: texture.Stored(src, h.data)}
		for k := range shown {
			levels[i].Faces = append(levels[i].Faces, texture.Face{Side: sides[k], Offset: off + int64(k)*face + int64(depth/2)*slice})
		}
		all, ok := bits.Mul(face, int64(stored), int64(h.frames))
		if off += min(all, src.Size()); !ok || i > 0 && all > src.Size() {
			return nil, picture.Short(h.width, h.height, "level %d of %d×%d pixels in a file of %d bytes", i, w, height, src.Size())
		}
	}
	return levels, nil
}
