package thumb

import (
	"image"

	"github.com/disintegration/imaging"

	"apsync/core/raster"
)

// boxAbove is the reduction from which a box shrink precedes the resampler: a
// preview made from a detail is reduced eight times.
const boxAbove = 2 * margin

// fit returns the picture at exactly that size, resampled with Lanczos, colour
// weighted by alpha.
func fit(img *image.NRGBA, to size) *image.NRGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if w == to.w && h == to.h {
		return img
	}
	if f := raster.Factor(w, h, to.w*margin, to.h*margin); f > 1 && min(w/to.w, h/to.h) >= boxAbove {
		img = shrinkNRGBA(img, f)
	}
	return imaging.Resize(img, to.w, to.h, imaging.Lanczos)
}

func shrinkNRGBA(img *image.NRGBA, f int) *image.NRGBA {
	buffer := &raster.Pixels[uint8]{
		Width: img.Rect.Dx(), Height: img.Rect.Dy(), Layout: raster.RGBA, Stride: img.Stride, Pix: img.Pix,
	}
	small, ok := raster.Shrink(buffer, f).(*raster.Pixels[uint8])
	if !ok {
		return img
	}
	return &image.NRGBA{Pix: small.Pix, Stride: small.Stride, Rect: image.Rect(0, 0, small.Width, small.Height)}
}
