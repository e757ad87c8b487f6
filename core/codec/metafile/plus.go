package metafile

import (
	"math"

	"apsync/core/bits"
	container "apsync/core/container/metafile"
	"apsync/core/outline"
)

const (
	emrComment = 70
	plusAt     = 12 // of the identifier in a comment's record (MS-EMF §2.3.3.2)
	plusName   = "EMF+"
	plusHead   = 12 // of a record of EMF+ (MS-EMFPLUS §2.3)
)

// Flags of records (MS-EMFPLUS §2.3.4).
const (
	plusSolid    = 0x8000 // the brush is a colour
	plusShort    = 0x4000 // numbers are of 16 bits
	plusClosed   = 0x2000 // of lines
	plusAfter    = 0x2000 // of transforms
	plusRelative = 0x0800
)

// isPlus reports whether a comment holds records of EMF+.
func (d *drawing) isPlus(r container.Record) bool {
	name := make([]byte, len(plusName))
	return r.Length >= plusAt+int64(len(name)) && bits.ReadFull(d.r, name, r.Off+plusAt) == nil && string(name) == plusName
}

// plus is what records of EMF+ set, beside the clip, which they share with the others.
type plus struct {
	dual     bool // the drawing is there in records of EMF too
	objects  [64]any
	partial  []byte // of an object in several records
	partOf   uint16
	world    outline.Matrix
	perPoint float64 // pixels of the device in a unit of the page
	perInch  float64
	saved    map[uint32]saved
}

// saved is a state of EMF+.
type saved struct {
	world    outline.Matrix
	perPoint float64
	clip     *clip
}

// plusRecord is one of EMF+.
type plusRecord struct {
	*record
	flags uint16
}

// plusRecords are what records of EMF+ do, by their type (MS-EMFPLUS §2.1.1.1). Those
// that are not here, but draw, are in plusDraws.
var plusRecords = map[uint16]func(p *player, r plusRecord){
	0x4001: plusHeader,
	0x4008: plusObject,
	0x4009: func(p *player, r plusRecord) { p.plusClear(r.U32()) },
	0x400a: func(p *player, r plusRecord) { b := r.U32(); p.plusFill(r, b, p.plusRects(r, r.U32(), box)) },
	0x400b: func(p *player, r plusRecord) { p.plusStroke(uint32(r.flags), p.plusRects(r, r.U32(), box)) },
	0x400c: func(p *player, r plusRecord) { b := r.U32(); p.plusFill(r, b, p.plusPolygon(r, true)) },
	0x400d: func(p *player, r plusRecord) {
		p.plusStroke(uint32(r.flags), p.plusPolygon(r, r.flags&plusClosed != 0))
	},
	0x400e: func(p *player, r plusRecord) { b := r.U32(); p.plusFill(r, b, p.plusRects(r, 1, ellipse)) },
	0x400f: func(p *player, r plusRecord) { p.plusStroke(uint32(r.flags), p.plusRects(r, 1, ellipse)) },
	0x4014: func(p *player, r plusRecord) { p.plusFill(r, r.U32(), p.plusPath(r.flags)) },
	0x4015: func(p *player, r plusRecord) { p.plusStroke(r.U32(), p.plusPath(r.flags)) },
	0x401a: drawImage,
	0x401b: drawImagePoints,
	0x4025: func(p *player, r plusRecord) { p.plusSave(r.U32()) },
	0x4026: func(p *player, r plusRecord) { p.plusRestore(r.U32()) },
	0x4028: func(p *player, r plusRecord) { p.plusSave(r.U32()) },
	0x4029: func(p *player, r plusRecord) { p.plusRestore(r.U32()) },
	0x402a: func(p *player, r plusRecord) { p.plus.world = matrix(r.record) },
	0x402b: func(p *player, _ plusRecord) { p.plus.world = outline.Identity },
	0x402c: func(p *player, r plusRecord) { p.plusTurn(r, matrix(r.record)) },
	0x402d: func(p *player, r plusRecord) {
		p.plusTurn(r, outline.Matrix{XX: 1, YY: 1, DX: number(r.record), DY: number(r.record)})
	},
	0x402e: func(p *player, r plusRecord) {
		p.plusTurn(r, outline.Matrix{XX: number(r.record), YY: number(r.record)})
	},
	0x402f: func(p *player, r plusRecord) {
		sin, cos := math.Sincos(number(r.record) * math.Pi / 180)
		p.plusTurn(r, outline.Matrix{XX: cos, YX: sin, XY: -sin, YY: cos})
	},
	0x4030: func(p *player, r plusRecord) { p.plusPage(r.flags&0xff, number(r.record)) },
	0x4031: func(p *player, _ plusRecord) { p.clip = all(p.canvas) },
	0x4032: func(p *player, r plusRecord) { p.plusClip(r, p.plusRects(r, 1, box)) },
	0x4033: func(p *player, r plusRecord) { p.plusClip(r, p.plusPath(r.flags)) },
}

// plusDraws are the other records that draw: pies, regions, arcs, curves, text.
var plusDraws = map[uint16]bool{
	0x4010: true, 0x4011: true, 0x4012: true, 0x4013: true, 0x4016: true, 0x4017: true,
	0x4018: true, 0x4019: true, 0x401c: true, 0x4036: true, 0x4037: true,
}

