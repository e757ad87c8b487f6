package jpeg

import (
	"context"
	"slices"

	"apsync/core/bits"
	"apsync/core/fault"
)

// scan is a scan header (T.81 §B.2.3) with all that decoding its MCUs takes. It does
// not change while they are decoded: what does is in a worker, so that restart
// intervals can be decoded independently of each other.
type scan struct {
	comps        []scanComponent
	first, last  int                 // of the coefficients that are sent: Ss and Se
	high, low    uint8               // bits of them that are not sent yet, before and after: Ah and Al
	conditions   *[2][4]conditioning // of DC and AC tables of arithmetic coding
	mcusX, mcusY int
	restart      int // MCUs in a restart interval; 0 where there are none
	// decode decodes MCUs from x0 up to x1 of row y; nil where nothing in the scan
	// counts.
	decode func(s *scan, w *worker, y, x0, x1 int) bool
}

// scanComponent is a component's share in a scan.
type scanComponent struct {
	*part
	index  int
	h, v   int // blocks in an MCU
	dc, ac *huffman
	// dcTable and acTable are the numbers of tables, which states of arithmetic coding
	// go by.
	dcTable, acTable byte
}

// worker is what decoding a restart interval changes.
type worker struct {
	*entropy
	arithmetic *arithmetic // nil where Huffman codes are read
	pred       [4]int32    // the last DC coefficients, by component
	eobRun     int         // blocks whose band is known to be empty (T.81 §G.1.2.2)
	block      block
	skim       *skimmer // nil where the scan is decoded block by block
	out        outlet   // nil where planes are held whole
	top        int      // the row of MCUs that the first one of the planes is
}

// startOfScan reads the header of the scan that d.in stands before.
func (d *decoder) startOfScan() (*scan, error) {
	length, err := d.in.bytes(2)
	if err != nil {
		return nil, err
	}
	n := int(length[0])<<8 + int(length[1]) - 2
	body, err := d.in.bytes(max(0, n))
	if err != nil {
		return nil, err
	}
	c := bits.Big(body)
	count := int(c.U8())
	if c.Err() != nil || count < 1 || count > len(d.parts) || n < 4+2*count {
		return nil, fault.New(fault.Corrupt, "scan %d: header of %d bytes for %d of %d components", d.scans, n, count, len(d.parts))
	}
	s := &scan{comps: make([]scanComponent, count), restart: d.header.restart, conditions: new([2][4]conditioning)}
	*s.conditions = d.header.conditions
	selectors := make([]byte, count)
	for i := range s.comps {
		id := c.U8()
		selectors[i] = c.U8()
		if err := d.selectComponent(s, i, id); err != nil {
			return nil, err
		}
	}
	s.first, s.last = int(c.U8()), int(c.U8())
	approximation := c.U8()
	s.high, s.low = approximation>>4, approximation&15
	s.measure(d.frame)
	if err := d.chooseDecoder(s); err != nil || s.decode == nil {
		return s, err
	}
	return s, d.bind(s, selectors)
}

func (d *decoder) selectComponent(s *scan, i int, id byte) error {
	index := d.frame.find(id)
	if index < 0 {
		return fault.New(fault.Corrupt, "scan %d: component %d is none of the frame's", d.scans, id)
	}
	for _, other := range s.comps[:i] {
		if other.index == index {
			return fault.New(fault.Corrupt, "scan %d: component %d occurs twice", d.scans, id)
		}
	}
	s.comps[i] = scanComponent{part: &d.parts[index], index: index}
	return nil
}

// measure counts MCUs: blocks of a single component, or as many blocks of each as
// its sampling factors say (T.81 §A.2).
func (s *scan) measure(f *frame) {
	if len(s.comps) == 1 {
		c := &s.comps[0]
		c.h, c.v = 1, 1
		s.mcusX, s.mcusY = c.blocksX, c.blocksY
		return
	}
	s.mcusX, s.mcusY = f.mcusX, f.mcusY
	for i := range s.comps {
		c := &s.comps[i]
		c.h, c.v = c.component.h, c.component.v
	}
}

