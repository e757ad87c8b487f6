// Package metafile shows Windows metafiles: lists of drawing orders, which clip-art,
// documents and their previews are kept as.
//
// Specification: [MS-WMF] 15.0 (WMF, with or without the placeable header), [MS-EMF]
// 17.0 (EMF), [MS-EMFPLUS] 18.0 (EMF+). A metafile that is nothing but one bitmap is
// that bitmap, at its own size. A WMF that holds the EMF that it was made from is shown as
// that. Others are drawn at the size that is asked for: lines,
// polygons, curves, paths, text, bitmaps with their raster operations, gradients, within
// clips and under all mapping modes and transforms. An EMF that also holds its drawing
// as EMF+ is drawn from the records that need none; of one that only has EMF+, bitmaps
// and plain rectangles, polygons and ellipses are.
//
// The paper is white: a metafile has no ground of its own, was drawn on paper or a
// window, and its raster operations need something to work upon; black text alone would
// vanish before a dark surface.
//
// Metafiles name fonts and hold none. Text is set in the Go fonts, squeezed or stretched
// to the distances that the metafile gives for its letters; characters that those do not
// have are boxes, which a note counts.
//
// Left out, and counted in a note, are floods, bitmaps whose colours are a palette of
// the device's, and kinds of records that are not known. Palettes, colour
// management, masks of bitmaps and regions that are not made of rectangles are not
// looked at. A metafile that is cut is drawn as far as it goes.
//
// Limits: 64 MiB and 1,048,576 records a metafile; 1,048,576 points a shape; 65,536
// objects; 1024 states saved; 256 clips within each other; 16 MiB of brushes' bitmaps;
// a bitmap may take what Need tells; all shapes and bitmaps together may touch each
// pixel 200 times.
package metafile

import (
	"bytes"
	"context"
	"io"
	"math"

	"apsync/core/bits"
	"apsync/core/codec/dib"
	container "apsync/core/container/metafile"
	"apsync/core/fault"
	"apsync/core/outline"
	"apsync/core/picture"
)

const (
	maxBytes = 64 << 20
	// nominal is the longer side that Info announces; any other is drawn as well.
	nominal = 512
	// bitmapBytes are allowed to a bitmap beside what its size in the picture takes.
	bitmapBytes = 8 << 20
	// maxMeasured bounds those that do not tell their size.
	maxMeasured = 8 << 20
	// maxAspect bounds how many times as long as wide a drawing is taken to be.
	maxAspect = 256
	// pointBytes are what a point of a shape takes, as a point, a segment and a copy.
	pointBytes = 160
)

// drawing is an opened metafile.
type drawing struct {
	r      io.ReaderAt
	size   int64
	file   *container.File
	extent extent
}

// Open reads the headers of a metafile's records.
func Open(src *picture.Source) (picture.Picture, error) {
	return OpenSection(io.NewSectionReader(src, 0, src.Size()))
}

// OpenSection opens a metafile that lies in a file.
func OpenSection(r *io.SectionReader) (picture.Picture, error) {
	if inner, err := container.Enhanced(r, r.Size()); err == nil {
		if p, err := openSection(inner); err == nil {
			return p, nil
		}
	}
	return openSection(r)
}

func openSection(r *io.SectionReader) (picture.Picture, error) {
	bitmap, err := container.Bitmap(r, r.Size())
	if err == nil {
		if src, err := picture.NewSource(bitmap, bitmap.Size(), "the bitmap"); err == nil {
			if p, err := dib.OpenPacked(src); err == nil {
				return p, nil
			}
		}
	}
	return open(r, err)
}

func open(r *io.SectionReader, why error) (picture.Picture, error) {
	file, err := container.Open(r, r.Size())
	if err != nil {
		return nil, err
	}
	if r.Size() > maxBytes {
		return nil, fault.New(fault.LimitExpansion, "a metafile of %d bytes, more than %d", r.Size(), maxBytes)
	}
	d := &drawing{r: r, size: r.Size(), file: file}
	draws, err := d.scan()
	if !draws {
		if err == nil {
			err = why
		}
		if err == nil {
			err = errNothing()
		}
		return nil, err
	}
	return d, nil
}

func errNothing() error {
	return fault.New(fault.NoPicture, "a windows metafile that shows nothing").
		Advise("the program that wrote it left the drawing out")
}

// Info implements picture.Picture.
func (d *drawing) Info() picture.Info {
	w, h := d.extent.fit(nominal)
	return picture.Info{Width: w, Height: h, Vector: true, Need: d.need}
}

