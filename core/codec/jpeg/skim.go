package jpeg

import (
	"encoding/binary"
	"sync/atomic"

	"apsync/core/picture"
)

const (
	// leastSkim is less data, in bits, than is worth to be cut in two.
	leastSkim = 4 << 10
	// laneSize is how much data makes a lane, in bits, if there is enough for two. It
	// is much more than it takes to fall into step.
	laneSize = 16 << 13
	// skimmedSize is how much data lies ready at once for skimming, in bytes.
	skimmedSize = 256 << 10
	// skimLanes is how many lanes there are at most.
	skimLanes = skimmedSize * 8 / laneSize
	// mostSkimmed is the largest side of blocks of which so few coefficients count that
	// skimming pays.
	mostSkimmed = 2
	// mcusBetween is how many MCUs are decoded one by one before skimming is tried again.
	mcusBetween = 8
	// mostPhases bounds the blocks of MCUs that are skimmed, which T.81 §B.2.3 does too.
	mostPhases = 10
)

// skimmer decodes scans of which hardly more than the DC coefficients are wanted:
// it first finds where all blocks begin and then visits them.
//
// Codes depend on each other: where one ends the next begins, and a processor waits
// for each. So the data is cut in parts that several lanes go through at once. All but
// the first begin at a guess, in the middle of a code most likely; but Huffman codes
// fall into step by themselves, mostly within a few MCUs. Where a lane comes upon a
// start that the one after it has found too, and for the same block of an MCU, both
// would find the same from there on: all is as if it had gone on. Where it does not, it
// does go on.
type skimmer struct {
	phases []phase
	starts []uint32
	lanes  [skimLanes]lane
	spare  picture.Spare
	// density is how many bits blocks are thought to have at least, for starts to have
	// room.
	density uint64
}

// wantSkimmer makes the skimmer for a scan, if it is of use, before its data is read.
func (w *worker) wantSkimmer(s *scan, spare picture.Spare) {
	w.skim = nil
	for i := range s.comps {
		s.comps[i].dc.wantDifferenceSteps()
		s.comps[i].ac.wantSteps()
	}
	phases := newPhases(s)
	if len(phases) > mostPhases {
		return
	}
	size := int(min(skimmedSize, max(segmentSize, w.in.src.Size()-w.in.offset())))
	room := size/4 + skimLanes*2*laneSlack
	w.skim = &skimmer{phases: phases, starts: make([]uint32, room), spare: spare, density: 32}
	w.grow(size)
}

// decode decodes the MCUs from number from on, before to, that lie whole in the data
// that is loaded, and returns how many these are: none where there is little data,
// or what is next is damaged.
func (k *skimmer) decode(s *scan, w *worker, from, to int) (int, error) {
	starts, err := k.find(w.entropy)
	if len(starts) == 0 {
		return 0, err
	}
	count := min(to-from, (len(starts)-1)/len(k.phases))
	for done := 0; done < count; {
		y, x := (from+done)/s.mcusX, (from+done)%s.mcusX
		n := min(s.mcusX-x, count-done)
		if pred, first := w.pred, starts[0]; !w.visit(s, starts[:n*len(k.phases)], y, x) {
			w.pred = pred
			w.seek(first)
			return done, nil
		}
		starts, done = starts[n*len(k.phases):], done+n
		if x+n == s.mcusX {
			w.finished(s, y)
		}
	}
	w.seek(starts[0])
	return count, nil
}

// visit decodes MCUs of row y, from number x on, whose blocks begin at starts, of which
// it makes use as it likes.
func (w *worker) visit(s *scan, starts []uint32, y, x int) bool {
	perMCU := 0
	for i := range s.comps {
		perMCU += s.comps[i].h * s.comps[i].v
	}
	y -= w.top
	for first, i := 0, 0; i < len(s.comps); i++ {
		c := &s.comps[i]
		if c.side > 1 {
			if !w.visitBlocks(c, starts[first:], perMCU, y, x) {
				return false
			}
		} else {
			for n := range c.h * c.v {
				w.differences(c.dc, starts[first+n:], perMCU)
			}
			w.visitAverages(c, starts[first:], perMCU, c.plane.Pix[(y*c.v*c.plane.Stride+x*c.h):])
		}
		first += c.h * c.v
	}
	return true
}

// visitBlocks decodes a component's blocks, which begin at the first h·v of every
// perMCU starts.
func (w *worker) visitBlocks(c *scanComponent, starts []uint32, perMCU, y, x int) bool {
	for ; len(starts) > 0; starts = starts[min(perMCU, len(starts)):] {
		for n := range c.h * c.v {
			w.seek(starts[n])
			last, _, ok := w.lowCoefficients(c)
			if !ok {
				return false
			}
			off := (y*c.v+n/c.h)*c.plane.Stride + x*c.h + n%c.h
			c.kernel.inverse(&w.block, last, c.plane.Pix[off*c.side:], c.plane.Stride)
		}
		x++
	}
	return true
}

