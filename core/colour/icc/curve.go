package icc

import (
	"encoding/binary"
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Curve is a function of one channel, 0..1 to 0..1: a table or a formula.
type Curve struct {
	samples []byte     // big-endian; nil for a formula
	width   int        // bytes of a sample, 1 or 2
	count   int        // samples
	kind    uint16     // of the formula
	p       [7]float64 // g a b c d e f of the formula
}

// paramCounts are the numbers of each kind of formula, ICC.1:2022 table 68.
var paramCounts = [...]int{1, 3, 4, 5, 7}

// parseCurve reads a curveType or parametricCurveType and leaves r behind it.
func parseCurve(r *bits.Cursor) (*Curve, error) {
	kind := signature(r.U32())
	r.Skip(4)
	var curve *Curve
	switch kind {
	case sign("curv"):
		curve = parseSampled(r)
	case sign("para"):
		curve = parseFormula(r)
	}
	switch {
	case r.Err() != nil:
		return nil, r.Err()
	case curve == nil:
		return nil, fault.New(fault.Corrupt, "a curve of unknown kind (%q)", kind)
	}
	return curve, nil
}

// parseSampled reads the rest of a curveType, ICC.1:2022 §10.6: no sample stands
// for the identity, one is an exponent.
func parseSampled(r *bits.Cursor) *Curve {
	switch count := r.U32(); {
	case count == 0:
		return power(1)
	case count == 1:
		return power(float64(r.U16()) / 256)
	case count > uint32(r.Len())/2:
		r.Skip(r.Len() + 1)
		return nil
	default:
		return &Curve{samples: r.Bytes(2 * int(count)), width: 2, count: int(count)}
	}
}

// parseFormula reads the rest of a parametricCurveType, ICC.1:2022 §10.18.
func parseFormula(r *bits.Cursor) *Curve {
	c := &Curve{kind: r.U16()}
	r.Skip(2)
	if int(c.kind) >= len(paramCounts) {
		return nil
	}
	for i := range paramCounts[c.kind] {
		c.p[i] = fixed(r)
	}
	return c
}

// power returns the curve x^gamma.
func power(gamma float64) *Curve { return &Curve{p: [7]float64{gamma}} }

// Eval returns the curve's value at x, which is clamped to 0..1. The value is
// finite; that of a formula may leave 0..1.
func (c *Curve) Eval(x float64) float64 {
	x = clamp01(x)
	if c.samples != nil {
		return c.sampled(x)
	}
	y := c.formula(x)
	if math.IsNaN(y) {
		return 0
	}
	return min(max(y, -8), 8)
}

// sampled interpolates between the samples beside x.
func (c *Curve) sampled(x float64) float64 {
	at := x * float64(c.count-1)
	i := min(int(at), c.count-2)
	t := at - float64(i)
	return c.sample(i)*(1-t) + c.sample(i+1)*t
}

func (c *Curve) sample(i int) float64 {
	if c.width == 1 {
		return float64(c.samples[i]) / 255
	}
	return float64(binary.BigEndian.Uint16(c.samples[2*i:])) / 65535
}

// formula evaluates ICC.1:2022 table 68.
func (c *Curve) formula(x float64) float64 {
	g, a, b, k, d, e, f := c.p[0], c.p[1], c.p[2], c.p[3], c.p[4], c.p[5], c.p[6]
	switch c.kind {
	case 0:
		return raise(x, g)
	case 1:
		if a*x+b >= 0 {
			return raise(a*x+b, g)
		}
		return 0
	case 2:
		if a*x+b >= 0 {
			return raise(a*x+b, g) + k
		}
		return k
	case 3:
		e, f = 0, 0
	}
	if x >= d {
		return raise(a*x+b, g) + e
	}
	return k*x + f
}

// raise is x^g with nothing below 0.
func raise(x, g float64) float64 {
	if g == 1 {
		return x
	}
	return math.Pow(max(x, 0), g)
}

// clamp01 limits x to 0..1; what is no number becomes 0.
func clamp01(x float64) float64 {
	if x > 0 {
		return min(x, 1)
	}
	return 0
}
