package audio

import "math"

// MaxBins is how many bins an envelope has at most.
const MaxBins = 4096

// maxLevel bounds samples, so that their squares can be summed: floating-point files
// may hold anything.
const maxLevel = 1e6

// Bin sums up the samples of a stretch of time, of all channels together.
type Bin struct {
	Min, Max float32 // 1 is full scale
	Sum      float64
	Squares  float64
	Count    int64 // 0 where nothing was looked at
}

// Envelope is a sound over time, in bins of equal length. Its zero value is an empty one.
type Envelope struct {
	bins   []Bin
	per    int64 // samples of one channel in a bin
	length int64 // in samples of one channel
}

// Add enters consecutive samples of one channel, of which the first is the one at
// offset at. Where they go beyond the last bin, bins are joined in pairs until they do
// not: the length of a sound need not be known beforehand.
func (e *Envelope) Add(at int64, samples []float32) {
	if at < 0 || at > math.MaxInt64/4 || len(samples) == 0 {
		return
	}
	e.reach(at + int64(len(samples)))
	for len(samples) > 0 {
		i := at / e.per
		n := min(int64(len(samples)), (i+1)*e.per-at)
		e.bins[i].add(samples[:n])
		samples, at = samples[n:], at+n
	}
}

// reach makes the envelope that long at least.
func (e *Envelope) reach(length int64) {
	if e.bins == nil {
		e.bins, e.per = make([]Bin, MaxBins), 1
	}
	e.length = max(e.length, length)
	for e.length > e.per*MaxBins {
		for i := range MaxBins / 2 {
			e.bins[i] = Join(e.bins[2*i], e.bins[2*i+1])
		}
		clear(e.bins[MaxBins/2:])
		e.per *= 2
	}
}

// Extend says that the sound has that many samples, also where nothing was looked at.
func (e *Envelope) Extend(length int64) {
	if length > 0 && length <= math.MaxInt64/4 {
		e.reach(length)
	}
}

// Length returns how long the sound is, in samples of one channel.
func (e *Envelope) Length() int64 { return e.length }

// Seen returns how many samples were entered, those of all channels counted.
func (e *Envelope) Seen() int64 {
	var n int64
	for i := range e.bins {
		n += e.bins[i].Count
	}
	return n
}

// Bins returns the bins that the sound fills, from its beginning on. They are the
// envelope's own.
func (e *Envelope) Bins() []Bin {
	if e.length == 0 {
		return nil
	}
	return e.bins[:(e.length+e.per-1)/e.per]
}

// add enters samples; what is no number counts as silence.
func (b *Bin) add(samples []float32) {
	low, high := samples[0], samples[0]
	var sum, squares float64
	for _, v := range samples {
		if v < low {
			low = v
		} else if v > high {
			high = v
		}
		sum += float64(v)
		squares += float64(v) * float64(v)
	}
	if !(low >= -maxLevel && high <= maxLevel && squares <= math.MaxFloat64) {
		b.addOdd(samples)
		return
	}
	*b = Join(*b, Bin{Min: low, Max: high, Sum: sum, Squares: squares, Count: int64(len(samples))})
}

// addOdd enters samples of which some are out of bounds, or no numbers.
func (b *Bin) addOdd(samples []float32) {
	for _, v := range samples {
		if v != v {
			v = 0
		}
		v = min(max(v, -maxLevel), maxLevel)
		*b = Join(*b, Bin{Min: v, Max: v, Sum: float64(v), Squares: float64(v) * float64(v), Count: 1})
	}
}

// Join sums up two bins.
func Join(a, b Bin) Bin {
	switch {
	case a.Count == 0:
		return b
	case b.Count == 0:
		return a
	}
	return Bin{
		Min: min(a.Min, b.Min), Max: max(a.Max, b.Max),
		Sum: a.Sum + b.Sum, Squares: a.Squares + b.Squares, Count: a.Count + b.Count,
	}
}
