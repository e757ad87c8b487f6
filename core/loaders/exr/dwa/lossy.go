package dwa

import (
	"encoding/binary"
	"math"
	"sync"

	"apsync/core/bits"
	"apsync/core/codec/half"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
)

// readCoefficients reads the coefficients of all lossy channels.
func (d *Decoder) readCoefficients(r *bits.Cursor, s *sizes) error {
	ac, err := section(r, s.acPacked)
	if err != nil {
		return err
	}
	dc, err := section(r, s.dcPacked)
	if err != nil {
		return err
	}
	blocks := uint64(0)
	for i := range d.channels {
		if c := &d.channels[i]; c.scheme == lossy {
			blocks += uint64((c.w+7)/8) * uint64((c.h+7)/8)
		}
	}
	if s.dcCount != blocks || s.acCount > 63*blocks {
		return fault.New(fault.Corrupt, "%d DC and %d AC coefficients of %d blocks", s.dcCount, s.acCount, blocks)
	}
	if blocks == 0 {
		d.ac, d.dc = d.ac[:0], d.dc[:0]
		return nil
	}
	if err := d.readAC(ac, s); err != nil {
		return err
	}
	d.packed = bytewise.Room(d.packed, 2*int(blocks))
	if err := d.zip.Decode(d.packed, dc); err != nil {
		return err
	}
	d.dc = words(d.dc, d.packed)
	return nil
}

func (d *Decoder) readAC(src []byte, s *sizes) error {
	n := int(s.acCount)
	if s.acDeflated == 0 {
		d.ac = bytewise.Room(d.ac, n)
		return d.codes.Decode(d.ac, src)
	}
	d.packed = bytewise.Room(d.packed, 2*n)
	if n > 0 {
		if err := bytewise.Inflate(d.packed, src); err != nil {
			return err
		}
	}
	d.ac = words(d.ac, d.packed)
	return nil
}

// words returns little-endian words of src, in dst where it has room.
func words(dst []uint16, src []byte) []uint16 {
	dst = bytewise.Room(dst, len(src)/2)
	for i := range dst {
		dst[i] = binary.LittleEndian.Uint16(src[2*i:])
	}
	return dst
}

// decodeLossy decodes the lossy channels: first the triples of colours, in the
// order of their layers, then the others.
func (d *Decoder) decodeLossy() error {
	ac, dc := d.ac, d.dc
	var err error
	for _, set := range d.colourSets() {
		if ac, dc, err = d.decodeSet(set[:], ac, dc); err != nil {
			return err
		}
	}
	for i := range d.channels {
		c := &d.channels[i]
		if c.scheme != lossy || c.inSet {
			continue
		}
		if ac, dc, err = d.decodeSet([]*channel{c}, ac, dc); err != nil {
			return err
		}
	}
	return nil
}

// colourSets returns the red, green and blue channels of layers that have all of
// them in one size.
func (d *Decoder) colourSets() (sets [][3]*channel) {
	var order []string
	layers := map[string]*[3]*channel{}
	for i := range d.channels {
		c := &d.channels[i]
		if c.colour < 0 {
			continue
		}
		layer, _ := split(c.Name)
		if layers[layer] == nil {
			layers[layer] = &[3]*channel{}
			order = append(order, layer)
		}
		layers[layer][c.colour] = c
	}
	for _, layer := range order {
		set := *layers[layer]
		r, g, b := set[0], set[1], set[2]
		if r == nil || g == nil || b == nil || r.w != g.w || r.w != b.w || r.h != g.h || r.h != b.h {
			continue
		}
		r.inSet, g.inSet, b.inSet = true, true, true
		sets = append(sets, set)
	}
	return sets
}

// component is what is decoded of a channel at once.
type component struct {
	values   [64]float32
	constant bool // all are values[0]
}

// decodeSet decodes a channel, or three as one, and returns the coefficients that
// are left.
func (d *Decoder) decodeSet(set []*channel, ac, dc []uint16) (restAC, restDC []uint16, err error) {
	cols, rows := (set[0].w+7)/8, (set[0].h+7)/8
	blocks := cols * rows
	wanted := false
	for _, c := range set {
		wanted = wanted || c.Wanted
	}
	for i := range blocks {
		constant := true
		for k := range set {
			e := &d.blocks[k]
			if ac, err = e.read(dc[k*blocks+i], ac, wanted); err != nil {
				return nil, nil, err
			}
			constant = constant && e.constant
		}
		if !wanted {
			continue
		}
		if len(set) == 3 {
			d.toRGB(constant)
		}
		for k, c := range set {
			c.store(&d.blocks[k], 8*(i%cols), 8*(i/cols), len(set) == 3)
		}
	}
	return ac, dc[len(set)*blocks:], nil
}

