package previews

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// alike is by how much aspects may differ that are the same but for rounding.
	alike = 0.02
	// near is the same for a photograph, of which cameras cut off some columns.
	near = 0.04
)

// Photograph is what a file says of the whole.
type Photograph struct {
	// Width and Height are of the photograph as it lies in the sensor, 0 where the file
	// does not say.
	Width, Height int
	// Orientation is 0 where the file does not say.
	Orientation picture.Orientation
	// Space is what pictures without a statement of their own have.
	Space colour.Space
	// Mimetype is given where it differs from that of the loader's row.
	Mimetype string
}

// Photo chooses what is shown. It fails with NoPicture, or as the first picture that was
// found failed, where nothing can be.
func (f *Finder) Photo(p Photograph) (picture.Picture, error) {
	if len(f.found) == 0 && f.sensor == nil {
		return nil, f.nothing()
	}
	shown := &photo{about: p, why: f.why}
	if f.sensor != nil {
		info := f.sensor.Info()
		shown.about.Width, shown.about.Height = info.Width, info.Height
		developed := choice{Picture: f.sensor, width: info.Width, height: info.Height}
		if len(f.found) == 0 || !shown.isWhole(f.largest(&shown.about)) {
			shown.choices = []choice{developed}
		}
		shown.developed = len(shown.choices) > 0
	}
	if !shown.developed {
		shown.choices = []choice{*f.largest(&shown.about)}
	}
	shown.cutBars()
	shown.turn()
	shown.addSmaller(f.found)
	return shown, nil
}

// nothing says that there is no picture.
func (f *Finder) nothing() error {
	switch {
	case f.failed != nil:
		return f.failed
	case f.why != "":
		return fault.New(fault.NoPicture, "the file holds no preview, and its sensor data is not developed: %s", f.why).
			Advise("convert it to DNG with a JPEG preview, or export a JPEG")
	}
	return fault.New(fault.NoPicture, "the file holds no preview, or only a part of it").
		Advise("copy the file anew from the card if it was cut, or export a JPEG from the camera maker's program")
}

// largest returns the largest picture of the photograph's aspect, or of any where that
// is less than half as large.
func (f *Finder) largest(p *Photograph) *choice {
	var whole, any *choice
	for i := range f.found {
		c := &f.found[i]
		if larger(c, any) {
			any = c
		}
		if p.hasAspect(c) && larger(c, whole) {
			whole = c
		}
	}
	if whole == nil || 2*whole.long() < any.long() {
		return any
	}
	return whole
}

func larger(c, than *choice) bool {
	return than == nil || int64(c.width)*int64(c.height) > int64(than.width)*int64(than.height)
}

func (c *choice) long() int { return max(c.width, c.height) }

// hasAspect reports whether the picture has the photograph's aspect, lying or turned;
// any has where the photograph's is not known.
func (p *Photograph) hasAspect(c *choice) bool {
	return p.Width <= 0 || p.Height <= 0 || isAlike(c.width, c.height, p.Width, p.Height, near) || p.liesAcross(c)
}

// liesAcross reports whether the picture was turned already: its sides are those of the
// photograph as displayed.
func (p *Photograph) liesAcross(c *choice) bool {
	return p.Orientation.Swaps() && p.Width > 0 && p.Height > 0 &&
		isAlike(c.width, c.height, p.Height, p.Width, near) && !isAlike(c.width, c.height, p.Width, p.Height, near)
}

// isAlike reports whether the aspects differ by no more than that part.
func isAlike(w, h, w2, h2 int, most float64) bool {
	return math.Abs(math.Log(float64(w)*float64(h2)/(float64(h)*float64(w2)))) <= most
}

// photo is a RAW file with the pictures that can be shown of it, the smallest first.
type photo struct {
	about       Photograph
	why         string
	choices     []choice
	developed   bool // the largest is
	orientation picture.Orientation
}

// whole returns the largest.
func (p *photo) whole() *choice { return &p.choices[len(p.choices)-1] }

// isWhole reports whether the picture is as large as the photograph, but for some
// columns.
func (p *photo) isWhole(c *choice) bool {
	const most = 0.9
	return float64(c.long()) >= most*float64(max(p.about.Width, p.about.Height))
}

// turn decides how the largest, and with it all of its aspect, is turned.
func (p *photo) turn() {
	c := p.whole()
	switch {
	case p.about.Orientation == 0:
		p.orientation = c.orientation
	case p.about.liesAcross(c):
		p.orientation = picture.Upright
	default:
		p.orientation = p.about.Orientation
	}
	if p.orientation == 0 {
		p.orientation = picture.Upright
	}
}

