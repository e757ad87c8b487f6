package resample

import "math"

const (
	// lobes is how many samples of the smaller picture the filter reaches to each side.
	lobes = 3
	// one is what the weights of a sample add up to, as a rule. It leaves room in 16
	// bits for what the middle of the filter exceeds their sum by.
	one        = 1 << weightBits
	weightBits = 14
)

// axis says of every sample of the result, along one axis, which samples of the
// source it is made of.
type axis struct {
	starts  []int32 // of the first of them
	taps    int     // how many there are, as many for every sample
	end     int     // behind the last of them for any sample
	weights []int16 // taps for every sample
	spread  []int16 // the same as kernels of interleaved pixels want them
}

// length is how many samples an axis has and makes.
type length struct {
	from   int
	extent float64 // of from, where its last sample is not wholly part of the picture
	to     int
}

// newAxis returns an axis whose weights add up to total for every sample. Taps are as
// many as kernels of n channels want, of 0 just as many as there must be; those that
// only make up their number weigh nothing and may lie beyond the source.
func newAxis(n length, total, channels int) *axis {
	step := n.extent / float64(n.to)
	scale := max(step, 1)
	room := int(2*lobes*scale) + 2
	weights := make([]float64, n.to*room)
	a := &axis{starts: make([]int32, n.to)}
	counts := make([]int, n.to)
	for i := range n.to {
		centre := (float64(i)+0.5)*step - 0.5
		from := max(0, int(math.Floor(centre-lobes*scale))+1)
		to := min(n.from-1, int(math.Ceil(centre+lobes*scale))-1)
		counts[i] = to - from + 1
		lanczos(weights[i*room:][:counts[i]], (float64(from)-centre)/scale, 1/scale)
		a.starts[i] = int32(from)
		a.taps = max(a.taps, counts[i])
	}
	a.taps = padded(a.taps, channels)
	for _, start := range a.starts {
		a.end = max(a.end, int(start)+a.taps)
	}
	a.weights = make([]int16, n.to*a.taps)
	for i, count := range counts {
		quantise(a.weights[i*a.taps:][:count], weights[i*room:], total)
	}
	return a
}

// padded returns how many taps kernels of n channels take where so many are needed.
func padded(taps, channels int) int {
	multiple := 1
	switch {
	case channels == 1 && taps <= 8:
		multiple = 8
	case channels == 1:
		multiple = 16
	case channels > 1:
		multiple = 4
	}
	return (taps + multiple - 1) / multiple * multiple
}

// lanczos fills row with the values of the filter at x and at every step after it.
func lanczos(row []float64, x, step float64) {
	// The sine of a third of the angle, which is turned on from sample to sample,
	// gives that of the angle.
	sin, cos := math.Sincos(x * math.Pi / lobes)
	turnSin, turnCos := math.Sincos(step * math.Pi / lobes)
	for i := range row {
		if math.Abs(x) < 1e-6 {
			row[i] = 1
		} else {
			row[i] = lobes / (math.Pi * math.Pi) * sin * (3*sin - 4*sin*sin*sin) / (x * x)
		}
		x += step
		sin, cos = sin*turnCos+cos*turnSin, cos*turnCos-sin*turnSin
	}
}

// quantise writes weights as whole numbers that add up to total. What rounding left
// over or took too much goes to the largest.
func quantise(dst []int16, weights []float64, total int) {
	weights = weights[:len(dst)]
	var sum float64
	for _, w := range weights {
		sum += w
	}
	rest, largest := total, 0
	for i, w := range weights {
		dst[i] = int16(math.Round(w / sum * float64(total)))
		rest -= int(dst[i])
		if dst[i] > dst[largest] {
			largest = i
		}
	}
	dst[largest] += int16(rest)
}

// at returns the first sample that sample i is made of, and the weights of it and those
// that follow.
func (a *axis) at(i int) (from int, weights []int16) {
	weights = a.weights[i*a.taps:][:a.taps]
	for len(weights) > 1 && weights[len(weights)-1] == 0 {
		weights = weights[:len(weights)-1]
	}
	return int(a.starts[i]), weights
}

// from returns the axis without its first i samples.
func (a *axis) from(i int) *axis {
	return &axis{starts: a.starts[i:], taps: a.taps, end: a.end, weights: a.weights[i*a.taps:]}
}

// spreadOut fills spread: of every four weights the first two once for each of four
// channels, then the others.
func (a *axis) spreadOut() {
	a.spread = make([]int16, 0, 4*len(a.weights))
	for w := a.weights; len(w) >= 4; w = w[4:] {
		for pair := w[:4]; len(pair) > 0; pair = pair[2:] {
			for range 4 {
				a.spread = append(a.spread, pair[0], pair[1])
			}
		}
	}
}
