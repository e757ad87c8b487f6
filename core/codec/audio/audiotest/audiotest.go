// Package audiotest is what every decoder of sounds must pass: no harm from files that
// are cut, damaged or lying.
package audiotest

import (
	"bytes"
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/audio"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Open is a decoder's entry.
type Open func(src *picture.Source) (audio.Track, error)

// maxTime bounds the measuring of one damaged file: far above what any needs.
const maxTime = 20 * time.Second

// maxMemory is what a decoder may take at most, in bytes.
const maxMemory = 64 << 20

// Measure opens data and goes through it, checking what every decoder owes: no panic,
// within its own estimate of memory.
func Measure(tb testing.TB, open Open, data []byte) (info audio.Info, e *audio.Envelope, err error) {
	tb.Helper()
	start := time.Now()
	info, e, err = measure(tb, open, data)
	require.Less(tb, time.Since(start), maxTime, "measuring must end")
	if err != nil {
		failure := fault.From(err)
		require.NotEqual(tb, fault.Internal, failure.Code, "%v\n%v", failure, failure.Err)
		require.NotEmpty(tb, failure.Detail)
	}
	return info, e, err
}

func measure(tb testing.TB, open Open, data []byte) (info audio.Info, e *audio.Envelope, err error) {
	tb.Helper()
	defer fault.Catch(&err)
	src, err := picture.NewSource(bytes.NewReader(data), int64(len(data)), "sound")
	require.NoError(tb, err)
	track, err := open(src)
	if err != nil {
		return audio.Info{}, nil, err
	}
	info = track.Info()
	require.Positive(tb, info.Rate)
	require.Positive(tb, info.Channels)
	require.LessOrEqual(tb, info.Channels, audio.MaxChannels)
	require.GreaterOrEqual(tb, info.Length, int64(0))
	require.LessOrEqual(tb, info.Memory, int64(maxMemory))
	e = &audio.Envelope{}
	return info, e, track.Measure(context.Background(), picture.NewBudget(info.Memory), e)
}

// Run cuts and damages a sound, and has its measuring stopped.
func Run(t *testing.T, open Open, data []byte) {
	t.Helper()
	_, e, err := Measure(t, open, data)
	require.NoError(t, err)
	require.Positive(t, e.Seen())
	for i := range 64 {
		_, _, _ = Measure(t, open, data[:len(data)*i/64])
		_, _, _ = Measure(t, open, data[:min(len(data), i*3)])
	}
	random := rand.New(rand.NewPCG(1, uint64(len(data))))
	for i := range 64 {
		damaged := bytes.Clone(data)
		span := len(data)
		if i%2 == 0 {
			span = min(span, 256)
		}
		for range 1 + i%4 {
			damaged[random.IntN(span)] ^= byte(1 + random.IntN(255))
		}
		_, _, _ = Measure(t, open, damaged)
	}
	stop(t, open, data)
}

// stop requires that a context that is done ends the measuring.
func stop(t *testing.T, open Open, data []byte) {
	t.Helper()
	src, err := picture.NewSource(bytes.NewReader(data), int64(len(data)), "sound")
	require.NoError(t, err)
	track, err := open(src)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, track.Measure(ctx, nil, &audio.Envelope{}), context.Canceled)
}

// Fuzz runs a decoder's native fuzz target.
func Fuzz(f *testing.F, open Open, seeds ...[]byte) {
	f.Helper()
	for _, seed := range seeds {
		if len(seed) <= 64<<10 {
			f.Add(seed)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { _, _, _ = Measure(t, open, data) })
}

// Peaks returns the lowest and the highest level of a sound, and the mean of its
// squares.
func Peaks(e *audio.Envelope) (low, high, squares float64) {
	var all audio.Bin
	for _, b := range e.Bins() {
		all = audio.Join(all, b)
	}
	return float64(all.Min), float64(all.Max), all.Squares / float64(max(all.Count, 1))
}
