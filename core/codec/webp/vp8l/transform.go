package vp8l

import (
	"encoding/binary"
	"slices"

	"apsync/core/fault"
)

// The transforms (RFC 9649 §4).
const (
	kindPredictor = iota
	kindColour
	kindSubtractGreen
	kindIndexing
)

// minTileBits is the least size of tiles: 4 pixels a side.
const minTileBits = 2

// transform undoes a transform.
type transform interface {
	// undo turns row y of coded pixels into one of pixels, in its place or in a row
	// of its own.
	undo(row []uint8, y int) []uint8
}

// readTransforms reads the transforms and returns the width of the picture that is
// coded.
func (d *Decoder) readTransforms(b *bitReader) (width int, err error) {
	width = d.width
	for seen := 0; b.flag(); {
		kind := int(b.bits(2))
		if seen>>kind&1 != 0 {
			return 0, fault.New(fault.Corrupt, "vp8l: transform %d is there twice", kind)
		}
		seen |= 1 << kind
		var t transform
		switch kind {
		case kindPredictor:
			var p tiled
			p, err = b.readTiled(width, d.height)
			t = newPredictor(p, width)
		case kindColour:
			t, err = b.readColourTransform(width, d.height)
		case kindSubtractGreen:
			t = greens{make([]uint8, 4*width)}
		default:
			var x *indexing
			x, err = b.readIndexing(width)
			if err == nil {
				t, width = x, x.coded()
			}
		}
		if err != nil {
			return 0, err
		}
		d.transforms = append(d.transforms, t)
	}
	slices.Reverse(d.transforms)
	for i, t := range d.transforms {
		if c, ok := t.(*colourTransform); ok && i > 0 {
			c.keep(d.transforms[i-1])
		}
	}
	return width, b.err()
}

// tiled are parameters for tiles of a picture.
type tiled struct {
	pix    []uint32
	bits   int // tiles have 2^bits pixels a side
	across int
}

func (b *bitReader) readTiled(w, h int) (t tiled, err error) {
	t.bits = int(b.bits(3)) + minTileBits
	t.across = tiles(w, t.bits)
	t.pix, err = b.readParameters(t.across, tiles(h, t.bits))
	return t, err
}

// row returns the parameters for row y.
func (t *tiled) row(y int) []uint32 {
	at := y >> t.bits * t.across
	return t.pix[at : at+t.across]
}

// greens undoes the subtraction of green from red and blue (RFC 9649 §4.3).
type greens struct{ out []uint8 }

func (t greens) undo(row []uint8, _ int) []uint8 {
	addGreen(t.out, row)
	return t.out
}

// colourTransform undoes the decorrelation of red and blue from green (RFC 9649
// §4.2).
type colourTransform struct {
	tiled
	width int
	// out is where pixels are put, unless in their place: the predictor needs those
	// that it made.
	out []uint8
}

func (b *bitReader) readColourTransform(w, h int) (*colourTransform, error) {
	t, err := b.readTiled(w, h)
	return &colourTransform{tiled: t, width: w}, err
}

// keep makes room for pixels where those of the transform before must stay.
func (t *colourTransform) keep(before transform) {
	if _, ok := before.(*predictor); ok {
		t.out = make([]uint8, 4*t.width)
	}
}

func (t *colourTransform) undo(row []uint8, y int) []uint8 {
	if t.out != nil {
		copy(t.out, row)
		row = t.out
	}
	rest := row
	for _, factors := range t.tiled.row(y) {
		n := min(4<<t.bits, len(rest))
		addColour(rest[:n], factors)
		rest = rest[n:]
	}
	return row
}

// indexing turns indices, of which a coded pixel may hold several, into colours
// (RFC 9649 §4.4).
type indexing struct {
	colours [256]uint32
	bits    int // a coded pixel holds 2^bits indices
	out     []uint8
}

func (b *bitReader) readIndexing(width int) (*indexing, error) {
	n := int(b.bits(8)) + 1
	differences, err := b.readParameters(n, 1)
	if err != nil {
		return nil, err
	}
	t := &indexing{out: make([]uint8, 4*width)}
	var colour uint32
	for i, v := range differences {
		colour = addBytes(colour, v)
		t.colours[i] = colour
	}
	switch {
	case n <= 2:
		t.bits = 3
	case n <= 4:
		t.bits = 2
	case n <= 16:
		t.bits = 1
	}
	return t, nil
}

// coded returns the width of the coded picture.
func (t *indexing) coded() int { return tiles(len(t.out)/4, t.bits) }

func (t *indexing) undo(row []uint8, _ int) []uint8 {
	out := t.out
	width, each := 8>>t.bits, 1<<t.bits
	mask := uint8(1<<width - 1)
	for ; len(row) >= 4; row = row[4:] {
		indices := row[1]
		for range min(each, len(out)/4) {
			binary.LittleEndian.PutUint32(out, t.colours[indices&mask])
			indices >>= width
			out = out[4:]
		}
	}
	return t.out
}

// addBytes adds the bytes of two pixels.
func addBytes(a, b uint32) uint32 {
	const even, odd = 0x00ff00ff, 0xff00ff00
	return (a&even+b&even)&even | (a&odd+b&odd)&odd
}
