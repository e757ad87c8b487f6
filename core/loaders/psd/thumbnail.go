package psd

import (
	"context"
	"io"

	"apsync/core/codec/jpeg"
	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// thumbnailHeader is the size of what stands before a thumbnail's JPEG stream (Thumbnail
// resource format).
const thumbnailHeader = 28

// chooseThumbnail takes the thumbnail for the picture, if there is one, and notes why
// it is not another.
func (d *document) chooseThumbnail(notMerged, notLayers string) bool {
	r := d.resources.thumbnail
	if r.size <= thumbnailHeader {
		return false
	}
	const formatJPEG = 1
	if format := newWalker(d.src, r.off, r.end()).u32(); format != formatJPEG {
		return false
	}
	section := io.NewSectionReader(d.src, r.off+thumbnailHeader, r.size-thumbnailHeader)
	src, err := picture.NewSource(section, section.Size(), "")
	if err != nil {
		return false
	}
	pic, err := jpeg.OpenStream(src, jpeg.Options{})
	if err != nil {
		return false
	}
	d.thumbnail = pic
	d.notes = append(d.notes, notMerged+", "+notLayers+": this is the thumbnail that the document has")
	return true
}

// thumbnailBytes bounds what turning the colours of a thumbnail takes.
func thumbnailBytes(w, h int) int64 { return 8*int64(w)*int64(h) + 4096 }

// decodeThumbnail decodes the thumbnail. Those of Photoshop 4 have blue where others
// have red.
func (d *document) decodeThumbnail(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	frame, err := d.thumbnail.Decode(ctx, want)
	if err != nil {
		return nil, err
	}
	frame.Notes = append(frame.Notes, d.notes...)
	if !d.resources.thumbnailBGR {
		return frame, nil
	}
	pixels, notes := colour.ToPixels(frame.Image, frame.Space)
	n := pixels.Layout.Channels()
	for y := range pixels.Height {
		for row := pixels.Row(y); n >= 3 && len(row) >= n; row = row[n:] {
			row[0], row[2] = row[2], row[0]
		}
	}
	return &picture.Frame{Image: opaque(pixels), Notes: append(frame.Notes, notes...)}, nil
}

// opaque returns pixels without the alpha that a conversion may have added.
func opaque(p *raster.Pixels[uint8]) *raster.Pixels[uint8] {
	if !p.HasAlpha() {
		return p
	}
	out := raster.New[uint8](p.Width, p.Height, raster.RGB)
	for y := range p.Height {
		src, dst := p.Row(y), out.Row(y)
		for x := range p.Width {
			copy(dst[3*x:3*x+3], src[4*x:])
		}
	}
	return out
}
