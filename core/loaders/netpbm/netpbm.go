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

	"apsync/core/codec/bands"
	"apsync/core/picture"
)

// The magic numbers are P and one of these.
const firstKind, lastKind = '1', '7'

// Match reports whether head begins with a magic number, and a number behind white
// space and comments.
func Match(head []byte) bool {
	if len(head) < 3 || head[0] != 'P' || head[1] < firstKind || head[1] > lastKind {
		return false
	}
	if head[1] == lastKind {
		return head[2] == '\n' || head[2] == '\r'
	}
	s := &scanner{data: head, off: 2}
	s.skip()
	return s.off > 2 && (s.off == len(head) || isDigit(head[s.off]))
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src)
	if err != nil {
		return nil, err
	}
	if left := src.Size() - h.pixels; h.leastBytes() > left {
		return nil, picture.Short(h.width, h.height, "%d×%d pixels take at least %d bytes, %d are left of the file",
			h.width, h.height, h.leastBytes(), left)
	}
	if h.deep() {
		return bands.New(h.outline(), func(ctx context.Context) (bands.Rows[uint16], error) {
			return wordRows(src.Reader(ctx, h.pixels), h), nil
		}), nil
	}
	return bands.New(h.outline(), func(ctx context.Context) (bands.Rows[uint8], error) {
		return byteRows(src.Reader(ctx, h.pixels), h), nil
	}), nil
}

// outline says what rows take.
func (h *header) outline() bands.Header {
	b := bands.Header{
		Width: h.width, Height: h.height, Layout: h.layout, Mimetype: h.mimetype(), Notes: h.notes,
		Stored: int64(h.rowBytes()), Fixed: bands.ReaderBytes,
	}
	if h.deep() {
		b.Fixed += bands.Scale16Bytes
	}
	return b
}