// chooseDecoder chooses by what the scan sends. Sequential scans send all, whatever
// their headers say.
func (d *decoder) chooseDecoder(s *scan) error {
	if !d.frame.progressive {
		s.first, s.last, s.high, s.low = 0, 63, 0, 0
		s.decode = d.wholeBlocks()
		return nil
	}
	switch {
	case s.first > s.last, s.last > 63, s.first == 0 && s.last > 0:
		return fault.New(fault.Corrupt, "scan %d: coefficients %d to %d", d.scans, s.first, s.last)
	case s.first > 0 && len(s.comps) > 1:
		return fault.New(fault.Corrupt, "scan %d: coefficients %d to %d of %d components", d.scans, s.first, s.last, len(s.comps))
	case s.low > 13, s.high > 0 && s.high != s.low+1:
		return fault.New(fault.Corrupt, "scan %d: from bit %d to bit %d", d.scans, s.high, s.low)
	case s.first > 0 && s.comps[0].side == 1: // T.81 §G.1.1.1.1: AC scans do not affect DC
	default:
		s.decode = d.partsOfBlocks(s)
	}
	return nil
}

// wholeBlocks returns what decodes sequential scans.
func (d *decoder) wholeBlocks() func(s *scan, w *worker, y, x0, x1 int) bool {
	switch {
	case d.frame.arithmetic:
		return arithmeticBlocks
	case d.frame.buffered():
		return decodeBuffered
	}
	return decodeSequential
}

// partsOfBlocks returns what decodes a progressive scan.
func (d *decoder) partsOfBlocks(s *scan) func(s *scan, w *worker, y, x0, x1 int) bool {
	kinds := [...]func(s *scan, w *worker, y, x0, x1 int) bool{decodeFirstDC, decodeRefineDC, decodeFirstAC, decodeRefineAC}
	if d.frame.arithmetic {
		kinds = [...]func(s *scan, w *worker, y, x0, x1 int) bool{arithmeticFirstDC, arithmeticRefineDC, arithmeticFirstAC, arithmeticRefineAC}
	}
	kind := 0
	if s.high > 0 {
		kind = 1
	}
	if s.first > 0 {
		kind += 2
	}
	return kinds[kind]
}

// bind finds the tables that the scan uses.
func (d *decoder) bind(s *scan, selectors []byte) error {
	for i := range s.comps {
		c := &s.comps[i]
		if c.kernel == nil { // later tables of the same number are not this component's
			quant := d.header.quant[c.tq]
			if quant == nil {
				return fault.New(fault.Corrupt, "scan %d: quantisation table %d is not defined", d.scans, c.tq)
			}
			c.kernel = newKernel(c.side, quant)
		}
		c.dcTable, c.acTable = selectors[i]>>4, selectors[i]&15
		if d.frame.arithmetic {
			if c.dcTable > 3 || c.acTable > 3 {
				return fault.New(fault.Corrupt, "scan %d: arithmetic tables %d and %d of 0 to 3", d.scans, c.dcTable, c.acTable)
			}
			continue
		}
		if s.first == 0 && s.high == 0 {
			table, err := d.table("dc", &d.header.dc, c.dcTable)
			if err != nil {
				return err
			}
			if size := slices.Max(table.symbols); size > 15 {
				return fault.New(fault.Corrupt, "scan %d: huffman table %d has dc differences of %d bits", d.scans, c.dcTable, size)
			}
			c.dc = table
		}
		if s.last > 0 {
			table, err := d.table("ac", &d.header.ac, c.acTable)
			if err != nil {
				return err
			}
			c.ac = table
			c.ac.prepare(s, c.side, d.frame.buffered())
		}
	}
	return nil
}

// table returns a Huffman table. Sequential frames that have defined none at all
// are motion JPEG's.
func (d *decoder) table(class string, tables *[4]*huffman, id byte) (*huffman, error) {
	h := d.header
	if !d.frame.progressive && h.dc == ([4]*huffman{}) && h.ac == h.dc {
		var err error
		if h.dc, h.ac, err = standardHuffman(); err != nil {
			return nil, err
		}
	}
	if id > 3 || tables[id] == nil {
		return nil, fault.New(fault.Corrupt, "scan %d: %s huffman table %d is not defined", d.scans, class, id)
	}
	return tables[id], nil
}

