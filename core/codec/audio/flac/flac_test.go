package flac_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/audio/audiotest"
	"apsync/core/codec/audio/flac"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
)

// tone returns a sine of so many bits, of which the last two are 0.
func tone(n, bits int, level, phase float64) []int64 {
	samples := make([]int64, n)
	for i := range samples {
		samples[i] = int64(level*math.Sin(float64(i)/9+phase)*float64(int64(1)<<(bits-1))) &^ 3
	}
	return samples
}

func flat(n int, v int64) []int64 {
	samples := make([]int64, n)
	for i := range samples {
		samples[i] = v
	}
	return samples
}

// cases are streams of 1000 samples in blocks of 192.
func cases() map[string]stream {
	const n = 1000
	two := [][]int64{tone(n, 16, 0.03, 0), tone(n, 16, 0.02, 1)}
	all := map[string]stream{
		"constant":       {bits: 16, channels: [][]int64{flat(n, -8192)}, kind: constant},
		"verbatim":       {bits: 16, channels: two, kind: verbatim},
		"wasted":         {bits: 16, channels: two, kind: wasted},
		"escaped":        {bits: 16, channels: two, kind: escaped, order: 2},
		"left and side":  {bits: 16, channels: two, kind: fixed, order: 2, assignment: 8},
		"side and right": {bits: 16, channels: two, kind: fixed, order: 2, assignment: 9},
		"mid and side":   {bits: 16, channels: two, kind: fixed, order: 1, assignment: 10},
		"unknown length": {bits: 16, channels: two, kind: fixed, order: 3, unknown: true},
		"4 bits":         {bits: 4, channels: [][]int64{tone(n, 4, 0.9, 0)}, kind: verbatim},
		"20 bits":        {bits: 20, channels: [][]int64{tone(n, 20, 0.9, 0)}, kind: verbatim},
		"32 bits":        {bits: 32, channels: [][]int64{tone(n, 32, 0.9, 0), tone(n, 32, -0.9, 0)}, kind: verbatim, assignment: 8},
		"eight channels": {bits: 16, channels: [][]int64{
			tone(n, 16, 0.1, 0), tone(n, 16, 0.2, 1), tone(n, 16, 0.3, 2), tone(n, 16, 0.4, 3),
			tone(n, 16, 0.5, 4), tone(n, 16, 0.6, 5), tone(n, 16, 0.7, 6), tone(n, 16, 0.8, 7),
		}, kind: fixed, order: 4},
	}
	for order := range 5 {
		all["fixed "+string(rune('0'+order))] = stream{bits: 16, channels: two, kind: fixed, order: order}
	}
	for order := 1; order < 5; order++ {
		all["linear "+string(rune('0'+order))] = stream{bits: 16, channels: two, kind: linear, order: order}
	}
	for name, s := range all {
		s.block = 192
		all[name] = s
	}
	return all
}

func TestEveryKindOfFrame(t *testing.T) {
	t.Parallel()
	for name, s := range cases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := s.encode()
			info, e, err := audiotest.Measure(t, flac.Open, data)
			require.NoError(t, err)
			require.Equal(t, []int{8000, len(s.channels)}, []int{info.Rate, info.Channels})
			bins := e.Bins()
			require.Len(t, bins, 1000)
			for i, b := range bins {
				low, high := s.channels[0][i], s.channels[0][i]
				for _, c := range s.channels {
					low, high = min(low, c[i]), max(high, c[i])
				}
				scale := math.Ldexp(1, 1-s.bits)
				require.InDelta(t, float64(low)*scale, b.Min, 1e-7, "sample %d", i)
				require.InDelta(t, float64(high)*scale, b.Max, 1e-7, "sample %d", i)
				require.EqualValues(t, len(s.channels), b.Count)
			}
			audiotest.Run(t, flac.Open, data)
		})
	}
}

func TestDamagedFramesAreLeftOut(t *testing.T) {
	t.Parallel()
	s := cases()["verbatim"]
	data := s.encode()
	data[42+1000] ^= 1 // in the second frame
	_, e, err := audiotest.Measure(t, flac.Open, data)
	require.NoError(t, err)
	for i, b := range e.Bins() {
		require.Equal(t, i < 192 || i >= 384, b.Count > 0, "sample %d", i)
	}
}

// TestLongSounds has more samples than are read, in few bytes.
func TestLongSounds(t *testing.T) {
	t.Parallel()
	const block, times = 60000, 250
	channels := [][]int64{flat(block, 100), flat(block, 100), flat(block, 100), flat(block, -100)}
	s := stream{bits: 8, channels: channels, kind: constant, block: block, times: times}
	info, e, err := audiotest.Measure(t, flac.Open, s.encode())
	require.NoError(t, err)
	require.EqualValues(t, block*times, info.Length)
	require.EqualValues(t, block*times, e.Length())
	low, high, _ := audiotest.Peaks(e)
	require.InDelta(t, -100./128, low, 1e-6)
	require.InDelta(t, 100./128, high, 1e-6)
}

func TestRefused(t *testing.T) {
	t.Parallel()
	good := string(cases()["fixed 1"].encode())
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"nothing", "", fault.Truncated},
		{"no frames", good[:42], fault.NoPicture},
		{"another block first", good[:4] + "\x84" + good[5:], fault.Corrupt},
		{"no rate", good[:18] + "\x00\x00\x00" + good[21:], fault.Corrupt},
		{"another file", "RIFF" + good[4:], fault.Corrupt},
	} {
		_, _, err := audiotest.Measure(t, flac.Open, []byte(c.data))
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "flac") {
		info, e, err := audiotest.Measure(t, flac.Open, c.Data)
		if c.Name == "tika__testFLAC_twoCovers.flac" {
			require.NoError(t, err)
			require.Equal(t, []int{44100, 2, 960}, []int{info.Rate, info.Channels, int(info.Length)})
			require.EqualValues(t, 2*960, e.Seen())
		}
	}
}

func FuzzMeasure(f *testing.F) {
	seeds := loadertest.CorpusSeeds("flac")
	for _, s := range cases() {
		seeds = append(seeds, s.encode())
	}
	audiotest.Fuzz(f, flac.Open, seeds...)
}
