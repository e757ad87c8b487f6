// Package wbmp reads wireless bitmaps: two bytes, width and height as numbers of
// seven bits a byte, and rows of bits, of which 1 is white.
//
// Specification: WAP-237, Wireless Application Environment: Media Types, appendix A.
//
// There is type 0 only, without extension headers. The format has no signature, so
// Match asks for a size that the file can have: all of a short file must be its
// pixels, and a side is at most 8192. Rows are shrunk as they come.
package wbmp

import (
	"context"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	maxSide = 8192
	// headBytes is what a head holds of a file that is longer.
	headBytes = 4096
	// trailing is how many bytes may follow the pixels of a short file.
	trailing = 2
)

// header is what stands before the rows.
type header struct {
	width, height int
	pixels        int // offset of the first row
}

// Match reports whether head may begin a wireless bitmap.
func Match(head []byte) bool {
	h, err := readHeader(head)
	if err != nil || h.width > maxSide || h.height > maxSide {
		return false
	}
	end := h.end()
	if len(head) < headBytes {
		return end <= int64(len(head)) && end+trailing >= int64(len(head))
	}
	return end >= headBytes && h.width > 1
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	if end := h.end(); end > src.Size() {
		return nil, picture.Short(h.width, h.height, "%d×%d pixels end at offset %d of a file of %d bytes",
			h.width, h.height, end, src.Size())
	}
	b := bands.Header{
		Width: h.width, Height: h.height, Layout: raster.Grey,
		Stored: bands.PackedBytes(h.width, 1), Fixed: bands.ReaderBytes,
	}
	return bands.New(b, func(ctx context.Context) (bands.Rows[uint8], error) {
		return bands.Apart(bands.Full(src.Reader(ctx, int64(h.pixels))), convert), nil
	}), nil
}

func convert(row []uint8, stored []byte) { bands.Bilevel(row, stored, 0) }

func readHeader(head []byte) (*header, error) {
	if len(head) < 4 {
		return nil, fault.New(fault.Truncated, "header of %d bytes", len(head))
	}
	if head[0] != 0 || head[1] != 0 {
		return nil, fault.New(fault.Unsupported, "type %d with header %d is not 0 with 0", head[0], head[1])
	}
	h := &header{pixels: 2}
	for _, side := range []*int{&h.width, &h.height} {
		n, length := number(head[h.pixels:])
		if n == 0 {
			return nil, fault.New(fault.Corrupt, "no width or height at offset %d", h.pixels)
		}
		*side = n
		h.pixels += length
	}
	return h, nil
}

// number reads seven bits of every byte, the last of which has its highest bit
// clear. It returns 0 for numbers of more than 28 bits, or none.
func number(b []byte) (n, length int) {
	for i, v := range b[:min(len(b), 4)] {
		n = n<<7 | int(v&127)
		if v < 128 {
			return n, i + 1
		}
	}
	return 0, 0
}

// end is where the last row ends.
func (h *header) end() int64 {
	return int64(h.pixels) + bands.PackedBytes(h.width, 1)*int64(h.height)
}
