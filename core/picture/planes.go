package picture

import "apsync/core/raster"

// PlaneRows takes the planes of a YCbCr picture row by row and makes it smaller as it
// comes. What covers the same 32 rows of pixels is added, in any order of the planes,
// before what follows.
type PlaneRows interface {
	// AddTo takes the next row of a plane, which it does not keep: 0 is Y, 1 Cb, 2 Cr.
	AddTo(plane int, row []uint8)
	// Image returns what was made, after the last row was added.
	Image() raster.Image
}

// Sampling is the size of a picture whose colour planes have a sample for every X×Y
// pixels.
type Sampling struct{ Width, Height, X, Y int }

// sizes returns the widths and heights of the planes.
func (s Sampling) sizes() [3][2]int {
	colour := [2]int{(s.Width + s.X - 1) / s.X, (s.Height + s.Y - 1) / s.Y}
	return [3][2]int{{s.Width, s.Height}, colour, colour}
}

// shrunk returns the widths and heights of the planes of the picture shrunk by f.
func (s Sampling) shrunk(f int) [3][2]int {
	if f == 1 {
		return s.sizes()
	}
	return Sampling{(s.Width + f - 1) / f, (s.Height + f - 1) / f, 1, 1}.sizes()
}

// NewPlanes returns where a decoder puts the rows of a picture that is to be box-shrunk
// by the factor f. It allocates no more than PlanesBytes says.
func NewPlanes(want Want, s Sampling, f int) PlaneRows {
	sizes := s.shrunk(f)
	if want.Fitter != nil {
		if fitted := want.Fitter.Planes(sizes); fitted != nil {
			return newFittedPlanes(fitted, s, f)
		}
	}
	p := &planes{}
	for i := range sizes {
		if f > 1 {
			p.shrinkers[i] = s.shrinker(i, f)
			continue
		}
		w, h := sizes[i][0], sizes[i][1]
		p.whole[i] = raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
	}
	return p
}

// PlanesBytes bounds what NewPlanes allocates.
func PlanesBytes(s Sampling, f int) int64 {
	if f == 1 {
		sizes := s.sizes()
		return int64(s.Width)*int64(s.Height) + 2*int64(sizes[1][0])*int64(sizes[1][1])
	}
	return raster.PlaneShrunkBytes(s.Width, s.Height, 1, f) + 2*raster.PlaneShrunkBytes(s.Width, s.Height, s.X, f)
}

func (s Sampling) shrinker(plane, f int) *raster.PlaneShrinker {
	if plane == 0 {
		return raster.NewPlaneShrinker(s.Width, s.Height, 1, 1, f)
	}
	return raster.NewPlaneShrinker(s.Width, s.Height, s.X, s.Y, f)
}

// planes are held, or shrunk and held.
type planes struct {
	whole     [3]raster.Plane
	shrinkers [3]*raster.PlaneShrinker
	rows      [3]int // of whole
}

func (p *planes) AddTo(plane int, row []uint8) {
	if s := p.shrinkers[plane]; s != nil {
		s.Add(row)
	} else if y := p.rows[plane]; y < p.whole[plane].Height {
		copy(p.whole[plane].Row(y), row)
		p.rows[plane]++
	}
}

func (p *planes) Image() raster.Image {
	for i, s := range p.shrinkers {
		if s != nil {
			p.whole[i] = s.Plane()
		}
	}
	return &raster.YCbCr{Y: p.whole[0], Cb: p.whole[1], Cr: p.whole[2]}
}

// fittedPlanes are shrunk and resampled.
type fittedPlanes struct {
	PlaneRows
	shrinkers [3]*raster.PlaneShrinker
}

func newFittedPlanes(fitted PlaneRows, s Sampling, f int) PlaneRows {
	if f == 1 {
		return fitted
	}
	p := &fittedPlanes{PlaneRows: fitted}
	for i := range p.shrinkers {
		emit := func(row []uint8) { fitted.AddTo(i, row) }
		if i == 0 {
			p.shrinkers[i] = raster.NewPlaneRowShrinker(s.Width, s.Height, 1, 1, f, emit)
		} else {
			p.shrinkers[i] = raster.NewPlaneRowShrinker(s.Width, s.Height, s.X, s.Y, f, emit)
		}
	}
	return p
}

func (p *fittedPlanes) AddTo(plane int, row []uint8) { p.shrinkers[plane].Add(row) }

func (p *fittedPlanes) Image() raster.Image {
	for _, s := range p.shrinkers {
		s.Plane()
	}
	return p.PlaneRows.Image()
}
