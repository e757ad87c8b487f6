// Package xpm reads X pixmaps: pictures in text, a few characters for a pixel, behind
// a table of what colours they stand for.
//
// Specification: Arnaud Le Hors, "XPM Manual, the X PixMap Format", version 3.4i
// (1996); versions 1 and 2 after its appendix on older formats.
//
// Read are version 3, which is C source, version 2, plain lines, and version 1, C
// source with definitions; one to eight characters for a pixel. Of a colour's
// meanings that for colour displays is taken, else the grey and then the monochrome
// one: numbers of red, green and blue with one to four digits each, X11's names, and
// None, which is transparent. A name that is not known shows black, with a note.
// Hot spots and extensions are passed over.
//
// Rows are shrunk as they come. A file too short for the pixels it announces is
// refused before anything is allocated, and so are more than 2^20 colours.
package xpm

import (
	"bytes"
	"context"
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	maxColours = 1 << 20
	maxKey     = 8 // characters for a pixel
)

// file is an opened picture.
type file struct {
	src *picture.Source
	header
}

// header is what stands before the colours.
type header struct {
	version       int
	width, height int
	colours       int
	key           int // characters for a pixel
}

// Match reports whether head begins a pixmap of any version.
func Match(head []byte) bool { return versionOf(head) != 0 }

// versionOf returns the version, 0 for what is no pixmap.
func versionOf(head []byte) int {
	text := bytes.TrimLeft(head, " \t\r\n\ufeff")
	text = text[:min(len(text), 2048)]
	switch {
	case bytes.HasPrefix(text, []byte("/* XPM")):
		return 3
	case bytes.HasPrefix(text, []byte("! XPM2")):
		return 2
	case bytes.Contains(text, []byte("#define")) && bytes.Contains(text, []byte("_chars_per_pixel")) &&
		bytes.IndexByte(text, 0) < 0:
		return 1
	}
	return 0
}

// Open reads the header and looks for a colour that is transparent.
func Open(src *picture.Source) (picture.Picture, error) {
	f := &file{src: src}
	if f.version = versionOf(src.Head()); f.version == 0 {
		return nil, fault.New(fault.Corrupt, "the file does not begin as a pixmap")
	}
	t, err := f.start(context.Background())
	if err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	h := bands.Header{
		Width: f.width, Height: f.height, Layout: raster.RGB,
		Fixed: bands.ReaderBytes + 2*int64(f.width)*int64(f.key) + tableBytes(f.colours, f.key),
	}
	for range f.colours {
		_, c, err := f.readColour(t)
		if err != nil {
			return nil, err
		}
		if c.value[3] == 0 { // None
			h.Layout = raster.RGBA
		}
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[uint8], error) {
		return f.rows(ctx, h.Layout.Channels())
	}), nil
}

// check checks the header's numbers.
func (f *file) check() error {
	pixels, ok := bits.Mul(int64(f.width), int64(f.height), int64(f.key))
	switch {
	case f.width <= 0 || f.height <= 0 || f.width > math.MaxInt32/maxKey:
		return fault.New(fault.Corrupt, "size of %d×%d pixels", f.width, f.height)
	case f.key <= 0 || f.colours <= 0:
		return fault.New(fault.Corrupt, "%d colours of %d characters", f.colours, f.key)
	case f.key > maxKey:
		return fault.New(fault.Unsupported, "%d characters for a pixel are more than %d", f.key, maxKey)
	case f.colours > maxColours:
		return fault.New(fault.LimitCount, "%d colours are more than %d", f.colours, maxColours)
	case !ok || pixels > f.src.Size():
		return picture.Short(f.width, f.height, "%d×%d pixels of %d characters exceed the file of %d bytes",
			f.width, f.height, f.key, f.src.Size())
	}
	return nil
}

// rows reads the colours and what follows them.
func (f *file) rows(ctx context.Context, channels int) (rows bands.Rows[uint8], err error) {
	t, err := f.start(ctx)
	if err != nil {
		return rows, err
	}
	colours, notes, err := f.readTable(t)
	if err != nil {
		return rows, err
	}
	if f.version == 1 {
		if err := t.skipTo("_pixels"); err != nil {
			return rows, err
		}
	}
	rows = bands.InOrder(func(row []uint8) error {
		line, err := t.next(f.width * f.key)
		if err != nil {
			return err
		}
		return colours.row(row, line, channels)
	})
	rows.Notes = notes
	return rows, nil
}