// visits returns how many blocks the scan visits.
func (s *scan) visits() int64 {
	perMCU := 0
	for i := range s.comps {
		perMCU += s.comps[i].h * s.comps[i].v
	}
	return int64(s.mcusX) * int64(s.mcusY) * int64(perMCU)
}

// run decodes the scan and returns the marker behind it.
func (s *scan) run(ctx context.Context, d *decoder) (next byte, err error) {
	w := &d.worker
	if d.frame.arithmetic {
		w.arithmetic = &arithmetic{entropy: w.entropy}
	}
	w.begin()
	if next, ok, err := s.runHalves(ctx, d); ok || err != nil {
		return next, err
	}
	w.skim = nil
	if !d.frame.buffered() && s.comps[0].side <= mostSkimmed {
		w.wantSkimmer(s, d.spare)
	}
	return s.span(ctx, w, &d.header.notes, extent{0, s.mcus()})
}

// extent is the MCUs from number from up to number to.
type extent struct{ from, to int }

func (s *scan) mcus() int { return s.mcusX * s.mcusY }

// span decodes MCUs, to the first of which w has come, restart interval by restart
// interval. It returns the marker behind the last MCU of the scan.
func (s *scan) span(ctx context.Context, w *worker, notes *notes, mcus extent) (next byte, err error) {
	interval := s.restart
	if interval == 0 {
		interval = s.mcus()
	}
	for at := mcus.from; at < mcus.to; {
		if at > 0 && at%interval == 0 {
			marker, err := w.finish(notes)
			if err != nil {
				return 0, err
			}
			if err := notes.restart(marker, at/interval-1, w.in.offset()); err != nil {
				return 0, err
			}
			w.begin()
		}
		end := min(at-at%interval+interval, mcus.to)
		if err := s.interval(ctx, w, at, end); err != nil {
			return 0, err
		}
		at = end
	}
	if mcus.to < s.mcus() {
		return 0, nil
	}
	return w.finish(notes)
}

// finished hands on row y of the MCUs of a scan, if somebody takes rows.
func (w *worker) finished(s *scan, y int) {
	if w.out != nil {
		w.top = y + 1
		w.out.add(s.parts(), 0)
	}
}

// parts returns the parts of a scan of all components, in the frame's order.
func (s *scan) parts() []*part {
	parts := make([]*part, len(s.comps))
	for i := range s.comps {
		parts[s.comps[i].index] = s.comps[i].part
	}
	return parts
}

// begin prepares for a restart interval that begins where the data is.
func (w *worker) begin() {
	w.entropy.begin()
	w.pred, w.eobRun = [4]int32{}, 0
	if w.arithmetic != nil {
		w.arithmetic.begin()
	}
}

// finish ends a restart interval and returns the marker behind it. Arithmetic coding
// does not tell where it ends, but for the marker.
func (w *worker) finish(notes *notes) (byte, error) {
	extra, marker, err := w.close()
	if w.arithmetic == nil {
		notes.garbage(int64(extra))
	} else if marker == markerNone { // zeros would go on for ever
		return 0, fault.New(fault.Truncated, "the data of a scan ends with the file")
	}
	return marker, err
}

// interval decodes the MCUs from number from up to number to, which lie in one restart
// interval.
func (s *scan) interval(ctx context.Context, w *worker, from, to int) error {
	for from < to {
		if err := ctx.Err(); err != nil {
			return err
		}
		most := s.mcusX
		if w.skim != nil && w.ready() {
			n, err := w.skim.decode(s, w, from, to)
			if err != nil {
				return err
			}
			from += n
			most = mcusBetween
		}
		y, x := from/s.mcusX, from%s.mcusX
		n := min(s.mcusX-x, to-from, most)
		if !s.decode(s, w, y, x, x+n) {
			return w.failure()
		}
		if from += n; x+n == s.mcusX {
			w.finished(s, y)
		}
	}
	if !w.ready() {
		return w.failure()
	}
	return nil
}
