package exr

import (
	"math"

	"apsync/core/bits"
	"apsync/core/picture"
	"apsync/core/raster"
)

// axis maps n source pixels to out, in boxes of f or, where f is 0, as evenly as
// whole pixels allow.
type axis struct{ n, out, f int }

// newAxis returns the axis of n pixels that count as squared, shrunk by f.
func newAxis(n, squared, f int) axis {
	a := axis{n: n, out: ceilDiv(squared, f)}
	if n == squared {
		a.f = f
	}
	return a
}

// box returns in which box pixel i lies.
func (a axis) box(i int) int {
	if a.f > 0 {
		return i / a.f
	}
	return int(int64(i) * int64(a.out) / int64(a.n))
}

// start returns the first pixel of a box.
func (a axis) start(box int) int {
	if a.f > 0 {
		return min(a.n, box*a.f)
	}
	return int((int64(box)*int64(a.n) + int64(a.out) - 1) / int64(a.out))
}

// isWhole reports whether every pixel is a box.
func (a axis) isWhole() bool { return a.n == a.out }

// plan says what is decoded for a want, in pixels of a level's display window.
type plan struct {
	document *document
	shown    *choice
	level    level
	across   axis
	down     axis
	x, y     int // of the data window
	lanes    int
	unitRows int // rows of chunks that a lane decodes at a time
}

// What lanes may hold together, how many there may be, and what a unit of work has
// at least.
const (
	maxLaneBytes = 96 << 20
	maxLanes     = 8
	minUnitBytes = 128 << 10
)

// plan chooses the level and the factor for a want.
func (d *document) plan(want picture.Want) *plan {
	p := d.shown.part
	number := 0
	for n := 1; n < p.levelCount(); n++ {
		w, h := p.squared(p.halved(p.display.w, n), p.halved(p.display.h, n))
		if w < want.Width || h < want.Height {
			break
		}
		number = n
	}
	w, h := p.halved(p.display.w, number), p.halved(p.display.h, number)
	squareW, squareH := p.squared(w, h)
	f := raster.Factor(squareW, squareH, want.Width, want.Height)
	plan := &plan{
		document: d, shown: d.shown, level: p.level(number),
		across: newAxis(w, squareW, f), down: newAxis(h, squareH, f),
		x: (p.data.x - p.display.x) >> number, y: (p.data.y - p.display.y) >> number,
	}
	plan.share()
	return plan
}

// share decides in what units the chunks are decoded, and by how many lanes.
func (p *plan) share() {
	// No box reaches over more than two units.
	tallest := max(1, ceilDiv(p.down.n, p.down.out)+1)
	p.unitRows = max(1, ceilDiv(tallest, p.level.chunkH))
	if bytes, ok := p.rowBytes(); ok && bytes < minUnitBytes {
		p.unitRows = max(p.unitRows, int(minUnitBytes/max(1, bytes)))
	}
	p.lanes = 1
	lane, ok := p.laneBytes()
	if ok && !p.shown.part.deep {
		p.lanes = int(max(1, min(maxLanes, maxLaneBytes/lane, int64(ceilDiv(p.level.rows, p.unitRows)))))
	}
}

// rowBytes returns the bytes of a row of chunks.
func (p *plan) rowBytes() (int64, bool) {
	one, ok := p.shown.part.chunkBytes(&p.level)
	if !ok {
		return 0, false
	}
	return bits.Mul(one, int64(p.level.cols))
}

// laneBytes returns what a lane takes: a chunk as stored, decompressed and whatever
// its decoder needs; rows and sums of the channels that are shown, and two rows of
// the picture. It is false where no number says it.
func (p *plan) laneBytes() (int64, bool) {
	const (
		small      = 64 << 10
		perChannel = 256 // of lists of channels
	)
	part, l := p.shown.part, p.level
	chunk, ok := part.chunkBytes(&l)
	if !ok || chunk > math.MaxInt64/1024 {
		return 0, false
	}
	n := 2*chunk + part.compression.scratch(&l, part)
	if part.deep {
		n = deepBytes(&l)
	}
	n += small + perChannel*int64(len(part.channels))
	n += 4 * roles * (3*int64(min(l.chunkW, l.w)) + 3*int64(p.across.out))
	return n, true
}

// pictureBytes returns what the picture takes; math.MaxInt64 where no number says it.
func (p *plan) pictureBytes() int64 {
	n, ok := bits.Mul(int64(p.across.out), int64(p.down.out), int64(p.shown.layout().Channels()), 4)
	if !ok {
		return math.MaxInt64
	}
	return n
}

// need returns what decoding takes.
func (p *plan) need() int64 {
	lane, ok := p.laneBytes()
	total := p.pictureBytes()
	if !ok {
		return math.MaxInt64
	}
	for _, n := range []int64{
		int64(p.lanes) * lane,
		int64(p.level.cols) * int64(p.level.rows) * 16, // the table, as stored as well
		int64(p.across.out) * 8,
	} {
		if total > math.MaxInt64-n {
			return math.MaxInt64
		}
		total += n
	}
	return total
}