// pixels returns the size of the picture for a want: small ones are drawn larger, since
// lines are never thinner than a pixel and would cover a small picture.
func (d *drawing) pixels(want picture.Want) (w, h int) {
	w, h = max(1, want.Width), max(1, want.Height)
	if want.Width == 0 && want.Height == 0 || max(w, h) < nominal {
		return d.extent.fit(nominal)
	}
	// The aspect is kept but for rounding.
	return w, h
}

func (d *drawing) need(want picture.Want) int64 {
	w, h := d.pixels(want)
	return canvasBytes(w, h) + 2*d.bitmap(w, h) + facesBytes + 2*d.size + pointBytes*(1<<16+min(d.size, maxPoints))
}

// bitmap returns what one may take.
func (d *drawing) bitmap(w, h int) int64 { return bitmapBytes + 16*int64(w)*int64(h) }

// Decode implements picture.Picture.
func (d *drawing) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := want.Budget.Take(d.need(want)); err != nil {
		return nil, err
	}
	data := make([]byte, d.size)
	if err := bits.ReadFull(d.r, data, 0); err != nil {
		return nil, err
	}
	w, h := d.pixels(want)
	p := d.newPlayer(ctx, newCanvas(w, h), d.extent)
	if err := d.play(p, data); err != nil {
		return nil, err
	}
	if !p.canvas.drawn {
		return nil, errNothing()
	}
	return &picture.Frame{Image: p.canvas.pixels, Notes: p.notes()}, nil
}

// newPlayer returns what draws the extent on a canvas.
func (d *drawing) newPlayer(ctx context.Context, c *canvas, e extent) *player {
	p := &player{ctx: ctx, canvas: c, state: newState(c), left: map[string]int{}, perMM: e.perMM, bytes: d.bitmap(c.w, c.h)}
	r := e.device
	sx, sy := float64(c.w)/(r.MaxX-r.MinX), float64(c.h)/(r.MaxY-r.MinY)
	p.device = outline.Matrix{XX: sx, YY: sy, DX: -r.MinX * sx, DY: -r.MinY * sy}
	if !d.file.Wide {
		p.mode = mapAnisotropic
		p.windowOrg, p.windowExt = e.windowOrg, e.windowExt
		p.viewportExt = outline.Point{X: r.MaxX, Y: r.MaxY}
		if e.measured {
			p.viewportOrg, p.viewportExt = e.windowOrg, e.windowExt
		}
	}
	return p
}

// play draws the records of the metafile. One that ends too early is drawn so far.
func (d *drawing) play(p *player, data []byte) error {
	records, head := wmfRecords, 6
	if d.file.Wide {
		records, head = emfRecords, 8
	}
	file, err := container.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	err = file.Each(func(r container.Record) error {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		play, ok := records[r.Function]
		switch {
		case ok:
			whole := data[r.Off : r.Off+r.Length]
			rec := &record{Cursor: bits.Little(whole[head:]), data: whole}
			play(p, rec)
			if rec.Err() != nil {
				p.leave(damaged)
			}
		case r.Draws:
			p.leave(unread)
		}
		return p.err
	})
	if p.err != nil || p.ctx.Err() != nil || fault.CodeOf(err) == fault.LimitCount {
		return err
	}
	if err != nil {
		p.leave(damaged)
	}
	return nil
}

// measure finds what a metafile that does not say so draws on.
func (d *drawing) measure() error {
	if d.size > maxMeasured {
		return fault.New(fault.LimitExpansion, "a metafile of %d bytes that does not tell its size, more than %d", d.size, maxMeasured)
	}
	data := make([]byte, d.size)
	if err := bits.ReadFull(d.r, data, 0); err != nil {
		return err
	}
	c := &canvas{w: nominal, h: nominal, measuring: true}
	c.filler.Work = leastWork
	e := &d.extent
	e.device, e.windowExt = outline.Rect{MaxX: nominal, MaxY: nominal}, outline.Point{X: nominal, Y: nominal}
	e.measured = true
	if err := d.play(d.newPlayer(context.Background(), c, *e), data); err != nil {
		return err
	}
	e.device = c.bounds
	w, h := c.bounds.MaxX-c.bounds.MinX, c.bounds.MaxY-c.bounds.MinY
	if c.bounds.Empty() || math.IsInf(w, 0) || math.IsInf(h, 0) {
		return errNothing()
	}
	e.aspect = outline.Point{X: w, Y: h}
	return nil
}
