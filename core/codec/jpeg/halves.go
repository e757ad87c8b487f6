package jpeg

import (
	"context"

	"apsync/core/raster"
)

const (
	// leastHalved is fewer blocks than are worth a second worker.
	leastHalved = 4 << 10
	// firstOf16 is how many parts of 16 the first half has: decoding them takes as long
	// as skimming them and decoding the others.
	firstOf16 = 9
)

// runHalves decodes a sequential scan of which pixels are wanted with a spare worker,
// which skims the first half to decode the second. It returns the marker behind the
// scan, or false where nothing was done.
func (s *scan) runHalves(ctx context.Context, d *decoder) (next byte, ok bool, err error) {
	if d.frame.buffered() || s.comps[0].side <= mostSkimmed || s.visits() < leastHalved || d.spare == nil {
		return 0, false, nil
	}
	row := s.mcusY * firstOf16 / 16
	middle := row * s.mcusX
	if middle == 0 {
		return 0, false, nil
	}
	ctx2, cancel := context.WithCancel(ctx)
	defer cancel()
	in := *d.in
	in.ctx, in.buf, in.data = ctx2, nil, nil
	in.next = d.in.offset()
	other := worker{entropy: newEntropy(&in)}
	second := s
	if d.worker.out != nil {
		other.top, second = row, s.held(s.mcusY-row)
	}
	var notes notes
	done, ok := d.spare.Go(func() (err error) {
		other.begin()
		if err = s.passOver(ctx2, &other, &notes, middle); err == nil {
			next, err = second.span(ctx2, &other, &notes, extent{middle, s.mcus()})
		}
		return err
	})
	if !ok {
		return 0, false, nil
	}
	w := &d.worker
	if _, err = s.span(ctx, w, &d.header.notes, extent{0, middle}); err != nil {
		cancel()
	}
	if otherErr := <-done; err == nil {
		err = otherErr
	}
	for _, note := range notes.list {
		d.header.notes.add("%s", note)
	}
	in.ctx = ctx
	*d.in = in
	if w.out != nil && err == nil {
		err = w.addHeld(ctx, second, s.mcusY-row)
	}
	return next, true, err
}

// copied returns the scan with parts that have been changed.
func (s *scan) copied(change func(p *part)) *scan {
	other := *s
	other.comps = make([]scanComponent, len(s.comps))
	for i, c := range s.comps {
		p := *c.part
		change(&p)
		c.part = &p
		other.comps[i] = c
	}
	return &other
}

// held returns the scan with planes of its own for so many rows of MCUs.
func (s *scan) held(rows int) *scan {
	return s.copied(func(p *part) { p.plane = p.strip(rows) })
}

// addHeld hands on the rows of MCUs that a scan's planes hold.
func (w *worker) addHeld(ctx context.Context, s *scan, rows int) error {
	parts := s.parts()
	for y := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.out.add(parts, y)
	}
	return nil
}

// passOver skims the first MCUs of the scan, up to number to.
func (s *scan) passOver(ctx context.Context, w *worker, notes *notes, to int) error {
	averages := s.copied(func(p *part) {
		p.side = 1
		p.plane = raster.Plane{Width: p.paddedX, Height: 1, Pix: make([]uint8, p.paddedX)} // of stride 0
	})
	w.wantSkimmer(averages, nil)
	_, err := averages.span(ctx, w, notes, extent{0, to})
	w.skim = nil
	return err
}
