package tiff

import (
	"context"
	"io"
	"math/bits"

	"apsync/core/fault"
)

// The bits of T4Options (TIFF 6.0 §11).
const (
	t4TwoDimensional = 1 << iota
	t4Uncompressed
)

// ccitt decompresses fax coding to rows of one bit a pixel, in which a set bit is
// black: modified Huffman rows that begin at whole bytes (TIFF 6.0 §10) or words, Group 3
// of one and of two dimensions (ITU-T T.4), Group 4 (T.6).
//
// A row is kept as the places where its colour changes, the first of them to
// black. Behind the last stand four times the width, so that looking ahead needs
// no checks.
type ccitt struct {
	bits   bitReader
	codes  *runTables
	width  int
	coding uint32 // the Compression tag
	twoD   bool   // rows of Group 3 say which coding they have

	previous, current []int32
	row               []byte
	pending           []byte // of row, still to be handed out
	err               error
}

func newCCITT(p *page) decompressor {
	width := p.grid.width
	return &ccitt{
		codes: codesOfRuns(), width: width, coding: p.compression,
		twoD:     p.t4Options&t4TwoDimensional != 0,
		previous: make([]int32, 0, width+ccittMargin),
		current:  make([]int32, 0, width+ccittMargin),
		row:      make([]byte, (width+7)/8),
	}
}

// ccittMargin is how many entries a row's changes may have beyond its width: a run
// of nothing at the beginning, and what stands behind the last.
const ccittMargin = 8

// faxBytes returns what the decompressor of fax coding holds of rows.
func (p *page) faxBytes() int64 {
	switch p.compression {
	case compressionRLE, compressionRLEWords, compressionGroup3, compressionGroup4:
		return 2*4*int64(p.grid.width+ccittMargin) + p.lineBytes()
	}
	return 0
}

func (z *ccitt) reset(_ context.Context, r *io.SectionReader) error {
	z.bits.reset(r)
	z.pending, z.err = nil, nil
	z.current = z.current[:0]
	z.finish() // above the first row lies a white one
	return nil
}

// Read fills p or reports why it cannot.
func (z *ccitt) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(z.pending) == 0 {
			if z.err == nil {
				z.err = z.decodeRow()
			}
			if z.err != nil {
				return n, z.err
			}
			z.pack()
			z.finish()
		}
		k := copy(p[n:], z.pending)
		z.pending = z.pending[k:]
		n += k
	}
	return n, nil
}

// finish makes the current row the previous one.
func (z *ccitt) finish() {
	w := int32(z.width)
	z.previous, z.current = append(z.current, w, w, w, w), z.previous[:0]
}

// pack sets the bits of the row's black runs.
func (z *ccitt) pack() {
	clear(z.row)
	for i := 0; i < len(z.current); i += 2 {
		end := z.width
		if i+1 < len(z.current) {
			end = int(z.current[i+1])
		}
		setBits(z.row, int(z.current[i]), end)
	}
	z.pending = z.row
}

// setBits sets the bits from..to-1 of row.
func setBits(row []byte, from, to int) {
	if from >= to {
		return
	}
	first, last := from>>3, (to-1)>>3
	head, tail := byte(0xff)>>(from&7), byte(0xff)<<(7-(to-1)&7)
	if first == last {
		row[first] |= head & tail
		return
	}
	row[first] |= head
	for i := first + 1; i < last; i++ {
		row[i] = 0xff
	}
	row[last] |= tail
}

func (z *ccitt) decodeRow() error {
	oneD := true
	switch z.coding {
	case compressionRLE:
		z.bits.fill()
		z.bits.skip(z.bits.n & 7)
	case compressionRLEWords:
		z.bits.fill()
		z.bits.skip(-z.bits.place() & 15)
	case compressionGroup3:
		if z.endOfLine() && z.twoD {
			z.bits.fill()
			oneD = z.bits.acc>>63 == 1
			z.bits.skip(1)
		}
	default:
		oneD = false
	}
	decode := z.decode2D
	if oneD {
		decode = z.decode1D
	}
	err := decode()
	if over := z.bits.overrun(); over != nil {
		return over
	}
	return err
}

