package audio_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/audio"
)

func TestEnvelopeJoinsBinsAsTheSoundGrows(t *testing.T) {
	t.Parallel()
	var e audio.Envelope
	require.Empty(t, e.Bins())
	const n = 5 * audio.MaxBins
	samples := make([]float32, n)
	for i := range samples {
		samples[i] = float32(i) / n
	}
	for at := 0; at < n; at += 777 {
		e.Add(int64(at), samples[at:min(at+777, n)])
	}
	require.EqualValues(t, n, e.Length())
	require.EqualValues(t, n, e.Seen())
	bins := e.Bins()
	require.Len(t, bins, n/8, "eight samples are in a bin")
	for i, b := range bins {
		require.EqualValues(t, 8, b.Count)
		require.InDelta(t, float64(8*i)/n, b.Min, 1e-6)
		require.InDelta(t, float64(8*i+7)/n, b.Max, 1e-6)
		require.InDelta(t, 8*(8*float64(i)+3.5)/n, b.Sum, 1e-4)
	}
}

func TestEnvelopeKeepsWhatWasNotLookedAtEmpty(t *testing.T) {
	t.Parallel()
	var e audio.Envelope
	e.Extend(3 * audio.MaxBins)
	e.Add(2*audio.MaxBins, []float32{0.5, -0.25})
	bins := e.Bins()
	require.Len(t, bins, 3*audio.MaxBins/4)
	require.Zero(t, bins[0].Count)
	require.Equal(t, audio.Bin{Min: -0.25, Max: 0.5, Sum: 0.25, Squares: 0.3125, Count: 2}, bins[audio.MaxBins/2])
	require.EqualValues(t, 2, e.Seen())
}

func TestEnvelopeBearsAnyNumber(t *testing.T) {
	t.Parallel()
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, samples := range map[string][]float32{
		"first": {nan, 1, 2}, "last": {1, 2, nan}, "infinite": {inf, -inf, 1}, "huge": {math.MaxFloat32, -math.MaxFloat32},
	} {
		var e audio.Envelope
		e.Add(0, make([]float32, 3*audio.MaxBins))
		e.Add(0, samples)
		b := e.Bins()[0]
		require.False(t, math.IsNaN(b.Sum+b.Squares) || math.IsInf(b.Sum+b.Squares, 0), name)
		require.GreaterOrEqual(t, b.Max, float32(0), name)
	}
	var e audio.Envelope
	e.Add(math.MaxInt64-1, []float32{1})
	e.Add(-1, []float32{1})
	require.Zero(t, e.Length(), "places that no sound has")
}

func TestStrew(t *testing.T) {
	t.Parallel()
	require.Equal(t, []audio.Window{{Size: 100}}, audio.Strew(100, 100, 4))
	require.Equal(t, []audio.Window{{Size: 101}}, audio.Strew(101, 100, 4), "too little for windows")
	const total, whole, unit = 100_000_003, 1 << 20, 6
	windows := audio.Strew(total, whole, unit)
	require.Len(t, windows, audio.Windows)
	var sum int64
	for i, w := range windows {
		require.Zero(t, w.Off%unit)
		require.EqualValues(t, whole/audio.Windows/unit*unit, w.Size)
		part := float64(total-w.Size) / audio.Windows
		require.InDelta(t, part*(float64(i)+0.5), w.Off, part/2+unit, "one in each part")
		sum += w.Size
	}
	require.LessOrEqual(t, sum, int64(whole))
	last := windows[len(windows)-1]
	require.LessOrEqual(t, last.Off+last.Size, int64(total))
	huge := audio.Strew(math.MaxInt64, whole, 1)
	require.Positive(t, huge[len(huge)-1].Off)
}
