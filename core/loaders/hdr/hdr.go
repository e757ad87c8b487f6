// Package hdr reads Radiance pictures (.hdr, .rgbe, .xyze), the usual form of
// environment maps: linear light with a common exponent for three channels.
//
// Specification: the Radiance file formats reference by Greg Ward, "Picture File
// Format", and Graphics Gems II, "Real Pixels".
//
// Read are RGBE and XYZE pixels, flat, in the first run-length encoding and in the
// later one that keeps channels apart, and all eight orders of rows and columns.
// PRIMARIES are honoured; without them colours are those of BT.709, as everybody
// shows them. EXPOSURE and COLORCORR tell what pixels were multiplied by to look
// right: they are left so. PIXASPECT is ignored, as is everything else in the
// header, which may take 64 KiB.
//
// A file that ends within its rows is an error, and so is a row whose runs overrun
// it. Rows are read one after the other and box-shrunk as they come.
package hdr

import (
	"context"
	"strings"

	"apsync/core/codec/bands"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Match reports whether a file is Radiance's: one that says so, or another of whose
// header the first lines tell it.
func Match(head []byte) bool {
	text := string(head)
	return strings.HasPrefix(text, "#?RADIANCE") || strings.HasPrefix(text, "#?RGBE") ||
		strings.HasPrefix(text, "#?") && strings.Contains(text, "\nFORMAT=32-bit_rle_")
}

// Open reads the header. It fails as unsupported where pixels are neither RGBE nor
// XYZE.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	if h.width > maxSide || h.height > maxSide {
		return nil, fault.New(fault.LimitPixels, "header: %d×%d pixels of at most %d a side", h.width, h.height, maxSide)
	}
	b := bands.Header{
		Width: h.width, Height: h.height, Layout: raster.RGB, Orientation: h.orientation,
		Space:  colour.Space{Primaries: h.primaries, Transfer: colour.TransferLinear},
		Stored: 1 + 4*int64(h.width), Fixed: bands.ReaderBytes + tableBytes,
	}
	return bands.New(b, func(ctx context.Context) (bands.Rows[float32], error) {
		r := &reader{r: src.Reader(ctx, h.pixels), width: h.width}
		scale := newScale()
		return bands.Rows[float32]{
			Read:      r.read,
			Converter: func() func([]float32, []byte) { return scale.convert },
		}, nil
	}), nil
}

// maxSide is the most pixels of a row or column.
const maxSide = 1 << 26
