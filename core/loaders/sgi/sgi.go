// Package sgi reads pictures of Silicon Graphics workstations (.sgi, .rgb, .rgba,
// .bw, .int, .inta), which renderers still write.
//
// Specification: Paul Haeberli, "The SGI Image File Format", version 1.00.
//
// Read are one to four channels of 8 and 16 bits, as they are or run-length encoded;
// of more channels the first four count, with a note. Pictures of the old kinds
// "dithered" and "screen", whose samples are colours of hardware palettes, show as
// grey or by their three bit fields; files that are palettes hold no picture. Rows
// are stored from the bottom up. A row whose runs overrun it is cut, one that they do
// not fill is an error.
package sgi

import (
	"context"
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature is the number that files begin with; how they are stored and the bytes of
// a sample follow.
const Signature = "\x01\xda"

const headerBytes = 512

// Values of the header's colour map.
const (
	normal = iota
	dithered
	screen
	colourMap
)

// file is an opened file.
type file struct {
	src      *picture.Source
	header   bands.Header
	encoded  bool
	size     int // bytes of a sample
	colours  uint32
	channels int // stored
	taken    int // channels that are read
}

// Match reports whether a file begins as one of the format.
func Match(head []byte) bool {
	return len(head) >= 12 && string(head[:2]) == Signature && head[2] <= 1 && (head[3] == 1 || head[3] == 2)
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	f, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	if err := f.checkSize(); err != nil {
		return nil, err
	}
	if f.size == 2 {
		return bands.New(f.header, func(ctx context.Context) (bands.Rows[uint16], error) {
			read, err := f.reader()
			return bands.Rows[uint16]{Read: read, Converter: func() func([]uint16, []byte) { return f.words }}, err
		}), nil
	}
	return bands.New(f.header, func(ctx context.Context) (bands.Rows[uint8], error) {
		read, err := f.reader()
		return bands.Rows[uint8]{Read: read, Converter: func() func([]uint8, []byte) { return f.bytes }}, err
	}), nil
}

func readHeader(src *picture.Source) (*file, error) {
	data, err := src.Bytes(0, headerBytes)
	if err != nil {
		return nil, err
	}
	f := &file{src: src, encoded: data[2] == 1, size: int(data[3])}
	c := bits.Big(data)
	c.Skip(4)
	dimension, w, h, z := c.U16(), int(c.U16()), int(c.U16()), int(c.U16())
	f.colours = binary.BigEndian.Uint32(data[104:])
	if dimension < 3 {
		z = 1
	}
	if dimension == 1 {
		h = 1
	}
	if data[2] > 1 || f.size < 1 || f.size > 2 || dimension < 1 || dimension > 3 || w < 1 || h < 1 || z < 1 {
		return nil, fault.New(fault.Corrupt, "header: %d×%d×%d samples of %d bytes in %d dimensions, stored in way %d", w, h, z, f.size, dimension, data[2])
	}
	if f.colours == colourMap {
		return nil, fault.New(fault.NoPicture, "the file is a palette")
	}
	f.channels, f.taken = z, min(z, 4)
	f.header = bands.Header{
		Width: w, Height: h, Orientation: picture.FlipVertical,
		Layout: [...]raster.Layout{raster.Grey, raster.GreyAlpha, raster.RGB, raster.RGBA}[f.taken-1],
		Stored: int64(w) * int64(f.size) * int64(f.taken),
		Fixed:  int64(f.taken)*windowBytes + 16*int64(h)*int64(f.taken),
	}
	if z > 4 {
		f.header.Notes = []string{"of more than four channels the first four are shown"}
	}
	if f.colours == dithered && f.size == 1 && z == 1 {
		f.header.Layout = raster.RGB
	}
	return f, nil
}

// checkSize refuses files that cannot hold what the header announces.
func (f *file) checkSize() error {
	h := &f.header
	need := int64(headerBytes)
	if f.encoded {
		need += 8 * int64(h.Height) * int64(f.channels)
	} else {
		need += int64(h.Width) * int64(h.Height) * int64(f.size) * int64(f.taken)
	}
	if need > f.src.Size() {
		return picture.Short(h.Width, h.Height, "%d×%d pixels of %d channels take at least %d bytes of a file of %d", h.Width, h.Height, f.channels, need, f.src.Size())
	}
	return nil
}

// bytes interleaves the planes of a row.
func (f *file) bytes(row []uint8, stored []byte) {
	w, n := f.header.Width, f.header.Layout.Channels()
	if n > f.taken { // dithered: red, green and blue in 3, 3 and 2 bits, from the lowest up
		for x, v := range stored[:w] {
			row[3*x], row[3*x+1], row[3*x+2] = v&7*36, v>>3&7*36, v>>6*85
		}
		return
	}
	switch n {
	case 1:
		copy(row, stored)
	case 3:
		r, g, b := stored[:w], stored[w:2*w], stored[2*w:3*w]
		for x := range r {
			pixel := row[3*x : 3*x+3]
			pixel[0], pixel[1], pixel[2] = r[x], g[x], b[x]
		}
	default:
		for c := range n {
			for x, v := range stored[c*w : (c+1)*w] {
				row[x*n+c] = v
			}
		}
	}
}

// words interleaves planes of samples of 16 bits.
func (f *file) words(row []uint16, stored []byte) {
	w, n := f.header.Width, f.header.Layout.Channels()
	for c := range n {
		plane := stored[2*c*w : 2*(c+1)*w]
		for x := range w {
			row[x*n+c] = binary.BigEndian.Uint16(plane[2*x:])
		}
	}
}
