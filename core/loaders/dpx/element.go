package dpx

import (
	"context"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Descriptors of elements, ST 268-1 table 1.
const (
	descriptorUser   = 0
	descriptorRed    = 1
	descriptorGreen  = 2
	descriptorBlue   = 3
	descriptorAlpha  = 4
	descriptorLuma   = 6
	descriptorChroma = 7
	descriptorDepth  = 8
	descriptorVideo  = 9
	descriptorRGB    = 50
	descriptorRGBA   = 51
	descriptorABGR   = 52
	descriptor422    = 100
	descriptor4224   = 101
	descriptor444    = 102
	descriptor4444   = 103
	descriptorUser2  = 150
	descriptorUser8  = 156
)

// Ways to pack samples, ST 268-1 table 3C.
const (
	packed        = 0
	packedFilledA = 1 // padding at the least significant bits
	packedFilledB = 2 // at the most significant ones
)

// part says what a sample of a pixel is.
type part uint8

const (
	partNone part = iota
	partRed
	partGreen
	partBlue
	partAlpha
	partLuma
	partCb
	partCr
)

// element is a part of a file that holds some channels of the picture.
type element struct {
	descriptor uint8
	bits       int
	packing    uint16
	runs       bool // run-length encoded
	offset     int64
	padding    int64 // behind every line, in bytes
	parts      []part
	pixels     int   // that the parts describe: 1 or 2
	line       int64 // bytes, padding included
	stored     int64 // bytes of a line as it is converted
}

// describe fills the parts, or says why the element cannot be shown.
func (e *element) describe() error {
	e.pixels = 1
	switch e.descriptor {
	case descriptorUser, descriptorLuma, descriptorDepth, descriptorVideo:
		e.parts = []part{partLuma}
	case descriptorRed:
		e.parts = []part{partRed}
	case descriptorGreen:
		e.parts = []part{partGreen}
	case descriptorBlue:
		e.parts = []part{partBlue}
	case descriptorAlpha:
		e.parts = []part{partAlpha}
	case descriptorChroma:
		e.parts, e.pixels = []part{partCb, partCr}, 2
	case descriptorRGB:
		e.parts = []part{partRed, partGreen, partBlue}
	case descriptorRGBA:
		e.parts = []part{partRed, partGreen, partBlue, partAlpha}
	case descriptorABGR:
		e.parts = []part{partAlpha, partBlue, partGreen, partRed}
	case descriptor422:
		e.parts, e.pixels = []part{partCb, partLuma, partCr, partLuma}, 2
	case descriptor4224:
		e.parts, e.pixels = []part{partCb, partLuma, partAlpha, partCr, partLuma, partAlpha}, 2
	case descriptor444:
		e.parts = []part{partCb, partLuma, partCr}
	case descriptor4444:
		e.parts = []part{partCb, partLuma, partCr, partAlpha}
	default:
		return e.describeUser()
	}
	return nil
}

// describeUser takes elements of so many components for grey or RGB.
func (e *element) describeUser() error {
	if e.descriptor < descriptorUser2 || e.descriptor > descriptorUser8 {
		return fault.New(fault.Unsupported, "an element of kind %d", e.descriptor)
	}
	e.parts = make([]part, int(e.descriptor)-descriptorUser2+2)
	if len(e.parts) == 2 {
		e.parts[0] = partLuma
		return nil
	}
	copy(e.parts, []part{partRed, partGreen, partBlue})
	return nil
}

// perLine returns how many samples a line has.
func (e *element) perLine(w int) int { return (w + e.pixels - 1) / e.pixels * len(e.parts) }

// lineBytes returns the size of w pixels, filled to whole words of 32 bits or not:
// for samples of whole bytes both are found.
func (e *element) lineBytes(w int, filled bool) int64 {
	if e.pixels == 0 { // of Cineon, one channel
		e.pixels, e.parts = 1, []part{partLuma}
	}
	n := int64(e.perLine(w))
	var bytes int64
	switch {
	case e.bits == 10 && e.packing != packed:
		return (n + 2) / 3 * 4
	case e.bits == 12 && e.packing != packed:
		bytes = 2 * n
	case e.bits%8 == 0:
		bytes = n * int64(e.bits/8)
	default:
		return (n*int64(e.bits) + 31) / 32 * 4
	}
	if filled {
		bytes = (bytes + 3) &^ 3
	}
	return bytes
}

// locate decides how long the lines of an element are, and checks that the file has
// them.
func (s *scan) locate(e *element, size int64) error {
	switch e.bits {
	case 1, 8, 10, 12, 16, 32, 64:
	default:
		return fault.New(fault.Unsupported, "an element of %d bits", e.bits)
	}
	end := size
	for i := range s.elements {
		if other := s.elements[i].offset; other > e.offset && other < end {
			end = other
		}
	}
	if e.runs {
		if e.bits > 16 {
			return fault.New(fault.Unsupported, "run lengths of %d bits", e.bits)
		}
		e.stored = 2 * int64(e.perLine(s.header.Width))
		return nil
	}
	if filled := *e; e.packing == packed && (e.bits == 10 || e.bits == 12) && e.padding == 0 {
		filled.packing = packedFilledA
		if filled.lineBytes(s.header.Width, true)*int64(s.header.Height) == end-e.offset {
			e.packing = packedFilledA // some writers leave the field out
		}
	}
	for _, filled := range []bool{true, false} {
		bytes := e.lineBytes(s.header.Width, filled)
		e.line, e.stored = bytes+e.padding, bytes
		all, ok := bits.Mul(e.line, int64(s.header.Height))
		if all -= e.padding; ok && all <= end-e.offset {
			return nil
		}
		// Elements may be interleaved by lines; then the file's end counts.
		if ok && all <= size-e.offset && e.padding >= e.line/2 {
			return nil
		}
	}
	return picture.Short(s.header.Width, s.header.Height, "an element of %d lines of %d bytes at offset %d of a file of %d",
		s.header.Height, e.line, e.offset, size)
}

// reader returns a function that reads the next line.
func (e *element) reader(ctx context.Context, src *picture.Source, s *scan) func([]byte) error {
	if e.runs {
		return newRuns(src.Reader(ctx, e.offset), e, s).read
	}
	window, off := bands.NewWindow(src, src.Size(), windowBytes), e.offset
	return func(stored []byte) error {
		err := window.ReadAt(stored, off)
		off += e.line
		return err
	}
}