// The AC coefficients of a block end with endOfBlock; others from zeros on stand
// for as many zeros as their low byte says.
const (
	endOfBlock = 0xff00
	zeros      = 0xff
)

// read reads the coefficients of a block and returns those that are left; it makes
// the values where they are wanted.
func (e *component) read(dc uint16, ac []uint16, wanted bool) ([]uint16, error) {
	var coefficients [64]float32
	last := 0
	numbers := half.Table()
	for i := 1; i < 64; {
		if len(ac) == 0 {
			return nil, fault.New(fault.Corrupt, "the AC coefficients end within a block")
		}
		v := ac[0]
		ac = ac[1:]
		switch {
		case v == endOfBlock:
			i = 64
		case v>>8 == zeros:
			i += int(v & 0xff)
		default:
			last = max(last, int(zigzag[i]))
			coefficients[zigzag[i]] = numbers[v]
			i++
		}
	}
	if !wanted {
		return ac, nil
	}
	coefficients[0] = numbers[dc]
	e.constant = last == 0
	if e.constant {
		e.values[0] = coefficients[0] * 0.125
	} else {
		e.transform(&coefficients, last/8)
	}
	return ac, nil
}

// toRGB turns brightness and differences (of Rec. ITU-R BT.709) to colours, of all
// values or of the first, which all are equal to.
func (d *Decoder) toRGB(constant bool) {
	n := 64
	if constant {
		n = 1
	}
	for k := range d.blocks {
		e := &d.blocks[k]
		if e.constant && !constant {
			for i := range e.values {
				e.values[i] = e.values[0]
			}
		}
		e.constant = constant
	}
	luma, blue, red := &d.blocks[0].values, &d.blocks[1].values, &d.blocks[2].values
	for i := range n {
		y, cb, cr := luma[i], blue[i], red[i]
		luma[i] = y + 1.5747*cr
		blue[i] = y - 0.1873*cb - 0.4682*cr
		red[i] = y + 1.8556*cb
	}
}

// store writes the part of a block at (x, y) that lies in the channel.
func (c *channel) store(e *component, x, y int, inSet bool) {
	if !c.Wanted {
		return
	}
	var words [64]uint16
	if e.constant {
		words[0] = half.Bits(e.values[0])
	} else {
		half.Words(words[:], e.values[:])
	}
	if inSet || !c.Linear {
		linear := linearLight()
		if e.constant {
			words[0] = linear[words[0]]
		} else {
			for i, v := range words {
				words[i] = linear[v]
			}
		}
	}
	if e.constant {
		for i := range words {
			words[i] = words[0]
		}
	}
	c.write(&words, x, y)
}

// write writes the part of 8×8 halves at (x, y) that lies in the channel.
func (c *channel) write(words *[64]uint16, x, y int) {
	w, h, size := min(8, c.w-x), min(8, c.h-y), c.Type.Size()
	for dy := range h {
		row := c.plane[((y+dy)*c.w+x)*size:][:w*size]
		values := words[8*dy:][:w]
		for dx, v := range values {
			if c.Type == block.Float {
				binary.LittleEndian.PutUint32(row[4*dx:], math.Float32bits(half.Float(v)))
			} else {
				binary.LittleEndian.PutUint16(row[2*dx:], v)
			}
		}
	}
}

// linearLight are the halves that stored ones mean: powers of 2.2 up to 1, and
// above that exponentials which go on at the same slope.
var linearLight = sync.OnceValue(func() *[1 << 16]uint16 {
	t := new([1 << 16]uint16)
	for i := range t {
		f := float64(half.Float(uint16(i)))
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		light := math.Pow(math.Abs(f), 2.2)
		if math.Abs(f) > 1 {
			light = math.Exp(2.2 * (math.Abs(f) - 1))
		}
		t[i] = half.Bits(float32(math.Copysign(light, f)))
	}
	return t
})
