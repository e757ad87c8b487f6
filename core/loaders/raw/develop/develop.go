// Package develop makes a picture of a camera's sensor data, simply: black and white
// level, white balance, mean or bilinear interpolation of the missing colours, the
// camera's matrix, the exposure that the file calls its base.
//
// Specification: Adobe DNG 1.7, chapters 4 and 6; TIFF/EP (ISO 12234-2) for colour
// filter arrays. Read are arrays of red, green and blue of any pattern up to 8×8 and
// linear pictures of one or three samples, of 8 to 16 bits, without compression or in
// lossless JPEG, in strips or tiles; linearisation tables, active area, default crop,
// black levels with their patterns and slopes, both sets of matrices.
//
// Not read, and refused by name: data with losses, JPEG XL, floating point, other
// compressions, other colours, staggered arrays. Not applied: opcodes (lens corrections,
// gain maps, bad pixels), profiles' tables and curves.
//
// Sensors saturate at one number for all colours: what is clipped there is white,
// whatever the white balance makes of it. Where half of the pixels or fewer are wanted,
// the values of each colour in a cell of the pattern are averaged, and nothing is
// interpolated but what puts them upon each other. Rows are read, developed and handed on
// one by one.
package develop

import (
	"context"
	"math"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Values of PhotometricInterpretation.
const (
	PhotometricCFA    = 32803 // TIFF/EP
	PhotometricLinear = 34892 // DNG: LinearRaw
)

// Sensor is the picture that sensor data make.
type Sensor struct {
	data     data
	levels   levels
	crop     area // what is shown, in stored pixels
	pattern  *pattern
	linear   bool // no pattern: each pixel has all samples
	camera   camera
	exposure float32
}

// Open reads the directory of sensor data, dir, and what the file's first directory,
// root, says of the camera's colours. It reads no data, but fails as Truncated where
// they do not lie in the file, as Unsupported or Corrupt.
func Open(src *picture.Source, file *tiff.File, root, dir *tiff.Directory) (*Sensor, error) {
	s := &Sensor{exposure: 1}
	photometric, _ := dir.Uint(tiff.TagPhotometric)
	s.linear = photometric == PhotometricLinear
	if !s.linear && photometric != PhotometricCFA {
		return nil, fault.New(fault.Unsupported, "photometric interpretation %d", photometric)
	}
	var err error
	if s.data, err = readData(src, file, dir); err != nil {
		return nil, err
	}
	active, err := activeArea(dir, s.data.width, s.data.height)
	if err != nil {
		return nil, err
	}
	s.crop = defaultCrop(dir, active)
	if s.levels, err = readLevels(dir, active, s.data); err != nil {
		return nil, err
	}
	if err := s.colours(root, dir, active); err != nil {
		return nil, err
	}
	return s, nil
}

// colours reads the pattern and the camera's colours.
func (s *Sensor) colours(root, dir *tiff.Directory, active area) (err error) {
	switch samples := s.data.samples; {
	case s.linear && samples != 1 && samples != 3, !s.linear && samples != 1:
		return fault.New(fault.Unsupported, "sensor data of %d samples", samples)
	case !s.linear:
		if s.pattern, err = readPattern(dir, s.crop.left-active.left, s.crop.top-active.top); err != nil {
			return err
		}
	}
	if e := floats(root, tagBaselineExposure, 1); len(e) == 1 {
		s.exposure = float32(math.Exp2(max(-4, min(4, e[0]))))
	}
	if s.isGrey() {
		return nil
	}
	s.camera, err = readCamera(root)
	return err
}

// isGrey reports whether the sensor sees no colours.
func (s *Sensor) isGrey() bool { return s.linear && s.data.samples == 1 }

// Info says how large the default crop is.
func (s *Sensor) Info() picture.Info {
	return picture.Info{Width: s.crop.width, Height: s.crop.height, Boxes: true, Need: s.need}
}

// plan is how a want is served: cells of the pattern become a pixel where cell is above
// 1, and so many of these pixels on each side another.
type plan struct{ cell, width, height, factor int }

func (s *Sensor) plan(want picture.Want) plan {
	p := plan{cell: 1, width: s.crop.width, height: s.crop.height}
	p.factor = raster.Factor(p.width, p.height, want.Width, want.Height)
	if s.pattern != nil && p.factor >= s.pattern.cell {
		p.cell = s.pattern.cell
		p.width, p.height = p.width/p.cell, p.height/p.cell
		p.factor = raster.Factor(p.width, p.height, want.Width, want.Height)
	}
	return p
}

func (s *Sensor) layout() raster.Layout {
	if s.isGrey() {
		return raster.Grey
	}
	return raster.RGB
}

// need bounds what Decode allocates.
func (s *Sensor) need(want picture.Want) int64 {
	p := s.plan(want)
	const rows = 64 // of 4-byte samples in all: the ring, the sums, the row that is made
	row, ok := bits.Mul(int64(s.data.width), int64(s.data.samples), rows)
	shrunk := raster.ShrunkBytes(p.width, p.height, s.layout(), p.factor, 2)
	reading := s.data.bytes()
	if !ok || shrunk > 1<<60 || reading > 1<<60 || row > 1<<60 {
		return math.MaxInt64
	}
	return row + shrunk + reading
}

// Decode develops the data.
func (s *Sensor) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	need := s.need(want)
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	p := s.plan(want)
	space := colour.Space{Transfer: colour.TransferLinear}
	out := picture.NewRows[uint16](want, picture.Outline{Width: p.width, Height: p.height, Layout: s.layout(), Space: space}, p.factor)
	printer := newPrinter(s, out, p.width)
	var stage interface{ add(row []float32) }
	switch {
	case s.linear:
		stage = printer
	case p.cell > 1:
		stage = newCells(s.pattern, s.crop.width, s.centring(p, printer.add))
	default:
		stage = newMosaic(s.pattern, s.crop.width, s.crop.height, printer.add)
	}
	if err := s.run(ctx, stage.add); err != nil {
		return nil, err
	}
	return &picture.Frame{Image: out.Image(), Space: space}, nil
}

// centring returns where rows of cells go that are to be shown one to a pixel.
func (s *Sensor) centring(p plan, emit func(row []float32)) func(row []float32) {
	if p.factor > 1 {
		return emit // less than a quarter of a pixel is not seen
	}
	if c := newCentred(s.pattern, p.width, p.height, emit); c != nil {
		return c.add
	}
	return emit
}

// run hands on the rows of the crop, black as 0 and white as 1.
func (s *Sensor) run(ctx context.Context, add func(row []float32)) error {
	rows := newRows(&s.data)
	n := s.data.samples
	stored := make([]uint16, s.data.width*n)
	row := make([]float32, s.crop.width*n)
	for y := range s.crop.top + s.crop.height {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := rows.next(ctx, stored); err != nil {
			return err
		}
		if y < s.crop.top {
			continue
		}
		s.levels.apply(row, stored[s.crop.left*n:], s.crop.left, y)
		add(row)
	}
	return nil
}
