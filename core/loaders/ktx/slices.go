package ktx

import (
	"context"
	"encoding/binary"

	"apsync/core/fault"
)

// Symbols and numbers of the coding of blocks.
const (
	repeatPrediction = 256 // the symbol for as before
	leastRepeats     = 3
	longRun          = 63 // the symbol for runs whose length follows
	leastRun         = 3
)

// How a block has its colours.
const (
	fromLeft = iota
	fromAbove
	fromAboveLeft
	fromDelta
)

// coder decodes the slices of a picture to blocks of ETC1: colour and, where there is
// a second plane, alpha behind it.
type coder struct {
	books              *books
	cols, rows, planes int
	dst                []byte
}

// slice is the state of one.
type slice struct {
	*books
	r         bitReader
	history   moveToFront
	run       uint32   // blocks of the selector's run that are left
	repeats   uint32   // of the prediction
	previous  uint32   // prediction
	endpoint  uint32   // of the block before
	above     []uint32 // endpoints of the row above, and of this one up to here
	belowBits []uint32 // predictions for the next row, of each pair of blocks
}

// decode decodes the slice of a plane.
func (s *coder) decode(ctx context.Context, plane int, data []byte) error {
	d := slice{books: s.books, r: bitReader{data: data}, above: make([]uint32, s.cols), belowBits: make([]uint32, (s.cols+1)/2)}
	d.history.init(s.books.history)
	for y := range s.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		predictions, aboveLeft := uint32(0), uint32(0)
		for x := range s.cols {
			if x&1 == 0 {
				predictions = d.predictions(x, y)
			}
			here := d.above[x]
			endpoint, err := d.nextEndpoint(predictions&3, x, y, aboveLeft)
			if err != nil {
				return err
			}
			aboveLeft, predictions = here, predictions>>2
			selector, err := d.nextSelector()
			if err != nil {
				return err
			}
			block := s.dst[((y*s.cols+x)*s.planes+plane)*8:]
			binary.BigEndian.PutUint32(block, s.books.endpoints[endpoint])
			binary.BigEndian.PutUint32(block[4:], s.books.selectors[selector])
		}
		if err := d.r.err(); err != nil {
			return err
		}
	}
	return nil
}

// predictions returns how a block and the one to its right have their colours, two bits
// each; they come for both rows at once.
func (d *slice) predictions(x, y int) uint32 {
	if y&1 == 1 {
		return d.belowBits[x/2]
	}
	v := d.previous
	if d.repeats > 0 {
		d.repeats--
	} else if v = d.predict.read(&d.r); v == repeatPrediction {
		d.repeats = d.r.variable(4) + leastRepeats - 1
		v = d.previous
	} else {
		d.previous = v
	}
	d.belowBits[x/2] = v >> 4
	return v
}

// nextEndpoint returns the number of a block's colours.
func (d *slice) nextEndpoint(prediction uint32, x, y int, aboveLeft uint32) (uint32, error) {
	switch {
	case prediction == fromLeft && x > 0:
	case prediction == fromAbove && y > 0:
		d.endpoint = d.above[x]
	case prediction == fromAboveLeft && x > 0 && y > 0:
		d.endpoint = aboveLeft
	case prediction == fromDelta:
		d.endpoint += d.delta.read(&d.r)
		if count := uint32(len(d.endpoints)); d.endpoint >= count {
			d.endpoint -= count
		}
	default:
		return 0, fault.New(fault.Corrupt, "basislz: a block refers to one beyond the edge")
	}
	if d.endpoint >= uint32(len(d.endpoints)) {
		return 0, fault.New(fault.Corrupt, "basislz: colours %d of %d", d.endpoint, len(d.endpoints))
	}
	d.above[x] = d.endpoint
	return d.endpoint, nil
}

// nextSelector returns the number of a block's pattern.
func (d *slice) nextSelector() (uint32, error) {
	count := uint32(len(d.selectors))
	symbol := count
	if d.run > 0 {
		d.run--
	} else {
		symbol = d.selector.read(&d.r)
		if symbol == count+uint32(len(d.history.values)) {
			length := d.books.run.read(&d.r)
			if length == longRun {
				length = d.r.variable(7)
			}
			d.run = length + leastRun - 1
			symbol = count
		}
	}
	if symbol < count {
		d.history.add(symbol)
		return symbol, nil
	}
	value, ok := d.history.use(symbol - count)
	if !ok || value >= count {
		return 0, fault.New(fault.Corrupt, "basislz: pattern %d of %d", symbol, count)
	}
	return value, nil
}

// moveToFront holds patterns of late, those in use more often towards the front.
type moveToFront struct {
	values []uint32
	next   int
}

func (m *moveToFront) init(n int) {
	m.values, m.next = make([]uint32, n), n/2
}

// add puts a value into the rear half.
func (m *moveToFront) add(v uint32) {
	if len(m.values) == 0 {
		return
	}
	m.values[m.next] = v
	if m.next++; m.next == len(m.values) {
		m.next = len(m.values) / 2
	}
}

// use returns a value and moves it forward.
func (m *moveToFront) use(i uint32) (uint32, bool) {
	if i >= uint32(len(m.values)) {
		return 0, false
	}
	v := m.values[i]
	m.values[i], m.values[i/2] = m.values[i/2], v
	return v, true
}
