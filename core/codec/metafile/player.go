package metafile

import (
	"context"
	"fmt"
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/outline"
)

const (
	maxObjects = 65536 // that may exist at once
	maxSaved   = 1024
	maxPoints  = 1 << 20 // of a shape
)

// player draws records.
type player struct {
	state
	ctx     context.Context
	canvas  *canvas
	saved   []state
	objects []any // pens, brushes, fonts, or what is not looked at
	perMM   outline.Point
	device  outline.Matrix // from the device's pixels to those of the picture
	faces   faces
	bytes   int64 // that a bitmap may take

	path   shape
	inPath bool
	points int // of the path
	plus   plus

	tiles   int // bytes of the tiles of brushes
	regions int // rectangles of all regions
	free    int // where the first free place of the table may be

	left    map[string]int // records that were left out, by why
	letters int            // without a shape in our fonts
	err     error          // ends the playing
}

// record is one that is played.
type record struct {
	*bits.Cursor
	data []byte // the whole of it
}

// leave counts a record as left out.
func (p *player) leave(why string) { p.left[why]++ }

// notes tell what was left out.
func (p *player) notes() []string {
	var notes []string
	for _, why := range []string{unread, damaged} {
		if n := p.left[why]; n > 0 {
			notes = append(notes, fmt.Sprintf("left out of the metafile: %d records that are %s", n, why))
		}
	}
	if p.letters > 0 {
		notes = append(notes, fmt.Sprintf("%d characters are shown as boxes: they are in scripts or symbols that the built-in font does not have", p.letters))
	}
	return notes
}

// Why records are left out.
const (
	unread  = "of kinds that are not drawn"
	damaged = "damaged"
)

// fail ends the playing.
func (p *player) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// matrix takes logical units to pixels.
func (p *player) matrix() outline.Matrix {
	return p.world.Then(p.page(p.perMM)).Then(p.device)
}

// scaleOf returns how many units of the target a unit is in the mean.
func scaleOf(m outline.Matrix) float64 { return math.Sqrt(math.Abs(m.XX*m.YY - m.XY*m.YX)) }

// draw fills and strokes a shape in pixels, or makes it part of the path.
func (p *player) draw(s shape, fill, stroke bool) {
	if p.inPath {
		p.addToPath(s)
		return
	}
	if s.count() > maxPoints {
		p.fail(fault.New(fault.LimitCount, "a shape of %d points, more than %d", s.count(), maxPoints))
		return
	}
	if fill && !p.brush.null {
		p.fill(s, p.brush)
	}
	if stroke && !p.pen.null {
		p.stroke(s, p.pen)
	}
}

func (p *player) addToPath(s shape) {
	if p.grow(s.count()) {
		p.path = append(p.path, s...)
	}
}

// grow counts points of the path.
func (p *player) grow(n int) bool {
	if p.points += n; p.points > maxPoints {
		p.fail(fault.New(fault.LimitCount, "a path of more than %d points", maxPoints))
		return false
	}
	return true
}

// begin begins a path.
func (p *player) begin() { p.path, p.inPath, p.points = nil, true, 0 }

func (p *player) fill(s shape, b brush) {
	p.fillPath(s.path(), p.evenOdd, p.paint(b), ternary(p.rop2))
}

func (p *player) fillPath(path outline.Path, evenOdd bool, with paint, op uint8) {
	if err := p.canvas.fill(path, evenOdd, with, op, p.clip); err != nil {
		p.fail(err)
	}
}

// stroke draws lines.
func (p *player) stroke(s shape, by pen) {
	// The thinnest line is one of the device's pixels, which is not shown as more than a
	// 500th of the picture, nor as less than a pixel.
	thin := min(max(1, scaleOf(p.device)), max(1, float64(max(p.canvas.w, p.canvas.h))/500))
	scale := scaleOf(p.matrix())
	width := max(by.width*scale, thin)
	k := &stroker{half: width / 2, end: by.end, join: by.join, mitre: p.mitre, spend: p.canvas.spend}
	unit := max(width, 1.5)
	if by.user {
		unit = scale
	}
	var sum float64
	for _, d := range by.dashes {
		k.dashes = append(k.dashes, d*unit)
		sum += d * unit
	}
	if len(k.dashes) > 0 && !(sum > float64(len(k.dashes))/2 && sum < 1e6) {
		k.dashes = nil
	}
	if len(k.dashes) > 0 && k.end == endRound {
		k.end = endFlat
	}
	op := ternary(p.rop2)
	k.flush = func(path outline.Path) error {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		return p.canvas.fill(path, false, by.colour, op, p.clip)
	}
	if err := k.stroke(visible(s, p.canvas, width)); err != nil {
		p.fail(err)
	}
}

// visible returns the contours without those that lie wholly outside: dashes of lines
// that nobody sees take time too.
func visible(s shape, c *canvas, margin float64) shape {
	if c.measuring {
		return s
	}
	var kept shape
	for _, line := range s {
		b := outline.Path(nil)
		for _, at := range line.points {
			b = append(b, outline.Segment{Points: [3]outline.Point{at}})
		}
		r := b.Bounds()
		if r.MaxX >= -margin && r.MaxY >= -margin && r.MinX <= float64(c.w)+margin && r.MinY <= float64(c.h)+margin && r.MaxX-r.MinX < 1e6 && r.MaxY-r.MinY < 1e6 {
			kept = append(kept, line)
		}
	}
	return kept
}

// save and restore keep and bring back the state.
func (p *player) save() {
	if len(p.saved) == maxSaved {
		p.fail(fault.New(fault.LimitDepth, "more than %d states are saved", maxSaved))
		return
	}
	p.saved = append(p.saved, p.state)
}

// restore takes a number of a state from 1 on, or one from -1 on that counts from the
// last.
func (p *player) restore(n int32) {
	i := int(n) - 1
	if n < 0 {
		i = len(p.saved) + int(n)
	}
	if i < 0 || i >= len(p.saved) {
		p.leave(damaged)
		return
	}
	p.state = p.saved[i]
	p.saved = p.saved[:i]
}

// clipTo combines the clip with a shape.
func (p *player) clipTo(s shape, evenOdd bool, how int) {
	p.clip = p.clip.with(p.canvas, s.path(), evenOdd, how)
	if p.clip.depth > maxClips {
		p.fail(fault.New(fault.LimitDepth, "more than %d areas clip each other", maxClips))
	}
}

// set puts an object in the table.
func (p *player) set(i int, o any) {
	if i < 0 || i >= maxObjects {
		p.fail(fault.New(fault.LimitCount, "object %d, more than %d", i, maxObjects))
		return
	}
	for i >= len(p.objects) {
		p.objects = append(p.objects, nil)
	}
	p.objects[i] = o
}

// choose makes an object the current one of its kind.
func (p *player) choose(o any) {
	switch o := o.(type) {
	case pen:
		p.pen = o
	case brush:
		p.brush = o
	case font:
		p.font = o
	case shape:
		p.clipTo(o, false, clipCopy)
	}
}

// object returns an object, nil where there is none.
func (p *player) object(i uint32) any {
	if i&0x80000000 != 0 {
		return stock(i)
	}
	if int64(i) < int64(len(p.objects)) {
		return p.objects[i]
	}
	return nil
}
