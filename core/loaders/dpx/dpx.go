// Package dpx reads pictures of digital intermediates: DPX, and Cineon, from which it
// came.
//
// Specifications: SMPTE ST 268-1:2014 (DPX 2.0, with what 1.0 had otherwise) and
// Kodak, "Grant Boucher: 4.5 Cineon digital film system file format".
//
// Read are 1, 8, 10, 12 and 16 bits and float32 and float64; packed without gaps, or
// filled to words at either end; both byte orders; luma, RGB, RGBA, ABGR, single
// channels and luma with colour differences at full or half width, in one image
// element or spread over several; DPX's run lengths; the eight orientations. Printing
// densities and logarithmic samples are shown by the curve of 10-bit film scans,
// linear ones as light, all others as video. Colour differences are those of BT.709,
// or of BT.601 where the file says so, in the range of video.
//
// Of elements beyond one picture's the first count, with a note. Composite video,
// depth and user-defined elements show as grey or RGB by the number of their
// components. Pixels are taken to be square. Padding at the end of lines and in words,
// about which some files are wrong, is judged by what they hold.
package dpx

import (
	"context"
	"encoding/binary"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signatures of DPX and of Cineon, in either byte order.
var (
	Signatures       = []string{"SDPX", "XPDS"}
	CineonSignatures = []string{"\x80\x2a\x5f\xd7", "\xd7\x5f\x2a\x80"}
)

// Open reads the headers of a DPX file. It fails as truncated where the file cannot
// hold the rows it announces.
func Open(src *picture.Source) (picture.Picture, error) {
	s, err := readDPX(src)
	if err != nil {
		return nil, err
	}
	return s.open(src)
}

// OpenCineon is Open for a Cineon file.
func OpenCineon(src *picture.Source) (picture.Picture, error) {
	s, err := readCineon(src)
	if err != nil {
		return nil, err
	}
	return s.open(src)
}

// scan is an opened file.
type scan struct {
	header   bands.Header
	order    binary.ByteOrder
	elements []element
	// samples at every pixel: luma and colour differences become RGB.
	differences bool
	video       matrix
}

// windowBytes is how much of an element is read at once.
const windowBytes = 256 << 10

// maxSide is the most pixels of a line or column.
const maxSide = 1 << 26

// open makes a picture of the elements.
func (s *scan) open(src *picture.Source) (picture.Picture, error) {
	h := &s.header
	if h.Width < 1 || h.Height < 1 || h.Width > maxSide || h.Height > maxSide {
		return nil, fault.New(fault.Corrupt, "header: a picture of %d×%d pixels", h.Width, h.Height)
	}
	if err := s.arrange(); err != nil {
		return nil, err
	}
	float := s.elements[0].bits >= 32
	for i := range s.elements {
		e := &s.elements[i]
		if e.bits >= 32 != float {
			return nil, fault.New(fault.Unsupported, "elements of %d and %d bits", s.elements[0].bits, e.bits)
		}
		if err := s.locate(e, src.Size()); err != nil {
			return nil, err
		}
		h.Stored += e.stored
		// A window, a line's samples in a lane, and for colour differences three more.
		h.Fixed += windowBytes + bands.MaxLanes*8*int64(e.perLine(h.Width))
	}
	if s.differences {
		if float {
			return nil, fault.New(fault.Unsupported, "colour differences as floating-point numbers")
		}
		h.Fixed += bands.MaxLanes * 6 * int64(h.Width+1)
	}
	if float {
		return bands.New(*h, func(ctx context.Context) (bands.Rows[float32], error) {
			return rows(ctx, s, src, floatUnpacker), nil
		}), nil
	}
	return bands.New(*h, func(ctx context.Context) (bands.Rows[uint16], error) {
		return rows(ctx, s, src, wordUnpacker), nil
	}), nil
}

// rows reads lines of every element, one element's behind the other's.
func rows[T uint16 | float32](ctx context.Context, s *scan, src *picture.Source, unpacker func(e *element, order binary.ByteOrder) func([]T, []byte)) bands.Rows[T] {
	readers := make([]func([]byte) error, len(s.elements))
	for i := range s.elements {
		readers[i] = s.elements[i].reader(ctx, src, s)
	}
	return bands.Rows[T]{
		Read: func(stored []byte) error {
			for i := range s.elements {
				n := s.elements[i].stored
				if err := readers[i](stored[:n]); err != nil {
					return err
				}
				stored = stored[n:]
			}
			return nil
		},
		Converter: func() func([]T, []byte) { return newConverter(s, unpacker) },
	}
}

// layoutOf returns the layout of pixels that have colour or alpha.
func layoutOf(coloured, alpha bool) raster.Layout {
	switch {
	case coloured && alpha:
		return raster.RGBA
	case coloured:
		return raster.RGB
	case alpha:
		return raster.GreyAlpha
	}
	return raster.Grey
}