// differences puts in the place of every perMCU-th start the DC difference that is
// there.
func (w *worker) differences(t *huffman, starts []uint32, perMCU int) {
	buf := w.buf
	for i := 0; i < len(starts); i += perMCU {
		acc := peek(buf, uint64(starts[i]))
		entry := t.codes[acc>>(64-codeBits)]
		length, size := uint(entry>>8), uint(entry&15)
		if length == 0 {
			var symbol byte
			length, symbol = t.long(acc)
			size = uint(symbol & 15)
		}
		starts[i] = uint32(receive(acc<<(length&63), size))
	}
}

// visitAverages makes pixels of a component's differences, the first h·v of every
// perMCU.
func (w *worker) visitAverages(c *scanComponent, differences []uint32, perMCU int, dst []uint8) {
	factor, pred, h := int32(c.kernel.term[0].factor), w.pred[c.index], c.h
	for x := 0; len(differences) > 0; x += h {
		off := x
		for range c.v {
			for i := range h {
				pred += int32(differences[i])
				dst[off+i] = pixel((pred*factor + 4) >> 3)
			}
			differences = differences[h:]
			off += c.plane.Stride
		}
		differences = differences[min(perMCU-c.v*h, len(differences)):]
	}
	w.pred[c.index] = pred
}

// seek goes to a bit of what is loaded.
func (e *entropy) seek(bit uint32) {
	e.pos = int(bit >> 3)
	e.acc = binary.BigEndian.Uint64(e.buf[e.pos:]) << (bit & 7)
	e.pos += 7
	e.n = 56 - uint(bit&7)
}

// bit returns the number of the next bit, of what is loaded.
func (e *entropy) bit() uint64 { return uint64(e.pos*8) - uint64(e.n) }

// find returns where the blocks begin that lie in the data that is loaded, and the
// block or part of a block after them.
func (k *skimmer) find(e *entropy) ([]uint32, error) {
	if e.pos*8 < int(e.n) {
		return nil, nil // the next bit was loaded once, and is not among what is now
	}
	first, limit := e.bit(), uint64(max(0, e.end-margin))*8
	if limit < first+leastSkim {
		return nil, nil
	}
	room := uint64(len(k.starts) - skimLanes*2*laneSlack)
	limit = min(limit, first+max(leastSkim, room*k.density))
	lanes := k.divide(first, limit)
	var taken atomic.Int32
	work := func() error {
		k.run(lanes, &taken, e.buf)
		return nil
	}
	if len(lanes) > 2 {
		if done, ok := k.spare.Go(work); ok {
			k.run(lanes, &taken, e.buf)
			if err := <-done; err != nil {
				return nil, err
			}
			return k.join(lanes, e.buf), nil
		}
	}
	k.run(lanes, &taken, e.buf)
	return k.join(lanes, e.buf), nil
}

// run takes lanes until all are taken, and runs them, two at a time.
func (k *skimmer) run(lanes []lane, taken *atomic.Int32, buf []byte) {
	take := func() *lane {
		if i := int(taken.Add(1)); i <= len(lanes) {
			return &lanes[i-1]
		}
		return nil
	}
	a, b := take(), take()
	for a != nil && b != nil {
		skimBoth(a, b, buf, k.phases)
		if !a.prepare() {
			a = take()
		}
		if !b.prepare() {
			b = take()
		}
	}
	for _, last := range []*lane{a, b} {
		if last != nil {
			last.skim(buf, k.phases)
		}
	}
}

// divide returns lanes of about the same length in the bits from first up to limit.
func (k *skimmer) divide(first, limit uint64) []lane {
	n := min(skimLanes, max(2, (limit-first)/laneSize))
	lanes, each := k.lanes[:n], uint64(len(k.starts))/n
	for i := range n {
		l := &lanes[i]
		l.starts, l.guessed = k.starts[i*each:(i+1)*each], i > 0
		l.put(first + (limit-first)*i/n)
		l.limit = first + (limit-first)*(i+1)/n
	}
	return lanes
}

// join returns the starts that the first lane would find if it ran to the end of the
// last one.
func (k *skimmer) join(lanes []lane, buf []byte) []uint32 {
	l := &lanes[0]
	n := int(l.count)
	for i := 1; i < len(lanes); i++ {
		next := &lanes[i]
		from := l.count
		at, ok := l.meets(next, buf, k.phases)
		if !ok {
			l.limit = next.limit // its own end, where there was no code, is met again
			l.skim(buf, k.phases)
		}
		if l != &lanes[0] {
			n += copy(k.starts[n:], l.starts[from:l.count])
		} else {
			n = int(l.count)
		}
		if ok {
			n += copy(k.starts[n:], next.starts[at+1:next.count])
			l = next
			l.guessed = false
		} else if l.bit < l.limit {
			break
		}
	}
	k.density = max(2, uint64(k.starts[n-1]-k.starts[0])/uint64(n)*3/4)
	return k.starts[:n]
}