// comment reads EMR_COMMENT, which holds records of EMF+.
func comment(p *player, r *record) {
	const first = plusAt + len(plusName)
	if len(r.data) < first || string(r.data[plusAt:first]) != plusName {
		return
	}
	data := r.data[first:]
	if n := int(le32(r.data[8:])) - len(plusName); n >= 0 && n < len(data) {
		data = data[:n]
	}
	for len(data) >= plusHead && p.err == nil {
		c := bits.Little(data)
		kind, flags, size, length := c.U16(), c.U16(), int64(c.U32()), int64(c.U32())
		if size < plusHead || size > int64(len(data)) || length > size-plusHead {
			p.leave(damaged)
			return
		}
		p.playPlus(kind, flags, data[plusHead:plusHead+length])
		data = data[size:]
	}
}

// le32 reads a number.
func le32(b []byte) uint32 { return bits.Little(b).U32() }

func (p *player) playPlus(kind, flags uint16, data []byte) {
	play, ok := plusRecords[kind]
	switch {
	case p.plus.dual:
	case ok:
		r := plusRecord{&record{Cursor: bits.Little(data), data: data}, flags}
		play(p, r)
		if r.Err() != nil {
			p.leave(damaged)
		}
	case plusDraws[kind]:
		p.leave(unread)
	}
}

// plusHeader reads EmfPlusHeader (MS-EMFPLUS §2.3.3.3).
func plusHeader(p *player, r plusRecord) {
	r.Skip(8)
	dpi := r.U32()
	p.plus = plus{dual: r.flags&1 != 0, world: outline.Identity, perPoint: 1, perInch: float64(min(max(dpi, 1), 10000)), saved: map[uint32]saved{}}
}

// plusMatrix takes units of the world to pixels.
func (p *player) plusMatrix() outline.Matrix {
	page := outline.Matrix{XX: p.plus.perPoint, YY: p.plus.perPoint}
	return p.plus.world.Then(page).Then(p.device)
}

// perUnit are the page's units in an inch (MS-EMFPLUS §2.1.1.33), where they are fixed.
var perUnit = map[uint16]float64{3: 72, 4: 1, 5: 300, 6: 25.4}

func (p *player) plusPage(unit uint16, scale float64) {
	p.plus.perPoint = scale
	if n, ok := perUnit[unit]; ok {
		p.plus.perPoint = scale * p.plus.perInch / n
	}
}

func (p *player) plusTurn(r plusRecord, m outline.Matrix) {
	if r.flags&plusAfter != 0 {
		p.plus.world = p.plus.world.Then(m)
	} else {
		p.plus.world = m.Then(p.plus.world)
	}
}

func (p *player) plusSave(i uint32) {
	if p.plus.saved != nil && len(p.plus.saved) < maxSaved {
		p.plus.saved[i] = saved{p.plus.world, p.plus.perPoint, p.clip}
	}
}

func (p *player) plusRestore(i uint32) {
	if s, ok := p.plus.saved[i]; ok {
		p.plus.world, p.plus.perPoint, p.clip = s.world, s.perPoint, s.clip
		delete(p.plus.saved, i)
	}
}

// plusClip combines the clip with a shape.
func (p *player) plusClip(r plusRecord, s shape) {
	how := [...]int{clipCopy, clipAnd, clipOr, clipXor, clipDiff}
	if mode := int(r.flags >> 8 & 15); mode < len(how) && r.Err() == nil {
		p.clipTo(s, true, how[mode])
	}
}

// plusPoint reads a point of floats, or of 16 bits.
func plusPoint(r plusRecord) outline.Point {
	if r.flags&plusShort != 0 {
		return point16(r.record)
	}
	return outline.Point{X: number(r.record), Y: number(r.record)}
}

func plusRect(r plusRecord) outline.Rect {
	a, size := plusPoint(r), plusPoint(r)
	return ordered(outline.Rect{MinX: a.X, MinY: a.Y, MaxX: a.X + size.X, MaxY: a.Y + size.Y})
}

// plusRects reads rectangles and makes shapes of them.
func (p *player) plusRects(r plusRecord, n uint32, shaped func(m outline.Matrix, r outline.Rect) shape) shape {
	var s shape
	for m := p.plusMatrix(); n > 0 && r.Len() >= 8 && len(s) < maxPoints/8; n-- {
		s = append(s, shaped(m, plusRect(r))...)
	}
	return s
}

func ellipse(m outline.Matrix, r outline.Rect) shape { return inscribed(m, r).ellipse() }

// plusPolygon reads points.
func (p *player) plusPolygon(r plusRecord, closed bool) shape {
	n := r.U32()
	if r.flags&plusRelative != 0 {
		p.leave(unread)
		return nil
	}
	var s shape
	for m := p.plusMatrix(); n > 0 && r.Len() >= 4; n-- {
		at := m.Apply(plusPoint(r))
		if len(s) == 0 {
			s.begin(at)
		} else {
			s.line(at)
		}
	}
	if closed {
		s.end()
	}
	return s
}

// plusPath returns the path with that number where the page is now.
func (p *player) plusPath(flags uint16) shape {
	path, _ := p.plus.objects[flags&63].(plusFigure)
	return path.shape(p.plusMatrix())
}