// addSmaller puts the pictures that show the same as the largest before it.
func (p *photo) addSmaller(found []choice) {
	whole := *p.whole()
	var smaller []choice
	for _, c := range found {
		if c.Picture != whole.Picture && larger(&whole, &c) && isAlike(c.width, c.height, whole.width, whole.height, alike) {
			smaller = append(smaller, c)
		}
	}
	slices.SortStableFunc(smaller, func(a, b choice) int { return cmp.Compare(a.width, b.width) })
	p.choices = append(smaller, whole)
}

// Info says what the largest picture is.
func (p *photo) Info() picture.Info {
	c := p.whole()
	info := c.Info()
	info.Width, info.Height, info.Orientation = c.width, c.height, p.orientation
	info.Mimetype, info.Pages = p.about.Mimetype, 1
	info.Boxes = info.Boxes && len(p.choices) == 1 // else a smaller one may do
	info.Need = p.need
	return info
}

// need is that of the picture that serves, and of those that are tried if it is damaged.
func (p *photo) need(want picture.Want) int64 {
	var most int64
	for _, c := range p.serving(want) {
		info := c.Info()
		most = max(most, info.Need(c.want(want)))
	}
	return most
}

// serving returns the pictures that have as many pixels as are wanted, the largest if
// none has.
func (p *photo) serving(want picture.Want) []choice {
	for i, c := range p.choices {
		if c.width >= want.Width && c.height >= want.Height {
			return p.choices[i:]
		}
	}
	return p.choices[len(p.choices)-1:]
}

// want returns what is asked of the picture itself.
func (c *choice) want(want picture.Want) picture.Want {
	info := c.Info()
	if c.bars {
		want.Width, want.Height, want.Fitter = info.Width, info.Height, nil
	}
	want.Width, want.Height = min(want.Width, info.Width), min(want.Height, info.Height)
	return want
}

// Decode decodes the smallest picture that serves, or the next larger one if it is
// damaged. What the first has taken is free then, so that each has the whole budget.
func (p *photo) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	need := p.need(want)
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	var notes []string
	var failed error
	for _, c := range p.serving(want) {
		inner := c.want(want)
		inner.Budget = picture.NewBudget(need)
		frame, err := c.Decode(ctx, inner)
		if err == nil {
			p.finish(&c, frame, want)
			frame.Notes = append(notes, frame.Notes...)
			return frame, nil
		}
		if failed == nil {
			failed = err
			notes = append(notes, fmt.Sprintf("the preview of %d by %d pixels is damaged: %s", c.width, c.height, fault.From(err).Detail))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, failed
}

// finish gives the frame its colours and what is to be said of it.
func (p *photo) finish(c *choice, frame *picture.Frame, want picture.Want) {
	if c.plain && !hasSpace(frame.Space) {
		frame.Space = p.about.Space
	} else if hasSpace(c.space) && !hasSpace(frame.Space) {
		frame.Space = c.space
	}
	if c.bars {
		frame.Image = cropped(frame.Image, c.width, c.height)
	}
	switch isWhole := c.Picture == p.whole().Picture; {
	case p.developed && isWhole:
		frame.Notes = append(frame.Notes, "developed from the sensor data, since no preview in the file is as large")
	case isWhole && want.Width >= c.width && want.Height >= c.height:
		frame.Notes = append(frame.Notes, p.tooSmall()...)
	}
}

func hasSpace(s colour.Space) bool {
	return len(s.ICC) > 0 || s.Primaries != nil || s.Transfer != colour.TransferDefault
}

// tooSmall says that the largest preview is smaller than the photograph, for a want that
// takes all of its pixels.
func (p *photo) tooSmall() []string {
	c := p.whole()
	if p.isWhole(c) {
		return nil
	}
	note := fmt.Sprintf("shown is the preview of %d by %d pixels that was saved with the photograph of %d by %d", c.width, c.height, p.about.Width, p.about.Height)
	if p.why != "" {
		note += "; its sensor data is not developed: " + p.why
	}
	return []string{note}
}

// Rotated returns the orientation of a picture that is to be turned clockwise by so many
// degrees.
func Rotated(degrees int64) picture.Orientation {
	switch (degrees%360 + 360) % 360 {
	case 90:
		return picture.RotateClockwise
	case 180:
		return picture.Rotate180
	case 270:
		return picture.RotateCounter
	}
	return picture.Upright
}
