package jpeg

// Starts returns where blocks begin in data of a grey picture with the standard
// tables, from the bits a and b on, as found by the processor's own code or by the
// portable one.
func Starts(data []byte, a, b uint64, portable bool) ([2][]uint32, error) {
	dc, ac, err := standardHuffman()
	if err != nil {
		return [2][]uint32{}, err
	}
	dc[0].wantDifferenceSteps()
	ac[0].wantSteps()
	phases := newPhases(&scan{comps: []scanComponent{{dc: dc[0], ac: ac[0], h: 2, v: 1}}})
	limit := uint64(len(data)-margin) * 8
	lanes := [2]lane{}
	for i, at := range []uint64{a, b} {
		lanes[i] = lane{limit: limit, guessed: true, starts: make([]uint32, limit/2+laneSlack*2)}
		lanes[i].put(at)
	}
	if !portable {
		skimBoth(&lanes[0], &lanes[1], data, phases)
	}
	for i := range lanes {
		l := &lanes[i]
		for portable && l.prepare() {
			runPortable(l, data, phases)
			l.pass(data, phases)
		}
		l.skim(data, phases)
	}
	return [2][]uint32{lanes[0].starts[:lanes[0].count], lanes[1].starts[:lanes[1].count]}, nil
}