// endOfLine passes over an end-of-line code, at least eleven zeros and a one, and
// reports whether there was any.
func (z *ccitt) endOfLine() bool {
	b := &z.bits
	b.fill()
	if b.acc>>(64-11) != 0 {
		return false
	}
	for b.acc>>(64-b.n) == 0 && b.pad <= b.n {
		b.skip(b.n)
		b.fill()
	}
	b.skip(min(uint(bits.LeadingZeros64(b.acc))+1, b.n))
	return true
}

// decode1D reads runs of white and black in turn.
func (z *ccitt) decode1D() error {
	for at, colour := 0, 0; at < z.width; colour ^= 1 {
		run, err := z.run(colour)
		if err != nil {
			return err
		}
		if at, err = z.change(at, at+run); err != nil {
			return err
		}
	}
	return nil
}

// change enters that the colour changes at the place to, which may not lie before
// at.
func (z *ccitt) change(at, to int) (int, error) {
	if to < at || to > z.width || len(z.current) > z.width+1 {
		return 0, fault.New(fault.Corrupt, "fax run from %d to %d in a row of %d", at, to, z.width)
	}
	z.current = append(z.current, int32(to))
	return to, nil
}

// run reads the code words of a run: make-up codes and a terminating code.
func (z *ccitt) run(colour int) (int, error) {
	b := &z.bits
	for total := 0; ; {
		b.fill()
		c := z.codes[colour][b.acc>>(64-runBits)]
		if c.bits == 0 {
			return 0, fault.New(fault.Corrupt, "no fax code begins with the bits %013b", b.acc>>(64-runBits))
		}
		b.skip(uint(c.bits))
		total += int(c.run)
		if c.run < 64 || total > z.width {
			return total, nil
		}
	}
}

// decode2D reads a row as its difference from the previous one (T.4 §4.2, T.6
// §2.2). a0 is where the row has got to; b1 the first change of the previous row
// behind a0 to the colour that the run at a0 does not have.
func (z *ccitt) decode2D() error {
	b, above := &z.bits, z.previous
	a0, colour, i := -1, 0, 0 // above[i] is b1
	for a0 < z.width {
		b.fill()
		for int(above[i]) <= a0 && int(above[i]) < z.width {
			i += 2
		}
		var err error
		switch zeros := bits.LeadingZeros64(b.acc); zeros {
		case 3: // pass mode
			b.skip(4)
			a0 = int(above[i+1])
			continue
		case 2: // horizontal mode
			b.skip(3)
			if a0, err = z.horizontal(a0, colour); err != nil {
				return err
			}
			continue
		case 0, 1, 4, 5: // vertical mode
			if a0, err = z.change(max(a0, 0), int(above[i])+z.vertical(zeros)); err != nil {
				return err
			}
		case 6:
			return fault.New(fault.Unsupported, "fax coding with uncompressed mode")
		default:
			return fault.New(fault.Truncated, "fax data end within the picture")
		}
		colour ^= 1
		if i > 0 {
			i--
		} else {
			i++
		}
	}
	return nil
}

// horizontal reads two runs.
func (z *ccitt) horizontal(a0, colour int) (int, error) {
	at := max(a0, 0)
	for _, c := range [2]int{colour, colour ^ 1} {
		run, err := z.run(c)
		if err != nil {
			return 0, err
		}
		if at, err = z.change(at, at+run); err != nil {
			return 0, err
		}
	}
	return at, nil
}

// vertical reads a code of vertical mode that begins with so many zeros and
// returns the distance from b1.
func (z *ccitt) vertical(zeros int) int {
	b := &z.bits
	if zeros == 0 {
		b.skip(1)
		return 0
	}
	distance := max(1, zeros-2)
	right := b.acc<<(zeros+1)>>63 == 1
	b.skip(uint(zeros) + 2)
	if right {
		return distance
	}
	return -distance
}
