// Package pcx reads PC Paintbrush pictures (PCX) and the first page of their
// collections (DCX).
//
// Specification: ZSoft PCX File Format Technical Reference Manual, revision 5.
//
// Read are versions 0 to 5, run-length encoded and not: 1, 2, 4 and 8 bits of one
// plane, two to four planes of 1 bit, three planes of 8 bits, and four, the last of
// which is alpha. Colours come from the palette behind the pixels (256 of them, else
// grey), from the header, or, of version 3 and of headers that leave it black, from
// the default ones of the EGA; four colours before version 5 from the CGA's palettes.
// Two colours that are equal mean black and white. Runs may go on over a row's end.
//
// There is no signature worth the name: Match looks at every field. A row is
// decoded at a time and shrunk; a file too short for the rows it announces is
// refused before anything is allocated.
package pcx

import (
	"context"
	"encoding/binary"
	"io"
	"strings"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Collections begin with a magic number and offsets of at most 1024 pages.
const (
	collection = "\xb1\x68\xde\x3a"
	maxPages   = 1023
)

// file is an opened picture.
type file struct {
	src *picture.Source
	*header
	palette *bands.Palette
	pages   int
}

// Match reports whether head begins a picture or a collection.
func Match(head []byte) bool {
	if strings.HasPrefix(string(head), collection) {
		return true
	}
	_, err := readHeader(head)
	return err == nil
}

// Open reads the header and the palette.
func Open(src *picture.Source) (picture.Picture, error) {
	page, pages, err := firstPage(src)
	if err != nil {
		return nil, err
	}
	h, err := readHeader(page.Head())
	if err != nil {
		return nil, err
	}
	if left := page.Size() - headerSize; h.leastBytes() > left {
		return nil, picture.Short(h.width, h.height, "%d×%d pixels take at least %d bytes, %d are left of the file",
			h.width, h.height, h.leastBytes(), left)
	}
	f := &file{src: page, header: h, pages: pages}
	if f.palette, err = h.readPalette(page); err != nil {
		return nil, err
	}
	return bands.New(f.outline(), func(ctx context.Context) (bands.Rows[uint8], error) {
		return bands.Rows[uint8]{Read: readRows(f.src.Reader(ctx, headerSize), f.encoded), Converter: f.converter}, nil
	}), nil
}

// firstPage returns the first page of a collection, or the file itself.
func firstPage(src *picture.Source) (page *picture.Source, pages int, err error) {
	head := src.Head()
	if !strings.HasPrefix(string(head), collection) {
		return src, 0, nil
	}
	end := src.Size()
	var first int64
	for at := 4; at+4 <= len(head) && pages < maxPages; at += 4 {
		off := int64(binary.LittleEndian.Uint32(head[at:]))
		if off == 0 {
			break
		}
		if pages++; pages == 1 {
			first = off
		} else if off > first {
			end = min(end, off)
		}
	}
	if pages == 0 || first >= end {
		return nil, 0, fault.New(fault.Corrupt, "the first of %d pages lies at offset %d of %d", pages, first, end)
	}
	page, err = picture.NewSource(io.NewSectionReader(src, first, end-first), end-first, src.Name())
	return page, pages, err
}

// outline says what rows take.
func (f *file) outline() bands.Header {
	h := bands.Header{
		Width: f.width, Height: f.height, Layout: f.layout(), Pages: f.pages,
		Stored: f.rowBytes(), Fixed: bands.ReaderBytes + bands.MaxLanes*int64(f.width) + 4<<10,
	}
	if f.pages > 0 {
		h.Mimetype = "image/x-dcx"
	}
	if f.pages > 1 {
		h.Notes = []string{"the first page is shown"}
	}
	return h
}

// converter returns what makes samples of a stored row.
func (f *file) converter() func(dst []uint8, stored []byte) {
	if f.depth == 8 && f.planes > 1 {
		return f.interleave
	}
	indices := make([]uint8, f.width)
	return func(dst, stored []uint8) {
		f.indices(indices, stored)
		f.palette.RGB(dst, indices)
	}
}

// interleave makes pixels of planes of bytes.
func (f *file) interleave(dst, stored []uint8) {
	for p := range f.planes {
		plane := stored[p*f.planeBytes:][:f.width]
		for x, v := range plane {
			dst[x*f.planes+p] = v
		}
	}
}

// indices makes indices of packed samples, or of a bit from each plane.
func (f *file) indices(dst, stored []uint8) {
	if f.planes == 1 {
		bands.Unpack(dst, stored, f.depth)
		return
	}
	clear(dst)
	for p := range f.planes {
		plane := stored[p*f.planeBytes:]
		for x := range dst {
			dst[x] |= plane[x/8] >> (7 - x%8) & 1 << p
		}
	}
}
