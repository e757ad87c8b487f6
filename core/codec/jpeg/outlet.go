package jpeg

import (
	"apsync/core/picture"
	"apsync/core/raster"
)

// outlet takes the rows of a picture as its MCUs are done, to where it is brought to
// its last size. Planes then hold a row of MCUs and no more.
type outlet struct {
	rows  picture.PlaneRows
	comps []size
	added [3]int // rows of each component
}

// newOutlet returns nil for a picture that is better held whole.
func newOutlet(p *file, want picture.Want, sizes plan) *outlet {
	if want.Fitter == nil {
		return nil
	}
	o := &outlet{comps: sizes.comps}
	switch p.model {
	case Grey:
		if len(sizes.comps) > 1 {
			return nil
		}
		outline := picture.Outline{Width: sizes.width, Height: sizes.height, Layout: raster.Grey, Space: p.space}
		if rows := want.Fitter.Bytes(outline); rows != nil {
			o.rows = greyRows{rows}
			return o
		}
	case YCbCr:
		var planes [3][2]int
		for i, s := range sizes.comps {
			if !p.header.frame.covers(sizes, i) {
				return nil
			}
			planes[i] = [2]int{s.width, s.height}
		}
		if o.rows = want.Fitter.Planes(planes); o.rows != nil {
			return o
		}
	}
	return nil
}

// greyRows are those of the only component.
type greyRows struct{ picture.Rows[uint8] }

func (r greyRows) AddTo(_ int, row []uint8) { r.Add(row) }

// add takes row y of those rows of MCUs that the plane of component i holds.
func (o *outlet) add(i int, p *part, y int) {
	s, rows := &o.comps[i], p.component.v*p.side
	for row := y * rows; row < (y+1)*rows && o.added[i] < s.height; row++ {
		o.rows.AddTo(i, p.plane.Pix[row*p.plane.Stride:][:s.width])
		o.added[i]++
	}
}
