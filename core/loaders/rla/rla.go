// Package rla reads Wavefront's rendered pictures (.rla) and 3ds Max's rich ones
// (.rpf), which add channels behind those that are seen.
//
// Specification: Wavefront's "RLA image file format", as printed in Encyclopedia of
// Graphics File Formats, 2nd edition; what 3ds Max writes agrees with it up to the
// auxiliary channels.
//
// Read are one or three colour channels and one matte, of 8 to 32 bits or float32,
// run-length encoded row by row from the bottom up. What was rendered is shown within
// its frame, black and transparent around; colours are multiplied by the matte.
// Floating-point samples are light, in
// the byte order that makes more of them numbers of use; integers are made for a display unless the header
// names another gamma than 1. Auxiliary channels are not read, and a file that has
// nothing else holds no picture. Fields are shown as stored.
package rla

import (
	"context"
	"math"
	"strconv"
	"strings"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const headerBytes = 740

// Kinds of samples; all but floats, which have two numbers, are integers of so many
// bits as a header says.
const (
	kindFloat = 3
	maxKind   = 4
)

// channel is a channel of the picture.
type channel struct {
	kind, bits int
	size       int // bytes of a sample
	first      int // byte in a stored row
}

func (ch *channel) isFloat() bool { return ch.kind >= kindFloat }

// file is an opened file.
type file struct {
	src             *picture.Source
	header          bands.Header
	left, bottom    int // of what is stored, in the frame
	width, height   int // of what is stored
	firstX, lastX   int // of the stored pixels, those that the frame shows
	channels        []channel
	float           bool
	little          bool // byte order of floats
	gamma           float64
	colours, mattes int
	kinds, depths   [2]int
}

// Match reports whether a file looks like one of the format, which has no number of
// its own: revision, kinds and counts that are possible.
func Match(head []byte) bool {
	if len(head) < headerBytes {
		return false
	}
	c := bits.Big(head)
	c.Seek(16)
	c.Skip(2)
	kind, channels, mattes, aux, revision := c.I16(), c.I16(), c.I16(), c.I16(), c.U16()
	return revision <= 0xfffe && revision >= 0xfff0 && kind >= 0 && kind <= maxKind &&
		channels >= 0 && channels <= 64 && mattes >= 0 && mattes <= 64 && aux >= 0 && aux <= 256
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	f := &file{src: src}
	if err := f.readHeader(); err != nil {
		return nil, err
	}
	if err := f.choose(); err != nil {
		return nil, err
	}
	if size := headerBytes + 4*int64(f.height); size > src.Size() {
		return nil, picture.Short(f.width, f.height, "%d rows take at least %d bytes of a file of %d", f.height, size, src.Size())
	}
	f.header.Orientation, f.header.Premultiplied = picture.FlipVertical, true
	f.header.Fixed = windowBytes + 4*int64(f.height)
	f.header.Space = f.space()
	if f.float {
		return bands.New(f.header, func(context.Context) (bands.Rows[float32], error) {
			read, err := f.reader()
			return bands.Rows[float32]{Read: read, Converter: func() func([]float32, []byte) { return f.floats }}, err
		}), nil
	}
	return bands.New(f.header, func(context.Context) (bands.Rows[uint16], error) {
		read, err := f.reader()
		return bands.Rows[uint16]{Read: read, Converter: func() func([]uint16, []byte) { return f.words }}, err
	}), nil
}

func (f *file) readHeader() error {
	data, err := f.src.Bytes(0, headerBytes)
	if err != nil {
		return err
	}
	c := bits.Big(data)
	left, right, bottom, top := int(c.I16()), int(c.I16()), int(c.I16()), int(c.I16())
	activeLeft, activeRight, activeBottom, activeTop := int(c.I16()), int(c.I16()), int(c.I16()), int(c.I16())
	f.width, f.height = activeRight-activeLeft+1, activeTop-activeBottom+1
	if f.width < 1 || f.height < 1 {
		return fault.New(fault.Corrupt, "header: pixels %d to %d of rows %d to %d", activeLeft, activeRight, activeBottom, activeTop)
	}
	f.header.Width, f.header.Height = right-left+1, top-bottom+1
	f.left, f.bottom = activeLeft-left, activeBottom-bottom
	if f.header.Width < 1 || f.header.Height < 1 {
		f.header.Width, f.header.Height, f.left, f.bottom = f.width, f.height, 0, 0
	}
	f.firstX, f.lastX = max(0, -f.left), min(f.width, f.header.Width-f.left)
	c.Skip(2)
	f.kinds[0], f.colours, f.mattes = int(c.I16()), int(c.I16()), int(c.I16())
	f.gamma = number(data[28:44])
	c.Seek(658)
	f.depths[0], f.kinds[1], f.depths[1] = int(c.I16()), int(c.I16()), int(c.I16())
	return c.Err()
}

// number parses a number of the header; what is none is 0.
func number(text []byte) float64 {
	before, _, _ := strings.Cut(string(text), "\x00")
	v, err := strconv.ParseFloat(strings.TrimSpace(before), 64)
	if err != nil {
		return 0
	}
	return v
}

// choose lists the channels that are shown and finds out how they are stored.
func (f *file) choose() error {
	if f.colours < 1 && f.mattes < 1 {
		return fault.New(fault.NoPicture, "the file has neither colour nor matte")
	}
	if f.colours < 1 { // a matte by itself
		f.colours, f.mattes, f.kinds[0], f.depths[0] = 1, 0, f.kinds[1], f.depths[1]
	}
	shown := 1
	f.header.Layout = raster.Grey
	if f.colours >= 3 {
		shown, f.header.Layout = 3, raster.RGB
	}
	for range shown {
		if err := f.add(0); err != nil {
			return err
		}
	}
	if f.mattes > 0 {
		f.header.Layout = map[int]raster.Layout{1: raster.GreyAlpha, 3: raster.RGBA}[shown]
		if err := f.add(1); err != nil {
			return err
		}
	}
	f.float = f.channels[0].isFloat()
	return nil
}

// add adds a channel of the colours, 0, or mattes, 1.
func (f *file) add(which int) error {
	ch := channel{kind: f.kinds[which], bits: f.depths[which], first: int(f.header.Stored)}
	switch {
	case ch.isFloat():
		ch.bits, ch.size = 32, 4
	case ch.bits < 1 || ch.bits > 32:
		return fault.New(fault.Corrupt, "header: samples of %d bits", ch.bits)
	default:
		ch.size = (ch.bits + 7) / 8
		if ch.size == 3 {
			ch.size = 4
		}
	}
	f.header.Stored += int64(f.width) * int64(ch.size)
	f.channels = append(f.channels, ch)
	return nil
}

// space returns what samples mean.
func (f *file) space() colour.Space {
	switch {
	case f.float:
		return colour.Space{Transfer: colour.TransferLinear}
	case f.gamma > 0 && math.Abs(f.gamma-1) > 0.01:
		return colour.Space{Transfer: colour.TransferGamma, Gamma: f.gamma}
	}
	return colour.Space{}
}
