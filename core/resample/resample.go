// Package resample brings pictures to an exact size with a Lanczos filter of three
// lobes, whose reach grows with the reduction.
//
// It takes most pictures of bytes as loaders return them, before their colours are
// converted, so that conversions see no more pixels than the result has; of words, only
// those that need no conversion. Colour is weighted by alpha where a picture has any. Rows are made of rows first, then pixels
// of pixels; in between samples keep seven binary places and what lies beyond black
// and white, so that the order of the passes does not show. The result differs from
// that of real numbers by less than 0.6 of 255.
//
// One row at a time is on its way: besides the result, a call holds a few rows. Long
// columns are shared out in bands among idle workers; what comes out is the same.
package resample

import (
	"context"

	"apsync/core/picture"
	"apsync/core/raster"
)

// Takes reports whether Fit can resample the picture as it is: bytes of a layout
// without alpha or of RGBA, words without alpha, or YCbCr.
func Takes(img raster.Image) bool {
	switch p := img.(type) {
	case *raster.YCbCr:
		return true
	case *raster.Pixels[uint8]:
		return !p.HasAlpha() || p.Layout == raster.RGBA
	case *raster.Pixels[uint16]:
		return !p.HasAlpha()
	}
	return false
}

// Target is what a picture is to become.
type Target struct {
	Width, Height int // at least 1
	// Across and Down are how many of the source's columns and rows the picture takes
	// up; see Extent. 0 means all that there are.
	Across, Down float64
}

// whole returns the target with Across and Down for a source of w×h.
func (t Target) whole(w, h int) Target {
	if t.Across == 0 {
		t.Across = float64(w)
	}
	if t.Down == 0 {
		t.Down = float64(h)
	}
	return t
}

// Extent returns how many of n samples full samples take up that they were made of.
// Where n is full over a whole number, rounded up or down, that number is meant: the
// last sample lies across the edge, or the last piece of the picture is missing. So it
// is where n is full in eighths, the scales of a JPEG.
func Extent(full, n int) float64 {
	if f := (full + n - 1) / n; (full+f-1)/f == n {
		return float64(full) / float64(f)
	}
	if f := max(1, full/n); full/f == n {
		return float64(full) / float64(f)
	}
	for eighths := 3; eighths < 8; eighths++ {
		if (full*eighths+4)/8 == n {
			return float64(full*eighths) / 8
		}
	}
	return float64(n)
}

// Fit returns a picture that Takes accepts as the target says, in its own layout and
// as bytes; YCbCr comes out as RGB. It fails only with ctx's error.
func Fit(ctx context.Context, img raster.Image, to Target, spare picture.Spare) (*raster.Pixels[uint8], error) {
	return fit(ctx, img, to, spare, fastest())
}

func fit(ctx context.Context, img raster.Image, to Target, spare picture.Spare, k kernels) (*raster.Pixels[uint8], error) {
	to = to.whole(img.Size())
	if p, ok := img.(*raster.YCbCr); ok {
		dst := raster.New[uint8](to.Width, to.Height, raster.RGB)
		return dst, share(ctx, spare, dst, planeSources(p, to, k)...)
	}
	w, h := img.Size()
	dst, s := &raster.Pixels[uint8]{}, &source{kernels: k}
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		dst = raster.New[uint8](to.Width, to.Height, p.Layout)
		dst.Premultiplied = p.Premultiplied
		s.bytes, s.n = p.Row, p.Layout.Channels()
		if p.Layout == raster.RGBA && !p.Premultiplied && !opaque(p) {
			s.kind = weighted
		}
	case *raster.Pixels[uint16]:
		dst = raster.New[uint8](to.Width, to.Height, p.Layout)
		s.words, s.n, s.kind = p.Row, p.Layout.Channels(), words
	}
	s.measure(length{w, to.Across, to.Width}, length{h, to.Down, to.Height})
	return dst, share(ctx, spare, dst, s)
}

// planeSources returns the sources of a picture of planes, each of which has a size of
// its own.
func planeSources(p *raster.YCbCr, to Target, k kernels) []*source {
	w, h := p.Size()
	across, down := to.Across/float64(w), to.Down/float64(h)
	var sources []*source
	var last *raster.Plane
	for _, plane := range []*raster.Plane{&p.Y, &p.Cb, &p.Cr} {
		s := &source{kernels: k, n: 1, bytes: plane.Row}
		if last != nil && plane.Width == last.Width && plane.Height == last.Height {
			same := sources[len(sources)-1]
			s.across, s.down, s.width = same.across, same.down, same.width
		} else {
			s.measure(
				length{plane.Width, across * Extent(w, plane.Width), to.Width},
				length{plane.Height, down * Extent(h, plane.Height), to.Height})
		}
		sources, last = append(sources, s), plane
	}
	return sources
}

// opaque reports whether every pixel of an RGBA picture is.
func opaque(p *raster.Pixels[uint8]) bool {
	for y := range p.Height {
		if !opaqueRow(p.Row(y)) {
			return false
		}
	}
	return true
}
