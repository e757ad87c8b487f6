package vp8

import (
	"bytes"
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

// TestWalksAreOne compares what assembly reads from random bits with what Go reads.
// Their last bits are not the same where they come from behind the data.
func TestWalksAreOne(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for i := range 3000 {
		data := make([]byte, 1+random.IntN(3000))
		for j := range data {
			data[j] = uint8(random.Uint32())
		}
		open := func() tokens { return tokens{newPartition(bytes.NewReader(data), 0, len(data))} }
		want, got := open(), open()
		var odds blockOdds
		for j := range len(odds) * 64 {
			odds[j/64][j/16%4][j%16] = uint8(random.IntN(1 << (1 + (i+j/16)%8)))
		}
		steps := byPosition(5, 7)
		sides := coded{luma: uint8(random.IntN(16)), cb: uint8(random.IntN(4))}
		wantAbove, gotAbove, wantLeft, gotLeft := sides, sides, sides, sides
		for range 6 {
			var wanted, read residue
			for _, g := range []*group{{&odds, &steps, i % 2, 4, 0}, {&odds, &steps, 0, 2, 20}} {
				want.groupPortable(g, &wantAbove.luma, &wantLeft.luma, &wanted)
				got.group(g, &gotAbove.luma, &gotLeft.luma, &read)
			}
			var wantMacro, gotMacro macroblock
			wantModes, gotModes := [5]uint8{1, 2, 3, 9}, [5]uint8{1, 2, 3, 9}
			wantSide, gotSide := [4]uint8{4, 5, 6, 7}, [4]uint8{4, 5, 6, 7}
			fields{&want.partition}.blockModesPortable(&wantMacro, &wantModes, &wantSide)
			fields{&got.partition}.blockModes(&gotMacro, &gotModes, &gotSide)
			if want.next >= len(data) {
				break
			}
			require.Equal(t, wanted, read)
			require.Equal(t, wantAbove, gotAbove)
			require.Equal(t, wantLeft, gotLeft)
			require.Equal(t, wantMacro, gotMacro)
			require.Equal(t, wantModes, gotModes)
			require.Equal(t, wantSide, gotSide)
			require.Equal(t, 8*want.next-want.have, 8*got.next-got.have)
		}
	}
}

// TestBlocksAreOne compares the pixels of 16 blocks in all modes with those that Go
// makes one by one, with coefficients of all sizes.
func TestBlocksAreOne(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	for i := range 5000 {
		var want, got workspace
		base, rough := random.IntN(256), 1+random.IntN(1<<(i%8))
		for j := range want {
			want[j] = byteOf(base + random.IntN(2*rough) - rough)
		}
		got = want
		var modesOf [16]uint8
		var wanted, read residue
		for j := range modesOf {
			modesOf[j] = uint8(random.IntN(modes))
			for k := range random.IntN(17) {
				wanted.blocks[j][zigzag[k]] = int16(random.IntN(2<<(i%13)) - 1<<(i%13))
				wanted.note(1<<j, uint(k+1))
			}
		}
		wanted.dc &^= wanted.full
		read = wanted
		want.blocksPortable(&modesOf, &wanted)
		got.blocks(&modesOf, &read)
		require.Equal(t, want, got)
		require.Equal(t, wanted, read)
	}
}
