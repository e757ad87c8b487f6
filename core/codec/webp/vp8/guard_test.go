package vp8

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"apsync/core/guardtest"
)

// laid returns a copy of a value at the edge of memory that cannot be touched.
func laid[T any](p *guardtest.Pages, at guardtest.Edge, v T) *T {
	s := guardtest.Slice[uint64](p, at, int(unsafe.Sizeof(v)+7)/8)
	if at == guardtest.End {
		s := unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), 8*len(s))
		laid := (*T)(unsafe.Pointer(&s[len(s)-int(unsafe.Sizeof(v))]))
		*laid = v
		return laid
	}
	laid := (*T)(unsafe.Pointer(&s[0]))
	*laid = v
	return laid
}

func TestFiltersStayAtTheirEdges(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(31, 1))
	first, second := guardtest.New(t, 1<<12), guardtest.New(t, 1<<12)
	for i := range 3000 {
		h := header{sharpness: i % 8}
		s := h.strengthOf(1 + random.IntN(63))
		limits, outer := &s.inner, i%2 == 0
		if outer {
			limits = &s.outer
		}
		along, across := 1, 8+random.IntN(100)
		if i%4 < 2 {
			along, across = across, 1
		}
		n, at := 7*(along+across)+1, guardtest.Edges[i/4%2]
		a, b := guardtest.Slice[uint8](first, at, n), guardtest.Slice[uint8](second, at, n)
		base, rough := random.IntN(256), 1+random.IntN(1<<(i%7))
		for j := range a {
			a[j], b[j] = byteOf(base+random.IntN(2*rough)-rough), byteOf(base+random.IntN(2*rough)-rough)
		}
		wantA, wantB := slices.Clone(a), slices.Clone(b)
		filterPlaces(wantA, along, across, limits, outer)
		filterPlaces(wantB, along, across, limits, outer)
		guardtest.Call(t, func() { filterEdge(a, b, along, across, limits, outer) }, along, across, at)
		guardtest.Same(t, wantA, a, along, across, at)
		guardtest.Same(t, wantB, b, along, across, at)
		first.Intact(t)
		second.Intact(t)
		guardtest.Refuses(t, func() { filterEdge(a[:n-1], b, along, across, limits, outer) }, along, across)
		guardtest.Refuses(t, func() { filterEdge(a, b[:n-1], along, across, limits, outer) }, along, across)
	}
}

func TestBlocksStayInTheirWorkspace(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(31, 2))
	works, residues, single := guardtest.New(t, 1<<12), guardtest.New(t, 1<<12), guardtest.New(t, 1<<12)
	for i := range 2000 {
		at := guardtest.Edges[i%2]
		var want workspace
		for j := range want {
			want[j] = uint8(random.Uint32())
		}
		var modesOf [16]uint8
		var wanted residue
		for j := range modesOf {
			modesOf[j] = uint8(random.IntN(modes))
			for k := range random.IntN(17) {
				wanted.blocks[j][zigzag[k]] = int16(random.IntN(2<<(i%13)) - 1<<(i%13))
				wanted.note(1<<j, uint(k+1))
			}
		}
		wanted.dc &^= wanted.full
		got, read := laid(works, at, want), laid(residues, at, wanted)
		of := laid(single, at, modesOf)
		want.blocksPortable(&modesOf, &wanted)
		guardtest.Call(t, func() { got.blocks(of, read) }, at)
		require.Equal(t, want, *got)
		require.Equal(t, wanted, *read)
		works.Intact(t)

		var pixels blockPixels
		copy(pixels[:], want[:])
		block := [16]int16{int16(i), 5, int16(-i)}
		result, rest := laid(works, at, pixels), laid(single, at, block)
		addBlockLong(&pixels, &block)
		guardtest.Call(t, func() { addBlock(result, rest) }, at)
		require.Equal(t, pixels, *result)
		require.Equal(t, block, *rest)
		works.Intact(t)
		single.Intact(t)
	}
	// What is no mode at all must not lead beside the tables.
	for _, mode := range []uint8{modes, 127, 128, 246, 255} {
		work, read, of := laid(works, guardtest.End, workspace{}), new(residue), laid(single, guardtest.End, [16]uint8{15: mode})
		guardtest.Call(t, func() { work.blocks(of, read) }, mode)
	}
}

// Windows end with the memory, behind what is read in words.
func TestWalksStayInTheirWindows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(31, 3))
	windows, blocks, rows := guardtest.New(t, 1<<12), guardtest.New(t, 1<<12), guardtest.New(t, 1<<12)
	odds := guardtest.New(t, int(unsafe.Sizeof(blockOdds{})))
	for i := range 2000 {
		at := guardtest.Edges[i%2]
		data := guardtest.Noise[byte](windows, at, 1+random.IntN(600), random)
		open := func() tokens {
			k := tokens{newPartition(bytes.NewReader(data), 0, len(data))}
			return k
		}
		want, got := open(), open()
		got.window = guardtest.Copy(windows, at, want.window)
		table := laid(odds, at, blockOdds{})
		for j := range len(table) * 64 {
			table[j/64][j/16%4][j%16] = uint8(random.IntN(1 << (1 + (i+j/16)%8)))
		}
		steps := byPosition(5, 7)
		sides := coded{luma: uint8(random.IntN(16)), cb: uint8(random.IntN(4))}
		wantAbove, gotAbove, wantLeft, gotLeft := sides, sides, sides, sides
		for range 8 { // also behind the end of the data
			var wanted residue
			read := laid(blocks, at, residue{})
			for _, g := range []*group{{table, &steps, i % 2, 4, 0}, {table, &steps, 0, 2, 20}} {
				want.groupPortable(g, &wantAbove.luma, &wantLeft.luma, &wanted)
				guardtest.Call(t, func() { got.group(g, &gotAbove.luma, &gotLeft.luma, read) }, at)
			}
			blocks.Intact(t)
			wantModes, gotModes := [5]uint8{1, 2, 3, 9}, laid(rows, at, [5]uint8{1, 2, 3, 9})
			wantSide, gotSide := [4]uint8{4, 5, 6, 7}, [4]uint8{4, 5, 6, 7}
			var wantMacro, gotMacro macroblock
			fields{&want.partition}.blockModesPortable(&wantMacro, &wantModes, &wantSide)
			guardtest.Call(t, func() { fields{&got.partition}.blockModes(&gotMacro, gotModes, &gotSide) }, at)
			rows.Intact(t)
			if want.next+8 >= len(want.window) {
				continue // what comes from behind the data may be anything
			}
			require.Equal(t, wanted, *read)
			require.Equal(t, wantMacro, gotMacro)
			require.Equal(t, wantModes, *gotModes)
			require.Equal(t, wantSide, gotSide)
		}
	}
	for _, mode := range []uint8{modes, 127, 128, 246, 255} {
		f := fields{&partition{window: make([]byte, 100)}}
		guardtest.Refuses(t, func() { f.blockModes(new(macroblock), &[5]uint8{3: mode}, new([4]uint8)) }, mode)
		guardtest.Refuses(t, func() { f.blockModes(new(macroblock), new([5]uint8), &[4]uint8{mode}) }, mode)
	}
}
