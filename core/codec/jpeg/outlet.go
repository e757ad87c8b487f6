package jpeg

import (
	"apsync/core/picture"
	"apsync/core/raster"
)

// outlet takes a picture, a row of MCUs as soon as it is done, to where it is brought to
// its last size. Planes then hold a row of MCUs and no more.
type outlet interface {
	// add takes row y of the rows of MCUs that the planes of all components hold.
	add(parts []*part, y int)
	image() raster.Image
}

// newOutlet returns nil for a picture that is better held whole.
func newOutlet(p *file, want picture.Want, sizes plan) outlet {
	switch {
	case want.Fitter == nil:
		return nil
	case p.model == YCbCr:
		return newPlaneOutlet(p, want, sizes)
	}
	if rows := want.Fitter.Bytes(p.outline(sizes.width, sizes.height)); rows != nil {
		mixer := newMixer(p, sizes)
		return &pixelOutlet{rows: rows, mixer: mixer, row: make([]uint8, sizes.width*len(mixer.rows))}
	}
	return nil
}

// planeOutlet takes the planes of YCbCr.
type planeOutlet struct {
	rows  picture.PlaneRows
	comps []size
	added [3]int // rows of each component
}

func newPlaneOutlet(p *file, want picture.Want, sizes plan) outlet {
	var planes [3][2]int
	for i, s := range sizes.comps {
		if !p.header.frame.covers(sizes, i) {
			return nil
		}
		planes[i] = [2]int{s.width, s.height}
	}
	if rows := want.Fitter.Planes(planes); rows != nil {
		return &planeOutlet{rows: rows, comps: sizes.comps}
	}
	return nil
}

func (o *planeOutlet) add(parts []*part, y int) {
	for i, p := range parts {
		s, rows := &o.comps[i], p.component.v*p.side
		for row := y * rows; row < (y+1)*rows && o.added[i] < s.height; row++ {
			o.rows.AddTo(i, p.plane.Pix[row*p.plane.Stride:][:s.width])
			o.added[i]++
		}
	}
}

func (o *planeOutlet) image() raster.Image { return o.rows.Image() }

// pixelOutlet takes pixels of grey, RGB and CMYK.
type pixelOutlet struct {
	rows  picture.Rows[uint8]
	mixer *mixer
	row   []uint8
	added int
}

func (o *pixelOutlet) add(parts []*part, y int) {
	rows := o.mixer.file.header.frame.vMax * o.mixer.plan.side
	for row := y * rows; row < (y+1)*rows && o.added < o.mixer.plan.height; row++ {
		o.mixer.mix(o.row, parts, row)
		o.rows.Add(o.row)
		o.added++
	}
}

func (o *pixelOutlet) image() raster.Image { return o.rows.Image() }
