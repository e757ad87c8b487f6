package dpx

import (
	"encoding/binary"
	"slices"

	"apsync/core/fault"
)

// arrange finds out what channels the elements make together; elements that would
// give a channel a second time are left out, with a note.
func (s *scan) arrange() error {
	var seen []part
	kept := s.elements[:0]
	for _, e := range s.elements {
		if err := e.describe(); err != nil {
			if len(kept) > 0 {
				continue
			}
			return err
		}
		if len(kept) > 0 && slices.ContainsFunc(e.parts, func(p part) bool { return slices.Contains(seen, p) }) {
			s.header.Notes = []string{"the file holds several pictures, of which the first was taken"}
			continue
		}
		seen = append(seen, e.parts...)
		kept = append(kept, e)
	}
	s.elements = kept
	has := func(p part) bool { return slices.Contains(seen, p) }
	s.differences = has(partLuma) && has(partCb) && has(partCr)
	coloured := s.differences || has(partRed) || has(partGreen) || has(partBlue)
	if !coloured && !has(partLuma) {
		if !has(partAlpha) {
			return fault.New(fault.Unsupported, "colour differences without luma")
		}
		s.elements[0].parts = []part{partLuma} // a matte by itself
		s.header.Layout = layoutOf(false, false)
		return nil
	}
	s.header.Layout = layoutOf(coloured, has(partAlpha))
	return nil
}

// place returns the channel of a pixel where a sample belongs, or -1.
func (s *scan) place(p part) int {
	n := s.header.Layout.Channels()
	switch p {
	case partRed, partGreen, partBlue:
		return int(p - partRed)
	case partAlpha:
		return n - 1
	case partLuma:
		if n < 3 {
			return 0
		}
	}
	return -1
}

// converter makes the samples of lines.
type converter[T uint16 | float32] struct {
	s       *scan
	unpack  []func([]T, []byte)
	samples [][]T
	// planes of luma, Cb and Cr, where those become RGB.
	planes [3][]T
}

func newConverter[T uint16 | float32](s *scan, unpacker func(e *element, order binary.ByteOrder) func([]T, []byte)) func([]T, []byte) {
	c := &converter[T]{s: s}
	for i := range s.elements {
		e := &s.elements[i]
		c.unpack = append(c.unpack, unpacker(e, s.order))
		c.samples = append(c.samples, make([]T, e.perLine(s.header.Width)))
	}
	if s.differences {
		for i := range c.planes {
			c.planes[i] = make([]T, s.header.Width+1)
		}
	}
	return c.convert
}

func (c *converter[T]) convert(row []T, stored []byte) {
	n := c.s.header.Layout.Channels()
	for i := range c.s.elements {
		e := &c.s.elements[i]
		line := stored[:e.stored]
		stored = stored[e.stored:]
		if len(e.parts) == n && e.pixels == 1 && e.parts[0] != partAlpha && !c.s.differences {
			c.unpack[i](row, line)
			continue
		}
		c.unpack[i](c.samples[i], line)
		c.scatter(row, c.samples[i], e)
	}
	if words, ok := any(c.planes).([3][]uint16); ok && c.s.differences {
		c.s.video.convert(any(row).([]uint16), words, n)
	}
}

// scatter puts an element's samples where they belong.
func (c *converter[T]) scatter(row, samples []T, e *element) {
	n, step := c.s.header.Layout.Channels(), len(e.parts)
	for k, p := range e.parts {
		first := countOf(e.parts[:k], p) // the pixel of a group that the sample belongs to
		if c.s.differences && p >= partLuma {
			c.spread(c.planes[p-partLuma], samples[k:], spacing{first, e.pixels, step, p != partLuma})
			continue
		}
		if at := c.s.place(p); at >= 0 {
			for x, i := first, k; x*n+at < len(row) && i < len(samples); x, i = x+e.pixels, i+step {
				row[x*n+at] = samples[i]
			}
		}
	}
}

func countOf(parts []part, p part) (n int) {
	for _, other := range parts {
		if other == p {
			n++
		}
	}
	return n
}

// spacing says how samples of a plane lie in a line.
type spacing struct {
	first, pixels int
	step          int
	repeat        bool // one sample is for all pixels of a group
}

func (c *converter[T]) spread(plane, samples []T, s spacing) {
	for x, i := s.first, 0; x < len(plane) && i < len(samples); x, i = x+s.pixels, i+s.step {
		plane[x] = samples[i]
		if s.repeat && s.pixels == 2 && x+1 < len(plane) {
			plane[x+1] = samples[i]
		}
	}
}
