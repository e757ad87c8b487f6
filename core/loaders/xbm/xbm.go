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
	"bytes"
	"context"
	"math"
	"math/bits"
	"strconv"

	"apsync/core/codec/scan"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file is an opened picture.
type file struct {
	src           *picture.Source
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
	f, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	f.src = src
	const shortest = 2 // a digit and a comma
	if least := f.rowItems()*int64(f.height)*shortest - 1; least > src.Size()-f.items {
		return nil, fault.New(fault.Truncated, "%d×%d pixels take at least %d bytes, %d are left of the file",
			f.width, f.height, least, src.Size()-f.items)
	}
	return f, nil
}

func readHeader(head []byte) (*file, error) {
	brace := bytes.IndexByte(head, '{')
	if brace < 0 || !bytes.Contains(head[:brace], []byte("#define")) {
		return nil, fault.New(fault.Corrupt, "no array within the first %d bytes", len(head))
	}
	f := &file{itemBits: 8, items: int64(brace) + 1}
	for line := range bytes.Lines(head[:brace]) {
		fields := bytes.Fields(line)
		if len(fields) != 3 || string(fields[0]) != "#define" {
			continue
		}
		n, err := strconv.ParseInt(string(fields[2]), 0, 32)
		switch {
		case err != nil:
		case bytes.HasSuffix(fields[1], []byte("width")):
			f.width = int(n)
		case bytes.HasSuffix(fields[1], []byte("height")):
			f.height = int(n)
		}
	}
	declaration := head[:brace]
	declaration = declaration[bytes.LastIndexByte(declaration, '#')+1:]
	if !bytes.Contains(declaration, []byte("bits")) {
		return nil, fault.New(fault.Corrupt, "no array of bits")
	}
	if bytes.Contains(declaration, []byte("short")) {
		f.itemBits = 16
	}
	if f.width <= 0 || f.height <= 0 || f.width > math.MaxInt32/8 {
		return nil, fault.New(fault.Corrupt, "size of %d×%d pixels", f.width, f.height)
	}
	return f, nil
}

// rowItems is how many numbers make a row.
func (f *file) rowItems() int64 {
	return (int64(f.width) + int64(f.itemBits) - 1) / int64(f.itemBits)
}

// Info says what the header told.
func (f *file) Info() picture.Info {
	return picture.Info{Width: f.width, Height: f.height, Need: f.shape().Need}
}

func (f *file) shape() scan.Shape {
	return scan.Shape{
		Width: f.width, Height: f.height, Layout: raster.Grey, Sample: 1,
		Fixed: scan.ReaderBytes + 2*f.rowItems() + 1<<10,
	}
}

// Decode reads the numbers.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	in := &numbers{r: f.src.Reader(ctx, f.items)}
	packed := make([]byte, f.rowItems()*int64(f.itemBits/8))
	img, err := scan.Rows(ctx, f.shape(), want, func(row []uint8) error {
		for i := 0; i < len(packed); i += f.itemBits / 8 {
			v, err := in.next()
			if err != nil {
				return err
			}
			packed[i] = bits.Reverse8(uint8(v)) // the lowest bit is the leftmost
			if f.itemBits == 16 {
				packed[i+1] = bits.Reverse8(uint8(v >> 8))
			}
		}
		scan.Bilevel(row, packed, 1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img}, nil
}
