package thumb

import (
	"context"

	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/resample"
)

const (
	// boxAbove is the reduction from which a box shrink precedes the resampler: a
	// preview made from a detail is reduced eight times.
	boxAbove = 8
	// leftOver is what part of it the resampler still has to do, at least.
	leftOver = 4
)

// fit returns a picture that the resampler takes, which shows one of full size, at
// exactly the size to.
func fit(ctx context.Context, img raster.Image, full, to size, spare picture.Spare) (raster.Image, error) {
	w, h := img.Size()
	if w == to.w && h == to.h {
		return img, nil
	}
	if reducesByBoxes(w, h, to) {
		img = raster.Shrink(img, raster.Factor(w, h, to.w*leftOver, to.h*leftOver))
		w, h = img.Size()
	}
	return resample.Fit(ctx, img, target(full, w, h, to), spare)
}

// reducesByBoxes reports whether a picture of w×h is box-shrunk before it is resampled.
func reducesByBoxes(w, h int, to size) bool { return min(w/to.w, h/to.h) >= boxAbove }

// target returns what a picture of w×h becomes, which shows one of full size.
func target(full size, w, h int, to size) resample.Target {
	return resample.Target{
		Width: to.w, Height: to.h, Across: resample.Extent(full.w, w), Down: resample.Extent(full.h, h),
	}
}

// fitShown is fit for a picture that is ready for display.
func fitShown(ctx context.Context, p *raster.Pixels[uint8], full, to size, spare picture.Spare) (*raster.Pixels[uint8], error) {
	fitted, err := fit(ctx, p, full, to, spare)
	if err != nil {
		return nil, err
	}
	return fitted.(*raster.Pixels[uint8]), nil
}
