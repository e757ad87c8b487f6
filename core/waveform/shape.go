package waveform

import (
	"math"

	"apsync/core/codec/audio"
)

// maxGain is how much higher than it is a quiet sound is drawn at most.
const maxGain = 16

// levels is what is drawn of a moment, 1 and -1 being the picture's edges.
type levels struct{ low, high, inner, outer float64 }

// shape is a sound's levels over time, at the middles of equal stretches.
type shape []levels

// stretches is how many a shape has at most: with more, a wave dissolves into its
// swings, of which a small picture shows a grey haze. Of a sound that was looked at in
// windows, each has several of them, else chance would decide whether one shows a beat.
const stretches, sparseStretches = 512, audio.Windows / 4

// newShape makes the shape of bins, of which one at least has samples. What is missing
// between two is made from them, what is missing at the ends is silent.
func newShape(bins []audio.Bin) shape {
	n := min(len(bins), stretches)
	if isSparse(bins) {
		n = min(n, sparseStretches)
	}
	s := make(shape, n)
	peak, last := 0.0, -1
	for i := range s {
		b := join(bins[i*len(bins)/n : (i+1)*len(bins)/n])
		if b.Count == 0 {
			continue
		}
		s[i] = measured(b)
		peak = max(peak, s[i].high, -s[i].low)
		if last >= 0 {
			s.bridge(last, i)
		}
		last = i
	}
	gain := min(maxGain, 1/max(peak, math.SmallestNonzeroFloat32))
	for i := range s {
		s[i] = levels{s[i].low * gain, s[i].high * gain, s[i].inner * gain, s[i].outer * gain}
	}
	return s
}

// isSparse reports whether much of a sound was not looked at.
func isSparse(bins []audio.Bin) bool {
	empty := 0
	for _, b := range bins {
		if b.Count == 0 {
			empty++
		}
	}
	return empty > len(bins)/16
}

// join sums up bins.
func join(bins []audio.Bin) audio.Bin {
	joined := bins[0]
	for _, b := range bins[1:] {
		joined = audio.Join(joined, b)
	}
	return joined
}

func measured(b audio.Bin) levels {
	n := float64(b.Count)
	mean := b.Sum / n
	deviation := math.Sqrt(max(0, b.Squares/n-mean*mean))
	low, high := float64(b.Min), float64(b.Max)
	return levels{low, high, max(low, mean-deviation), min(high, mean+deviation)}
}

// bridge fills what lies between two stretches.
func (s shape) bridge(from, to int) {
	for i := from + 1; i < to; i++ {
		s[i] = between(s[from], s[to], float64(i-from)/float64(to-from))
	}
}

func between(a, b levels, t float64) levels {
	mix := func(a, b float64) float64 { return a + (b-a)*t }
	return levels{mix(a.low, b.low), mix(a.high, b.high), mix(a.inner, b.inner), mix(a.outer, b.outer)}
}

// at returns the levels at a place, in stretches from the beginning.
func (s shape) at(x float64) levels {
	x = min(max(x-0.5, 0), float64(len(s)-1))
	i := int(x)
	return between(s[i], s[min(i+1, len(s)-1)], x-float64(i))
}

// span returns the extremes of the shape from one place to another, and the mean of
// what is inside.
func (s shape) span(from, to float64) levels {
	a, b := s.at(from), s.at(to)
	l := levels{min(a.low, b.low), max(a.high, b.high), a.inner + b.inner, a.outer + b.outer}
	n := 2.0
	for i := max(0, int(math.Ceil(from-0.5))); float64(i)+0.5 < to && i < len(s); i++ {
		l.low, l.high = min(l.low, s[i].low), max(l.high, s[i].high)
		l.inner, l.outer = l.inner+s[i].inner, l.outer+s[i].outer
		n++
	}
	l.inner, l.outer = l.inner/n, l.outer/n
	return l
}
