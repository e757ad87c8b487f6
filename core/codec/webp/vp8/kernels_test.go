package vp8

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTransformsAreOne compares what adds a block with its definition, for
// coefficients of all sizes.
func TestTransformsAreOne(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 20000 {
		var want, got [16]int16
		var before, after blockPixels
		for j := range want {
			if random.IntN(3) == 0 {
				want[j] = int16(random.IntN(2<<(i%16)) - 1<<(i%16))
			}
		}
		got = want
		for j := range before {
			before[j] = uint8(random.Uint32())
		}
		after = before
		addBlockLong(&before, &want)
		addBlock(&after, &got)
		require.Equal(t, before, after)
		require.Equal(t, [16]int16{}, got)

		// One with nothing but its first coefficient has a way of its own.
		want = [16]int16{int16(random.IntN(2<<(i%16)) - 1<<(i%16))}
		got = want
		addBlockLong(&before, &want)
		addMean(&after, &got)
		require.Equal(t, before, after)
	}
}

// TestFiltersAreOne compares the filter of an edge with its definition, for smooth
// and for rough pixels and all strengths.
func TestFiltersAreOne(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	const stride = 40
	for i := range 20000 {
		h := header{sharpness: i % 8}
		s := h.strengthOf(1 + random.IntN(63))
		limits, outer := &s.inner, i%2 == 0
		if outer {
			limits = &s.outer
		}
		want := make([]uint8, 17*stride)
		base, rough := random.IntN(256), 1+random.IntN(1<<(i%7))
		for j := range want {
			want[j] = byteOf(base + random.IntN(2*rough) - rough)
		}
		along, across, second := 1, stride, 8
		if i%4 < 2 {
			along, across, second = stride, 1, 8*stride
		}
		got := append([]uint8(nil), want...)
		filterPlaces(want[3:], along, across, limits, outer)
		filterPlaces(want[3+second:], along, across, limits, outer)
		filterEdge(got[3:], got[3+second:], along, across, limits, outer)
		require.Equal(t, want, got)
	}
}
