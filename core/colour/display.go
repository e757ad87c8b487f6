package colour

import (
	"image"
	"slices"

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
		return integerToDisplay(newStraightRows(p), space)
	case *raster.Pixels[uint16]:
		return integerToDisplay(newStraightRows(p), space)
	case *raster.Pixels[float32]:
		return floatToDisplay(p, space)
	case *raster.YCbCr:
		return ycbcrToDisplay(p, space)
	}
	return nil, nil
}

// integerToDisplay converts a picture of integer samples.
func integerToDisplay[T uint8 | uint16](p *straightRows[T], space Space) (*image.NRGBA, []string) {
	m, notes := meaningOf(p.layout, space, asDisplay())
	if m.encoding != nil && m.encoding.hdr {
		dst, more := toned(newIntegerLight(p, m.encoding), p.width, p.height)
		return dst, append(notes, more...)
	}
	return convertRows(p, rowsOf[T](m, p.layout)), notes
}

// convertRows converts a picture row by row.
func convertRows[T uint8 | uint16](p *straightRows[T], conv rows[T]) *image.NRGBA {
	dst := image.NewNRGBA(image.Rect(0, 0, p.width, p.height))
	for y := range p.height {
		out := dst.Pix[y*dst.Stride : y*dst.Stride+4*p.width]
		conv.convert(out, p.row(y), p.layout.Channels())
		p.alpha(out, y)
	}
	return dst
}

// floatToDisplay converts a picture of float samples. Ink, L*a*b* and what a
// profile's tables describe has no light beyond white and goes as 16-bit integers.
func floatToDisplay(p *raster.Pixels[float32], space Space) (*image.NRGBA, []string) {
	m, notes := meaningOf(p.Layout, space, asLight())
	if m.encoding == nil {
		return convertRows(newQuantisedRows(p), rowsOf[uint16](m, p.Layout)), notes
	}
	light, more := newFloatLight(p, m.encoding)
	dst, rest := toned(light, p.Width, p.Height)
	return dst, slices.Concat(notes, more, rest)
}
