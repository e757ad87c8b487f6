// Package astc reads the files that encoders of ASTC write: a header of 16 bytes and
// the blocks.
//
// Specification: "The .astc file format" of Arm's astc-encoder; Khronos Data Format
// 1.4 §24 for the blocks, which package texture decodes.
//
// Read are all sizes of blocks in two dimensions. The file does not say whether its
// pixels are for display or light of high range: where blocks of high range are found
// in a sample of 4096 from all over the file, it is light, else for display (sRGB). Of
// a volume in slices the middle one is shown. Blocks of three dimensions are
// unsupported.
package astc

import (
	"strconv"

	"apsync/core/bits"
	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Signature is how every file begins.
const Signature = "\x13\xab\xa1\x5c"

// headerSize is how long the header is, in bytes, and blockSize a block.
const (
	headerSize = 16
	blockSize  = 16
)

// maxSide bounds the size that a header may claim, in pixels.
const maxSide = 1 << 16

// Blocks are looked at in so many places of a file, so many at each.
const (
	places  = 16
	samples = 256
)

// Open reads the header and a sample of the blocks. It fails as truncated where blocks
// are missing.
func Open(src *picture.Source) (picture.Picture, error) {
	c := bits.Little(src.Head())
	c.Skip(4)
	blockW, blockH, blockD := int(c.U8()), int(c.U8()), int(c.U8())
	w, h, d := u24(c), u24(c), u24(c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	switch {
	case blockD > 1:
		return nil, fault.New(fault.Unsupported, "blocks of %d×%d×%d pixels", blockW, blockH, blockD)
	case w == 0 || h == 0 || d == 0 || max(w, h, d) > maxSide:
		return nil, fault.New(fault.Corrupt, "size of %d×%d×%d pixels", w, h, d)
	}
	f := texture.ASTC(blockW, blockH, false)
	if f == nil {
		return nil, fault.New(fault.Corrupt, "blocks of %d×%d pixels", blockW, blockH)
	}
	slice := f.Size(w, h)
	if off := headerSize + slice*int64(d/2); off+slice > src.Size() {
		return nil, picture.Short(w, h, "%d bytes at offset %d of a file of %d", slice, off, src.Size())
	}
	high, err := isHigh(src, blockW, blockH)
	if err != nil {
		return nil, err
	}
	t := texture.Texture{Format: texture.ASTC(blockW, blockH, high), Levels: []texture.Level{{
		Width: w, Height: h, Pitch: f.Pitch(w),
		Faces: []texture.Face{{Offset: slice * int64(d/2)}},
		Open:  texture.Stored(src, headerSize),
	}}}
	if d > 1 {
		t.Notes = []string{"slice " + strconv.Itoa(d/2+1) + " of " + strconv.Itoa(d) + " of a volume"}
	}
	return texture.New(t), nil
}

// u24 reads a number of three bytes.
func u24(c *bits.Cursor) int { return int(c.U8()) | int(c.U8())<<8 | int(c.U8())<<16 }

// isHigh looks for blocks of high range.
func isHigh(src *picture.Source, blockW, blockH int) (bool, error) {
	blocks := (src.Size() - headerSize) / blockSize
	step := max(samples, blocks/places)
	for first := int64(0); first < blocks; first += step {
		data, err := src.Bytes(headerSize+first*blockSize, min(samples, blocks-first)*blockSize)
		if err != nil {
			return false, err
		}
		if texture.HighASTC(data, blockW, blockH) {
			return true, nil
		}
	}
	return false, nil
}
