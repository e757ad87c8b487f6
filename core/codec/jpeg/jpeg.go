// Package jpeg reads JPEG pictures: files, and the streams that other formats
// carry inside.
//
// Specification: ITU-T T.81 (https://www.w3.org/Graphics/JPEG/itu-t81.pdf), whose
// sections the comments cite; JFIF 1.02; Adobe Technical Note 5116 for APP14; ICC.1
// Annex B for profiles in APP2; CIPA DC-007 for several pictures in a file.
//
// Read are baseline, extended sequential and progressive coding in 8 and 12 bits, with
// Huffman or arithmetic codes, and lossless coding of 2 to 16 bits with Huffman codes,
// in one scan without subsampling; one to four components, of two of which the first is
// shown. Of a file with several pictures (MPO, Ultra HDR) the first is read. Hierarchical
// and lossless arithmetic coding and JPEG-LS are unsupported.
//
// A picture of 8 bits is decoded at 1/8, 1/4, 1/2, 3/4, 7/8 or 1/1 of its size, whichever
// is the smallest that will do, and subsampled colour about as fine as its light if that
// is wanted; one of 12 bits at 1/8 or 1/1. Of a block that becomes one pixel only the DC
// coefficient counts: the others are stepped over, in several places of the data at once,
// and a progressive file is read no further than its last DC scan. Large pictures are
// handed on row by row, and an idle worker takes a share of them.
//
// Garbage before a marker and after the picture, misnumbered restart markers and a
// missing end are tolerated with a note. Data that ends before every pixel is
// covered is an error. Limits: profiles of 16 MiB, 1000 scans, and no more blocks
// than the file has bits for, except in arithmetic coding, where many take one.
package jpeg

import (
	"context"

	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature is how every JPEG begins: start of image and another marker.
const Signature = "\xff\xd8\xff"

// Options tell what a container knows of a stream that the stream does not say.
// The zero value is right for files.
type Options struct {
	// Tables is a stream in the abbreviated format for table specifications (T.81
	// §B.5), such as the field JPEGTables of TIFF; nil where there is none.
	Tables []byte
	// Model overrides what the stream says about its colours, where it has that
	// many components. Ink stays inverted where the stream has Adobe's segment.
	Model Model
}

// Open reads the headers of a file, up to its first scan. It fails as Corrupt,
// Truncated or Unsupported.
func Open(src *picture.Source) (picture.Picture, error) {
	return OpenStream(src, Options{})
}

// OpenStream is Open for a stream inside a container. Src begins with the stream,
// such as a picture.NewSource of an io.SectionReader; what follows the stream's
// picture is not read.
func OpenStream(src *picture.Source, options Options) (picture.Picture, error) {
	h, scanAt, err := readHeader(src, options)
	if err != nil {
		return nil, err
	}
	model, inverted := h.model(options.Model)
	space, err := h.space(src, model)
	if err != nil {
		return nil, err
	}
	return &file{src: src, header: h, scanAt: scanAt, model: model, inverted: inverted, space: space}, nil
}

// readHeader reads the segments up to the first scan, and the height from behind it
// where need be.
func readHeader(src *picture.Source, options Options) (h *header, scanAt int64, err error) {
	h = newHeader()
	if len(options.Tables) > 0 {
		if err := h.readTables(options.Tables); err != nil {
			return nil, 0, err
		}
	}
	if scanAt, err = h.read(src); err != nil {
		return nil, 0, err
	}
	if h.frame.height == 0 {
		if err := h.findHeight(src, scanAt); err != nil {
			return nil, 0, err
		}
	}
	return h, scanAt, h.frame.plausible(src.Size() - scanAt)
}

// file is an opened JPEG.
type file struct {
	src      *picture.Source
	header   *header
	scanAt   int64 // offset behind the marker of the first scan
	model    Model
	inverted bool // ink is stored as light
	space    colour.Space
}

// Info says what the headers told.
func (p *file) Info() picture.Info {
	f := p.header.frame
	return picture.Info{
		Width: f.width, Height: f.height,
		Orientation: p.header.exif.Orientation,
		Need:        func(want picture.Want) int64 { return p.need(f.plan(want), want) },
	}
}

// Decode decodes at the smallest scale that has want's pixels.
func (p *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	sizes := p.header.frame.plan(want)
	need := p.need(sizes, want)
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	img, kept, err := p.decode(ctx, want, sizes)
	if err != nil {
		want.Budget.Return(need)
		return nil, err
	}
	want.Budget.Return(max(0, need-kept))
	return &picture.Frame{Image: img, Space: p.space, Notes: p.header.notes.list}, nil
}

// decode returns the picture and how many bytes of what need announced are kept for it.
func (p *file) decode(ctx context.Context, want picture.Want, sizes plan) (img raster.Image, kept int64, err error) {
	if p.header.frame.lossless {
		img, err = p.decodeLossless(ctx, want)
		return img, p.need(sizes, want), err
	}
	d := newDecoder(ctx, p, want, sizes)
	if err = d.run(ctx); err != nil {
		return nil, 0, err
	}
	p.header.notes = d.header.notes
	if d.frame.precision != 8 {
		img, err = p.decodeDeep(ctx, d, want)
		return img, p.need(sizes, want), err
	}
	return p.assemble(ctx, d)
}
