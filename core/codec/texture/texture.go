// Package texture decodes what graphics cards read: pictures stored in small blocks
// of pixels, or in the many ways to pack a pixel, with their mip levels and the six
// faces of cube maps. The containers (DDS, KTX, VTF, BLP, ASTC) say where levels lie.
//
// Specification: Khronos Data Format 1.4 (https://registry.khronos.org/DataFormat),
// whose sections the comments cite; Microsoft's DXGI_FORMAT for the packed pixels.
//
// Blocks: BC1 to BC7 with BC6H of both kinds, ETC1, ETC2 with alpha of none, one and
// eight bits, EAC of one and two channels, ASTC in two dimensions of low and high
// range, UASTC, and PVRTC of the first kind. What means nothing has the colour that a
// specification wants: magenta in ASTC, black in BC6H, transparent in BC7.
//
// What is shown: one channel as grey; two channels of BC5 and EAC as a normal map,
// whose third is computed; of signed samples -1 as black and 1 as white, in float as
// light, and whole numbers over their range. Integer samples are for display (sRGB)
// unless a loader knows otherwise, floating-point ones are linear light, without
// infinities. Where every alpha is 0, the writer left it unused or kept other things
// there: the picture is opaque. A cube map is laid out as a lying cross, transparent
// around it.
//
// The smallest mip level that has the wanted pixels is read, in strips of a few rows
// of blocks, which are box-shrunk as they come, by several where workers are idle.
package texture

import (
	"context"
	"io"

	"apsync/core/colour"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Texture says what a file holds.
type Texture struct {
	Format *Format
	// Levels are the mip levels that are all there, the largest first; at least one.
	Levels []Level
	// Swizzle rearranges channels where it is not the zero value.
	Swizzle       Swizzle
	Premultiplied bool
	Orientation   picture.Orientation
	Space         colour.Space
	Mimetype      string // where it is not that of the loader's row
	Notes         []string
}

// Level is a mip level: its size in pixels, and where its blocks are.
type Level struct {
	Width, Height int
	// Pitch is the number of bytes from one row of blocks to the next.
	Pitch int64
	// Faces are the pictures: one, or those of a cube map, at rising offsets.
	Faces []Face
	// Open returns the bytes that the offsets count in, from the first on.
	Open func(ctx context.Context) (io.Reader, error)
	// Memory is how many bytes Open takes at most for itself.
	Memory int64
}

// Face is a picture of a level.
type Face struct {
	// Side is that of the cube, in the order +X, -X, +Y, -Y, +Z, -Z; 0 where there is
	// no cube.
	Side   int
	Offset int64
}

// Stored returns how to open a level that lies in a file as it is, from off on.
func Stored(src *picture.Source, off int64) func(ctx context.Context) (io.Reader, error) {
	return func(context.Context) (io.Reader, error) {
		return io.NewSectionReader(src, off, max(0, src.Size()-off)), nil
	}
}

// Sides of a cube.
const cubeSides = 6

// Of a cross, how many faces wide and high it is.
const (
	crossW = 4
	crossH = 3
)

// crossPlaces are the columns and rows of a cross where the sides of a cube are.
var crossPlaces = [cubeSides][2]int{{2, 1}, {0, 1}, {1, 0}, {1, 2}, {1, 1}, {3, 1}}

// New returns the texture as an opened picture.
func New(t Texture) picture.Picture { return &opened{t} }

type opened struct{ Texture }

// cross reports whether the faces of a cube are shown.
func (t *opened) cross() bool { return len(t.Levels[0].Faces) > 1 }

// layout returns the channels of a face as it is handed out.
func (t *opened) layout() raster.Layout {
	if t.Swizzle == (Swizzle{}) {
		return t.Format.Layout
	}
	return t.Swizzle.layout()
}

// outLayout returns the channels of the picture.
func (t *opened) outLayout() raster.Layout {
	if t.cross() {
		return withAlpha(t.layout())
	}
	return t.layout()
}

func withAlpha(l raster.Layout) raster.Layout {
	switch l {
	case raster.Grey:
		return raster.GreyAlpha
	case raster.RGB:
		return raster.RGBA
	}
	return l
}

// Info says how large the largest level is.
func (t *opened) Info() picture.Info {
	w, h := t.Levels[0].Width, t.Levels[0].Height
	if t.cross() {
		w, h = crossW*w, crossH*h
	}
	return picture.Info{
		Width: w, Height: h,
		Orientation: t.Orientation,
		HasAlpha:    t.outLayout().HasAlpha(),
		Mimetype:    t.Mimetype,
		Boxes:       len(t.Levels) == 1,
		Need:        func(want picture.Want) int64 { return t.need(t.plan(want)) },
	}
}

// Decode decodes the level that fits, and shrinks it.
func (t *opened) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	p := t.plan(want)
	if err := want.Budget.Take(t.need(p)); err != nil {
		return nil, err
	}
	var (
		img     raster.Image
		visible bool
		err     error
	)
	switch {
	case t.Format.floats != nil:
		img, visible, err = decode(ctx, t, p, t.Format.floats, want.Spare)
	case t.Format.words != nil:
		img, visible, err = decode(ctx, t, p, t.Format.words, want.Spare)
	default:
		img, visible, err = decode(ctx, t, p, t.Format.bytes, want.Spare)
	}
	if err != nil {
		return nil, err
	}
	notes := append([]string(nil), t.Notes...)
	if t.Format.Normal {
		notes = append(notes, "two channels, shown as a normal map whose third is computed")
	}
	if t.cross() {
		notes = append(notes, "the faces of the cube map are shown as a cross: +Y above, -X, +Z, +X and -Z in the middle, -Y below")
	}
	if !visible {
		notes = append(notes, "alpha is 0 everywhere and left out")
	}
	return &picture.Frame{Image: img, Space: t.Space, Notes: notes}, nil
}

