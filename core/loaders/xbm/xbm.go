// Package xbm reads X bitmaps: C source that defines a width, a height and an array
// of bits, of which 1 is black.
//
// Specification: Xlib - C Language X Interface (X11R7.7) §16.9, and for version 10
// the manual page bitmap(1) of X10R4.
//
// Read are arrays of char and of short (X10), with numbers in hexadecimal, octal or
// decimal, comments between them; a hot spot is passed over. What comes before the
// array must fit 4096 bytes. Rows are shrunk as they come; a file too short for the
// numbers it announces is refused before anything is allocated.
package xbm

import (
	"bufio"
	"bytes"
	"context"
	"math"
	"math/bits"
	"strconv"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// header is what stands before the numbers.
type header struct {
	width, height int
	itemBits      int   // of a number of the array
	items         int64 // offset behind the array's brace
}

// Match reports whether head defines a width and a height and begins an array.
func Match(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	_, err := readHeader(head)
	return err == nil
}

// Open reads what comes before the array.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	const shortest = 2 // a digit and a comma
	if least := h.rowItems()*int64(h.height)*shortest - 1; least > src.Size()-h.items {
		return nil, picture.Short(h.width, h.height, "%d×%d pixels take at least %d bytes, %d are left of the file",
			h.width, h.height, least, src.Size()-h.items)
	}
	b := bands.Header{
		Width: h.width, Height: h.height, Layout: raster.Grey,
		Stored: h.rowItems() * int64(h.itemBits/8), Fixed: bands.ReaderBytes,
	}
	return bands.New(b, func(ctx context.Context) (bands.Rows[uint8], error) {
		return h.rows(src.Reader(ctx, h.items)), nil
	}), nil
}

func readHeader(head []byte) (*header, error) {
	brace := bytes.IndexByte(head, '{')
	if brace < 0 || !bytes.Contains(head[:brace], []byte("#define")) {
		return nil, fault.New(fault.Corrupt, "no array within the first %d bytes", len(head))
	}
	h := &header{itemBits: 8, items: int64(brace) + 1}
	for line := range bytes.Lines(head[:brace]) {
		fields := bytes.Fields(line)
		if len(fields) != 3 || string(fields[0]) != "#define" {
			continue
		}
		n, err := strconv.ParseInt(string(fields[2]), 0, 32)
		switch {
		case err != nil:
		case bytes.HasSuffix(fields[1], []byte("width")):
			h.width = int(n)
		case bytes.HasSuffix(fields[1], []byte("height")):
			h.height = int(n)
		}
	}
	declaration := head[:brace]
	declaration = declaration[bytes.LastIndexByte(declaration, '#')+1:]
	if !bytes.Contains(declaration, []byte("bits")) {
		return nil, fault.New(fault.Corrupt, "no array of bits")
	}
	if bytes.Contains(declaration, []byte("short")) {
		h.itemBits = 16
	}
	if h.width <= 0 || h.height <= 0 || h.width > math.MaxInt32/8 {
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", h.width, h.height)
	}
	return h, nil
}

// rowItems is how many numbers make a row.
func (h *header) rowItems() int64 {
	return (int64(h.width) + int64(h.itemBits) - 1) / int64(h.itemBits)
}

// rows reads the numbers.
func (h *header) rows(in *bufio.Reader) bands.Rows[uint8] {
	numbers := &numbers{r: in}
	read := func(stored []byte) error {
		for i := 0; i < len(stored); i += h.itemBits / 8 {
			v, err := numbers.next()
			if err != nil {
				return err
			}
			stored[i] = bits.Reverse8(uint8(v)) // the lowest bit is the leftmost
			if h.itemBits == 16 {
				stored[i+1] = bits.Reverse8(uint8(v >> 8))
			}
		}
		return nil
	}
	return bands.Apart(read, func(row []uint8, stored []byte) { bands.Bilevel(row, stored, 1) })
}
