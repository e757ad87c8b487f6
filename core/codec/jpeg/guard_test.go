package jpeg

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/guardtest"
)

// TestLanesStayInTheirData runs lanes up to the last bits that may be looked at, in room
// for few starts and for all.
func TestLanesStayInTheirData(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(32, 1))
	dc, ac, err := standardHuffman()
	require.NoError(t, err)
	dc[0].wantDifferenceSteps()
	ac[0].wantSteps()
	phases := newPhases(&scan{comps: []scanComponent{{dc: dc[0], ac: ac[0], h: 2, v: 1}}})
	pages := guardtest.New(t, 4<<10)
	rooms := [2]*guardtest.Pages{guardtest.New(t, 64<<10), guardtest.New(t, 64<<10)}
	for i := range 600 {
		at := guardtest.Edges[i%2]
		data := guardtest.Noise[byte](pages, at, 16+random.IntN(1500), random)
		for j := range data { // zeros are short codes, ones are none
			data[j] &= uint8(random.Uint32()) | uint8(random.Uint32())<<(i%3)
		}
		limit := uint64(len(data)-8) * 8
		var lanes, portable [2]lane
		for k := range lanes {
			room := laneSlack/2 + random.IntN(laneSlack*8)
			lanes[k] = lane{limit: limit, guessed: k > 0, starts: guardtest.Slice[uint32](rooms[k], at, room)}
			lanes[k].put(uint64(k) * limit / 2)
			portable[k] = lanes[k]
			portable[k].starts = make([]uint32, room)
			portable[k].put(lanes[k].bit)
		}
		guardtest.Call(t, func() {
			skimBoth(&lanes[0], &lanes[1], data, phases)
			lanes[0].skim(data, phases)
			lanes[1].skim(data, phases)
		}, i, at)
		for k := range portable {
			rooms[k].Intact(t, i, at)
			l := &portable[k]
			for l.prepare() {
				runPortable(l, data, phases)
				l.pass(data, phases)
			}
			n := min(l.count, lanes[k].count) // runs may end a step later
			require.Equal(t, l.starts[:n], lanes[k].starts[:n])
		}
	}
}
