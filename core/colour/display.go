package colour

import (
	"image"

	"apsync/core/fault"
	"apsync/core/raster"
)

// ToDisplay returns img as a display shows it: 8-bit sRGB with straight alpha, of
// the same size. The notes are sentences about what was ignored or mended on the
// way. It never fails: a profile that is damaged or does not fit is ignored, and a
// buffer that is not sound comes back as one transparent pixel, each with a note.
func ToDisplay(img raster.Image, space Space) (out *image.NRGBA, notes []string) {
	var err error
	defer func() {
		if err != nil {
			out = image.NewNRGBA(image.Rect(0, 0, 1, 1))
			notes = append(notes, "the picture could not be shown: "+fault.From(err).Detail)
		}
	}()
	defer fault.Catch(&err)
	if err = raster.Check(img); err != nil {
		return nil, nil
	}
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		return integerToDisplay(p, space)
	case *raster.Pixels[uint16]:
		return integerToDisplay(p, space)
	case *raster.Pixels[float32]:
		return floatToDisplay(p)
	case *raster.YCbCr:
		return ycbcrToDisplay(p)
	}
	return nil, nil
}

// rows converts rows of colour samples to display colour.
type rows[T raster.Sample] interface {
	// convert writes the red, green and blue of every pixel of dst, four bytes
	// each, from the first colour samples of every step samples of src.
	convert(dst []uint8, src []T, step int)
}

// integerToDisplay converts a picture of integer samples.
func integerToDisplay[T uint8 | uint16](p *raster.Pixels[T], _ Space) (*image.NRGBA, []string) {
	dst := image.NewNRGBA(image.Rect(0, 0, p.Width, p.Height))
	var (
		conv     = untagged[T](p.Layout)
		straight []T
		n        = p.Layout.Channels()
	)
	if p.Premultiplied && p.HasAlpha() {
		straight = make([]T, p.Width*n)
	}
	for y := range p.Height {
		row := p.Row(y)
		if straight != nil {
			divideByAlpha(straight, row, n)
			row = straight
		}
		out := dst.Pix[y*dst.Stride : y*dst.Stride+4*p.Width]
		conv.convert(out, row, n)
		if p.HasAlpha() {
			copyAlpha(out, row, n)
		} else {
			fillAlpha(out)
		}
	}
	return dst, nil
}

// untagged returns the conversion of samples that no space is stated for.
func untagged[T uint8 | uint16](layout raster.Layout) rows[T] {
	switch layout {
	case raster.Grey, raster.GreyAlpha:
		return greyRows[T]{}
	case raster.CMYK, raster.CMYKA:
		return inkRows[T]{}
	case raster.Lab, raster.LabA:
		return labRows[T]{}
	}
	return rgbRows[T]{}
}
