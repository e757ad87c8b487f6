package jpeg

import (
	"context"
	"slices"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	// maxScans bounds the scans of a picture. Sending one bit of one coefficient
	// each, and more is senseless, takes 64 times 14.
	maxScans = 1000
	// freeVisits and visitsPerBlock bound how many blocks all scans together may
	// visit: ends of bands let a few bytes stand for any number of them.
	freeVisits     = 16 << 20
	visitsPerBlock = 64
	// In arithmetic coding a whole block may be but a part of a bit. Scripts that are used
	// visit a block up to ten times.
	freeArithmetic     = 2 << 20
	arithmeticPerBlock = 24
)

// decoder decodes the scans of one picture.
type decoder struct {
	header    *header // a copy: tables change from scan to scan
	frame     *frame
	plan      plan
	in        *window
	worker    worker
	spare     picture.Spare
	parts     []part        // of each component
	outlet    func() outlet // where rows go as they are done; nil where planes are held
	allocated bool          // planes are
	scans     int
	visits    int64
}

// part is what becomes of a component.
type part struct {
	*component
	side   int           // samples that a side of a block becomes
	plane  raster.Plane  // its padded blocks as pixels
	kernel *kernel       // nil before the component's first scan
	coeffs *coefficients // of frames that are buffered
	seen   bool          // a scan with its DC coefficients was read
	// missing is, for each coefficient of a progressive frame, how many of its bits
	// have not been sent; notSent where none has.
	missing [64]uint8
}

const notSent = 0xff

// newDecoder returns a decoder. Need has accounted for the planes that it will have.
func newDecoder(ctx context.Context, p *file, want picture.Want, sizes plan) *decoder {
	h := *p.header
	in := newWindow(ctx, p.src, dataWindow)
	in.skip(int(p.scanAt))
	d := &decoder{header: &h, frame: h.frame, plan: sizes, in: in, spare: want.Spare, parts: make([]part, len(h.frame.comps))}
	d.outlet = func() outlet { return newOutlet(p, want, sizes) }
	d.worker.entropy = newEntropy(in)
	for i := range d.parts {
		c, side := &d.frame.comps[i], sizes.comps[i].side
		d.parts[i] = part{component: c, side: side}
		for k := range d.parts[i].missing {
			d.parts[i].missing[k] = notSent
		}
		if d.frame.buffered() {
			d.parts[i].coeffs = newCoefficients(c, side)
		}
	}
	return d
}

// allocate makes planes: for a row of MCUs, if all components come row by row and
// somebody takes the rows, else whole ones.
func (d *decoder) allocate(byRows bool) {
	if d.allocated {
		return
	}
	d.allocated = true
	rows := d.frame.mcusY
	if byRows {
		if d.worker.out = d.outlet(); d.worker.out != nil {
			rows = 1
		}
	}
	for i := range d.parts {
		d.parts[i].plane = d.parts[i].strip(rows)
	}
}

// all returns the parts.
func (d *decoder) all() []*part {
	parts := make([]*part, len(d.parts))
	for i := range parts {
		parts[i] = &d.parts[i]
	}
	return parts
}

// strip returns a plane for so many rows of MCUs.
func (p *part) strip(rows int) raster.Plane {
	w, h := p.paddedX*p.side, rows*p.component.v*p.side
	return raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
}

// run decodes all scans that matter.
func (d *decoder) run(ctx context.Context) error {
	code := byte(markerSOS)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch code {
		case markerEOI, markerNone:
			return d.end(ctx, code)
		case markerSOS:
			done, next, err := d.scan(ctx)
			if err != nil {
				return err
			}
			if done {
				return d.end(ctx, next)
			}
			code = next
			if !isRestart(code) {
				continue
			}
		default:
			if err := d.header.segment(d.in, code); err != nil {
				return err
			}
		}
		next, garbage, err := d.in.marker()
		if err != nil {
			return err
		}
		d.header.notes.garbage(garbage)
		code = next
	}
}

// scan reads a scan and reports whether the picture is complete with it, and what
// marker follows.
func (d *decoder) scan(ctx context.Context) (done bool, next byte, err error) {
	s, err := d.startOfScan()
	if err != nil {
		return false, 0, err
	}
	if d.scans++; d.scans > maxScans {
		return false, 0, fault.New(fault.LimitCount, "more than %d scans", maxScans)
	}
	if s.decode == nil {
		next, err = d.in.endOfData()
		return false, next, err
	}
	if d.visits += s.visits(); d.visits > d.mostVisits() {
		return false, 0, fault.New(fault.LimitCount, "%d scans visit %d blocks of %d", d.scans, d.visits, d.blocks())
	}
	if !d.frame.buffered() {
		d.allocate(len(s.comps) == len(d.parts))
	}
	next, err = s.run(ctx, d)
	d.sent(s)
	return d.complete(), next, err
}

// mostVisits bounds how many blocks all scans visit.
func (d *decoder) mostVisits() int64 {
	if d.frame.arithmetic {
		return freeArithmetic + arithmeticPerBlock*d.blocks()
	}
	return freeVisits + visitsPerBlock*d.blocks()
}

func (d *decoder) blocks() int64 {
	var n int64
	for i := range d.parts {
		n += int64(d.parts[i].paddedX) * int64(d.parts[i].paddedY)
	}
	return n
}

// sent notes what a scan has sent.
func (d *decoder) sent(s *scan) {
	for i := range s.comps {
		p := s.comps[i].part
		p.seen = p.seen || s.first == 0
		for k := s.first; k <= s.last; k++ {
			p.missing[k] = s.low
		}
	}
}

// complete reports whether no further scan can change the picture.
func (d *decoder) complete() bool {
	return !slices.ContainsFunc(d.parts, func(p part) bool { return !p.complete() })
}

// complete reports whether all bits of all coefficients that count were sent.
func (p *part) complete() bool {
	return !slices.ContainsFunc(p.missing[:lastOf(p.side)+1], func(n uint8) bool { return n > 0 })
}

// end judges what was read when no more scans follow, and makes pixels of
// coefficients.
func (d *decoder) end(ctx context.Context, code byte) error {
	if code == markerNone {
		d.header.notes.add("the end-of-image marker is missing")
	}
	for i := range d.parts {
		p := &d.parts[i]
		if !p.seen && code == markerNone {
			return fault.New(fault.Truncated, "the file ends before component %d", i)
		}
		if !p.seen {
			return fault.New(fault.Corrupt, "no scan has component %d", i)
		}
		if !p.complete() && code == markerNone {
			return fault.New(fault.Truncated, "the file ends before the last scan of component %d", i)
		}
		if !p.complete() {
			d.header.notes.add("the last scans are missing, and fine detail with them")
		}
	}
	if d.frame.buffered() && d.frame.precision == 8 {
		return d.transform(ctx)
	}
	return nil
}
