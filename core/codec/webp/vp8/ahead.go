package vp8

import (
	"context"

	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// aheadRows is how many rows of macroblocks are under way between the two
	// goroutines.
	aheadRows = 3
	// sharedFrom is the count of such rows from which a second goroutine is worth
	// starting.
	sharedFrom = 16
	// What a macroblock takes on its way, in bytes.
	macroblockBytes = 24
	residueBytes    = 24*32 + 8
	codedBytes      = 9
)

// work is a row of macroblocks on its way: their coefficients are read on another
// goroutine than makes pixels, which is about half of all. So that both have as
// much to do, modes are read there too where pixels are filtered, else here.
type work struct {
	row      []macroblock
	residues []residue
}

type pipeline struct {
	*Decoder
	begun, ready chan *work // in order
	done         <-chan error
}

// readAhead begins to read coefficients on a spare worker.
func (d *Decoder) readAhead(spare picture.Spare) (*pipeline, bool) {
	p := &pipeline{Decoder: d, begun: make(chan *work, aheadRows), ready: make(chan *work, aheadRows)}
	var ok bool
	p.done, ok = spare.Go(p.readCoefficients)
	return p, ok
}

// readCoefficients takes rows that were begun until there are no more.
func (p *pipeline) readCoefficients() error {
	defer close(p.ready)
	y := 0
	for w := range p.begun {
		if p.filtered {
			if err := p.readModes(w.row); err != nil {
				return err
			}
		}
		t := &p.tokens[y%len(p.tokens)]
		var left coded
		for x := range w.row {
			t.read(&p.header, &w.row[x], &p.coded[x], &left, &w.residues[x])
		}
		if err := t.err(); err != nil {
			return err
		}
		p.ready <- w
		y++
	}
	return nil
}

// decode does the other half of the work.
func (p *pipeline) decode(ctx context.Context, yield func(Rows) bool) error {
	err := p.makePixels(ctx, yield)
	close(p.begun)
	if other := <-p.done; other != nil {
		return other
	}
	return err
}

func (p *pipeline) makePixels(ctx context.Context, yield func(Rows) bool) error {
	begun := 0
	begin := func(w *work) error {
		if begun == p.down {
			return nil
		}
		if !p.filtered {
			if err := p.readModes(w.row); err != nil {
				return err
			}
		}
		begun++
		p.begun <- w
		return nil
	}
	for range aheadRows {
		if err := begin(&work{make([]macroblock, p.across), make([]residue, p.across)}); err != nil {
			return err
		}
	}
	for y := range p.down {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, ok := <-p.ready
		if !ok {
			return fault.New(fault.Internal, "vp8: row %d was not read", y)
		}
		for x := range w.row {
			p.reconstruct(x, y == 0, &w.row[x], &w.residues[x])
		}
		if !p.finish(y, w.row, yield) {
			return nil
		}
		if err := begin(w); err != nil {
			return err
		}
	}
	return nil
}
