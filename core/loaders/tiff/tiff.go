// Package tiff reads TIFF pictures: what scanners, fax machines, layout and
// imaging programs, microscopes and maps write.
//
// Specification: TIFF 6.0 with its supplements (Adobe Technical Notes 1 to 3 for
// sub-files, JPEG, floating point), BigTIFF, and for values that neither has the
// register of the libtiff project.
//
// Read are strips and tiles, chunky and planar; grey, RGB, palette, inks, YCbCr, L*a*b*
// and logarithmic light (LogL, LogLuv) with any samples of 1 to 16, 24, 32 and 64 bits
// and floating-point numbers of 16 to 64 where the colours allow; associated and
// unassociated alpha; no compression, PackBits, LZW, deflate, Zstandard, JPEG as it is
// written today and as it once was, WebP, fax coding, SGILog, ThunderScan and NeXT, and
// both predictors. Colours of more than 16 bits are shown by their upper 16, negative
// ones as black. What else the compressions and colours of a file may be is refused as
// unsupported by its name. Camera RAW files are built like TIFF but need their own
// loaders: they are refused here.
//
// Whole numbers are sRGB unless a profile or tags say otherwise, those of floating point
// linear light, as Photoshop and renderers write it. Grey that is no picture but
// measurements (heights, thermograms, what microscopes count) shows the range of its
// numbers instead, as viewers of these do, with a note; places without data are
// transparent. See fitRange. Of many channels and stacks the first is shown.
//
// The first page that is neither a mask nor a reduced version of another is
// shown; where the file has reduced versions of that page (a pyramid, a
// thumbnail, the levels of a texture), the smallest that is large enough is decoded. Rows are shrunk as
// they come: no more is held than a row of tiles, or some rows of a strip; where idle
// workers help, several of these, of 32 MiB together.
//
// Limits: 1024 directories are looked at. A file may unfold to 256 MiB and 1100
// times its own size beyond, which is what deflate can do at most.
package tiff

import (
	"context"
	"slices"
	"strings"

	"apsync/core/bits"
	"apsync/core/container/exif"
	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// The limits that the package's doc states.
const (
	maxDirectories = 1024
	freeExpansion  = 256 << 20
	maxExpansion   = 1100
	maxICC         = 16 << 20
)

// Signatures are the beginnings of TIFF and BigTIFF files of either byte order.
var Signatures = []string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+"}

// document is an opened file.
type document struct {
	src   *picture.Source
	file  *ifd.File
	pages pages
	// old is the stream of a page of old-style JPEG, which is read as one.
	old picture.Picture
}

// Open reads the directories of a TIFF file.
func Open(src *picture.Source) (picture.Picture, error) {
	if !slices.ContainsFunc(Signatures, func(s string) bool { return strings.HasPrefix(string(src.Head()), s) }) {
		return nil, fault.New(fault.Corrupt, "not a TIFF header")
	}
	if err := refuseRaw(src); err != nil {
		return nil, err
	}
	file, err := ifd.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	found, err := readPages(file)
	if err != nil {
		return nil, err
	}
	d := &document{src: src, file: file, pages: found}
	if found.main.compression == compressionOldJPEG {
		if d.old, err = openOldJPEG(src, found.main); err != nil {
			return nil, err
		}
	}
	if err := d.checkExpansion(found.main); err != nil {
		return nil, err
	}
	d.pages.reduced = slices.DeleteFunc(d.pages.reduced, func(p *page) bool { return d.checkExpansion(p) != nil })
	return d, nil
}

// checkExpansion refuses a page that would unfold beyond the limit.
func (d *document) checkExpansion(p *page) error {
	stored, ok := bits.Mul(d.src.Size(), maxExpansion)
	if !ok || p.totalBytes()-freeExpansion <= stored {
		return nil
	}
	return fault.New(fault.LimitExpansion, "picture of %d bytes in a file of %d", p.totalBytes(), d.src.Size())
}

// Info implements picture.Picture.
func (d *document) Info() picture.Info {
	p := d.pages.main
	if d.old != nil {
		info := d.old.Info()
		info.Orientation = exif.Orientation(p.dir)
		info.Pages, info.Need = d.pages.count, d.need
		return info
	}
	return picture.Info{
		Width: p.width, Height: p.height,
		Orientation: exif.Orientation(p.dir),
		HasAlpha:    p.layout.HasAlpha(),
		Boxes:       p.sampleBytes() == 1 && p.compression != compressionJPEG,
		Pages:       d.pages.count,
		Need:        d.need,
	}
}

// need returns what Decode takes.
func (d *document) need(want picture.Want) int64 {
	if d.old != nil {
		return d.profileBytes() + d.old.Info().Need(want)
	}
	return d.profileBytes() + d.pages.choose(want).need(want, d.src.Size())
}

// Decode implements picture.Picture.
func (d *document) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if d.old != nil {
		return d.decodeOld(ctx, want)
	}
	need := d.need(want)
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	frame, kept := &picture.Frame{}, int64(0)
	defer func() { want.Budget.Return(need - kept) }()
	p := d.pages.choose(want)
	if p.ranged {
		want.Fitter = nil // which takes no more than 8 bits out of 16
	}
	d.addSpace(frame)
	var err error
	if frame.Image, err = decode(ctx, request{d, p, want, frame}); err != nil {
		return nil, err
	}
	frame.Notes = append(frame.Notes, p.notes...)
	w, h := frame.Image.Size()
	kept = int64(w)*int64(h)*int64(p.layout.Channels())*p.sampleBytes() + int64(len(frame.Space.ICC))
	return frame, nil
}

// decode decodes the page to samples of their own type.
func decode(ctx context.Context, r request) (raster.Image, error) {
	switch r.p.sampleBytes() {
	case 1:
		return decode8(ctx, r)
	case 2:
		return decode16(ctx, r)
	default:
		return decodeFloat(ctx, r)
	}
}

// profileBytes returns what the colour profile takes, 0 where none is used.
func (d *document) profileBytes() int64 {
	e, ok := d.pages.main.dir.Find(ifd.TagICCProfile)
	if !ok || e.Count > maxICC {
		return 0
	}
	return int64(e.Count)
}

// decodeOld decodes a page of old-style JPEG.
func (d *document) decodeOld(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	profile := d.profileBytes()
	if err := want.Budget.Take(profile); err != nil {
		return nil, err
	}
	frame, err := d.old.Decode(ctx, want)
	if err != nil {
		want.Budget.Return(profile)
		return nil, err
	}
	d.addSpace(frame)
	return frame, nil
}

// addSpace gives the frame the colour profile of the page, which its reduced versions
// share, or else what its tags say of its colours.
func (d *document) addSpace(frame *picture.Frame) {
	dir := d.pages.main.dir
	frame.Space = d.pages.main.space()
	e, ok := dir.Find(ifd.TagICCProfile)
	if !ok {
		return
	}
	var err error
	if frame.Space.ICC, err = dir.Bytes(e, maxICC); err != nil {
		frame.Notes = append(frame.Notes, "the colour profile cannot be read: "+fault.From(err).Detail)
	}
}
