package vp8

const (
	maxSegments = 4
	sizeBytes   = 3   // of a partition's size
	maxIndex    = 127 // of the steps of quantisation
	// maxColourDC is the index beyond which the step of colour's DC coefficients
	// does not grow (RFC 6386 §9.6 and dequant_data.h there).
	maxColourDC = 117
)

// header is what stands at the beginning of the first partition (RFC 6386 §9.2 to
// §9.11), as far as it concerns a picture that stands alone.
type header struct {
	segmented   bool
	mapped      bool // macroblocks say what segment they are of
	absolute    bool // segments give values, not differences
	quantiser   [maxSegments]int
	strength    [maxSegments]int // of the loop filter
	segmentOdds [maxSegments - 1]uint8

	simple      bool
	level       int
	sharpness   int
	adjusted    bool
	frameDelta  int // of the loop filter's level, for key frames
	blocksDelta int // and for those of 4×4 prediction on top

	parts int
	steps [maxSegments]steps
	odds  [kinds]blockOdds

	skips    bool // macroblocks say whether they have coefficients
	skipOdds uint8
}

// steps are the steps of quantisation by the position of a coefficient.
type steps struct{ luma, second, colour [16]int32 }

// blockOdds are the probabilities of the tokens of one kind of block, by position
// and context. The position behind the last is looked at but not used.
type blockOdds [17][4][16]uint8

func (h *header) read(f fields) {
	f.flag() // colour space, of which there is one
	f.flag() // whether pixels need be limited, which we do
	h.readSegments(f)
	h.readFilter(f)
	h.parts = 1 << f.number(2)
	h.readSteps(f)
	f.flag() // whether the probabilities are kept for later frames
	h.readOdds(f)
	h.skips = f.flag()
	if h.skips {
		h.skipOdds = f.odds()
	}
}

// readSegments reads what tells segments apart (RFC 6386 §9.3).
func (h *header) readSegments(f fields) {
	h.segmentOdds, h.absolute = [...]uint8{255, 255, 255}, true
	h.segmented = f.flag()
	if !h.segmented {
		return
	}
	h.mapped = f.flag()
	if f.flag() {
		h.absolute = f.flag()
		for i := range h.quantiser {
			h.quantiser[i] = f.optional(7)
		}
		for i := range h.strength {
			h.strength[i] = f.optional(6)
		}
	}
	if !h.mapped {
		return
	}
	for i := range h.segmentOdds {
		if f.flag() {
			h.segmentOdds[i] = f.odds()
		}
	}
}

// readFilter reads the parameters of the loop filter (RFC 6386 §9.6). Of the
// differences by reference frame and by mode, a key frame uses the first of each.
func (h *header) readFilter(f fields) {
	h.simple = f.flag()
	h.level, h.sharpness = f.number(6), f.number(3)
	h.adjusted = f.flag()
	if !h.adjusted || !f.flag() {
		return
	}
	var deltas [8]int
	for i := range deltas {
		deltas[i] = f.optional(6)
	}
	h.frameDelta, h.blocksDelta = deltas[0], deltas[4]
}

// readSteps reads the indices of the steps (RFC 6386 §9.6) and looks them up.
func (h *header) readSteps(f fields) {
	base := f.number(7)
	lumaDC := f.optional(4)
	secondDC, secondAC := f.optional(4), f.optional(4)
	colourDC, colourAC := f.optional(4), f.optional(4)
	for i := range h.steps {
		q := base
		if h.segmented {
			q = h.quantiser[i]
			if !h.absolute {
				q += base
			}
		}
		h.steps[i] = steps{
			luma:   byPosition(step(&stepsDC, q+lumaDC, maxIndex), step(&stepsAC, q, maxIndex)),
			second: byPosition(2*step(&stepsDC, q+secondDC, maxIndex), max(8, step(&stepsAC, q+secondAC, maxIndex)*155/100)),
			colour: byPosition(step(&stepsDC, q+colourDC, maxColourDC), step(&stepsAC, q+colourAC, maxIndex)),
		}
	}
}

func step(table *[maxIndex + 1]uint16, index, limit int) int32 {
	return int32(table[min(max(index, 0), limit)])
}

func byPosition(dc, ac int32) (all [16]int32) {
	for i := range all {
		all[i] = ac
	}
	all[0] = dc
	return all
}

// readOdds reads the probabilities of tokens (RFC 6386 §13.4) and lays them out by
// position.
func (h *header) readOdds(f fields) {
	odds := defaultOdds
	for kind := range odds {
		for band := range odds[kind] {
			for context := range odds[kind][band] {
				f.update(&odds[kind][band][context], &updateOdds[kind][band][context])
			}
		}
		for position, band := range bandOf {
			for context := range contexts {
				copy(h.odds[kind][position][context][:], odds[kind][band][context][:])
			}
		}
	}
}

func (f fields) update(odds, unchanged *[decisions]uint8) {
	for i := range odds {
		if f.decide(unchanged[i]) {
			odds[i] = f.odds()
		}
	}
}
