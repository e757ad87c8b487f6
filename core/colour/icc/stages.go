package icc

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
)

// curveStage runs each channel through its curve.
type curveStage []*Curve

func (s curveStage) apply(v *[4]float64) {
	for c, curve := range s {
		v[c] = curve.Eval(v[c])
	}
}

// matrixStage multiplies the first three channels by a matrix and adds to them.
type matrixStage struct {
	m   [3][3]float64
	add [3]float64
}

func (s *matrixStage) apply(v *[4]float64) {
	in := *v
	for i, row := range s.m {
		v[i] = finite(row[0]*in[0] + row[1]*in[1] + row[2]*in[2] + s.add[i])
	}
}

// scaleStage multiplies the first three channels.
type scaleStage struct{ by float64 }

func (s *scaleStage) apply(v *[4]float64) {
	for c := range 3 {
		v[c] *= s.by
	}
}

// gridStage interpolates in a table of colours over a grid.
type gridStage struct {
	samples []byte // big-endian; the last input channel varies fastest
	width   int    // bytes of a sample, 1 or 2
	out     int
	last    [4]float64 // index of the last node of each input channel
	stride  [4]int     // samples from one node to the next of each input channel
	in      int
}

// readGrid reads a grid of counts nodes per input channel.
func readGrid(r *bits.Cursor, counts []uint8, out, width int) (*gridStage, error) {
	g := &gridStage{width: width, out: out, in: len(counts)}
	total := int64(out)
	for c := len(counts) - 1; c >= 0; c-- {
		if counts[c] < 2 {
			return nil, fault.New(fault.Corrupt, "a grid of %d nodes", counts[c])
		}
		g.last[c] = float64(counts[c] - 1)
		g.stride[c] = int(total)
		// At most 255⁴·4, which is far within an int64.
		total *= int64(counts[c])
	}
	if total > int64(r.Len()/width) {
		return nil, fault.New(fault.Truncated, "a grid of %d samples in %d bytes", total, r.Len())
	}
	g.samples = r.Bytes(int(total) * width)
	return g, r.Err()
}

// apply interpolates between the nodes around v: linearly in the first of four
// channels, within a tetrahedron of nodes in the last three, as is customary.
func (g *gridStage) apply(v *[4]float64) {
	var (
		base int
		frac [4]float64
	)
	for c := range g.in {
		at := clamp01(v[c]) * g.last[c]
		node := min(int(at), int(g.last[c])-1)
		base += node * g.stride[c]
		frac[c] = at - float64(node)
	}
	*v = [4]float64{}
	if g.in < 4 {
		g.addSimplex(v, base, 0, frac, 1)
		return
	}
	g.addSimplex(v, base, 1, frac, 1-frac[0])
	g.addSimplex(v, base+g.stride[0], 1, frac, frac[0])
}

// addSimplex adds the colour at frac in the cell whose lowest node is base,
// weighted: from that node one channel after the other, beginning with first, goes
// up, the one nearest to its upper node first.
func (g *gridStage) addSimplex(v *[4]float64, base, first int, frac [4]float64, weight float64) {
	var order [4]int
	for c := first; c < g.in; c++ {
		i := c
		for ; i > first && frac[order[i-1]] < frac[c]; i-- {
			order[i] = order[i-1]
		}
		order[i] = c
	}
	rest := 1.0
	for _, c := range order[first:g.in] {
		g.add(v, base, weight*(rest-frac[c]))
		rest = frac[c]
		base += g.stride[c]
	}
	g.add(v, base, weight*rest)
}

// add adds the colour of the node at base, weighted.
func (g *gridStage) add(v *[4]float64, base int, weight float64) {
	for c := range g.out {
		if g.width == 1 {
			v[c] += weight / 255 * float64(g.samples[base+c])
		} else {
			v[c] += weight / 65535 * float64(binary.BigEndian.Uint16(g.samples[2*(base+c):]))
		}
	}
}
