// Package netpbm reads the pictures of Netpbm: PBM, PGM and PPM, plain (P1 to P3) and
// raw (P4 to P6), and PAM (P7).
//
// Specification: https://netpbm.sourceforge.net/doc/pbm.html, pgm.html, ppm.html and
// pam.html.
//
// Read are all sample ranges from 1 to 65535, comments anywhere in a header and
// between the numbers of plain files, and PAM of one to four channels: its tuple
// types say whether a second or fourth one is alpha, and without a known type their
// number decides; of more channels the first are taken. Samples are shown as sRGB's,
// as other readers do, though the specification prescribes the curve of BT.709 for
// them. Of several pictures in a file the first is shown. Samples above the range
// are white.
//
// Rows are read one at a time and shrunk as they come. A file too short for the
// samples it announces is refused before anything is allocated. PFM is another
// format, and xv's thumbnails, which begin like PAM, are not read.
package netpbm

import (
	"context"

	"apsync/core/codec/scan"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// The magic numbers are P and one of these.
const firstKind, lastKind = '1', '7'

// Match reports whether head begins with a magic number and white space or a comment.
func Match(head []byte) bool {
	if len(head) < 3 || head[0] != 'P' || head[1] < firstKind || head[1] > lastKind {
		return false
	}
	if head[1] == lastKind {
		return head[2] == '\n' || head[2] == '\r'
	}
	return isSpace(head[2]) || head[2] == '#'
}

// file is an opened picture.
type file struct {
	src *picture.Source
	*header
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	if left := src.Size() - h.pixels; h.leastBytes() > left {
		return nil, fault.New(fault.Truncated, "%d×%d pixels take at least %d bytes, %d are left of the file",
			h.width, h.height, h.leastBytes(), left)
	}
	return &file{src, h}, nil
}

// Info says what the header told.
func (f *file) Info() picture.Info {
	return picture.Info{
		Width: f.width, Height: f.height,
		HasAlpha: f.layout.HasAlpha(),
		Mimetype: f.mimetype(),
		Need:     f.shape().Need,
	}
}

func (f *file) shape() scan.Shape {
	s := scan.Shape{Width: f.width, Height: f.height, Layout: f.layout, Sample: 1}
	s.Fixed = scan.ReaderBytes + int64(f.rowBytes()) + 1<<10
	if f.deep() {
		s.Sample = 2
		s.Fixed += scan.Scale16Bytes
	}
	return s
}

// Decode reads the rows.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	img, err := f.decode(ctx, want)
	if err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img, Notes: f.notes}, nil
}

func (f *file) decode(ctx context.Context, want picture.Want) (raster.Image, error) {
	in := f.src.Reader(ctx, f.pixels)
	switch {
	case f.plain() && f.deep():
		return scan.Rows(ctx, f.shape(), want, plainRows[uint16](in, f.header))
	case f.plain():
		return scan.Rows(ctx, f.shape(), want, plainRows[uint8](in, f.header))
	case f.deep():
		return scan.Rows(ctx, f.shape(), want, wordRows(in, f.header))
	}
	return scan.Rows(ctx, f.shape(), want, byteRows(in, f.header))
}
