// Package exr reads OpenEXR pictures: what renderers, compositors and film cameras
// write.
//
// Specification: "OpenEXR File Layout" and "Technical Introduction to OpenEXR" of
// the Academy Software Foundation; for DWA, which neither describes, its library.
//
// Read are scan lines and tiles, of one or several parts, with samples of any type,
// in the compressions none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA and DWAB;
// HTJ2K is unsupported. Of mip and rip levels the smallest that is large enough is
// decoded. Deep pixels are sorted by depth and composited; volumes count as if they
// were at their front. Brightness with differences of colour (Y, RY, BY) becomes RGB.
//
// The picture is the display window: outside of the data window it is transparent,
// or black where there is no alpha. Pixels that are not square are made so by
// merging rows or columns. Of several parts, layers and views the one is shown that
// a person would call the picture: colour before grey before data such as depth and
// normals, the default view first, then layers without a name or with one like
// "beauty"; a note says which it was. Colours are linear, of the file's primaries or
// those that the file's name states; how bright white is, in cd/m², is not used.
//
// Chunks are decoded one by one, by all workers that are idle, and shrunk at once.
// Tables of offsets that are incomplete or wrong are made anew from the chunks; a
// picture of which a chunk is missing fails as truncated. Limits: 1024 parts, 65,536
// attributes, 16,384 channels, 64 MiB for a chunk of deep pixels.
package exr

import (
	"context"
	"fmt"
	"math"

	"apsync/core/picture"
)

// Signature is how every file begins.
const Signature = "v/1\x01"

// document is an opened file.
type document struct {
	src    *picture.Source
	parts  []*part
	tables int64 // where the first part's table of offsets is
	multi  bool
	shown  *choice
}

// Open reads the headers of all parts and chooses what is shown.
func Open(src *picture.Source) (picture.Picture, error) {
	parts, tables, multi, err := readHeaders(src)
	if err != nil {
		return nil, err
	}
	d := &document{src: src, parts: parts, tables: tables, multi: multi, shown: choose(parts)}
	p := d.shown.part
	if err := p.compression.check(); err != nil {
		return nil, err
	}
	// A chunk is at least a number of its place and one of its size.
	if n := p.chunks(); n > src.Size()/8 {
		return nil, picture.Short(p.data.w, p.data.h, "a file of %d bytes cannot hold %d chunks", src.Size(), n)
	}
	return d, nil
}

// Info implements picture.Picture.
func (d *document) Info() picture.Info {
	w, h := d.shown.part.squared(d.shown.part.display.w, d.shown.part.display.h)
	return picture.Info{
		Width: w, Height: h,
		HasAlpha: d.shown.layout().HasAlpha(),
		Pages:    d.shown.count,
		Boxes:    d.shown.part.levelCount() == 1,
		Need:     func(want picture.Want) int64 { return d.plan(want).need() },
	}
}

// squared returns a size in square pixels: those of the longer edge become fewer.
// Aspects of nearly 1 are what remains of calculations, and mean 1.
func (p *part) squared(w, h int) (int, int) {
	const nearly = 0.01
	switch {
	case math.Abs(p.aspect-1) < nearly:
		return w, h
	case p.aspect > 1:
		return w, max(1, int(math.Round(float64(h)/p.aspect)))
	}
	return max(1, int(math.Round(float64(w)*p.aspect))), h
}

// Decode implements picture.Picture.
func (d *document) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	plan := d.plan(want)
	need := plan.need()
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	kept := int64(0)
	defer func() { want.Budget.Return(need - kept) }()
	offsets, err := d.offsets(ctx, plan)
	if err != nil {
		return nil, err
	}
	job := newJob(plan, offsets)
	if err := job.run(ctx, want.Spare); err != nil {
		return nil, err
	}
	kept = plan.pictureBytes()
	frame := &picture.Frame{Image: job.dst, Space: d.shown.part.space(d.src.Name())}
	if d.shown.count > 1 {
		frame.Notes = []string{fmt.Sprintf("%s is shown, of %d pictures in the file", d.shown.title(), d.shown.count)}
	}
	return frame, nil
}
