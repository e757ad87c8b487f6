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
	// Planar reports whether that will be a *raster.YCbCr.
	Planar() bool
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
	grey := raster.ShrunkBytes(s.Width, s.Height, raster.Grey, f, 1) + 2*raster.ShrunkBytes((s.Width+s.X-1)/s.X, (s.Height+s.Y-1)/s.Y, raster.Grey, max(1, f/s.X), 1)
	return max(grey, raster.PlaneShrunkBytes(s.Width, s.Height, 1, f)+2*raster.PlaneShrunkBytes(s.Width, s.Height, s.X, f))
}

// planeShrinker averages a plane that arrives row by row.
type planeShrinker interface {
	Add(row []uint8)
	Plane() raster.Plane
}

func (s Sampling) shrinker(plane, f int) planeShrinker {
	x, y := 1, 1
	if plane > 0 {
		x, y = s.X, s.Y
	}
	if s.plain(x, y, f) {
		return greyShrinker{raster.NewShrinker[uint8](s.Width/x, s.Height/y, raster.Grey, f/x)}
	}
	return raster.NewPlaneShrinker(s.Width, s.Height, x, y, f)
}

// plain reports whether a plane of that sampling shrinks like a grey picture, which is
// faster: its samples fill the boxes, and the picture.
func (s Sampling) plain(x, y, f int) bool {
	return x == y && f%x == 0 && s.Width%x == 0 && s.Height%y == 0
}

// greyShrinker shrinks a plane as a grey picture.
type greyShrinker struct{ *raster.Shrinker[uint8] }

func (s greyShrinker) Plane() raster.Plane {
	p := s.Image()
	return raster.Plane{Width: p.Width, Height: p.Height, Stride: p.Stride, Pix: p.Pix}
}

// planes are held, or shrunk and held.
type planes struct {
	whole     [3]raster.Plane
	shrinkers [3]planeShrinker
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

func (p *planes) Planar() bool { return true }

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
