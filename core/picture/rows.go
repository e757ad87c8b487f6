package picture

import (
	"apsync/core/colour"
	"apsync/core/raster"
)

// Rows takes a picture row by row, from the top, and makes it smaller as it comes.
type Rows[T raster.Sample] interface {
	// Add takes the next row. It does not keep it.
	Add(row []T)
	// Image returns what was made, after the last row was added.
	Image() raster.Image
}

// Outline is what is known of a picture before its first row.
type Outline struct {
	Width, Height int
	Layout        raster.Layout
	Premultiplied bool
	Space         colour.Space
}

// Fitter brings pictures to the size of a thumbnail while they arrive, so that they
// are never held at a larger one. It returns nil for a picture that is better held.
type Fitter interface {
	Bytes(o Outline) Rows[uint8]
	Words(o Outline) Rows[uint16]
	// Planes takes Y, Cb and Cr of those widths and heights; see resample.Stream for
	// how their rows come.
	Planes(sizes [3][2]int) PlaneRows
}

// NewRows returns where a decoder puts the rows of a picture that is to be box-shrunk
// by the factor f. It allocates no more than raster.ShrunkBytes says.
func NewRows[T raster.Sample](want Want, o Outline, f int) Rows[T] {
	small := o
	small.Width, small.Height = (o.Width+f-1)/f, (o.Height+f-1)/f
	if fitted := fitted[T](want.Fitter, small); fitted != nil {
		shrinker := raster.NewRowShrinker(o.Width, o.Layout, o.Premultiplied, f, fitted.Add)
		return &fittedRows[T]{shrinker, fitted}
	}
	shrinker := raster.NewShrinker[T](o.Width, o.Height, o.Layout, f)
	if o.Premultiplied {
		shrinker.SetPremultiplied()
	}
	return shrunkRows[T]{shrinker}
}

func fitted[T raster.Sample](fitter Fitter, o Outline) (rows Rows[T]) {
	if fitter == nil {
		return nil
	}
	switch p := any(&rows).(type) {
	case *Rows[uint8]:
		*p = fitter.Bytes(o)
	case *Rows[uint16]:
		*p = fitter.Words(o)
	}
	return rows
}

// fittedRows are shrunk and resampled.
type fittedRows[T raster.Sample] struct {
	*raster.RowShrinker[T]
	fitted Rows[T]
}

func (r *fittedRows[T]) Image() raster.Image {
	r.Flush()
	return r.fitted.Image()
}

// shrunkRows are only shrunk.
type shrunkRows[T raster.Sample] struct{ *raster.Shrinker[T] }

func (r shrunkRows[T]) Image() raster.Image { return r.Shrinker.Image() }