// plan is what is decoded for a want.
type plan struct {
	level  *Level
	factor int
	rows   int // of pixels that are read at a time
}

// Of a level, about how many rows are decoded by one, and how many bytes of blocks they
// have.
const (
	stripRows  = 64
	stripBytes = 1 << 20
)

// maxFactor bounds the rows that make one, and so what a strip takes.
const maxFactor = 64

// lanes is how many strips are read together, to be decoded by as many.
const lanes = 4

// plan chooses the level and the factor.
func (t *opened) plan(want picture.Want) plan {
	w, h := want.Width, want.Height
	if t.cross() {
		w, h = (w+crossW-1)/crossW, (h+crossH-1)/crossH
	}
	p := plan{level: &t.Levels[0]}
	for i := range t.Levels {
		if l := &t.Levels[i]; l.Width >= w && l.Height >= h {
			p.level = l
		}
	}
	p.factor = min(maxFactor, raster.Factor(p.level.Width, p.level.Height, w, h))
	step := lcm(p.factor, t.Format.BlockH)
	p.rows = step
	for p.rows+step <= stripRows && int64((p.rows+step)/t.Format.BlockH)*p.level.Pitch <= stripBytes {
		p.rows += step
	}
	return p
}

func lcm(a, b int) int {
	x, y := a, b
	for y > 0 {
		x, y = y, x%y
	}
	return a / x * b
}

// need is what decoding allocates: the picture, a face of a cross, the blocks of some
// strips, and for each of those a row of blocks as pixels and the shrunk strip.
func (t *opened) need(p plan) int64 {
	const some = 1 << 20 // tables
	var (
		l     = p.level
		size  = t.Format.sampleSize()
		n     = int64(t.Format.Layout.Channels() + t.layout().Channels())
		wide  = int64(l.Width+t.Format.BlockW) * n * size
		rows  = min(p.rows, l.Height+t.Format.BlockH)
		strip = int64((rows+t.Format.BlockH-1)/t.Format.BlockH) * l.Pitch
		face  = t.faceBytes(p)
	)
	total := face + l.Memory + lanes*(strip+wide*int64(t.Format.BlockH)+raster.ShrunkBytes(l.Width, rows, t.layout(), p.factor, size)) + some
	if t.cross() {
		total += 2 * crossW * crossH * face
	}
	return total
}

func (t *opened) faceBytes(p plan) int64 {
	w, h := p.size()
	return int64(w) * int64(h) * int64(t.layout().Channels()) * t.Format.sampleSize()
}

// size returns that of a shrunk face.
func (p plan) size() (w, h int) {
	return (p.level.Width + p.factor - 1) / p.factor, (p.level.Height + p.factor - 1) / p.factor
}
