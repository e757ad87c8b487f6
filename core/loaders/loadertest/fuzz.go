package loadertest

import (
	"runtime/metrics"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
)

const (
	// maxFuzzPixels is the size beyond which a fuzzed picture is not decoded.
	maxFuzzPixels = 1_000_000
	// maxFuzzSeed is the size in bytes beyond which a seed would only slow the search.
	maxFuzzSeed = 64 << 10
	// maxFuzzTime bounds what one input may take of a processor's time.
	maxFuzzTime = 15 * time.Second
	// unbudgeted is what a decode may allocate beside what it takes from its budget, in
	// bytes: tables, windows, the frame as displayed.
	unbudgeted = 64 << 20
)

// Fuzz runs the loader's native fuzz target: whatever the bytes, no panic, an end in
// time, nothing beyond the budget, a picture of the size that Info gave, and the same
// one when it is decoded again.
func Fuzz(f *testing.F, open Open, seeds ...[]byte) {
	f.Helper()
	for _, seed := range seeds {
		if len(seed) <= maxFuzzSeed {
			f.Add(seed)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// Only a panic of its own ends a decode that does not, and keeps the input.
		defer watchInput(len(data), maxFuzzTime)()
		before := allocated()
		pic, err := open(Source(t, data, "fuzz"))
		if err != nil {
			requireCode(t, err)
			require.Less(t, allocated()-before, uint64(unbudgeted), "bytes that Open allocates")
			return
		}
		info := pic.Info()
		if int64(info.Width)*int64(info.Height) > maxFuzzPixels {
			return
		}
		fuzzDecodes(t, open, data, info)
	})
}

// fuzzDecodes decodes small, and twice in full.
func fuzzDecodes(t *testing.T, open Open, data []byte, info picture.Info) {
	t.Helper()
	before := allocated()
	_, _, err := Decode(t, open, data, picture.Want{Width: 16, Height: 16})
	requireCode(t, err)
	need := info.Need(picture.Want{Width: 16, Height: 16})
	if need <= budget {
		require.Less(t, allocated()-before, uint64(2*need+unbudgeted), "bytes that a decode with a need of %d allocates", need)
	}
	_, frame, err := Decode(t, open, data, picture.Want{})
	requireCode(t, err)
	_, again, failed := Decode(t, open, data, picture.Want{})
	if err != nil {
		require.Error(t, failed, "a second decode must fail too")
		require.Equal(t, err.Error(), failed.Error())
		return
	}
	require.NoError(t, failed, "a second decode must succeed too")
	require.Equal(t, display(frame), display(again), "a second decode must give the same picture")
	require.Equal(t, frame.Notes, again.Notes)
}

// allocated returns the bytes that were allocated so far.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
