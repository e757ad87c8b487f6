package vorbis

import "math/bits"

// decoder decodes one packet after the other.
type decoder struct {
	setup      *setup
	transforms [2]*transform // of short and of long blocks
	channels   []channel
	scratch    scratch
	block      []float32
	previous   int // the size of the last block, 0 if there is none
}

// channel is the state of a channel.
type channel struct {
	spectrum []float32
	curve    curve
	active   bool      // whether there is a residue for it
	tail     []float32 // the second half of the last block, in its window
	out      []float32 // the samples that the last packet completed
}

func newDecoder(s *setup, sizes [2]int) *decoder {
	d := &decoder{setup: s, block: make([]float32, sizes[1]), channels: make([]channel, s.channels)}
	for i, n := range sizes {
		d.transforms[i] = newTransform(n)
	}
	half := sizes[1] / 2
	for i := range d.channels {
		d.channels[i] = channel{spectrum: make([]float32, half), tail: make([]float32, half), out: make([]float32, half)}
	}
	d.scratch.joined = make([]float32, half*s.channels)
	return d
}

// decodedBytes is what a decoder takes for a number of channels and a size of blocks.
func decodedBytes(channels int, size int64) int64 {
	return int64(channels)*(size*9+1<<10) + size*64
}

// samples returns how many samples a packet will complete, and the size of its block. A
// packet that is no audio is of size 0.
func (d *decoder) samples(packet []byte) (samples, size int) {
	r := &bitReader{data: packet}
	if m, ok := d.readMode(r); ok {
		size = d.size(m.long)
		if d.previous > 0 {
			samples = d.previous/4 + size/4
		}
	}
	return samples, size
}

func (d *decoder) size(long bool) int {
	if long {
		return d.transforms[1].n
	}
	return d.transforms[0].n
}

func (d *decoder) readMode(r *bitReader) (mode, bool) {
	audio := !r.flag()
	number := r.read(bits.Len(uint(len(d.setup.modes) - 1)))
	if !audio || number >= len(d.setup.modes) || r.short() {
		return mode{}, false
	}
	return d.setup.modes[number], true
}

// decode decodes a packet and returns how many samples of each channel are in out then:
// none after the first (Vorbis I §4.3).
func (d *decoder) decode(packet []byte) int {
	samples, n := d.samples(packet)
	if n == 0 {
		return 0
	}
	r := &bitReader{data: packet}
	m, _ := d.readMode(r)
	before, after := m.long, m.long // whether the slopes are long
	if m.long {
		before, after = r.flag(), r.flag()
	}
	d.readSpectra(r, m.mapping, n/2)
	shape := blockShape{n: n, left: d.size(before) / 2, right: d.size(after) / 2}
	for i := range d.channels {
		d.finish(&d.channels[i], shape)
	}
	d.previous = n
	return samples
}

// readSpectra reads floors and residues and joins them (§4.3.2 to §4.3.5).
func (d *decoder) readSpectra(r *bitReader, m *mapping, half int) {
	for i := range d.channels {
		c := &d.channels[i]
		m.submaps[m.submap[i]].floor.read(r, &c.curve)
		c.active = c.curve.used
		clear(c.spectrum[:half])
	}
	for _, pair := range m.coupled {
		a, b := &d.channels[pair.magnitude], &d.channels[pair.angle]
		a.active = a.active || b.active
		b.active = a.active
	}
	for number := range m.submaps {
		d.readResidue(r, m, number, half)
	}
	for i := len(m.coupled) - 1; i >= 0; i-- {
		pair := m.coupled[i]
		uncouple(d.channels[pair.magnitude].spectrum[:half], d.channels[pair.angle].spectrum[:half])
	}
	for i := range d.channels {
		c := &d.channels[i]
		if c.curve.used {
			m.submaps[m.submap[i]].floor.apply(&c.curve, c.spectrum[:half])
		} else {
			clear(c.spectrum[:half])
		}
	}
}

// readResidue reads the residue of the channels of a submap.
func (d *decoder) readResidue(r *bitReader, m *mapping, number, half int) {
	var vectors [][]float32
	any := false
	v := m.submaps[number].residue
	for i := range d.channels {
		c := &d.channels[i]
		if m.submap[i] == number && (c.active || v.kind == 2) {
			vectors = append(vectors, c.spectrum[:half])
			any = any || c.active
		}
	}
	if any {
		v.decode(r, vectors, &d.scratch)
	}
}

// uncouple makes two channels of magnitude and angle (§4.3.5).
func uncouple(magnitudes, angles []float32) {
	for i, m := range magnitudes {
		a := angles[i]
		switch {
		case m > 0 && a > 0:
			angles[i] = m - a
		case m > 0:
			magnitudes[i], angles[i] = m+a, m
		case a > 0:
			angles[i] = m + a
		default:
			magnitudes[i], angles[i] = m-a, m
		}
	}
}

// blockShape is the size of a block and of the slopes of its window.
type blockShape struct{ n, left, right int }

// finish transforms a spectrum and overlaps the block with the one before (§4.3.6 to
// §4.3.8): the middle of the slope between them is at three quarters of the one and at
// one quarter of the other.
func (d *decoder) finish(c *channel, shape blockShape) {
	n := shape.n
	block := d.block[:n]
	if c.curve.used {
		d.transform(n).inverse(c.spectrum[:n/2], block)
	} else {
		clear(block)
	}
	fade(block[:n/2], d.transform(2*shape.left).slope, true)
	fade(block[n/2:], d.transform(2*shape.right).slope, false)
	if p := d.previous; p > 0 {
		out := c.out[:p/4+n/4]
		skip := max(0, n/4-p/4) // of this block
		lead := max(0, p/4-n/4) // of the one before, alone
		clear(out)
		copy(out, c.tail[:min(p/2, len(out))])
		for i, v := range block[skip : n/2] {
			if lead+i < len(out) {
				out[lead+i] += v
			}
		}
	}
	copy(c.tail, block[n/2:])
}

func (d *decoder) transform(n int) *transform {
	if n == d.transforms[0].n {
		return d.transforms[0]
	}
	return d.transforms[1]
}

// fade multiplies half a block by a slope in its middle: before it rises there is
// silence, behind it all.
func fade(half []float32, slope []float32, rising bool) {
	quiet := (len(half) - len(slope)) / 2
	if rising {
		clear(half[:quiet])
		for i, s := range slope {
			half[quiet+i] *= s
		}
		return
	}
	clear(half[quiet+len(slope):])
	for i, s := range slope {
		half[quiet+len(slope)-1-i] *= s
	}
}
