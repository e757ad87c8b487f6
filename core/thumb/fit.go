package thumb

import (
	"context"

	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/resample"
)

// boxAbove is the reduction from which a box shrink precedes the resampler: a
// preview made from a detail is reduced eight times.
const boxAbove = 2 * margin

// fit returns a picture that the resampler takes at exactly that size.
func fit(ctx context.Context, img raster.Image, to size, spare picture.Spare) (raster.Image, error) {
	w, h := img.Size()
	if w == to.w && h == to.h {
		return img, nil
	}
	if f := raster.Factor(w, h, to.w*margin, to.h*margin); f > 1 && min(w/to.w, h/to.h) >= boxAbove {
		img = raster.Shrink(img, f)
	}
	return resample.Fit(ctx, img, to.w, to.h, spare)
}

// fitShown is fit for a picture that is ready for display.
func fitShown(ctx context.Context, p *raster.Pixels[uint8], to size, spare picture.Spare) (*raster.Pixels[uint8], error) {
	fitted, err := fit(ctx, p, to, spare)
	if err != nil {
		return nil, err
	}
	return fitted.(*raster.Pixels[uint8]), nil
}
